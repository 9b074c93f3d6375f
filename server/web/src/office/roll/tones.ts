// Which colour each mark has: those of the five words, so that no sixth meaning of a colour is
// learnt.

import type { Word } from "@drokpa/core/browser";
import type { Mark } from "./drafts.ts";

export const TONES: Readonly<Record<Mark, Word>> = {
  present: "counted",
  late: "needs_you",
  leave: "arrived",
  absent: "not_counted",
  exempt: "on_this_phone",
};
