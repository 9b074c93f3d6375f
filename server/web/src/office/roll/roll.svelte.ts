// The roll of one training while it is called: what stands on it, what was marked since and is kept as
// a draft, and what a tap means. Saved by one call for all. It must never say that a mark is kept
// before it is on the disk, nor mark anybody whom nobody marked: unmarked is not absent.

import type { ClaimRow, MarkRow, PlanRow, RollRow } from "@drokpa/core/browser";
import { codeOf, member } from "../../state/member.svelte.ts";
import { draftOf, keep, MARKS, type Draft, type Mark } from "./drafts.ts";

/** One line of the roll. */
export interface Seat {
  /** Its place on the paper sheet: that of the roster. */
  readonly number: number;
  readonly member: string;
  readonly name_zh: string;
  readonly name_bo: string;
  /** The mark that stands; `null` where nobody is marked, or where people disagree. */
  readonly stands: Mark | null;
  /** The marks that stand against each other. */
  readonly disputed: readonly MarkRow[];
  /** What the member, who calls rolls too, marked about themselves and somebody else has to repeat. */
  readonly proposed: Mark | null;
  /** It is about the person who marks: it counts once somebody else repeats it. */
  readonly own: boolean;
  readonly enteredBy: readonly string[];
  /** What else is known about this member at this training. */
  readonly claim: ClaimRow | null;
}

const isMark = (name: string): name is Mark => MARKS.some((mark) => mark === name);

export class Roll {
  readonly training: string;
  seats = $state.raw<readonly Seat[]>([]);
  /** The places of the lines in the order of a Tibetan dictionary. */
  tibetan = $state.raw<readonly number[]>([]);
  plan = $state.raw<PlanRow | null>(null);
  /** Marked since the roll was last saved. */
  marks = $state.raw<ReadonlyMap<string, Mark>>(new Map());
  /** What a tap on a name marks. */
  brush = $state<Mark>("present");
  /** How many marks of the draft are on the disk. */
  kept = $state(0);
  /** When the draft that was found had last been touched; `null` where none was found. */
  restored = $state<number | null>(null);
  /** How many marks the last saving wrote; `null` before. */
  saved = $state<number | null>(null);
  problem = $state<string | null>(null);
  busy = $state(false);
  ready = $state(false);
  /** What a member had before the present brush touched them, so that a second tap undoes the first. */
  #before = new Map<string, Mark | null>();
  #keeping: Promise<void> = Promise.resolve();

  constructor(training: string) {
    this.training = training;
  }

  /** What was begun here before, then the roll as it stands. */
  async open(): Promise<void> {
    try {
      const draft = await draftOf(this.training);
      if (draft !== null) {
        this.marks = new Map(Object.entries(draft.marks));
        this.kept = this.marks.size;
        this.restored = draft.at;
        this.brush = "absent";
      }
      await this.load();
    } catch (error) {
      this.problem = codeOf(error);
    }
    this.ready = true;
  }

  /** Something came or was recorded; before it was opened there is nothing to do. */
  again(): void {
    if (this.ready) void this.load().catch((error: unknown) => (this.problem = codeOf(error)));
  }

  /** Reads the roll anew; what was marked and not saved stays. */
  async load(): Promise<void> {
    const me = member.shown?.about.member;
    await member.look(async ({ office, list }) => {
      const [roster, rows, plan, claims] = await Promise.all([
        office.roster(), office.roll(this.training), office.plan(this.training), list(),
      ]);
      const names = new Map(roster.map((row) => [row.member, row]));
      const about = new Map(
        claims
          .filter(({ key, kind }) => key === plan.key && kind !== "absence")
          .map((claim) => [claim.member, claim]),
      );
      this.plan = plan;
      this.tibetan = await office.tibetanOrder(rows.map(({ member }) => names.get(member)?.name_bo ?? ""));
      this.seats = rows.map((row, at) => ({
        number: at + 1,
        member: row.member,
        name_zh: names.get(row.member)?.name_zh ?? "",
        name_bo: names.get(row.member)?.name_bo ?? "",
        ...standing(row, row.member === me),
        own: row.member === me,
        enteredBy: row.entered_by,
        claim: about.get(row.member) ?? null,
      }));
    });
  }

  /** The mark that would stand if the roll were saved now. */
  now = (seat: Seat): Mark | null => this.marks.get(seat.member) ?? seat.stands;

  choose(brush: Mark): void {
    this.brush = brush;
    this.#before.clear();
  }

  /** Everybody who has no mark yet was there; then the exceptions are marked. */
  allPresent(): void {
    for (const seat of this.seats) {
      if (this.now(seat) === null && seat.disputed.length === 0) this.#set(seat, "present");
    }
    this.choose("absent");
    void this.#keep();
  }

  /** Marks one member with the brush; a second tap takes that back. */
  tap(seat: Seat): void {
    const now = this.now(seat);
    if (now === this.brush) {
      this.#set(seat, this.#before.get(seat.member) ?? null);
      this.#before.delete(seat.member);
    } else {
      this.#before.set(seat.member, now);
      this.#set(seat, this.brush);
    }
    void this.#keep();
  }

  /** Marks one member, whatever the brush is. */
  mark(seat: Seat, mark: Mark): void {
    this.#set(seat, mark);
    void this.#keep();
  }

  #set(seat: Seat, mark: Mark | null): void {
    const marks = new Map(this.marks);
    if (mark === null || mark === seat.stands) marks.delete(seat.member);
    else marks.set(seat.member, mark);
    this.marks = marks;
    this.saved = null;
  }

  /** One after the other, so that the last one is what rests. */
  #keep(): Promise<void> {
    const marks = this.marks;
    const draft: Draft | null =
      marks.size === 0 ? null : { marks: Object.fromEntries(marks), at: Date.now() };
    this.#keeping = this.#keeping
      .then(() => keep(this.training, draft))
      .then(
        () => {
          this.kept = marks.size;
        },
        () => {
          this.problem = "store_failed";
        },
      );
    return this.#keeping;
  }

  /** Lets go of what was marked and not saved. */
  async discard(): Promise<void> {
    this.marks = new Map();
    this.restored = null;
    this.#before.clear();
    await this.#keep();
  }

  /** Calls the roll: all that was marked, at once. */
  async save(): Promise<void> {
    const marks = [...this.marks].map(([member, mark]) => ({ member, mark }));
    this.busy = true;
    this.problem = null;
    try {
      this.saved = await member.does(({ office }) => office.callRoll(this.training, marks));
      this.marks = new Map();
      this.restored = null;
      this.#before.clear();
      await Promise.all([this.#keep(), this.load()]);
    } catch (error) {
      this.problem = codeOf(error);
    } finally {
      this.busy = false;
    }
  }
}

/**
 * Of the marks the one that stands. What members said about themselves stands in their own eyes alone:
 * for others it asks for a mark.
 */
function standing(row: RollRow, own: boolean): Pick<Seat, "stands" | "disputed" | "proposed"> {
  const counting = row.marks.filter((one) => !one.proposal);
  const marks = row.marks.map((one) => one.mark);
  const proposed = counting.length === 0 && !own ? (marks.find(isMark) ?? null) : null;
  const those = counting.length > 0 || !own ? counting : row.marks;
  const names = [...new Set(those.map((one) => one.mark))].filter(isMark);
  const [only] = names;
  return names.length === 1 && only !== undefined
    ? { stands: only, disputed: [], proposed }
    : { stands: null, disputed: those, proposed };
}
