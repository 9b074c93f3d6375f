// Texts that need no phone, in Tibetan, Chinese and English. `language` is a tag such as `bo` or
// `zh-CN`, or a whole `Accept-Language` value; where nothing of it is spoken, it is Chinese.

import { guarded } from "./error.js";
import { glue } from "./module.js";

export function words<T>(name: string, ...values: unknown[]): T {
  return guarded(() => JSON.parse(glue().words(name, JSON.stringify(values))));
}

/** A message by its id, such as `decision-approved`; the id itself where there is none. */
export const text = (language: string, id: string): string => words("text", language, id);

/** Points from tenths: 75 is `7.5`. */
export const points = (tenths: number): string => words("points", tenths);

/** Hours from minutes, in tenths, rounded down: 90 is `1.5`. */
export const hours = (minutes: number): string => words("hours", minutes);

/** A day such as `2026-05-01`, written out. */
export const date = (language: string, day: string): string => words("date", language, day);

/**
 * The consent notice, paragraph by paragraph, the question last. `keeper` says who keeps the
 * records and `kept` for how long, both in the reader's language.
 */
export const consentNotice = (
  language: string,
  keeper: string,
  kept: string,
  version: number,
): string[] => words("consent_notice", language, keeper, kept, version);

/** The sentence for the code of an error that was kept; `null` for no code of this version. */
export const messageOf = (code: string, language: string): string | null =>
  words("message", code, language);
