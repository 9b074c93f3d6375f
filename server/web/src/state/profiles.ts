// Which phones rest in this browser: a store for each member who uses it. Read before a store is
// opened, so it lies in localStorage, and holds no more than the store's name and which module it
// is opened with.

export interface Profile {
  /** The name of the store in IndexedDB. */
  readonly store: string;
  /** The member has an office: opened with the whole module, and its files are kept too. */
  readonly office: boolean;
}

const KEY = "drokpa:profiles";
const FIRST: Profile = { store: "member", office: false };

function read(): Profile[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isProfile) : [];
  } catch {
    return [];
  }
}

const isProfile = (one: unknown): one is Profile =>
  typeof (one as Profile | null)?.store === "string" &&
  typeof (one as Profile).office === "boolean";

/** The profile that is shown. */
export const current = (): Profile => read()[0] ?? FIRST;

/** From now on the current profile is opened with everything that an office needs. */
export function setOffice(office: boolean): void {
  const now = { ...current(), office };
  const others = read().filter((one) => one.store !== now.store);
  localStorage.setItem(KEY, JSON.stringify([now, ...others]));
}
