// The pictures of the documents, `docs/pictures`, made anew from the app as it is: `npm run pictures`.
// Names and numbers in them are of the invented organisation.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { speak } from "./world.mjs";
import { walk } from "./walk.mjs";

/** Of a story in a language the screens to be shown. */
const SHOWN = [
  ["member", "bo", ["today", "mine"]],
  ["shell", "zh-Hans", ["statement", "members-two", "lock"]],
];
const folder = new URL("../../../docs/pictures", import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
for (const [story, language, names] of SHOWN) {
  const prepare = (page) => speak(page, language);
  await walk(story, `pictures-${story}`, "pa05", prepare, async (page, name) => {
    if (!names.includes(name)) return;
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${language}-${name}.png`) });
  });
}
