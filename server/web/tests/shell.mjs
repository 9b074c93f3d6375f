// What the tests and stories of profiles, PINs and safety do with the app.

import { go } from "./world.mjs";

/** The screen that is seen: what is behind a lock stays in the page. */
export const shown = (page) => page.locator("main:not(.kept-back)");

/** Types an invite's code; the notice comes, or what the hub has kept. */
export async function enrol(page, code) {
  const form = page.locator("main:not(.kept-back) form");
  await form.locator("input").fill(code);
  await form.locator(".main").click();
  await page.locator("main > .main, nav.bar").first().waitFor();
}

/** Sets a PIN where there is none. */
export async function setPin(page, pin) {
  await go(page, "pin");
  const fields = page.locator("main form input");
  await fields.nth(0).fill(pin);
  await fields.nth(1).fill(pin);
  await page.locator("main form .main").click();
  await page.locator("main form .note.counted").waitFor();
}

/** Locks the profile that is shown. */
export async function lockUp(page) {
  await go(page, "members");
  await page.locator("main:not(.kept-back) > .plain").last().click();
  await go(page, "today");
  await page.locator("main .secret").first().waitFor();
}

export async function typePin(page, pin) {
  const form = page.locator("main:not(.kept-back) form:has(.secret)");
  await form.locator("input").fill(pin);
  await form.locator(".main").click();
  // The hash is slow.
  await page.locator("main:not(.kept-back) form[aria-busy=true]").waitFor({ state: "detached" });
}

/** Deletes a store as a browser does that has no space, and opens the app anew. */
export async function emptied(page, store = "member") {
  await page.evaluate(
    (name) =>
      new Promise((done, failed) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = done;
        request.onerror = failed;
      }),
    `drokpa:${store}`,
  );
  await page.reload();
}

/** Sets the page's clock forward by seconds, as if it had been out of sight meanwhile. */
export async function shiftClock(page, seconds, hidden = true) {
  await page.evaluate(
    ([ms, away]) => {
      const show = (state) => {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      };
      if (away) show("hidden");
      const now = Date.now;
      Date.now = () => now() + ms;
      if (away) show("visible");
    },
    [seconds * 1000, hidden],
  );
}

/** Records study of a course. */
export async function study(page, course) {
  // Away first: a form that has saved stays until it is left.
  await go(page, "mine");
  await page.locator("main .figures").waitFor();
  await go(page, "record/study");
  await page.locator("form input").first().fill(course);
  await page.locator("form > .main").click();
  await page.locator("main > .note.counted").waitFor();
}
