// What only the hub knows of a branch: its devices, and invites that it makes. Kept in memory until
// the page is closed; a code is shown once and is nowhere else.

import type { BranchDevice, Invite } from "@drokpa/core/browser";
import { member } from "../../state/member.svelte.ts";

class Hub {
  devices = $state.raw<readonly BranchDevice[] | null>(null);
  invites = $state.raw<readonly Invite[]>([]);

  async load(): Promise<void> {
    const branch = member.shown?.about.branch ?? "";
    this.devices = await member.look(({ office }) => office.branchDevices(branch));
  }

  async invite(members: readonly string[]): Promise<void> {
    const branch = member.shown?.about.branch ?? "";
    this.invites = await member.look(({ office }) =>
      office.invite(branch, members, location.origin),
    );
  }

  async revoke(device: number, since: number | null): Promise<void> {
    await member.look(({ office }) => office.revoke(device, since));
    await this.load();
    // What became of its records comes with the next sync.
    void member.sync();
  }
}

export const hub = new Hub();
/** Whom a secretary may invite and whose phones they may take away: no other office. */
export const UNDER_SECRETARY: readonly string[] = ["member", "roll_keeper", "station_keeper"];
