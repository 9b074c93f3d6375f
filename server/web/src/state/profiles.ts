// Which phones rest in this browser: a store for each member who uses it. Read before a store is
// opened, so it lies in localStorage. It never leaves the browser, and it must never be what a
// record depends on: where it is lost, `recover` finds the stores again.

import type { Pin } from "./pin.ts";

export interface Profile {
  /** The name of the store in IndexedDB. */
  readonly store: string;
  /** The member has an office: opened with the whole module, and its files are kept too. */
  readonly office: boolean;
  /** What people here call the member; empty where nobody typed anything. */
  readonly name: string;
  /** Whose phone it is; empty before it was enrolled. */
  readonly member: string;
  /** What opens the screen of this profile; `null` where there is no PIN. */
  readonly pin: Pin | null;
  /** An invite was shown under the key of this store: it is of no use to another member. */
  readonly tried: boolean;
  /** The hub says that this phone is revoked. */
  readonly stopped: boolean;
  /** Records that were not sent, when somebody last looked. */
  readonly waiting: number;
  /** The day since which some were not; empty where none is. */
  readonly since: string;
}

const KEY = "drokpa:profiles";
const CHANGED = "drokpa:profiles";
const FIRST = "member";
const blank = (store: string): Profile => ({
  store, office: false, name: "", member: "", pin: null, tried: false, stopped: false, waiting: 0,
  since: "",
});

function read(): Profile[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(kept)) return [];
    const named = (one: unknown): boolean => typeof (one as Profile | null)?.store === "string";
    return kept.filter(named).map((one: Profile) => ({ ...blank(one.store), ...one }));
  } catch {
    return [];
  }
}

function write(profiles: readonly Profile[]): void {
  localStorage.setItem(KEY, JSON.stringify(profiles));
  dispatchEvent(new Event(CHANGED));
}

/** Calls when the list changed, here or in another tab, until the function that it gives is called. */
export function watchProfiles(changed: () => void): () => void {
  const events = [CHANGED, "storage"];
  for (const event of events) addEventListener(event, changed);
  return () => events.forEach((event) => removeEventListener(event, changed));
}

/** All of them, the one that is shown first. */
export function profiles(): readonly Profile[] {
  const kept = read();
  return kept.length > 0 ? kept : [blank(FIRST)];
}

/** Of this tab alone: another one may show another member. */
let here = profiles()[0]?.store ?? FIRST;

/** The profile that is shown. */
export const current = (): Profile =>
  profiles().find((one) => one.store === here) ?? blank(here);

/** Changes what is noted of a profile. Throws where the browser has no space left. */
export function note(store: string, changes: Partial<Omit<Profile, "store">>): void {
  const all = profiles();
  const before = all.find((one) => one.store === store);
  const after: Profile = { ...(before ?? blank(store)), ...changes };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  write(before === undefined ? [...all, after] : all.map((one) => (one === before ? after : one)));
}

/** From now on the current profile is opened with everything that an office needs. */
export const setOffice = (office: boolean): void => note(current().store, { office });

/** From now on this profile is the one that is shown, here and in tabs that are opened later. */
export function choose(store: string): void {
  const all = profiles();
  const chosen = all.find((one) => one.store === store) ?? blank(store);
  write([chosen, ...all.filter((one) => one.store !== store)]);
  here = store;
}

/** The store for another member: one that nobody used yet, or a new one. */
export function fresh(): string {
  const all = profiles();
  const unused = all.find((one) => one.member === "" && !one.tried);
  if (unused !== undefined) return unused.store;
  let number = all.length + 1;
  while (all.some((one) => one.store === `${FIRST}-${number}`)) number += 1;
  return `${FIRST}-${number}`;
}

/** Another profile here belongs to the same member, and is used in place of this one. */
export const isFormer = (one: Profile, all: readonly Profile[]): boolean =>
  one.member !== "" && all.findIndex((other) => other.member === one.member) < all.indexOf(one);

/** What people here call a profile; `null` where it has neither a name nor a member. */
export const called = (one: Profile): string | null => one.name || one.member || null;

/**
 * Finds stores that the list does not name, such as after a part of the browser's data was
 * cleared. They come last, without a PIN.
 */
export async function recover(): Promise<void> {
  const names = (await indexedDB.databases?.().catch(() => []))?.map(({ name }) => name ?? "") ?? [];
  const outside = Object.keys(localStorage).filter((key) => key.endsWith(":identity"));
  const stores = [...names, ...outside.map((key) => key.slice(0, -":identity".length))]
    .map((name) => /^drokpa:(member(?:-\d+)?)$/.exec(name)?.[1])
    .filter((store) => store !== undefined);
  const all = profiles();
  const lost = [...new Set(stores)].filter((store) => !all.some((one) => one.store === store));
  if (lost.length > 0) write([...all, ...lost.map(blank)]);
}
