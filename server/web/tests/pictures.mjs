// The pictures of the documents, `docs/pictures`, made anew from the app as it is: `npm run pictures`.
// Names and numbers in them are of the invented organisation.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { speak } from "./world.mjs";
import { walk } from "./walk.mjs";

/** Of a story in a language the screens to be shown, each with how far down it is, in pixels. */
const SHOWN = [
  ["member", "bo", { today: 0, mine: 0 }],
  ["shell", "zh-Hans", { statement: 0, "members-two": 0, lock: 0 }],
  ["roll", "bo", { "roll-door": 0, "roll-saved": 470 }],
  ["desk", "zh-Hans", { "desk-conflicts": 0 }],
];
const folder = new URL("../../../docs/pictures", import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
for (const [story, language, names] of SHOWN) {
  const prepare = (page) => speak(page, language);
  await walk(story, `pictures-${story}`, "pa05", prepare, async (page, name) => {
    const down = names[name];
    if (down === undefined) return;
    await page.evaluate((top) => window.scrollTo(0, top), down);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${language}-${name}.png`) });
  });
}
