// Who looked at the member's record: fetched from the hub where it can be reached, and the rows that
// came last are kept for times without a network, with the day they are of. They are kept beside the
// profile's other things, under a name that begins like those, and go when they go.

import { DrokpaError } from "@drokpa/core/browser";
import type { Access } from "@drokpa/core/browser";
import { member } from "../state/member.svelte.ts";
import { current } from "../state/profiles.ts";

export interface Fetched {
  /** When, in seconds. */
  readonly at: number;
  /** The newest first. */
  readonly rows: readonly Access[];
}

/** Enough for a year, and little of what a browser keeps for one address. */
const ROWS_MAX = 500;
const key = (): string => `drokpa:${current().store}:access`;

/** What was fetched last; `null` before the first time. */
export function kept(): Fetched | null {
  try {
    const read = JSON.parse(localStorage.getItem(key()) ?? "null") as Fetched | null;
    return typeof read?.at === "number" && Array.isArray(read.rows) ? read : null;
  } catch {
    return null;
  }
}

/** Asks the hub and keeps what it says. Throws what the package throws. */
export async function fetched(): Promise<Fetched> {
  const rows = await asked();
  const now = { at: Math.floor(Date.now() / 1000), rows: rows.slice(0, ROWS_MAX) };
  try {
    localStorage.setItem(key(), JSON.stringify(now));
  } catch (error) {
    // No room: it is shown now and has to be fetched again.
    console.warn(error);
  }
  return now;
}

async function asked(): Promise<readonly Access[]> {
  const ask = (): Promise<readonly Access[]> => member.look((phone) => phone.accessLog());
  try {
    return await ask();
  } catch (error) {
    // This phone's clock is wrong; a sync tells it the hub's.
    if (!(error instanceof DrokpaError) || error.code !== "clock_window") throw error;
    await member.look((phone) => phone.sync());
    return ask();
  }
}
