// The demonstration in a browser: `drokpa demo` itself, whose visitors step into an invented member
// with one tap; and a hub in use, where nothing of that is.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import test, { after, before } from "node:test";
import { scratch, startHub } from "../../../sync-core/wasm/tests/hub.mjs";
import {
  accessibility, go, message, misfits, speak, startBrowser, sync,
} from "./world.mjs";

const { folder, drop } = scratch();
let demo;
let world;

before(async () => {
  const words = ["demo", "--lang", "zh"];
  if (process.env.DROKPA_APP !== undefined) words.push("--app", process.env.DROKPA_APP);
  demo = spawn(process.env.DROKPA_BINARY, words, { stdio: ["ignore", "pipe", "ignore"] });
  const told = [];
  for await (const line of createInterface({ input: demo.stdout })) {
    told.push(line);
    const url = /^http:\/\/\S+/.exec(line)?.[0];
    if (url === undefined) continue;
    world = { folder, hub: { url } };
    break;
  }
  assert.ok(world !== undefined, told.join("\n"));
  // How to step in stands above the address.
  assert.ok(told.includes(message("zh-Hans", "demo-step_in")), told.slice(-3).join("\n"));
});
after(async () => {
  demo.kill("SIGINT");
  await once(demo, "exit");
  drop();
});

/** A browser at the first screen of the demonstration. */
async function visitor(name) {
  const browser = await startBrowser(world, name);
  const page = await browser.open();
  await speak(page, "bo");
  await page.locator("main .card button").first().waitFor();
  return { browser, page };
}

const banner = (page) => page.locator("main .card .note.arrived");

test("a visitor steps in as a member with one tap, sees a season and records", async () => {
  const { browser, page } = await visitor("visitor");
  for (const language of ["bo", "zh-Hans"]) {
    await speak(page, language);
    assert.equal(await banner(page).innerText(), message(language, "app-demo"));
    assert.deepEqual(await misfits(page), [], language);
    await accessibility(page, language);
  }
  await page.locator("main .card button").first().click();
  await page.locator("nav.bar").waitFor();
  assert.equal(await page.locator("nav.bar a").count(), 3, "a member has no office");
  // What the member recorded in the season is here.
  await go(page, "mine");
  await page.locator("main > a.card").nth(4).waitFor();
  const before = await page.locator("main > a.card").count();
  await go(page, "record/study");
  await page.locator("form input").first().fill("policy-9");
  await page.locator("form > .main").click();
  await page.locator("main > .note.counted").waitFor();
  await sync(page);
  await go(page, "mine");
  await page.locator("main > a.card").nth(before).waitFor();
  assert.deepEqual(browser.complaints, []);
  // Nothing stays that could be shown for another hub here.
  const workers = await page.evaluate(async () => {
    const all = await navigator.serviceWorker.getRegistrations();
    return [all.length, (await caches.keys()).length];
  });
  assert.deepEqual(workers, [0, 0]);
  await browser.kill();
});

test("a visitor steps in as a secretary and opens the office", async () => {
  const { browser, page } = await visitor("office");
  await page.locator("main .card button").nth(1).click();
  await page.locator("nav.bar").waitFor();
  await page.locator('nav.bar a[href="#/office"]').click();
  await page.locator("main h1").waitFor();
  assert.ok(await page.evaluate(() => localStorage.getItem("drokpa:profiles").includes("true")));
  assert.deepEqual(browser.complaints, []);
  await browser.kill();
});

test("a demonstration that has gone is told, and an invite of one's own can be typed there too", async () => {
  const { browser, page } = await visitor("gone");
  await browser.context.setOffline(true);
  await page.locator("main .card button").first().click();
  const unreachable = message("bo", "error-hub_unreachable");
  await page.locator("main .note", { hasText: unreachable }).waitFor();
  assert.equal(await page.locator("form input").count(), 1);
  await browser.kill();
});

test("a hub in use shows no way in and is asked for none", async () => {
  const hub = await startHub(folder);
  const browser = await startBrowser({ folder, hub }, "member");
  const asked = [];
  browser.context.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const page = await browser.open();
  await page.locator("form input").waitFor();
  assert.equal(await banner(page).count(), 0);
  assert.ok(asked.includes("/") && !asked.some((path) => path.includes("demo")), asked.join(" "));
  const refused = await page.evaluate(() =>
    fetch("/demo/members", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"role":"member"}',
    }).then((answer) => answer.status));
  assert.equal(refused, 404);
  await browser.kill();
  await hub.stop();
});
