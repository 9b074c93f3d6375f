// Numbers and days for one reader, and the fold of points without a phone. Only the whole module
// has them: Node, and pages that awaited `readyWhole`; elsewhere they are `parameter_malformed`.

import type { Fact, Folded } from "./fold.js";
import { words } from "./words.js";

/** Writes figures for one reader. */
export class Figures {
  readonly #write: (name: string, ...values: unknown[]) => string;

  /** `tibetanDigits` changes what is written in Tibetan only. */
  constructor(language: string, tibetanDigits = false) {
    this.#write = (name, ...values) => words(`figures_${name}`, language, tibetanDigits, values);
  }

  /** A whole number, without grouping. */
  number = (value: number): string => this.#write("number", value);

  /** Points from tenths: 75 is `7.5`. */
  points = (tenths: number): string => this.#write("points", tenths);

  /** Points from tenths, with a plus before what is added. */
  change = (tenths: number): string => this.#write("change", tenths);

  /** Hours from minutes, in tenths, rounded down. */
  hours = (minutes: number): string => this.#write("hours", minutes);

  /** Hours and minutes with their names. */
  duration = (minutes: number): string => this.#write("duration", minutes);

  /** A day such as `2026-05-04`, as sentences and heads have it. */
  date = (day: string): string => this.#write("date", day);

  /** A day as tables have it. */
  dateMedium = (day: string): string => this.#write("date_medium", day);

  /** A day as a narrow column has it. */
  dateShort = (day: string): string => this.#write("date_short", day);

  /** A month such as `2026-05`. */
  month = (month: string): string => this.#write("month", month);

  /** A time of the day on the clock of 24 hours. */
  time = (hour: number, minute: number): string => this.#write("time", hour, minute);

  /** The name of a day of the week, 1 for Monday to 7 for Sunday. */
  weekday = (number: number): string => this.#write("weekday", number);
}

/**
 * The standing that every replica makes of these facts under a rules file, which is JSON text.
 * `cycle` is the year in which the rules year begins. Throws `rules_invalid`, `table_malformed`.
 */
export const fold = (
  rules: string,
  cycle: number,
  category: string | null,
  facts: readonly Fact[],
): Folded => words("fold", rules, JSON.stringify({ cycle, category, facts }));
