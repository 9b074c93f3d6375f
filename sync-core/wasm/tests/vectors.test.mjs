// The vectors of the fold and of formatting by the npm package: what it computes and writes has to
// be what `fixtures/vectors/` says, case by case.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { isDeepStrictEqual } from "node:util";
import { INSTALLED } from "./hub.mjs";

const { Figures, fold } = await import(`${INSTALLED}/dist/node.js`);
const read = (name) =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/vectors/${name}`, import.meta.url), "utf8"));
const folds = read("folds.json");
const formatting = read("formatting.json");

/** The cases whose standing is another. */
const folded = ({ rules, cases }) =>
  cases
    .filter(({ rules: name, cycle, category, facts, standing }) =>
      !isDeepStrictEqual(fold(JSON.stringify(rules[name]), cycle, category, facts), standing))
    .map(({ what }) => what);

const two = (number) => String(number).padStart(2, "0");
/** A day and a month are text here. */
const words = (call, numbers) =>
  /^(date|month)/.test(call) ? [numbers.map(two).join("-")] : numbers;
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** The calls that write something else, with the reader. */
const written = ({ calls }) =>
  calls.flatMap(({ call, arguments: numbers, texts }) =>
    Object.entries(texts)
      .filter(([reader, text]) => {
        const [language, digits] = reader.split(", ");
        const figures = new Figures(language, digits === "Tibetan digits");
        return figures[camel(call)](...words(call, numbers)) !== text;
      })
      .map(([reader]) => [call, numbers, reader]));

test("every standing is that of the vectors", () => {
  assert.ok(folds.cases.length > 10);
  assert.deepEqual(folded(folds), []);
});

test("a standing that was changed by hand is found", () => {
  for (const [at, { what }] of folds.cases.entries()) {
    const changed = structuredClone(folds);
    changed.cases[at].standing.total_tenths += 1;
    assert.deepEqual(folded(changed), [what]);
  }
});

test("every figure is written as the vectors say", () => {
  assert.equal(new Set(formatting.calls.map(({ call }) => call)).size, 11);
  assert.deepEqual(written(formatting), []);
});

test("a figure that was changed by hand is found", () => {
  for (const [at, { call, arguments: numbers }] of formatting.calls.entries()) {
    const changed = structuredClone(formatting);
    changed.calls[at].texts["bo, Tibetan digits"] += "་";
    assert.deepEqual(written(changed), [[call, numbers, "bo, Tibetan digits"]]);
  }
});

test("what does not read is refused with its code", () => {
  const [rules] = Object.values(folds.rules).map((one) => JSON.stringify(one));
  const figures = new Figures("bo");
  for (const [code, call] of [
    ["rules_invalid", () => fold("{}", 2026, null, [])],
    ["table_malformed", () => fold(rules, -1, null, [])],
    ["table_malformed", () => fold(rules, 2026, null, [{ key: "a", day: "4 May", item: "x" }])],
    ["date_malformed", () => figures.date("2026-02-30")],
    ["date_malformed", () => figures.month("2026-13")],
    ["parameter_malformed", () => figures.date(20260504)],
    ["parameter_malformed", () => figures.time(24, 0)],
    ["parameter_malformed", () => figures.time(9)],
    ["parameter_malformed", () => figures.weekday(0)],
    ["parameter_malformed", () => figures.points(1.5)],
    ["parameter_malformed", () => figures.points(2 ** 31)],
  ]) {
    assert.throws(call, { code }, String(call));
  }
});
