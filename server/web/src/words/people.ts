// What a member or a branch is called in the reader's language.

import { titled, type Language } from "./words.svelte.ts";

/** What of a row names somebody or something. */
export interface Named {
  readonly name_zh: string;
  readonly name_bo: string;
}

/** The name; the id where the row has none, or there is no row. */
export function nameOf(row: Named | undefined, id: string): { text: string; lang: Language | null } {
  const name = titled(row?.name_zh ?? "", row?.name_bo ?? "");
  return name.text === "" ? { text: id, lang: null } : name;
}

/** The branch that a phone is of. */
export const branchOf = (about: {
  readonly branch: string;
  readonly branch_zh: string;
  readonly branch_bo: string;
}): { text: string; lang: Language | null } =>
  nameOf({ name_zh: about.branch_zh, name_bo: about.branch_bo }, about.branch);
