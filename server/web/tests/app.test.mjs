// What a member lives through, in a real Chromium over a real hub that serves the app: weeks without
// a network, a browser that dies, a decision made elsewhere, a change of mind.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { agree, go, kept, message, speak, startBrowser, startWorld, sync, today } from "./world.mjs";

let world;
before(async () => {
  world = await startWorld();
  world.training("主题党日", "བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ", 0, "10:00");
});
after(() => world.stop());

const word = (page, name) => page.locator(`main .state.${name}`);

async function study(page, course) {
  // Away first: a form that has saved stays until it is left.
  await go(page, "mine");
  await page.locator("main .figures").waitFor();
  await go(page, "record/study");
  await page.locator("form input").first().fill(course);
  await page.locator("form > .main").click();
  await page.locator("main > .note.counted").waitFor();
}

test("a record of a shepherd without a network outlives the browser and is counted in the end", async () => {
  const member = "pa05";
  let browser = await startBrowser(world, member);
  let page = await browser.open();
  // The app is fetched once where there is a network; the invite is used where there is none.
  await kept(page);
  await browser.context.setOffline(true);
  await speak(page, "bo");
  await page.locator("input[type=file]").setInputFiles(await world.picture(member));
  await page.locator("main > .main").waitFor();
  await agree(page);
  await page.locator("nav.bar").waitFor();
  await study(page, "policy-1");
  assert.equal(
    await page.locator("main > .note.counted").innerText(),
    message("bo", "status-saved"),
  );
  const complained = browser.complaints;
  await browser.kill();

  browser = await startBrowser(world, member);
  await browser.context.setOffline(true);
  page = await browser.open();
  await go(page, "mine");
  await word(page, "on_this_phone").waitFor();
  assert.equal(await page.locator("main > a.card").count(), 1);
  await go(page, "phone");
  await page.locator(".note.on_this_phone").first().waitFor();
  const outbox = message("bo", "status-outbox").replace("{ $count }", "1");
  assert.equal(await page.locator(".note.on_this_phone").first().innerText(), outbox);

  // The network comes back: nobody has to tap anything. The rules count study without a decision.
  // (A page that was opened offline has to be told so, before it can hear that it no longer is.)
  await browser.context.setOffline(true);
  await page.getByText(message("bo", "app-offline")).waitFor();
  await browser.context.setOffline(false);
  await page.getByText(message("bo", "app-all_arrived")).waitFor();
  await go(page, "mine");
  await word(page, "counted").waitFor();

  await go(page, "today");
  await page.locator("article .main").click();
  await page.locator("article .note.counted").waitFor();
  await sync(page);
  await go(page, "mine");
  await word(page, "arrived").waitFor();
  const queue = world.office("queue");
  const attended = queue.find((row) => row.member === member && row.kind === "attendance");
  world.office("decide", attended.claim, "approve");
  await sync(page);
  await go(page, "mine");
  await word(page, "counted").nth(1).waitFor();
  assert.equal(await word(page, "arrived").count(), 0);

  await speak(page, "zh-Hans");
  assert.equal(await word(page, "counted").first().innerText(), message("zh-Hans", "word-counted"));
  assert.deepEqual([...complained, ...browser.complaints], []);
  assert.deepEqual(world.hub.problems(), []);
  await browser.kill();
});

test("a typed code enrols; who does not agree records nothing and may agree later", async () => {
  const browser = await startBrowser(world, "pa06");
  const page = await browser.open();
  await speak(page, "zh-Hans");
  await page.locator("form input").fill(world.hub.code("pa06"));
  await page.locator("form .main").click();
  await page.locator("main > .main").waitFor();
  // Who keeps the records is named in the language of the notice, never by an id.
  for (const [language, branch] of [["bo", "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ"], ["zh-Hans", "示例牧业村党支部"]]) {
    await speak(page, language);
    const notice = await page.locator("main").innerText();
    assert.ok(notice.includes(message(language, "consent-what_not")), language);
    assert.ok(notice.includes(branch) && !notice.includes("pasture-a"), notice);
  }
  await page.locator("main > .plain").click();
  await page.locator("nav.bar").waitFor();
  assert.equal(await page.locator("article .main").count(), 0);
  await go(page, "record/study");
  await page.getByText(message("zh-Hans", "consent-refuse_free")).waitFor();
  assert.equal(await page.locator("form").count(), 0);
  await go(page, "consent");
  await agree(page);
  await page.locator("article .main").waitFor();
  await study(page, "policy-2");
  assert.deepEqual(browser.complaints, []);
  await browser.kill();
});

