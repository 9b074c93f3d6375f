// The periods of a rules year that a branch can have closed, and what was posted for them.

import type { Phone, Statement } from "@drokpa/core/browser";

export interface Posted {
  /** As the core names it: `2026-05`, `2026-Q2`, `2026`. */
  readonly name: string;
  readonly statement: Statement;
}

function namesOf(year: number): string[] {
  const months = Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, "0")}`);
  return [...months, ...[1, 2, 3, 4].map((quarter) => `${year}-Q${quarter}`), String(year)];
}

/** All that is posted on this phone, the last one first. */
export async function posted(phone: Phone): Promise<Posted[]> {
  const names = (await phone.cycles()).flatMap(namesOf);
  const found = await Promise.all(
    names.map(async (name) => ({ name, statement: await phone.statement(name) })),
  );
  const whole = found.filter((one): one is Posted => one.statement !== null);
  return whole.toSorted((one, other) =>
    other.statement.posted_on.localeCompare(one.statement.posted_on),
  );
}
