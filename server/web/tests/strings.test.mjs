// No word for people is in the code, and every message that the code names is there.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const src = new URL("../src/", import.meta.url).pathname;
const locales = new URL("../../../locales/", import.meta.url).pathname;
const sources = readdirSync(src, { recursive: true })
  .map(String)
  .filter((name) => /\.(ts|svelte)$/.test(name))
  .map((name) => [name, readFileSync(join(src, name), "utf8")]);

/** The ids of the files that a language's bundles are made of: everybody's, and those of offices. */
function ids(language, folders = ["words", "office"]) {
  const file = `${language === "bo" ? "bo" : "zh"}.ts`;
  const bundle = folders.map((folder) => readFileSync(join(src, folder, file), "utf8")).join("\n");
  const files = [...bundle.matchAll(/locales\/[\w-]+\/(\w+)\.ftl/g)].map((found) => found[1]);
  const texts = files.map((file) => readFileSync(join(locales, language, `${file}.ftl`), "utf8"));
  return new Set(texts.flatMap((text) => [...text.matchAll(/^([a-z][\w-]*) =/gm)].map((one) => one[1])));
}

test("every message that the app names is in the files that it loads, in both languages", () => {
  for (const language of ["bo", "zh-Hans"]) {
    const [everybody, offices] = [ids(language, ["words"]), ids(language)];
    for (const [name, text] of sources) {
      const known = name.startsWith("office/") ? offices : everybody;
      for (const [, id] of text.matchAll(/say\(\s*["']([\w-]+)["']/g)) {
        assert.ok(known.has(id), `${name}: ${id} in ${language}`);
      }
      for (const [, begin] of text.matchAll(/say\(\s*`([a-z_]+-)\$\{/g)) {
        assert.ok([...known].some((id) => id.startsWith(begin)), `${name}: ${begin} in ${language}`);
      }
    }
  }
});

test("every sentence of help stands on its screen, and no other", () => {
  const screen = readFileSync(join(src, "screens/Help.svelte"), "utf8");
  const shown = [...screen.matchAll(/\["(\w+)", "\w+"\]/g)].map((one) => `help-${one[1]}`);
  const told = [...ids("bo")].filter((id) => id.startsWith("help-"));
  assert.deepEqual(shown.sort(), told.sort());
});

test("the kinds of trainings are those of the messages", async () => {
  const text = readFileSync(join(src, "words/kinds.ts"), "utf8");
  const kinds = [...text.matchAll(/^ {2}"(\w+)",$/gm)].map((one) => `kind-${one[1]}`);
  const told = [...ids("bo")].filter((id) => id.startsWith("kind-"));
  assert.deepEqual([...kinds].sort(), told.sort());
});

test("no word for people stands in the code", () => {
  for (const [name, text] of sources) {
    const code = text.replace(/\/\/.*|\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, "");
    const words = code.match(/[\u0f00-\u0fff\u4e00-\u9fff]+/g) ?? [];
    // A language is named by itself, which is no message.
    const allowed = name.endsWith("words.svelte.ts") ? ["བོད་ཡིག", "中文"] : [];
    assert.deepEqual(words.filter((word) => !allowed.includes(word)), [], name);
    if (!name.endsWith(".svelte")) continue;
    const markup = code.replace(/<script[\s\S]*?<\/script>/g, "").replace(/\{[^}]*\}/g, "");
    const texts = markup.match(/>\s*[A-Za-z][^<]*</g) ?? [];
    assert.deepEqual(texts.filter((one) => !one.includes("=>")), [], name);
  }
});
