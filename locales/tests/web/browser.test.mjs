// The longest Tibetan texts on a small screen, in a real Chromium: where lines break, and whether
// a stack is cut off. Needs no network; the font comes from its npm package.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { after, before } from "node:test";
import { chromium } from "playwright-core";

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
];
// Where the pictures go for whoever wants to look at them.
const PICTURES = process.env.DROKPA_PICTURES ?? join(tmpdir(), "drokpa-pictures");
const WIDTH = 360;
const LONGEST = 60;

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const read = (relative) => readFileSync(path(relative), "utf8");
const FONT = readFileSync(
  path("node_modules/@fontsource/noto-serif-tibetan/files/noto-serif-tibetan-tibetan-400-normal.woff2"),
).toString("base64");
const SHEET = read("../../web/tibetan.css").replace(
  /url\("[^"]*"\)/,
  `url("data:font/woff2;base64,${FONT}")`,
);
const STYLE = `
  ${SHEET}
  * { box-sizing: border-box; margin: 0 }
  body { font: 16px/1.5 serif; padding: 8px; color: #111 }
  .card { border: 1px solid #888; border-radius: 6px; padding: 6px 10px; margin-bottom: 6px }
  h1 { font-size: 22px; font-weight: normal }
  button { font: inherit; font-size: 18px; padding: 2px 14px; margin: 0 4px 6px 0 }
`;

// Every Tibetan text with its id; values are filled with one that is as long as they come.
function messages() {
  const found = [];
  for (const file of readdirSync(path("../../bo")).filter((name) => name.endsWith(".ftl"))) {
    for (const line of read(`../../bo/${file}`).split("\n")) {
      const message = /^([a-z][\w-]*) = (.*)$/.exec(line);
      if (!message) continue;
      const text = message[2]
        .replace(/\{ (?:GEN|AGT|TER)\([^)]*\) \}/g, "དཔེ་མི་ཀའི་")
        .replace(/\{ [^}]* \}/g, "སྤྱི་ལོ་2026 ཟླ་བ་བཅུ་གཉིས་པའི་ཚེས་31");
      found.push({ id: message[1], text });
    }
  }
  return found.sort((left, right) => right.text.length - left.text.length);
}

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const card = ({ id, text }) => `<div class="card" id="${id}"><p lang="bo">${escape(text)}</p></div>`;
const html = (body) =>
  `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><style>${STYLE}</style><body>${body}`;

let browser;
let page;

before(async () => {
  assert.ok(existsSync(EXECUTABLE), `there is no Chromium at ${EXECUTABLE}: apt-get install chromium`);
  mkdirSync(PICTURES, { recursive: true });
  browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  page = await browser.newPage({ viewport: { width: WIDTH, height: 800 }, deviceScaleFactor: 2 });
  await page.route("**/*", (route) => route.abort());
});

after(async () => {
  await browser?.close();
});

async function show(body) {
  await page.setContent(html(body));
  const faces = await page.evaluate(async () => {
    const loaded = await document.fonts.load('16px "Noto Serif Tibetan"', "བོད");
    await document.fonts.ready;
    return loaded.length;
  });
  assert.equal(faces, 1, "the font was not loaded");
}

// Every line of every Tibetan element, as the browser set it: its text and its box.
function lines() {
  return page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll("[lang=bo]")) {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      let line = null;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const letters = new Intl.Segmenter("bo").segment(node.data);
        for (const { index, segment } of letters) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + segment.length);
          const box = [...range.getClientRects()].find((one) => one.width > 0);
          if (!box) continue;
          // Both scripts run from left to right: what stands further left begins a line.
          if (line === null || box.left < line.right - 1) {
            const style = getComputedStyle(element);
            line = {
              id: element.parentElement.id,
              text: "",
              right: 0,
              height: Number.parseFloat(style.lineHeight),
              font: `${style.fontSize} "Noto Serif Tibetan"`,
            };
            found.push(line);
          }
          line.text += segment;
          line.right = Math.max(line.right, box.right);
        }
      }
    }
    // How far the letters themselves reach above and below, whatever the boxes say.
    const pen = document.createElement("canvas").getContext("2d");
    for (const one of found) {
      pen.font = one.font;
      const ink = pen.measureText(one.text);
      one.ink = ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent;
    }
    return found;
  });
}

