// What the desk shows: everybody's records, what stands against what, and what is owed. Read anew by
// its screens after each sync and each entry; what changes something goes through `member.does`.

import type { BranchRow, ClaimRow, Owed, Phone, QuarantineRow, RosterRow } from "@drokpa/core/browser";
import { member } from "../../state/member.svelte.ts";
import { nameOf } from "../../words/people.ts";
import type { Language } from "../../words/words.svelte.ts";

export interface DeskShown {
  readonly roster: readonly RosterRow[];
  readonly branches: readonly BranchRow[];
  readonly rows: readonly ClaimRow[];
  readonly queue: readonly ClaimRow[];
  /** Of the queue what the roll or a code supports. */
  readonly confirmed: readonly ClaimRow[];
  readonly owed: Owed;
  readonly quarantine: readonly QuarantineRow[];
}

/** Conflicts that are shown on the page of conflicts. Equal values are one record and no conflict. */
const CONFLICTS: readonly string[] = [
  "two_decisions", "two_marks", "roll_against_decision", "two_claims", "township_over_branch",
  "parallel_edits", "own_record",
];

class DeskState {
  shown = $state.raw<DeskShown | null>(null);

  async load(): Promise<void> {
    this.shown = await member.look(async (phone: Phone) => {
      const { office } = phone;
      const [roster, branches, rows, queue, confirmed, owed, quarantine] = await Promise.all([
        office.roster(), office.branches(), phone.list(), office.queue(), office.queue(true),
        office.owed(), office.quarantine().catch(() => []),
      ]);
      return { roster, branches, rows, queue, confirmed, owed, quarantine };
    });
  }

  readonly conflicts = $derived(
    (this.shown?.rows ?? []).filter((row) => CONFLICTS.includes(row.conflict ?? "")),
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
