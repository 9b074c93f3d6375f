// All that is kept about the member: to be looked at on the phone, and as a file that anybody can
// read, in both languages, and that a program can read too. It must never hold another member's
// record.

import type { DeviceRow, Phone, StandingRow, Told, TrainingRow } from "@drokpa/core/browser";
import { kept } from "./log.ts";

const LANGUAGES = { bo: "bo", zh: "zh-Hans" } as const;

export interface MyData {
  /** What the file is and what is not in it, in both languages, as the package says it. */
  readonly about: Readonly<Record<string, Both>>;
  readonly records: Readonly<Record<string, readonly Told[]>>;
  /** Of each rules year its points, in words. */
  readonly standings: readonly (readonly [year: number, lines: Readonly<Record<string, string[]>>])[];
  readonly devices: readonly DeviceRow[];
  readonly trainings: readonly TrainingRow[];
  /** What `myData` of the package gives. */
  readonly whole: Readonly<Record<string, unknown>>;
}
export type Both = Readonly<Record<"bo" | "zh", string>>;

export async function read(phone: Phone, member: string): Promise<MyData> {
  const [whole, devices, bo, zh] = await Promise.all([
    phone.myData(),
    phone.devices(),
    phone.tellList(LANGUAGES.bo, member),
    phone.tellList(LANGUAGES.zh, member),
  ]);
  const standings = whole["standings"] as readonly StandingRow[];
  const told = await Promise.all(
    standings.map(async ({ cycle }) => {
      const lines = async (language: string): Promise<string[]> =>
        phone.tellStanding(language, member, cycle);
      return [cycle, { bo: await lines(LANGUAGES.bo), zh: await lines(LANGUAGES.zh) }] as const;
    }),
  );
  return {
    about: whole["about"] as MyData["about"],
    records: { bo, zh },
    standings: told,
    devices,
    trainings: whole["trainings"] as readonly TrainingRow[],
    whole,
  };
}

/** The file: first what people read, then all of it as it is kept. */
export function text(data: MyData): string {
  const lines = (language: "bo" | "zh"): string[] => [
    ...Object.values(data.about).map((one) => one[language]),
    ...data.standings.flatMap(([year, lines]) => [String(year), ...(lines[language] ?? [])]),
    ...(data.records[language] ?? []).flatMap((one) => one.lines.join(" · ")),
  ];
  const readable = { bo: lines("bo"), zh: lines("zh") };
  const whole = { readable, ...data.whole, devices: data.devices, access: kept() };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
