// What a record is called.

import type { ClaimRow, ItemRow } from "@drokpa/core/browser";
import { known, say, titled, type Language } from "./words.svelte.ts";

/** The training's title, the course, the item, or the kind. */
export function nameOf(row: ClaimRow, items: readonly ItemRow[]): { text: string; lang: Language | null } {
  if (row.titles !== undefined && row.titles !== null) return titled(row.titles[0], row.titles[1]);
  const [, second = ""] = row.key.split(":");
  if (row.kind === "study") return { text: `${say("claim-study")} ${second}`, lang: null };
  if (row.kind === "activity") {
    const item = items.find((one) => one.item === row.item);
    if (item !== undefined) return titled(item.title_zh, item.title_bo);
  }
  if (row.kind === "unlisted" && known(`kind-${second}`)) return { text: say(`kind-${second}`), lang: null };
  return { text: say(row.kind === "absence" ? "mark-absent" : `claim-${row.kind}`), lang: null };
}