const beginsWrongly = (line) => /^[\u0f0b-\u0f14]/u.test(line.text);

// Elements whose content is wider than they are, and pictures that change when what sticks out
// is cut off.
async function clipped() {
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll(".card, p, h1, button, body")]
      .filter((element) => element.scrollWidth > Math.ceil(element.clientWidth) && element.clientWidth > 0)
      .map((element) => element.id || element.parentElement?.id || element.tagName),
  );
  const picture = async (overflow) => {
    await page.addStyleTag({ content: `p, h1, button { overflow-y: ${overflow} !important }` });
    return page.screenshot({ fullPage: true });
  };
  const [whole, cut] = [await picture("visible"), await picture("clip")];
  return { wide, same: whole.equals(cut) };
}

test("no line of the longest texts begins with a shad or a tsheg, and nothing is cut off", async () => {
  const longest = messages().slice(0, LONGEST);
  assert.equal(longest.length, LONGEST);
  await show(longest.map(card).join(""));
  const set = await lines();
  assert.ok(set.length > 3 * LONGEST, `${set.length} lines`);
  assert.deepEqual(set.filter(beginsWrongly), []);
  assert.deepEqual(set.filter((line) => line.right > WIDTH - 8), []);
  await page.screenshot({ path: join(PICTURES, "longest-360-first-screen.png") });
  await page.screenshot({ path: join(PICTURES, "longest-360.png"), fullPage: true });
  assert.deepEqual(await clipped(), { wide: [], same: true });
});

test("every other text keeps the same rules", async () => {
  await show(messages().slice(LONGEST).map(card).join(""));
  const set = await lines();
  assert.ok(set.length > 200, `${set.length} lines`);
  assert.deepEqual(set.filter(beginsWrongly), []);
  assert.deepEqual(set.filter((line) => line.right > WIDTH - 8), []);
  assert.deepEqual(await clipped(), { wide: [], same: true });
});

test("headings and buttons are as tall as their stacks", async () => {
  const words = messages().filter(({ id }) => /^(word|decision|mark|consent-(title|agree|refuse))/.test(id));
  assert.ok(words.length > 15);
  const heading = '<div id="h"><h1 lang="bo">བསྒྲུབས་པའི་བསགས་སྐར་དང་སློབ་ཐུན་གྱི་ཞིབ་ཐོ</h1></div>';
  const buttons = words.map(({ id, text }) => `<span id="${id}"><button lang="bo">${escape(text)}</button></span>`);
  await show(heading + buttons.join(""));
  assert.deepEqual((await lines()).filter(beginsWrongly), []);
  await page.screenshot({ path: join(PICTURES, "words-360.png"), fullPage: true });
  assert.deepEqual(await clipped(), { wide: [], same: true });
});

test("lines are far enough apart for the tallest stacks of all messages", async () => {
  const texts = messages();
  await show(texts.map(card).join(""));
  const set = await lines();
  const close = set.filter((line) => line.ink > line.height);
  assert.deepEqual(close, []);
  const tallest = Math.max(...set.map((line) => line.ink / line.height));
  console.log(`the tallest line fills ${(100 * tallest).toFixed(0)} % of its height`);
});

test("the checks themselves find a wrong break, a wide line and a cut stack", async () => {
  const text = messages()[0].text;
  const styled = (style, words = text) =>
    `<div class="card" id="x"><p lang="bo" style="${style}">${escape(words)}</p></div>`;
  // Chromium breaks at no tsheg whatever it is told, so the line is ended by hand.
  await show(styled("white-space: pre-line", "བྱེད་ཐབས\n་འདི"));
  assert.ok((await lines()).some(beginsWrongly));
  await show(styled("white-space: nowrap"));
  assert.ok((await lines()).some((line) => line.right > WIDTH - 8));
  assert.notDeepEqual((await clipped()).wide, []);
  await show(styled("line-height: 0.7; width: 200px", "བསྒྲུབས"));
  assert.equal((await clipped()).same, false);
  assert.ok((await lines()).some((line) => line.ink > line.height));
});
