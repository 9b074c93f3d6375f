// What a reviewer of the township lives through at the desk, in a real Chromium over a real hub: the
// township's word stands over the branch's and both are seen, points are set to zero by both or not at
// all, and an objection that was taken to the township is answered there.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { lone, open } from "./desk-world.mjs";
import { enrolled, inMinutes, killAll, planned } from "./office.mjs";
import { go, message, startWorld, sync, today } from "./world.mjs";

const zh = (id) => message("zh-Hans", id);

let world;
let browser;
let page;
let training;
let member;
const claim = () => `pa05/attendance:${training}`;
const row = () => world.office("list").find((one) => one.claim === claim());
const standing = () => world.office("standing", "--member", "pa05", "--cycle", today().slice(0, 4));

before(async () => {
  world = await startWorld();
  training = planned(world, "主题党日", "བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ", inMinutes(-120));
  member = lone(world, "pa05");
  member.run("sync");
  member.run("record", "attendance", "--training", training);
  member.run("sync");
  world.office("decide", claim(), "approve");
  ({ browser, page } = await enrolled(world, "tw01"));
  await go(page, "office");
  await page.locator('main a[href="#/office/queue"]').waitFor();
  await sync(page);
});
after(async () => {
  await killAll();
  await world?.stop();
});

test("the township's decision stands over the branch's, and the desk shows both", async () => {
  assert.equal(row().decision, "approved");
  await open(page, `queue/${encodeURIComponent(claim())}`);
  await page.getByRole("button", { name: zh("office-reject"), exact: true }).click();
  await page.locator("select").selectOption("not_present");
  await page.locator("form .main").click();
  await page.locator("main > .note.counted").waitFor();
  await sync(page);
  assert.deepEqual([row().decision, row().conflict], ["rejected", "township_over_branch"]);
  await open(page, "conflicts");
  const card = page.locator("main > .card", { hasText: zh("conflict-township_over_branch") });
  await card.waitFor();
  const told = await card.innerText();
  for (const side of [zh("decision-approved"), zh("decision-rejected")]) {
    assert.ok(told.includes(side), told);
  }
});

test("the members of the branches below are listed with what their branch is called", async () => {
  await open(page, "members");
  const shown = page.locator("a[href='#/office/members/pa05']");
  await shown.getByText("示例牧业村党支部", { exact: true }).waitFor();
  assert.ok(!(await page.locator("main").innerText()).includes("pasture-a"));
  const box = page.locator("input[type=search]");
  const found = () => page.locator(".members li").count();
  const all = await found();
  assert.ok(all > 30, `${all}`);
  // A name in either language, without its stops, and a member's number.
  for (const typed of ["དཔེ་མི་ཅ", "དཔེམིཅ", "示例牧民五", "PA05"]) {
    await box.fill("nobody");
    await page.getByText(zh("office-roll_nobody"), { exact: true }).waitFor();
    assert.equal(await found(), 0);
    await box.fill(typed);
    await shown.waitFor();
    assert.ok((await found()) < 5, typed);
  }
  await box.fill("");
  await shown.waitFor();
  assert.equal(await found(), all);
});

test("an objection that was taken to the township is answered at its desk", async () => {
  member.run("sync");
  member.run("object", claim(), "--reason", "当天有三人在场", "--township");
  member.run("sync");
  await sync(page);
  await open(page, "queue");
  const asked = page.locator("a[href*='objection']");
  await asked.getByText(zh("objection-escalated")).waitFor();
  await asked.click();
  await page.getByRole("button", { name: zh("objection-upheld"), exact: true }).click();
  await page.locator("textarea").fill("查过登记表");
  await page.locator("form .main").click();
  // An answer changes nothing by itself: the way to the decision is beside it.
  await page.locator("main > a.main").click();
  await page.getByRole("button", { name: zh("office-approve"), exact: true }).click();
  await page.locator("form .main").click();
  await page.locator("main > .note.counted").waitFor();
  await sync(page);
  assert.deepEqual([row().decision, row().posting, row().conflict], ["approved", "answered", null]);
});

test("points are zero once branch and township both say so, and each half is seen before", async () => {
  const full = standing().total_tenths;
  assert.ok(full > 0);
  // How many conflicts stand beside the way to them.
  const count = page.locator('main a[href="#/office/conflicts"] .count');
  world.office("veto", "--member", "pa05", "--on", today(), "--reason", "支部大会决定");
  await sync(page);
  await go(page, "office");
  await count.getByText("1", { exact: true }).waitFor();
  await open(page, "conflicts");
  await page.locator("main > .card", { hasText: zh("office-veto_said") }).click();
  const card = page.locator(".vetoes");
  await card.getByText("支部大会决定").waitFor();
  const states = async () => card.locator(".state").allInnerTexts();
  assert.deepEqual(await states(), [zh("office-veto_said"), zh("office-veto_waits")]);
  assert.equal(standing().total_tenths, full);
  await page.getByRole("button", { name: zh("office-veto"), exact: true }).click();
  await page.locator("textarea").fill("乡镇同意");
  await page.locator("form .main").click();
  await page.locator("main > .note.not_counted", { hasText: zh("explain-veto") }).waitFor();
  await sync(page);
  assert.deepEqual([standing().total_tenths, standing().vetoed], [0, true]);
  await go(page, "office");
  await page.locator('main a[href="#/office/conflicts"]').waitFor();
  await count.waitFor({ state: "detached" });
  await open(page, "members/pa05");
  await page.getByRole("button", { name: zh("office-veto_withdraw"), exact: true }).click();
  await page.locator("textarea").fill("再议");
  await page.locator("form .main").click();
  await card.getByText("再议").waitFor();
  assert.deepEqual(await states(), [zh("office-veto_said"), zh("office-veto_taken_back")]);
  await sync(page);
  assert.deepEqual([standing().total_tenths, standing().vetoed], [full, false]);
  assert.deepEqual([...browser.complaints, ...world.hub.problems()], []);
});
