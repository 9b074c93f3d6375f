// Debian's Chromium as a process of its own, so that it can be killed whole, and a page that has
// the installed package. Used by the browser tests.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { INSTALLED } from "./hub.mjs";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--remote-debugging-port=0",
];
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };
const PAGE = `<!doctype html><meta charset="utf-8"><title>Drokpa</title><script type="module">
import * as drokpa from "/package/dist/browser.js";
window.drokpa = drokpa;
window.agreed = async (making) => {
  const phone = await making;
  await phone.answerNotice("bo", true);
  return phone;
};
window.study = (minutes) => ({ what: "study", course: "c-" + minutes, minutes });
</script>`;

/**
 * The app's server: the page, the package, and the hub behind the same address, as a hub serves
 * its own web app.
 */
export async function startSite(hub) {
  const server = createServer((asked, reply) => {
    const { pathname } = new URL(asked.url, "http://site");
    if (pathname.startsWith("/v1/")) {
      const { method, headers } = asked;
      const passed = request(new URL(asked.url, hub.url), { method, headers }, (answer) => {
        reply.writeHead(answer.statusCode, answer.headers);
        answer.pipe(reply);
      });
      passed.on("error", () => reply.destroy());
      asked.pipe(passed);
      return;
    }
    const file = join(INSTALLED, normalize(pathname.replace(/^\/package/, "")));
    if (pathname === "/") {
      reply.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    } else if (pathname.startsWith("/package/") && existsSync(file) && statSync(file).isFile()) {
      reply.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" });
      createReadStream(file).pipe(reply);
    } else {
      reply.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

/**
 * Starts Chromium over a folder of its own; `kill` ends all of its processes at once. `more` is
 * added to its environment, and `flags` to its command line.
 */
export async function startChromium(profile, more = {}, flags = []) {
  const words = [...FLAGS, ...flags, `--user-data-dir=${profile}`, "about:blank"];
  const stdio = ["ignore", "ignore", "pipe"];
  const env = { ...process.env, ...more };
  const child = spawn(EXECUTABLE, words, { detached: true, stdio, env });
  const lines = createInterface({ input: child.stderr });
  let address;
  for await (const line of lines) {
    address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) break;
  }
  if (address === undefined) throw new Error("Chromium did not start");
  child.stderr.resume();
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  return {
    context,
    /** A page with the package loaded. */
    page: async (url) => {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForFunction(() => window.drokpa !== undefined);
      return page;
    },
    kill: async () => {
      const gone = once(child, "exit");
      process.kill(-child.pid, "SIGKILL");
      await gone;
      await browser.close().catch(() => undefined);
    },
  };
}
