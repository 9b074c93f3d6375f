// What the tests of the app stand on: a real hub that serves it, a secretary with the command line's
// phone, a member's Chromium of 360 by 640 that can be killed, and axe-core on what it shows.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { codePng, load } from "@drokpa/core";
import { startChromium } from "../../../sync-core/wasm/tests/chromium.mjs";
import { INSTALLED, scratch, startHub } from "../../../sync-core/wasm/tests/hub.mjs";

export const SMALL = { width: 360, height: 640 };
export const DESK = { width: 1280, height: 800 };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const EAST = "+08:00";

/** The moment of so many days from now at a time of day, as RFC 3339. */
export function at(days, time) {
  const day = new Date(Date.now() + (8 * 3600 + days * 86400) * 1000).toISOString().slice(0, 10);
  return `${day}T${time}:00${EAST}`;
}
export const today = (days = 0) => at(days, "09:00").slice(0, 10);

/** A message as the app has it. */
export function message(language, id) {
  const files = [
    "app", "consent", "states", "kinds", "errors", "reasons", "help", "office", "statement",
    "transfer", "access", "demo", "quarantine", "sheet",
  ];
  for (const file of files) {
    const path = new URL(`../../../locales/${language}/${file}.ftl`, import.meta.url);
    const line = readFileSync(path, "utf8").split("\n").find((one) => one.startsWith(`${id} = `));
    if (line !== undefined) return line.slice(id.length + 3);
  }
  throw new Error(`no ${id} in ${language}`);
}

/** A hub with its folder; `stop` ends both. */
export async function startWorld() {
  const { folder, drop } = scratch();
  await load(readFileSync(join(INSTALLED, "dist/glue/drokpa_bg.wasm")));
  const hub = await startHub(folder);
  const phone = (home, ...words) => {
    const told = execFileSync(
      process.env.DROKPA_BINARY,
      ["phone", "--home", join(folder, home), "--json", ...words],
      { encoding: "utf8" },
    );
    return told.trim() === "" ? null : JSON.parse(told);
  };
  const office = (...words) => phone("secretary", ...words);
  office("enrol", "--server", hub.url, "--code", hub.code("pa01"));
  return {
    hub,
    folder,
    /** The secretary: a call, then a sync. */
    office: (...words) => {
      office("sync");
      const told = office(...words);
      office("sync");
      return told;
    },
    /** A phone of somebody else on the command line. */
    phone,
    /** An operator takes the word of all phones of a member away. */
    revoke: (member) => {
      const device = (...words) => {
        const all = ["device", ...words, "--data", join(folder, "hub"), "--json"];
        return execFileSync(process.env.DROKPA_BINARY, all, { encoding: "utf8" });
      };
      const rows = device("list").trim().split("\n").map((line) => JSON.parse(line));
      for (const one of rows) if (one.member === member) device("revoke", String(one.device));
    },
    /** A training of the branch's calendar. */
    training: (zh, bo, days, time) => {
      office(
        "training", "create", "--kind", "theme_day", "--title-zh", zh, "--title-bo", bo,
        "--start", at(days, time), "--minutes", "90",
      );
      office("sync");
    },
    /** The picture of an invite's QR code, as a file. */
    picture: async (member, text = hub.qr(member)) => {
      const path = join(folder, `${member}.png`);
      writeFileSync(path, await codePng(text));
      return path;
    },
    /** The browsers over this world; a test that failed leaves its own. */
    browsers: new Set(),
    drop,
    async stop() {
      for (const browser of this.browsers) await browser.kill();
      await hub.stop();
      drop();
    },
  };
}

/** Runs in a page: what it takes for the time is so many milliseconds off. The last one counts. */
function setClock(off) {
  const Real = window.RealDate ?? Date;
  window.RealDate = Real;
  window.Date = class extends Real {
    constructor(...given) {
      if (given.length > 0) super(...given);
      else super(Real.now() + off);
    }
    static now = () => Real.now() + off;
  };
}

/**
 * A member's browser over a folder of its own, with more flags where a test needs them. What a page
 * complains about is collected.
 */
