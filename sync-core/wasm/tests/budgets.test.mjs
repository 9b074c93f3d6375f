// What the package weighs over a slow link. One who is in front of a herder's phone pays for it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { INSTALLED } from "./hub.mjs";

const dist = join(INSTALLED, "dist");

/** KiB of the member's module, and of the one with offices and the merge engine. */
const [MEMBER, WHOLE] = [400, 640];

/** Bytes after `brotli -q 11`, as a server keeps the file. */
const brotli = (bytes) =>
  execFileSync("brotli", ["-q", "11", "-c"], { input: bytes, maxBuffer: 1 << 26 }).length;

test("the wasm modules are within their budgets", () => {
  for (const [name, budget] of [["drokpa_bg.wasm", MEMBER], ["drokpa_whole_bg.wasm", WHOLE]]) {
    const bytes = brotli(readFileSync(join(dist, "glue", name)));
    console.log(`${name}: ${bytes} bytes of brotli`);
    assert.ok(bytes <= budget * 1024, `${name}: ${bytes} bytes`);
  }
});

test("the JavaScript of a browser is small", () => {
  const parts = readdirSync(dist).filter((name) => name.endsWith(".js") && name !== "node.js");
  const files = [...parts.map((name) => join(dist, name)), join(dist, "glue/drokpa.js")];
  const bytes = brotli(Buffer.concat(files.map((file) => readFileSync(file))));
  console.log(`JavaScript: ${bytes} bytes of brotli`);
  assert.ok(bytes <= 17 * 1024, `${bytes} bytes`);
});

test("the package needs no other package", () => {
  const manifest = JSON.parse(readFileSync(join(INSTALLED, "package.json"), "utf8"));
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts, undefined);
});
