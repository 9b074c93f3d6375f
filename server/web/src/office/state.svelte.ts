// What offices see beyond the member's own record. Read by the screens of this folder; everything
// that changes something goes through `member.does`, so that it is saved, shown and sent alike.

import type { ClaimRow, Phone, RosterRow, TrainingRow } from "@drokpa/core/browser";
import { member } from "../state/member.svelte.ts";

export interface OfficeShown {
  readonly roster: readonly RosterRow[];
  readonly queue: readonly ClaimRow[];
  /** Of the queue what the roll or a code supports. */
  readonly confirmed: readonly ClaimRow[];
  readonly trainings: readonly TrainingRow[];
}

class OfficeState {
  shown = $state.raw<OfficeShown | null>(null);

  async load(): Promise<void> {
    this.shown = await member.look(async ({ office, trainings }: Phone) => {
      const [roster, queue, confirmed, all] = await Promise.all([
        office.roster(), office.queue(), office.queue(true), trainings(),
      ]);
      return { roster, queue, confirmed, trainings: all };
    });
  }
}

export const office = new OfficeState();
