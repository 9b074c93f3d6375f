// Several members on one phone, PINs, other phones, and phones that are not well, in a real Chromium
// over a real hub: whatever happens, no record that was said to be saved is lost.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { emptied, enrol, lockUp, setPin, shiftClock, shown, study, typePin } from "./shell.mjs";
import { agree, go, kept, message, startBrowser, startWorld, sync, today } from "./world.mjs";

let world;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

const line = (page, id) => page.locator(".note", { hasText: message("bo", id).split(":")[0] });
const outbox = (page, count) =>
  page.getByText(message("bo", "status-outbox").replace("{ $count }", String(count)));
const offline = (page) => page.getByText(message("bo", "app-offline"), { exact: true });
const claims = (member) =>
  world.office("list").filter((row) => row.member === member).map((row) => row.key);

async function begin(member, name = member) {
  const browser = await startBrowser(world, name);
  const page = await browser.open();
  await enrol(page, world.hub.code(member));
  await agree(page);
  await page.locator("nav.bar").waitFor();
  return { browser, page };
}

async function end(browser) {
  assert.deepEqual(browser.complaints, []);
  assert.deepEqual(world.hub.problems(), []);
  await browser.kill();
}

/** Adds a member, who agrees to the notice. */
async function add(page, code) {
  await go(page, "members");
  await shown(page).locator("> .plain").first().click();
  await shown(page).locator("form input").waitFor();
  await enrol(page, code);
  if ((await page.locator("nav.bar").count()) === 0) await agree(page);
  await page.locator("nav.bar").waitFor();
}

const choose = async (page, at) => {
  await go(page, "members");
  await shown(page).locator("> .person").nth(at).click();
};

test("two members share a phone, switch without a network, and both are sent once there is one", async () => {
  const { browser, page } = await begin("pa05");
  await kept(page);
  await add(page, world.hub.code("pa06"));
  await browser.context.setOffline(true);
  await study(page, "policy-6");
  await choose(page, 1);
  await page.locator("main .who", { hasText: "pa05" }).waitFor();
  await study(page, "policy-5");
  await go(page, "mine");
  // Nothing of the other one is shown.
  assert.equal(await page.locator("main > a.card").count(), 1);
  await go(page, "members");
  await outbox(page, 1).first().waitFor();
  assert.equal(await outbox(page, 1).count(), 2);
  // The page has to be told that it is offline before it can hear that it no longer is.
  await go(page, "phone");
  await offline(page).waitFor();
  await browser.context.setOffline(false);
  await page.getByText(message("bo", "app-all_arrived")).waitFor();
  await go(page, "members");
  await page.waitForFunction(
    (text) => !document.body.innerText.includes(text),
    message("bo", "status-outbox").replace("{ $count }", "1"),
  );
  assert.deepEqual(claims("pa05"), [`study:policy-5:${today()}`]);
  assert.deepEqual(claims("pa06"), [`study:policy-6:${today()}`]);
  await end(browser);
});

test("a PIN locks after a while in the background, wrong ones wait, and what was typed stays", async () => {
  const { browser, page } = await begin("pa07");
  await study(page, "policy-1");
  await setPin(page, "2580");
  await go(page, "record/study");
  await page.locator("form input").first().fill("half");
  await shiftClock(page, 2 * 60);
  assert.equal(await page.locator(".secret").count(), 0);
  await shiftClock(page, 4 * 60);
  await page.locator(".secret").waitFor();
  assert.equal(await page.locator("nav.bar").count(), 0);
  assert.ok(!(await page.locator("body").innerText()).includes("policy-1"));
  for (let turn = 1; turn <= 5; turn++) {
    await typePin(page, "1111");
    const id = turn < 5 ? "app-pin_wrong" : "app-pin_wait";
    await line(page, id).waitFor();
  }
  // Now the right one waits, too.
  await typePin(page, "2580");
  await line(page, "app-pin_wait").waitFor();
  await shiftClock(page, 60, false);
  await typePin(page, "2580");
  await page.locator(".secret").waitFor({ state: "detached" });
  assert.equal(await page.locator("form input").first().inputValue(), "half");
  // It is locked at the start, and nothing of the PIN lies there as it was typed.
  await page.reload();
  await page.locator(".secret").waitFor();
  const list = await page.evaluate(() => localStorage.getItem("drokpa:profiles"));
  assert.ok(list.includes('"turns":300000') && !list.includes("2580"));
  await typePin(page, "2580");
  await go(page, "mine");
  await page.locator("main > a.card").first().waitFor();
  await go(page, "pin");
  await page.locator("main form input").first().fill("2580");
  await page.locator("main form .plain").click();
  await line(page, "app-pin_removed").waitFor();
  await page.reload();
  await page.locator("nav.bar").waitFor();
  await end(browser);
});

