// What people said about a fact, taken apart and put into words; as `side_text` of the facade.

import { points } from "@drokpa/core/browser";
import { say } from "../../words/words.svelte.ts";

const WORDS: Record<string, string> = {
  approve: "decision-approved",
  return: "decision-returned",
  reject: "decision-rejected",
  claim: "evidence-phone",
  entered: "evidence-entered_for",
  withdrawn: "decision-withdrawn",
};
export const MARKS = ["present", "late", "leave", "absent", "exempt"] as const;
export const VERDICTS = ["approve", "return", "reject"] as const;

export interface Said {
  /** A verdict, a mark, `claim`, `entered` or `withdrawn`. */
  readonly word: string;
  readonly minutes: number | null;
  readonly tenths: number | null;
}

export function taken(says: string): Said {
  const [word = "", amount, unit] = says.split(" ");
  const number = amount === undefined ? null : Number(amount);
  return {
    word,
    minutes: unit === "min" ? number : null,
    tenths: unit === undefined ? number : null,
  };
}

/** The same in words: what was said and how much. */
export function told({ word, minutes, tenths }: Said): string[] {
  const known = (MARKS as readonly string[]).includes(word) ? say(`mark-${word}`) : null;
  const found = WORDS[word];
  const lines = [known ?? (found === undefined ? word : say(found))];
  if (minutes !== null) lines.push(`${say("head-minutes")}: ${minutes}`);
  if (tenths !== null) lines.push(`${say("head-points")}: ${points(tenths)}`);
  return lines;
}

export const isMark = (word: string): boolean => (MARKS as readonly string[]).includes(word);
export const isVerdict = (word: string): boolean => (VERDICTS as readonly string[]).includes(word);
