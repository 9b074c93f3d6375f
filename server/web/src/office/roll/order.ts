// In which order a list of names stands: the roster's, a Tibetan dictionary's, or that of Chinese
// pronunciation. Never by points, marks or anything else that people did.

import type { RosterRow } from "@drokpa/core/browser";

export const ORDERS = ["roster", "bo", "zh"] as const;
export type Order = (typeof ORDERS)[number];

const KEY = "drokpa:order";

export function keptOrder(): Order {
  const kept = localStorage.getItem(KEY);
  return ORDERS.find((order) => order === kept) ?? "roster";
}

export const keepOrder = (order: Order): void => localStorage.setItem(KEY, order);

/** Two characters (a, ba) whose code points stand the other way round than their pronunciation. */
const [A, BA] = ["\u963f", "\u516b"];

/** The browser's order for Chinese names; `null` where it has none, as small builds do. */
export function chinese(): Intl.Collator | null {
  const collator = new Intl.Collator("zh-Hans-u-co-pinyin");
  return collator.compare(A, BA) < 0 ? collator : null;
}

/** The orders that this browser can show. */
export const orders = (): readonly Order[] =>
  ORDERS.filter((order) => order !== "zh" || chinese() !== null);

/**
 * The same rows in another order. Browsers have no order for Tibetan, so the core is asked before:
 * `tibetan` has the places of the rows as `phone.office.tibetanOrder` gives them.
 */
export function ordered<T extends Pick<RosterRow, "name_zh">>(
  rows: readonly T[],
  order: Order,
  tibetan: readonly number[],
): readonly T[] {
  if (order === "bo") return tibetan.flatMap((place) => rows[place] ?? []);
  const collator = order === "zh" ? chinese() : null;
  if (collator === null) return rows;
  return rows.toSorted((one, other) => collator.compare(one.name_zh, other.name_zh));
}
