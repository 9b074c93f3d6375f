// Pictures of every screen at 360 by 640, for people to look at: `npm run screens -- bo`, of one story
// `npm run screens -- bo member`, with the largest letters `npm run screens -- bo member 2`. They go to
// DROKPA_PICTURES, or `target/screens`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { speak } from "./world.mjs";
import { STORIES, walk } from "./walk.mjs";

const language = process.argv[2] ?? "bo";
const stories = process.argv[3] === undefined ? Object.keys(STORIES) : [process.argv[3]];
const larger = Number(process.argv[4] ?? 0);
const folder = join(
  process.env.DROKPA_PICTURES ?? new URL("../../../target/screens", import.meta.url).pathname,
  larger === 0 ? language : `${language}-${larger}`,
);
mkdirSync(folder, { recursive: true });
const prepare = async (page) => {
  await speak(page, language);
  for (let step = 0; step < larger; step++) await page.locator(".top button[aria-label*='/3']").click();
};
for (const story of stories) {
  const outcome = await walk(story, `screens-${story}`, "pa05", prepare, async (page, name) => {
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  });
  console.log(folder, story, outcome);
}
