// Pages of offices: loads the module that has the calls of `phone.office` too, in place of the
// member's. An entry of its own, so that a bundler gives members' pages one module.

import { load } from "./module.js";

export { Figures, fold } from "./figures.js";
export type { Fact, Folded, FoldedLine } from "./fold.js";

/** Loads the whole module. Call it and await it before a store is opened. */
export function readyWhole(): Promise<void> {
  return load(new URL("./glue/drokpa_whole_bg.wasm", import.meta.url));
}
