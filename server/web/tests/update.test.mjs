// A new version of the app over an old one at the same address: two real builds, one hub that serves
// one after the other, with records that were not sent, with a browser that dies, and in an office.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { after, before } from "node:test";
import { enrol, study } from "./shell.mjs";
import {
  accessibility, agree, go, kept, message, misfits, startBrowser, startWorld, sync,
} from "./world.mjs";

const [OLD, NEW] = ["7.0.0-old", "7.0.1-new"];
let world;
let built;
let serving;

/** Builds the app as a version, into a folder. */
function build(folder, version) {
  const env = { ...process.env, DROKPA_APP_VERSION: version };
  const quiet = { env, stdio: ["ignore", "ignore", "inherit"] };
  const vite = ["node_modules/vite/bin/vite.js", "build", "--logLevel", "error", "--outDir", folder];
  execFileSync(process.execPath, vite, quiet);
  execFileSync(process.execPath, ["tools/worker.mjs", `${folder}/`], quiet);
}

/** Serves a version at the address that there was before. */
async function serve(version) {
  await serving?.();
  const words = ["serve", "--data", join(world.folder, "hub"), "--rates-times", "1000"];
  words.push("--listen", new URL(world.hub.url).host, "--app", built[version]);
  const child = spawn(process.env.DROKPA_BINARY, words, { stdio: ["ignore", "pipe", "inherit"] });
  await once(createInterface({ input: child.stdout }), "line");
  serving = async () => {
    child.kill();
    await once(child, "exit");
  };
}

before(async () => {
  world = await startWorld();
  built = { [OLD]: join(world.folder, "old"), [NEW]: join(world.folder, "new") };
  for (const version of [OLD, NEW]) build(built[version], version);
  await world.hub.stop();
});
after(async () => {
  for (const browser of world.browsers) await browser.kill();
  await serving();
  world.drop();
});

const version = async (page, name) => {
  await go(page, "phone");
  await page.getByText(message("bo", "app-version").replace("{ $value }", name)).waitFor();
};
const ready = (page) => page.getByText(message("bo", "app-update_ready"));
/** Taps, and waits until the page was opened anew. */
const take = async (page) => {
  const opened = page.waitForEvent("load");
  await page.getByRole("button", { name: message("bo", "app-update"), exact: true }).click();
  await opened;
  await page.locator("nav.bar").waitFor();
};

/** A member with the old version, whose record cannot be sent. */
async function unsent(member) {
  await serve(OLD);
  const browser = await startBrowser(world, member);
  await browser.context.addInitScript(cuts);
  const page = await browser.open();
  await enrol(page, world.hub.code(member));
  await agree(page);
  await page.locator("nav.bar").waitFor();
  await kept(page);
  await version(page, OLD);
  await cut(page, true);
  await study(page, "policy-1");
  return { browser, page };
}

/** Runs in each page: files come, and nothing is sent while the mark is there. */
function cuts() {
  const real = window.fetch;
  window.fetch = (asked, ...more) =>
    localStorage.getItem("test:cut") !== null && String(asked).includes("/v1/")
      ? Promise.reject(new TypeError("cut"))
      : real(asked, ...more);
}
const cut = (page, on) =>
  page.evaluate(
    (set) => (set ? localStorage.setItem("test:cut", "") : localStorage.removeItem("test:cut")),
    on,
  );

const outbox = (page) =>
  page.getByText(message("bo", "status-outbox").replace("{ $count }", "1")).first();

test("a new version is told, waits while something is typed, and keeps what was not sent", async () => {
  const { browser, page } = await unsent("pa05");
  await serve(NEW);
  await go(page, "today");
  await page.reload();
  await ready(page).waitFor();
  await version(page, OLD);
  await accessibility(page, "update");
  assert.deepEqual(await misfits(page), []);
  // On a form nothing asks for anything, and what is typed stays.
  await go(page, "record/study");
  await page.locator("form input").first().fill("half");
  assert.equal(await ready(page).count(), 0);
  assert.equal(await page.locator("form input").first().inputValue(), "half");
  await go(page, "phone");
  await ready(page).waitFor();
  await take(page);
  await version(page, NEW);
  await outbox(page).waitFor();
  assert.equal(await ready(page).count(), 0);
  await cut(page, false);
  await sync(page);
  assert.equal(world.office("list").filter((row) => row.member === "pa05").length, 1);
  await browser.kill();
});

test("a browser that dies between two versions opens with its unsent record, offline too", async () => {
  let { browser, page } = await unsent("pa06");
  await serve(NEW);
  await go(page, "today");
  await page.reload();
  await ready(page).waitFor();
  await browser.kill();
  browser = await startBrowser(world, "pa06");
  await browser.context.setOffline(true);
  page = await browser.open();
  await go(page, "phone");
  await outbox(page).waitFor();
  await browser.context.setOffline(false);
  await sync(page);
  // The browser lets a version take over once nothing of the old one is open.
  await page.reload();
  await go(page, "phone");
  const fresh = page.getByText(message("bo", "app-version").replace("{ $value }", NEW));
  await fresh.or(ready(page)).first().waitFor();
  if ((await ready(page).count()) > 0) await take(page);
  await version(page, NEW);
  assert.equal(world.office("list").filter((row) => row.member === "pa06").length, 1);
  await browser.kill();
});

test("an office's pages are of the new version too, and open without a network", async () => {
  await serve(OLD);
  const browser = await startBrowser(world, "pa02");
  const page = await browser.open();
  await enrol(page, world.hub.code("pa02"));
  await agree(page);
  await page.locator("nav.bar").waitFor();
  await kept(page);
  const office = async () => {
    await go(page, "office");
    await page.locator("main h1").waitFor();
  };
  await office();
  await version(page, OLD);
  await serve(NEW);
  await go(page, "today");
  await page.reload();
  await ready(page).waitFor();
  await go(page, "phone");
  await take(page);
  await version(page, NEW);
  const worker = await page.evaluate(() => navigator.serviceWorker.controller.scriptURL);
  assert.match(worker, /sw-office\.js$/);
  await browser.context.setOffline(true);
  await page.reload();
  await office();
  await browser.kill();
});
