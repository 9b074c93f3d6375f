// Finds a line of the roll by what was typed: its number on the sheet, a member's number, or a part of
// a name in either language.

import type { Seat } from "./roll.svelte.ts";

/** What differs between keyboards and not between names: the kind of tsheg, spaces, capitals. */
const plain = (text: string): string =>
  text.normalize("NFC").replaceAll("\u0f0c", "\u0f0b").replace(/[\s\u0f0b\u0f0d\u00b7]+/g, "").toLowerCase();

/** The lines that fit, the one that is meant most likely first. */
export function find(seats: readonly Seat[], typed: string): readonly Seat[] {
  const text = plain(typed);
  if (text === "") return seats;
  if (/^\d{1,3}$/.test(text)) {
    const number = Number(text);
    const exact = seats.filter((seat) => seat.number === number);
    if (exact.length > 0) return exact;
  }
  const begins = (name: string): boolean => plain(name).startsWith(text);
  const holds = (name: string): boolean => plain(name).includes(text);
  const names = (seat: Seat): string[] => [seat.name_bo, seat.name_zh, seat.member];
  const first = seats.filter((seat) => names(seat).some(begins));
  return [...first, ...seats.filter((seat) => !first.includes(seat) && names(seat).some(holds))];
}
