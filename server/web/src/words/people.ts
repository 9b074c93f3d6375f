// What a member is called in the reader's language.

import { titled, type Language } from "./words.svelte.ts";

/** What of a roster's row names somebody. */
export interface Named {
  readonly member: string;
  readonly name_zh: string;
  readonly name_bo: string;
}

/** The name; the id where the roster has none, or has no such member. */
export function nameOf(
  row: Named | undefined,
  member: string,
): { text: string; lang: Language | null } {
  const name = titled(row?.name_zh ?? "", row?.name_bo ?? "");
  return name.text === "" ? { text: member, lang: null } : name;
}
