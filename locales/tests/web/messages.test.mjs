// Every message file in @fluent/bundle, as a web app reads it: the same files, the same words.

import { FluentBundle, FluentNumber, FluentResource } from "@fluent/bundle";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "node:test";
import { functions, withCase } from "../../web/case.mjs";

const LANGS = ["bo", "zh-Hans", "en"];
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const read = (relative) => readFileSync(path(relative), "utf8");

// A bundle of all files of a language, and what could not be added to it.
function bundleOf(lang, locale = lang) {
  const bundle = new FluentBundle(locale, { useIsolating: false, functions });
  const errors = [];
  const files = readdirSync(path(`../../${lang}`)).filter((name) => name.endsWith(".ftl"));
  for (const file of files.sort()) {
    errors.push(...bundle.addResource(new FluentResource(read(`../../${lang}/${file}`))));
  }
  return { bundle, errors, files };
}

// The ids and attributes of a language as they stand in its files.
function defined(lang) {
  const ids = [];
  for (const file of bundleOf(lang).files) {
    let id = "";
    for (const line of read(`../../${lang}/${file}`).split("\n")) {
      const message = /^([a-zA-Z][\w-]*) *=/.exec(line);
      const attribute = /^ +\.([a-zA-Z][\w-]*) *=/.exec(line);
      if (message) ids.push([(id = message[1]), null]);
      if (attribute) ids.push([id, attribute[1]]);
    }
  }
  return ids;
}

// Every variable, filled with its own name.
const variables = {};
for (const lang of LANGS) {
  for (const file of bundleOf(lang).files) {
    for (const [, name] of read(`../../${lang}/${file}`).matchAll(/\$([a-z_]+)/g)) {
      variables[name] = name;
    }
  }
}

for (const lang of LANGS) {
  test(`every message of ${lang} is read and formatted without an error`, () => {
    const { bundle, errors } = bundleOf(lang);
    assert.deepEqual(errors, []);
    const ids = defined(lang);
    assert.ok(ids.length > 300, `${ids.length}`);
    for (const [id, attribute] of ids) {
      const message = bundle.getMessage(id);
      assert.ok(message, id);
      const pattern = attribute === null ? message.value : message.attributes[attribute];
      assert.ok(pattern, `${id} ${attribute}`);
      const problems = [];
      const text = bundle.formatPattern(pattern, variables, problems);
      assert.deepEqual(problems, [], id);
      assert.ok(text.length > 0 && !/[{}\u2068\u2069]/u.test(text), `${id}: ${text}`);
    }
  });
}

test("every language has the same messages", () => {
  const [bo, zh, en] = LANGS.map((lang) => defined(lang).map(String).sort());
  assert.deepEqual(bo, en);
  assert.deepEqual(zh, en);
});

test("numbers are written with 0 to 9, and with ༠ to ༩ for those who choose them", () => {
  const text = (locale) => {
    const { bundle } = bundleOf("bo", locale);
    return bundle.formatPattern(bundle.getMessage("status-outbox").value, { count: 120 });
  };
  assert.equal(text("bo"), "ཡར་སྐྱེལ་ལ་སྒུག་པ: 120");
  assert.equal(text("bo-u-nu-tibt"), "ཡར་སྐྱེལ་ལ་སྒུག་པ: ༡༢༠");
});

test("case particles are those of the crate", () => {
  const rows = read("../../../fixtures/golden/case-bo/cases.tsv").trimEnd().split("\n");
  assert.ok(rows.length >= 16);
  for (const row of rows) {
    const [text, ...cases] = row.split("\t");
    assert.deepEqual(["GEN", "AGT", "TER"].map((name) => withCase(text, name)), cases, text);
  }
  const { bundle } = bundleOf("bo");
  const slip = bundle.getMessage("slip-of").value;
  const write = (value) => bundle.formatPattern(slip, { value });
  assert.equal(write("བཀྲ་ཤིས"), "བཀྲ་ཤིས་ཀྱི་མི་སྒེར་གྱི་བསགས་སྐར་ཞིབ་ཐོ");
  assert.equal(write(new FluentNumber(7)), "7 ཡི་མི་སྒེར་གྱི་བསགས་སྐར་ཞིབ་ཐོ");
});

test("a collator of the platform sorts as the crate does", (context) => {
  if (Intl.Collator.supportedLocalesOf(["bo"]).length === 0) {
    context.skip("this node was built without the collation of Tibetan");
    return;
  }
  const words = read("../../../fixtures/golden/sort-bo/words.txt").trimEnd().split("\n");
  const sorted = [...words].reverse().sort(new Intl.Collator("bo").compare);
  assert.deepEqual(sorted, words);
});
