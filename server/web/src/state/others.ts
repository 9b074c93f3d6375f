// The other phones in this browser: sends what waits in them whenever the hub was just reached,
// also while their member is not looking or their screen is locked, and takes over what a former
// phone of the same member recorded under an invite that was of no use. It shows nothing of them
// but how much waits, and must never delete a store.

import { DrokpaError, IdbStore, Phone } from "@drokpa/core/browser";
import type { CarriedOver } from "@drokpa/core/browser";
import { now } from "./clock.svelte.ts";
import { day } from "./days.ts";
import { current, note, profiles, type Profile } from "./profiles.ts";

/** Those in which nothing waits are not looked at more often than this by themselves. */
const PAUSE_MS = 600_000;
let last = 0;
let under_way: Promise<CarriedOver | null> | null = null;

/**
 * Sends what waits in all others. Resolves with what went over to `own`, the phone that is shown;
 * `null` where nothing did. What fails is tried another time.
 */
export function sendOthers(own: Phone | null, at_once = false): Promise<CarriedOver | null> {
  if (under_way !== null) return under_way;
  const soon = at_once || others().some((one) => one.waiting > 0);
  if (!soon && Math.abs(Date.now() - last) < PAUSE_MS) return Promise.resolve(null);
  last = Date.now();
  under_way = all(own).finally(() => (under_way = null));
  return under_way;
}

/** Not those whose records went over to another phone. */
function others(): Profile[] {
  const { store: shown } = current();
  return profiles().filter((one) => one.store !== shown && !(one.stopped && one.waiting === 0));
}

async function all(own: Phone | null): Promise<CarriedOver | null> {
  const member = own === null ? null : (await own.about()).member;
  const went: CarriedOver[] = [];
  for (const { store } of others()) {
    try {
      const over = await sent(store, own, member);
      if (over !== null) went.push(over);
    } catch (error) {
      // Another tab has it open, the hub is gone, or the store cannot be read: its own screen
      // says so once it is opened.
      console.warn(error);
    }
  }
  if (went.length === 0) return null;
  const sum = (of: keyof CarriedOver): number => went.reduce((all, one) => all + one[of], 0);
  return { records: sum("records"), left: sum("left") };
}

/** Sends what waits in one; what went over to `own`, where that was tried for the first time. */
async function sent(
  store: string,
  own: Phone | null,
  member: string | null,
): Promise<CarriedOver | null> {
  const kept = await IdbStore.open(store);
  let phone: Phone | null = null;
  try {
    phone = await Phone.open(kept, { clock: now });
    if (phone === null) return null;
    const about = await phone.about();
    const refused = await phone.sync().then(() => null, codeOf);
    const { outbox } = await phone.status();
    const of_no_use = refused === "invite_refused" && !about.welcomed;
    let over: CarriedOver | null = null;
    if (own !== null && of_no_use && about.member === member) {
      over = await own.carryOver(phone, store);
    }
    // What went over is sent from where it is now.
    const waiting = of_no_use && about.member === member ? (over?.left ?? 0) : outbox;
    const noted = profiles().find((profile) => profile.store === store);
    const since = waiting > 0 ? noted?.since || day() : "";
    // An invite of no use stays that: once all went over, nothing asks for it again.
    const went = of_no_use && over !== null && over.left === 0;
    note(store, { member: about.member, waiting, since, stopped: noted?.stopped === true || went });
    return over !== null && over.records + over.left > 0 ? over : null;
  } finally {
    await (phone ?? kept).close();
  }
}

const codeOf = (error: unknown): string => {
  if (error instanceof DrokpaError) return error.code;
  throw error;
};
