// What the app weighs on the way to a phone at the edge of 2G, as the hub sends it, and what is in
// it that must not be.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const dist = new URL("../built/", import.meta.url).pathname;
const files = readdirSync(dist, { recursive: true })
  .map(String)
  .filter((name) => statSync(join(dist, name)).isFile() && !/\.br$|^\.git/.test(name));

/** Bytes on the way: the brotli file where there is one. */
const weight = (name) =>
  statSync(existsSync(join(dist, `${name}.br`)) ? join(dist, `${name}.br`) : join(dist, name)).size;
const sum = (fits) => files.filter(fits).reduce((bytes, name) => bytes + weight(name), 0);
const KB = 1024;
/** What members never fetch. */
const office = (name) => name.startsWith("assets/office/") || name === "sw-office.js";

test("the scripts of a member's app, all of them, are at most 90 KB on the way", () => {
  const bytes = sum((name) => name.endsWith(".js") && !office(name));
  console.log(`scripts: ${bytes} bytes`);
  assert.ok(bytes > 10 * KB && bytes <= 90 * KB, `${bytes}`);
});

test("the scripts that offices have beside those are at most 120 KB on the way", () => {
  const bytes = sum((name) => name.endsWith(".js") && office(name));
  console.log(`scripts of offices: ${bytes} bytes`);
  assert.ok(bytes > KB && bytes <= 120 * KB, `${bytes}`);
});

test("all but the module is at most 300 KB on the way, one Tibetan font included", () => {
  const bytes = sum((name) => !/\.(wasm|png)$/.test(name) && !office(name));
  console.log(`without the module: ${bytes} bytes`);
  assert.ok(bytes <= 300 * KB, `${bytes}`);
  assert.equal(files.filter((name) => name.endsWith(".woff2")).length, 1);
});

test("a first visit is at most 700 KB on the way, the module and the font included", () => {
  const bytes = sum(
    (name) => !name.endsWith(".png") && !/assets\/zh-/.test(name) && !office(name),
  );
  console.log(`first visit: ${bytes} bytes`);
  assert.ok(bytes <= 700 * KB, `${bytes}`);
});

test("nothing is written into the page, and nothing comes from elsewhere", () => {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  assert.doesNotMatch(page, /<style|<script>|style=|https?:/);
  for (const name of files.filter((one) => /\.(js|css)$/.test(one))) {
    const text = readFileSync(join(dist, name), "utf8");
    const elsewhere = (text.match(/(?:fetch|import|url|importScripts)\(["'`]https?:[^)]*/g) ?? []);
    assert.deepEqual(elsewhere, [], name);
  }
});
