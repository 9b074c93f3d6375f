// Pictures of every screen at 360 by 640, for people to look at: `npm run screens -- bo`. They go to
// DROKPA_PICTURES, or `target/screens`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { speak } from "./world.mjs";
import { walk } from "./walk.mjs";

const language = process.argv[2] ?? "bo";
const larger = Number(process.argv[3] ?? 0);
const folder = join(
  process.env.DROKPA_PICTURES ?? new URL("../../../target/screens", import.meta.url).pathname,
  larger === 0 ? language : `${language}-${larger}`,
);
mkdirSync(folder, { recursive: true });
const prepare = async (page) => {
  await speak(page, language);
  for (let step = 0; step < larger; step++) await page.locator(".top button").first().click();
};
const outcome = await walk("screens", "pa05", prepare, async (page, name) => {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
});
console.log(folder, outcome);