test("what was returned is offered again, what is wrong is objected to, and a slip is withdrawn", async () => {
  const browser = await startBrowser(world, "pa07");
  const page = await browser.open();
  await page.locator("form input").fill(world.hub.code("pa07"));
  await page.locator("form .main").click();
  await page.locator("main > .main").waitFor();
  await agree(page);
  await page.locator("nav.bar").waitFor();
  for (const course of ["policy-1", "policy-2", "policy-3"]) await study(page, course);
  await sync(page);
  const claim = (course) => `pa07/study:${course}:${today()}`;
  world.office("decide", claim("policy-1"), "return", "--reason", "wrong_minutes");
  world.office("decide", claim("policy-2"), "reject", "--reason", "not_present");
  await sync(page);
  const open = async (course, state) => {
    await go(page, `mine/${encodeURIComponent(claim(course))}`);
    await word(page, state).waitFor();
  };
  const finish = async () => {
    await page.locator("form .main").click();
    await page.locator("main > .note.counted").waitFor();
  };
  await open("policy-1", "needs_you");
  assert.ok((await page.locator("main").innerText()).includes(message("bo", "reason-wrong_minutes")));
  await page.locator("main > .main").click();
  await page.locator("form input").fill("30");
  await finish();
  await open("policy-2", "not_counted");
  await page.getByRole("button", { name: message("bo", "app-object") }).click();
  await page.locator("textarea").fill("我在场");
  await finish();
  await open("policy-3", "counted");
  await page.getByRole("button", { name: message("bo", "app-withdraw") }).click();
  await finish();
  await sync(page);
  const rows = world.office("list").filter((row) => row.member === "pa07");
  const of = (course) => rows.find((row) => row.claim === claim(course));
  // The rules count study without a decision, also in its second round.
  assert.deepEqual([of("policy-1").round, of("policy-1").decision], [2, "approved"]);
  assert.equal(of("policy-1").minutes, 30);
  assert.equal(of("policy-2").objections[0].words, "我在场");
  assert.equal(of("policy-3").decision, "withdrawn");
  assert.deepEqual(browser.complaints, []);
  await browser.kill();
});

test("a second tab shows the record and says that another one has it open", async () => {
  const browser = await startBrowser(world, "pa08");
  const one = await browser.open();
  await one.locator("form input").fill(world.hub.code("pa08"));
  await one.locator("form .main").click();
  await one.locator("main > .main").waitFor();
  await agree(one);
  await one.locator("nav.bar").waitFor();
  const two = await browser.open();
  await two.locator("main > .note.needs_you").waitFor();
  await study(one, "policy-1");
  await go(two, "mine");
  await two.locator("main > a.card").waitFor();
  await one.close();
  // It takes over once the first one is gone.
  await two.locator("main > .note.needs_you").waitFor({ state: "detached" });
  await study(two, "policy-2");
  await sync(two);
  assert.deepEqual(world.hub.problems(), []);
  await browser.kill();
});

test("a tap is one transaction on the disk before it says saved, and one small request", async () => {
  const browser = await startBrowser(world, "pa09");
  const page = await browser.open();
  await page.locator("form input").fill(world.hub.code("pa09"));
  await page.locator("form .main").click();
  await page.locator("main > .main").waitFor();
  await agree(page);
  await page.locator("nav.bar").waitFor();
  await sync(page);
  await go(page, "today");
  // Counted, as times say more about this machine than about a herder's phone.
  await page.evaluate(() => {
    window.work = { transactions: [], requests: [] };
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
      if (mode === "readwrite") window.work.transactions.push(options?.durability);
      return transaction.call(this, stores, mode, options);
    };
    const asked = window.fetch;
    window.fetch = (address, options) => {
      const path = new URL(address, location.href).pathname;
      window.work.requests.push([path, options?.body?.byteLength ?? 0]);
      return asked(address, options);
    };
    new MutationObserver(() => {
      if (document.querySelector("article .note.counted") === null) return;
      window.work.beforeSaved ??= window.work.transactions.length;
    }).observe(document.body, { childList: true, subtree: true });
  });
  await page.locator("article .main").click();
  await page.locator("article .note.counted").waitFor();
  await go(page, "phone");
  await page.getByText(message("bo", "app-all_arrived")).waitFor();
  await page.locator("main > .main:enabled").waitFor();
  const work = await page.evaluate(() => window.work);
  assert.ok(work.beforeSaved >= 1, "it said saved before anything was on the disk");
  // The record, and what the hub answered.
  assert.deepEqual(work.transactions, ["strict", "strict"]);
  assert.deepEqual(work.requests.map(([path]) => path), ["/v1/sync"]);
  assert.ok(work.requests[0][1] > 0 && work.requests[0][1] <= 160, `${work.requests[0][1]} bytes`);
  assert.deepEqual(browser.complaints, []);
  await browser.kill();
});