test("with a PIN forgotten a new invite brings the record back, and what was not sent arrives", async () => {
  const { browser, page } = await begin("pa08");
  await study(page, "policy-1");
  await sync(page);
  await setPin(page, "2580");
  await kept(page);
  await browser.context.setOffline(true);
  await study(page, "policy-2");
  await lockUp(page);
  await shown(page).locator("> .plain").last().click();
  await outbox(page, 1).waitFor();
  await browser.context.setOffline(false);
  await shown(page).locator("section .plain").click();
  await shown(page).locator("form input:not(.secret)").waitFor();
  await enrol(page, world.hub.code("pa08"));
  // The answer to the notice came back with the record, so nothing is asked.
  await line(page, "app-restored").waitFor();
  await sync(page);
  assert.equal(claims("pa08").length, 2);
  await go(page, "members");
  await page.getByText(message("bo", "app-member_former")).waitFor();
  await end(browser);
});

test("what was recorded under an invite of no use goes over to the next one", async () => {
  const browser = await startBrowser(world, "pa09");
  const page = await browser.open();
  await kept(page);
  const text = world.hub.qr("pa09");
  const picture = await world.picture("pa09", text);
  await browser.context.setOffline(true);
  await page.locator("input[type=file]").setInputFiles(picture);
  await page.locator("main > .main").waitFor();
  await agree(page);
  await page.locator("nav.bar").waitFor();
  await study(page, "policy-9");
  // Somebody who photographed the invite was faster.
  world.phone("thief", "enrol", "--code", text);
  await go(page, "phone");
  await offline(page).waitFor();
  await browser.context.setOffline(false);
  await page.locator("main > a.main").click();
  await line(page, "error-invite_refused").waitFor();
  await shown(page).locator("> .main").click();
  await shown(page).locator("form input").waitFor();
  await enrol(page, world.hub.code("pa09"));
  if ((await page.locator("nav.bar").count()) === 0) await agree(page);
  await line(page, "app-carried_over").waitFor();
  await sync(page);
  assert.deepEqual(claims("pa09"), [`study:policy-9:${today()}`]);
  await go(page, "mine");
  await page.locator("main > a.card .state.counted").waitFor();
  await end(browser);
});

test("a revoked phone says so, keeps what it has, and tells the way on", async () => {
  const { browser, page } = await begin("pa10");
  await study(page, "policy-1");
  await sync(page);
  world.revoke("pa10");
  await study(page, "policy-2");
  await go(page, "phone");
  await page.locator("main > .main:enabled").first().click();
  await go(page, "today");
  await line(page, "app-stopped").click();
  await page.getByText(message("bo", "app-stopped_what")).waitFor();
  await page.getByText(message("bo", "app-invite_new")).waitFor();
  await go(page, "mine");
  assert.equal(await page.locator("main > a.card").count(), 2);
  await page.reload();
  await line(page, "app-stopped").waitFor();
  await end(browser);
});

test("a store that the browser emptied is told with its count, and what had arrived comes back", async () => {
  const { browser, page } = await begin("pa11");
  await study(page, "policy-1");
  await sync(page);
  await kept(page);
  await browser.context.setOffline(true);
  await study(page, "policy-2");
  await emptied(page);
  // Without the store nothing tells that the member agreed.
  await page.locator("main h1").waitFor();
  await go(page, "phone");
  await browser.context.setOffline(false);
  await line(page, "app-gone").waitFor();
  await go(page, "safety");
  await page.getByText(message("bo", "app-gone_left")).waitFor();
  const gone = message("bo", "app-gone_count").replace("{ $count }", "1");
  assert.equal(await line(page, "app-gone_count").innerText(), gone);
  await go(page, "mine");
  assert.equal(await page.locator("main > a.card").count(), 1);
  await study(page, "policy-2");
  await sync(page);
  assert.equal(claims("pa11").length, 2);
  await end(browser);
});

