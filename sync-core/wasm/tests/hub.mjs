// A real hub for the tests: the binary `drokpa` with the example organisation, on a free port.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BINARY = process.env.DROKPA_BINARY;
const ORG = fileURLToPath(new URL("../../../fixtures/org/", import.meta.url));

/** Where the installed package is. */
export const INSTALLED = process.env.DROKPA_INSTALLED;

if (BINARY === undefined || INSTALLED === undefined) {
  throw new Error("run sync-core/wasm/test.sh, which says where the binary and the package are");
}

const run = (...words) => execFileSync(BINARY, words, { encoding: "utf8" });

/** A folder for one test file. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "drokpa-wasm-"));
  return { folder, drop: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts a hub; `stop` ends it. DROKPA_APP is the folder of the web app that it serves. */
export async function startHub(folder) {
  const data = join(folder, "hub");
  run("init", "--data", data);
  run("branches", "import", `${ORG}branches.csv`, "--data", data);
  run("roster", "import", `${ORG}roster.csv`, "--data", data);
  run("rules", "publish", `${ORG}rules.json`, "--data", data);
  const words = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--rates-times", "1000"];
  if (process.env.DROKPA_APP !== undefined) words.push("--app", process.env.DROKPA_APP);
  const child = spawn(BINARY, words, { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const url = /http:\/\/\S+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`no address in ${line}`);
  const invited = (member) =>
    JSON.parse(run("--json", "invite", "--data", data, "--member", member, "--url", url));
  return {
    url,
    /** A code to type. */
    code: (member) => invited(member).code,
    /** The text of an invite's QR code. */
    qr: (member) => invited(member).qr,
    /** What `verify` finds wrong. */
    problems: () => JSON.parse(run("--json", "verify", "--data", data)).problems,
    stop: async () => {
      child.kill();
      await once(child, "exit");
    },
  };
}
