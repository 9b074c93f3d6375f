// What offices see beyond the member's own record. Read by the screens of this folder; everything
// that changes something goes through `member.does`, so that it is saved, shown and sent alike.

import type { ClaimRow, Phone, RosterRow, TrainingRow } from "@drokpa/core/browser";
import { member } from "../state/member.svelte.ts";

/** What members recorded without knowing which training it was, and how many of them. */
export interface Unlisted {
  readonly kind: string;
  readonly day: string;
  readonly count: number;
}

export interface OfficeShown {
  readonly roster: readonly RosterRow[];
  readonly rows: readonly ClaimRow[];
  readonly queue: readonly ClaimRow[];
  /** Of the queue what the roll or a code supports. */
  readonly confirmed: readonly ClaimRow[];
  readonly trainings: readonly TrainingRow[];
  /** What somebody decided and the roll alone would not carry. */
  readonly decided: readonly ClaimRow[];
  readonly unlisted: readonly Unlisted[];
}

const DECIDED: readonly string[] = ["approved", "returned", "rejected"];

class OfficeState {
  shown = $state.raw<OfficeShown | null>(null);

  async load(): Promise<void> {
    this.shown = await member.look(async ({ office, trainings, list }: Phone) => {
      const [roster, queue, confirmed, all, rows] = await Promise.all([
        office.roster(), office.queue(), office.queue(true), trainings(), list(),
      ]);
      const decided = rows.filter(
        (row) => row.kind === "attendance" && DECIDED.includes(row.decision) && !onRoll(row),
      );
      return { roster, rows, queue, confirmed, trainings: all, decided, unlisted: unlisted(rows) };
    });
  }
}

/** The roll says present: it counts whatever was decided before. */
const onRoll = (row: ClaimRow): boolean => row.decision === "approved" && row.evidence.includes("roll");

function unlisted(rows: readonly ClaimRow[]): Unlisted[] {
  const counts = new Map<string, number>();
  for (const { kind, key, decision } of rows) {
    if (kind === "unlisted" && decision !== "withdrawn") counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .map(([key, count]) => {
      const [, kind = "", day = ""] = key.split(":");
      return { kind, day, count };
    })
    .toSorted((one, other) => other.day.localeCompare(one.day));
}

export const office = new OfficeState();