test("a browser can install the app, and where it offers to, a button asks for it", async () => {
  const { browser, page } = await begin("pa19");
  const devtools = await browser.context.newCDPSession(page);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors, []);
  const { data, errors } = await devtools.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const { name, display, start_url: start } = JSON.parse(data);
  assert.deepEqual([display, start], ["standalone", "/"]);
  for (const language of ["bo", "zh-Hans"]) assert.ok(name.includes(message(language, "app-title")));
  // The browser's own offer comes when it likes, and its question is no part of the page.
  await browser.context.addInitScript(() => {
    const own = (event) => event.isTrusted && event.stopImmediatePropagation();
    addEventListener("beforeinstallprompt", own, true);
  });
  await page.reload();
  await go(page, "safety");
  const button = page.getByRole("button", { name: message("bo", "app-install"), exact: true });
  assert.equal(await button.count(), 0);
  await page.evaluate(() => {
    globalThis.asked = 0;
    const offer = new Event("beforeinstallprompt");
    dispatchEvent(Object.assign(offer, { prompt: async () => (globalThis.asked += 1) }));
  });
  await button.click();
  await button.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => globalThis.asked), 1);
  await end(browser);
});

test("a full device refuses with a sentence and keeps what was typed", async () => {
  const { browser, page } = await begin("pa12");
  await go(page, "record/study");
  await page.locator("form input").first().fill("policy-1");
  await page.locator("form textarea").fill("在牧场");
  // As the browser answers where there is no space.
  await page.evaluate(() => {
    window.put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await page.locator("form > .main").click();
  await page.getByText(message("bo", "error-store_failed")).waitFor();
  assert.equal(await page.locator("form textarea").inputValue(), "在牧场");
  await page.evaluate(() => (IDBObjectStore.prototype.put = window.put));
  await page.locator("form > .main").click();
  await page.locator("main > .note.counted").waitFor();
  await sync(page);
  assert.equal(claims("pa12").length, 1);
  await end(browser);
});

for (const [member, year] of [["pa13", 2019], ["pa14", 2035]]) {
  test(`a clock of ${year} is told calmly, and the record is of the right day`, async () => {
    const browser = await startBrowser(world, member);
    const off = Date.UTC(year, 5, 1) - Date.now();
    await browser.clock(off);
    const page = await browser.open();
    await enrol(page, world.hub.code(member));
    await agree(page);
    await line(page, "app-clock_what").waitFor();
    await study(page, "policy-1");
    await sync(page);
    assert.deepEqual(claims(member), [`study:policy-1:${today()}`]);
    await go(page, "mine");
    await page.locator("main > a.card .state.counted").waitFor();
    await kept(page);
    await browser.context.setOffline(true);
    await study(page, "policy-2");
    await page.close();
    // The person sets the clock right, without a network.
    await browser.clock(0);
    const later = await browser.open();
    await later.locator("nav.bar").waitFor();
    assert.equal(await line(later, "app-clock_what").count(), 0);
    await study(later, "policy-3");
    await browser.context.setOffline(false);
    await sync(later);
    const days = claims(member).map((key) => key.split(":")[2]);
    assert.deepEqual(days, [today(), today(), today()]);
    await go(later, "mine");
    await later.locator("main > a.card .state.counted").nth(2).waitFor();
    await end(browser);
  });
}

test("what has waited for weeks asks for a copy elsewhere", async () => {
  const { browser, page } = await begin("pa16");
  await kept(page);
  await browser.context.setOffline(true);
  await study(page, "policy-1");
  await page.close();
  await browser.clock(20 * 86_400_000);
  const later = await browser.open();
  const days = message("bo", "app-safety_old").replace("{ $count }", "20");
  await later.getByText(days).waitFor();
  await later.getByText(days).click();
  await later.locator("main a[href='#/phone/give']").waitFor();
  await end(browser);
});

test("a period that was closed is shown with its dates, and leads to the objection", async () => {
  const { browser, page } = await begin("pa17");
  await study(page, "policy-1");
  await sync(page);
  world.office("close", "--period", today().slice(0, 4));
  await sync(page);
  await go(page, "statements");
  await page.locator("main > a.card").first().click();
  await page.locator("dl").waitFor();
  const text = await shown(page).innerText();
  for (const id of ["statement-posted_on", "statement-objections_until", "slip-what_counted"]) {
    assert.ok(text.includes(message("bo", id).split("{")[0].trim()), id);
  }
  await shown(page).locator("a.card").first().click();
  await page.getByRole("button", { name: message("bo", "app-object") }).waitFor();
  await end(browser);
});

test("a phone that was added is told until the member knows it", async () => {
  const { browser, page } = await begin("pa18");
  world.phone("second", "enrol", "--server", world.hub.url, "--code", world.hub.code("pa18"));
  await sync(page);
  await line(page, "app-device_added").click();
  await line(page, "device-added").waitFor();
  await shown(page).locator("> .main").click();
  await line(page, "device-added").waitFor({ state: "detached" });
  assert.equal(await shown(page).locator("> .note").count(), 2);
  await go(page, "today");
  assert.equal(await line(page, "app-device_added").count(), 0);
  await end(browser);
});
