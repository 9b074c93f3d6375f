// Every screen in both languages and with letters of every size: nothing sticks out at 360 pixels or
// on a desk, nothing is too small to be tapped, axe-core finds nothing, and the page complains of nothing.

import assert from "node:assert/strict";
import test from "node:test";
import { DESK, SMALL, accessibility, boxes, misfits, speak } from "./world.mjs";
import { STORIES, walk } from "./walk.mjs";

/** How many screens a story shows at least. */
const LEAST = { member: 20, carry: 20, roll: 20, desk: 14, shell: 20, township: 7 };
const LANGUAGES = [["bo", "pa05"], ["zh-Hans", "pa06"]];

for (const [story, [language, member]] of Object.keys(STORIES).flatMap((one) =>
  LANGUAGES.map((language) => [one, language]),
)) {
  test(`every screen of the story ${story} fits and can be used by everybody in ${language}`, async () => {
    const seen = [];
    const prepare = (page) => speak(page, language);
    const { complaints, problems } = await walk(story, language, member, prepare, async (page, name) => {
      await page.evaluate(() => document.fonts.ready);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      const text = await page.locator("body").innerText();
      const raw = text.match(/\b(?:app|word|status|kind|claim|head|error|decision|office|mark)-[a-z_]+/g);
      assert.equal(raw, null, `${name}: a message without words`);
      assert.deepEqual(await boxes(page), [], `${name}: Tibetan without its font`);
      await accessibility(page, name);
      for (const view of [DESK, SMALL]) {
        await page.setViewportSize(view);
        for (let size = 0; size < 3; size++) {
          assert.deepEqual(await misfits(page), [], `${name}, ${view.width} wide, size ${size}`);
          await page.locator(".top button[aria-label*='/3']").click();
        }
      }
      seen.push(name);
    });
    assert.deepEqual(complaints, []);
    assert.deepEqual(problems, []);
    assert.ok(seen.length >= (LEAST[story] ?? 1), `${seen.length} screens`);
  });
}
