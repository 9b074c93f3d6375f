// Days as the hub counts them: calendar days at +08:00, written `2026-05-01`.

import { now } from "./clock.svelte.ts";

const DAY_MS = 86_400_000;
const EAST_MS = 8 * 3_600_000;

/** The day that is so many days from now. */
export const day = (from = 0): string => dayOf(now() + from * DAY_MS);

/** The day of a moment in milliseconds. */
export const dayOf = (ms: number): string => new Date(ms + EAST_MS).toISOString().slice(0, 10);

/** Days from one to another, rounded. */
export const daysFrom = (one: string, other: string): number =>
  Math.round((Date.parse(other) - Date.parse(one)) / DAY_MS);

/** The time of day of a moment as RFC 3339 at +08:00. */
export const timeOf = (moment: string): string => moment.slice(11, 16);

/** Seconds since 1970 as a day and a time at +08:00. */
export function moment(seconds: number): [day: string, time: string] {
  const text = new Date(seconds * 1000 + EAST_MS).toISOString();
  return [text.slice(0, 10), text.slice(11, 16)];
}
