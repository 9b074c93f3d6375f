// The strings in the language that was chosen. Called by every screen as `say(id)`; a language is
// loaded when it is first chosen, and kept by the service worker. It must never hold a word.

import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
// The particles are plain JavaScript that the messages' own tests hold to the Rust ones.
// @ts-expect-error It has no types.
import { functions } from "../../../../locales/web/case.mjs";

export type Language = "bo" | "zh-Hans";
/** Each by its own name, which is no message: `Lang::name` in the crate. */
export const LANGUAGES: readonly [Language, string][] = [
  ["bo", "བོད་ཡིག"],
  ["zh-Hans", "中文"],
];
const KEY = "drokpa:language";

const files: Record<Language, () => Promise<{ default: string[] }>> = {
  bo: () => import("./bo.ts"),
  "zh-Hans": () => import("./zh.ts"),
};

/** More messages than members need, for both languages; a chunk of their own. */
export type More = Record<Language, () => Promise<{ default: string[] }>>;
const more: More[] = [];

/** Tibetan, unless a language was chosen or the browser speaks Chinese and no Tibetan. */
function first(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "bo" || kept === "zh-Hans") return kept;
  const spoken = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0]);
  const [bo, zh] = [spoken.indexOf("bo"), spoken.indexOf("zh")];
  return zh >= 0 && (bo < 0 || zh < bo) ? "zh-Hans" : "bo";
}

const shown = $state<{ language: Language; bundle: FluentBundle | null }>({
  language: first(),
  bundle: null,
});

export const language = (): Language => shown.language;

/** Chooses a language; the screen changes once its words are here. */
export async function speak(chosen: Language): Promise<void> {
  const texts = await Promise.all([files, ...more].map((one) => one[chosen]()));
  const bundle = new FluentBundle(chosen, { useIsolating: false, functions });
  for (const text of texts.flatMap((one) => one.default)) {
    bundle.addResource(new FluentResource(text));
  }
  shown.bundle = bundle;
  shown.language = chosen;
  localStorage.setItem(KEY, chosen);
  document.documentElement.lang = chosen;
  document.title = say("app-title");
}

/** From now on these messages are there too. */
export async function learn(those: More): Promise<void> {
  if (more.includes(those)) return;
  more.push(those);
  await speak(shown.language);
}

/** A message; its id where there is none, which the tests refuse. */
export function say(id: string, values: Record<string, FluentVariable> = {}): string {
  const pattern = shown.bundle?.getMessage(id)?.value;
  return pattern ? shown.bundle!.formatPattern(pattern, values) : id;
}

export const known = (id: string): boolean => shown.bundle?.hasMessage(id) ?? false;

/** A title that was typed in both languages; the other one where this one is empty. */
export function titled(zh: string, bo: string): { text: string; lang: Language } {
  const own = shown.language === "bo" ? bo : zh;
  if (own !== "") return { text: own, lang: shown.language };
  return shown.language === "bo" ? { text: zh, lang: "zh-Hans" } : { text: bo, lang: "bo" };
}
