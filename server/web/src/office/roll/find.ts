// Finds a line of the roll or of the roster by what was typed: its number on the sheet, a member's
// number, or a part of a name in either language.

import type { RosterRow } from "@drokpa/core/browser";

/** Who may be meant. */
interface Line extends Pick<RosterRow, "member" | "name_bo" | "name_zh"> {
  /** Its place on the paper sheet: that of the roster, from 1. */
  readonly number: number;
}

/** What differs between keyboards and not between names: the kind of tsheg, spaces, capitals. */
const plain = (text: string): string =>
  text.normalize("NFC").replaceAll("\u0f0c", "\u0f0b").replace(/[\s\u0f0b\u0f0d\u00b7]+/g, "").toLowerCase();

/** The lines that fit, the one that is meant most likely first. */
export function find<T extends Line>(lines: readonly T[], typed: string): readonly T[] {
  const text = plain(typed);
  if (text === "") return lines;
  if (/^\d{1,3}$/.test(text)) {
    const number = Number(text);
    const exact = lines.filter((line) => line.number === number);
    if (exact.length > 0) return exact;
  }
  const begins = (name: string): boolean => plain(name).startsWith(text);
  const holds = (name: string): boolean => plain(name).includes(text);
  const names = (line: T): string[] => [line.name_bo, line.name_zh, line.member];
  const first = lines.filter((line) => names(line).some(begins));
  return [...first, ...lines.filter((line) => !first.includes(line) && names(line).some(holds))];
}
