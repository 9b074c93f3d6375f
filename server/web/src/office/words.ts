// The messages that only offices need, from the files that everything shares.

import type { More } from "../words/words.svelte.ts";

export const officeWords: More = {
  bo: () => import("./bo.ts"),
  "zh-Hans": () => import("./zh.ts"),
};
