// Every screen in both languages and with letters of every size: nothing sticks out at 360 pixels,
// nothing is too small to be tapped, axe-core finds nothing, and the page complains of nothing.

import assert from "node:assert/strict";
import test from "node:test";
import { accessibility, misfits, speak } from "./world.mjs";
import { walk } from "./walk.mjs";

for (const [language, member] of [["bo", "pa05"], ["zh-Hans", "pa06"]]) {
  test(`every screen fits and can be used by everybody in ${language}`, async () => {
    const seen = [];
    const prepare = (page) => speak(page, language);
    const { complaints, problems } = await walk(language, member, prepare, async (page, name) => {
      await page.evaluate(() => document.fonts.ready);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      const text = await page.locator("body").innerText();
      const raw = text.match(/\b(?:app|word|status|kind|claim|head|error|decision)-[a-z_]+/g);
      assert.equal(raw, null, `${name}: a message without words`);
      await accessibility(page, name);
      for (let size = 0; size < 3; size++) {
        assert.deepEqual(await misfits(page), [], `${name}, size ${size}`);
        await page.locator(".top button[aria-label*='/3']").click();
      }
      seen.push(name);
    });
    assert.deepEqual(complaints, []);
    assert.deepEqual(problems, []);
    assert.ok(seen.length >= 20, `${seen.length} screens`);
  });
}
