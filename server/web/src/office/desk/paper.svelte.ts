// What goes onto paper, and the words for it: sheets are in both languages, whichever the screen is
// in. A sheet is laid out beside the screen, shown by the print style alone, and taken away after.

import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { tick } from "svelte";
import { date } from "@drokpa/core/browser";
import type { BranchRow, Invite, RosterRow, Statement } from "@drokpa/core/browser";
// The particles are plain JavaScript that the messages' own tests hold to the Rust ones.
// @ts-expect-error It has no types.
import { functions } from "../../../../../locales/web/case.mjs";
import type { Named } from "../../words/people.ts";
import type { Language } from "../../words/words.svelte.ts";

/** The languages of a sheet, in the order in which they stand on it. */
export const BOTH: readonly Language[] = ["bo", "zh-Hans"];

export type Sheet =
  | { what: "wall"; statement: Statement }
  | { what: "slips"; statement: Statement; members: readonly string[] }
  | {
      what: "invites";
      invites: readonly Invite[];
      roster: readonly RosterRow[];
      branches: readonly BranchRow[];
    };

/** The words of both languages. */
export class Words {
  readonly #bundles: ReadonlyMap<Language, FluentBundle>;

  private constructor(bundles: ReadonlyMap<Language, FluentBundle>) {
    this.#bundles = bundles;
  }

  static async load(): Promise<Words> {
    const texts: [Language, Promise<{ default: string[] }>[]][] = [
      ["bo", [import("../../words/bo.ts"), import("../bo.ts")]],
      ["zh-Hans", [import("../../words/zh.ts"), import("../zh.ts")]],
    ];
    const bundles = new Map<Language, FluentBundle>();
    for (const [language, files] of texts) {
      const bundle = new FluentBundle(language, { useIsolating: false, functions });
      for (const text of (await Promise.all(files)).flatMap((one) => one.default)) {
        bundle.addResource(new FluentResource(text));
      }
      bundles.set(language, bundle);
    }
    return new Words(bundles);
  }

  say(language: Language, id: string, values: Record<string, FluentVariable> = {}): string {
    const bundle = this.#bundles.get(language);
    const pattern = bundle?.getMessage(id)?.value;
    return bundle && pattern ? bundle.formatPattern(pattern, values) : id;
  }
}

export const day = (language: Language, on: string): string => date(language, on);

/** What somebody or something is called in a language; the other name, then the id, where it has none. */
export const called = (
  language: Language,
  row: Named | undefined,
  id: string,
): string => (language === "bo" ? row?.name_bo : row?.name_zh) || row?.name_zh || row?.name_bo || id;

/** The same of a statement's branch. */
export const branch = (language: Language, of: Statement): string =>
  called(language, { name_zh: of.branch_zh, name_bo: of.branch_bo }, of.branch);

/** The first and the last day of a statement. */
export const days = (language: Language, { period }: Statement): string =>
  [period.first, period.last].map((one) => day(language, one)).join(" – ");

class Paper {
  sheet = $state.raw<Sheet | null>(null);
  words = $state.raw<Words | null>(null);

  /** Lays a sheet out and opens the browser's window for printing. */
  async print(sheet: Sheet): Promise<void> {
    this.words ??= await Words.load();
    this.sheet = sheet;
    document.documentElement.dataset["paper"] = sheet.what;
    await tick();
    await document.fonts.ready;
    window.print();
  }

  /** Takes the sheet away: what is printed next is the screen. */
  clear(): void {
    this.sheet = null;
    delete document.documentElement.dataset["paper"];
  }
}

export const paper = new Paper();
