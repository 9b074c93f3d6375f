// What the desk shows beyond what every page of an office has: what stands against what, and what is
// owed. Read anew by `Office.svelte` after each sync and each entry; what changes something goes
// through `member.does`.

import type {
  AdjustmentRow, BranchRow, ClaimRow, Owed, Phone, QuarantineRow, VetoRow,
} from "@drokpa/core/browser";
import { member } from "../../state/member.svelte.ts";
import { nameOf } from "../../words/people.ts";
import type { Language } from "../../words/words.svelte.ts";
import { office, type OfficeShown } from "../state.svelte.ts";

/** What the desk reads itself. */
interface Own {
  readonly branches: readonly BranchRow[];
  readonly owed: Owed;
  readonly quarantine: readonly QuarantineRow[];
  readonly beside: Beside;
}

export type DeskShown = OfficeShown & Own;

/** What is no record and waits for somebody all the same, with the member whom it is about. */
export interface Beside {
  /** Adjustments that may be one, stand against each other, or are about who made them. */
  readonly adjustments: readonly (AdjustmentRow & { readonly of: string })[];
  /** What one side alone said about setting points to zero. */
  readonly vetoes: readonly (VetoRow & { readonly of: string })[];
}

const OPEN: readonly string[] = ["possibly_same", "disputed", "proposal"];

/** Of everybody in the roster: some dozens at a branch, some hundreds at a township. */
async function beside(
  office: Phone["office"],
  members: readonly string[],
  cycle: number,
): Promise<Beside> {
  const of = await Promise.all(
    members.map(async (of) => {
      const adjustments = await office.adjustments(of, cycle);
      const said = (await office.vetoes(of, cycle)).filter((one) => !one.withdrawn);
      const half = new Set(said.map((one) => one.township)).size === 1;
      return {
        adjustments: adjustments.filter((one) => OPEN.includes(one.state)).map((one) => ({ ...one, of })),
        vetoes: half ? said.map((one) => ({ ...one, of })) : [],
      };
    }),
  );
  return {
    adjustments: of.flatMap((one) => one.adjustments),
    vetoes: of.flatMap((one) => one.vetoes),
  };
}

/** Conflicts that are shown on the page of conflicts. Equal values are one record and no conflict. */
const CONFLICTS: readonly string[] = [
  "two_decisions", "two_marks", "roll_against_decision", "two_claims", "township_over_branch",
  "parallel_edits", "own_record",
];

class DeskState {
  shown = $state.raw<DeskShown | null>(null);

  /** What every page has too is read first, and shown as soon as it is there. */
  async load(): Promise<void> {
    await office.load();
    const cycle = member.shown?.standing.cycle;
    const common = office.shown;
    if (cycle === undefined || common === null) return;
    const members = common.roster.map((one) => one.member);
    const own = await member.look(async ({ office }: Phone): Promise<Own> => {
      const [branches, owed, quarantine, others] = await Promise.all([
        office.branches(), office.owed(), office.quarantine().catch(() => []),
        beside(office, members, cycle),
      ]);
      return { branches, owed, quarantine, beside: others };
    });
    this.shown = { ...common, ...own };
  }

  readonly conflicts = $derived(
    (this.shown?.rows ?? []).filter((row) => CONFLICTS.includes(row.conflict ?? "")),
  );
  /** How many things stand on the page of conflicts. */
  readonly unsettled = $derived(
    this.conflicts.length +
      (this.shown?.quarantine.length ?? 0) +
      (this.shown?.beside.adjustments.length ?? 0) +
      (this.shown?.beside.vetoes.length ?? 0),
  );
  readonly objections = $derived((this.shown?.owed.objections ?? []).filter((one) => !one.answered));

  row(claim: string): ClaimRow | undefined {
    return this.shown?.rows.find((one) => one.claim === claim);
  }

  /** The member's name in the reader's language; the id where the roster has none. */
  name(id: string): { text: string; lang: Language | null } {
    return nameOf(this.shown?.roster.find((one) => one.member === id), id);
  }

  /** The same of a branch. */
  branch(id: string): { text: string; lang: Language | null } {
    return nameOf(this.shown?.branches.find((one) => one.branch === id), id);
  }
}

export const desk = new DeskState();