export async function startBrowser(world, name, flags = []) {
  const browser = await startChromium(join(world.folder, `browser-${name}`), {}, flags);
  const complaints = [];
  const open = async () => {
    const page = await browser.context.newPage();
    await page.setViewportSize(SMALL);
    // A phone's scroll bars lie over the page.
    const devtools = await browser.context.newCDPSession(page);
    await devtools.send("Emulation.setScrollbarsHidden", { hidden: true });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (line) => {
      // A hub that tells the time or refuses a token answers so; the app says what it has to.
      const told = /^Failed to load/.test(line.text()) && /\/v1\//.test(line.location().url);
      const offline = /ERR_INTERNET_DISCONNECTED/.test(line.text());
      if (line.type() === "error" && !told && !offline) complaints.push(line.text());
    });
    page.on("request", (asked) => {
      const { protocol, origin } = new URL(asked.url());
      if (protocol.startsWith("http") && origin !== world.hub.url) complaints.push(asked.url());
    });
    await page.goto(world.hub.url);
    await page.locator("main h1, main .picture").first().waitFor();
    return page;
  };
  world.browsers?.add(browser);
  return {
    context: browser.context,
    /** Pages that are opened from now on have a clock that is so many milliseconds off. */
    clock: (off) => browser.context.addInitScript(`(${setClock})(${off})`),
    kill: () => {
      world.browsers?.delete(browser);
      return browser.kill();
    },
    open,
    complaints,
  };
}

/** Waits until the service worker has everything, so that the app opens without a network. */
export const kept = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return registration.active.state;
  });

export async function speak(page, language) {
  await page.locator(`.top button[lang="${language}"]`).click();
  await page.locator(`html[lang="${language}"]`).waitFor();
}

export const agree = (page) => page.locator("main > .main").click();

/** Opens a screen by its address behind `#/`. */
export const go = async (page, path) => {
  await page.evaluate((hash) => (location.hash = hash), `#/${path}`);
  await page.waitForFunction(() => document.querySelector("main h1, main .picture") !== null);
};

/** Waits until the phone says that everything has arrived, having asked for it. */
export async function sync(page) {
  await go(page, "phone");
  await page.locator("main > .main:enabled").click();
  await page.locator("main > .main:enabled").waitFor();
  await page.locator(".note.counted:not(.line)").waitFor();
}

/** What axe-core finds against WCAG 2.2 AA. */
export async function accessibility(page, name) {
  // Bars that stay where they are cover half of something at most places of a long list.
  await page.evaluate(() => scrollTo(0, 0));
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);
  });
  assert.deepEqual(violations, [], name);
}

/** Tibetan that is set in no font that is sure to have it: on many phones it would be boxes. */
export const boxes = (page) =>
  page.evaluate(() => {
    const own = (element) => [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
    const text = (element) => element.value ?? own(element).map((node) => node.data).join("");
    return [...document.querySelectorAll("body *")]
      .filter((element) => /\p{Script=Tibetan}/u.test(text(element)))
      .filter((element) => !getComputedStyle(element).fontFamily.includes("Noto Serif Tibetan"))
      .map((element) => element.outerHTML.slice(0, 90));
  });

/** What sticks out of the screen at the sides, or is cut off, or is too small to be tapped. */
export async function misfits(page) {
  return page.evaluate(async () => {
    // What is drawn to the width of the screen is drawn anew in the next frame.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const found = [];
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > wide) found.push(["page", document.documentElement.scrollWidth]);
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest(".out-of-sight")) continue;
      const { left, right, width, height } = element.getBoundingClientRect();
      if (width === 0) continue;
      if (left < -0.5 || right > wide + 0.5) found.push(["outside", element.outerHTML.slice(0, 90)]);
      const tapped = element.matches("button, input, select, textarea, nav a, main a");
      if (tapped && (height < 47.5 || width < 47.5)) found.push(["small", element.outerHTML.slice(0, 90)]);
      const clips = getComputedStyle(element).overflowX !== "visible";
      if (clips && element.scrollWidth > element.clientWidth + 1 && !element.matches("input")) {
        found.push(["clipped", element.outerHTML.slice(0, 90)]);
      }
    }
    return found;
  });
}
