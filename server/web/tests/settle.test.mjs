// What is rarer at a secretary's desk, in a real Chromium over a real hub: one thing recorded in two
// ways, one award given twice, a training changed by two at once, none of them settled by one tap; and
// a phone that nobody has heard of for long.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { lone, open } from "./desk-world.mjs";
import { enrolled, inMinutes, killAll, openAt, openOffice, planned } from "./office.mjs";
import { message, startWorld, sync, today } from "./world.mjs";

const zh = (id) => message("zh-Hans", id);

let world;
let browser;
let page;
/** The other secretary, who is away on the command line. */
let away;

before(async () => {
  world = await startWorld();
  away = lone(world, "pa02");
  away.run("sync");
  ({ browser, page } = await enrolled(world, "pa01"));
  await openOffice(page);
});
after(async () => {
  await killAll();
  await world?.stop();
});

/** Both secretaries do something that the other one has not seen. */
function bothDo(...words) {
  away.run("sync");
  const theirs = away.run(...words);
  const ours = world.office(...words);
  away.run("sync");
  return [ours, theirs];
}

test("of one attendance that two phones recorded differently one is chosen, by its side", async () => {
  const training = planned(world, "主题党日", "བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ", inMinutes(-120));
  const phones = [lone(world, "pa05"), world];
  phones[1] = { run: (...words) => world.phone("second-pa05", ...words) };
  phones[1].run("enrol", "--server", world.hub.url, "--code", world.hub.code("pa05"));
  for (const { run } of phones) run("sync");
  phones.forEach(({ run }, at) => {
    run("record", "attendance", "--training", training, "--minutes", at === 0 ? "90" : "60");
  });
  for (const { run } of phones) run("sync");
  await sync(page);
  const claim = `pa05/attendance:${training}`;
  await open(page, `conflicts/${encodeURIComponent(claim)}`);
  const sides = page.locator(".sides .choice");
  await sides.nth(1).waitFor();
  await sides.filter({ hasText: "60" }).click();
  await page.getByText(zh("office-settle_between")).waitFor();
  await page.locator(".confirm .main").click();
  await page.locator("main > .note.counted").waitFor();
  await sync(page);
  const row = world.office("list").find((one) => one.claim === claim);
  assert.deepEqual([row.decision, row.minutes], ["approved", 60]);
  phones[0].run("sync");
  assert.equal(phones[0].run("list").find((one) => one.claim === claim).minutes, 60);
});

test("one award that two secretaries gave counts once until one of them says what it is", async () => {
  bothDo(
    "adjust", "--member", "pa06", "--item", "bonus.award", "--on", today(), "--points-tenths", "20",
    "--reason", "先进",
  );
  const total = () => world.office("standing", "--member", "pa06").total_tenths;
  const once = total();
  await sync(page);
  await open(page, "conflicts");
  await page.locator("main > a.card", { hasText: zh("office-adjustment_possibly_same") }).first().click();
  await page.locator("h2", { hasText: zh("office-adjustments") }).waitFor();
  await page.getByRole("button", { name: zh("office-separate"), exact: true }).first().click();
  await page.getByText(zh("office-separate_means")).waitFor();
  assert.equal(total(), once, "a tap settles nothing");
  await page.getByRole("button", { name: zh("app-save"), exact: true }).first().click();
  await page.getByText(zh("office-separate_means")).waitFor({ state: "detached" });
  await sync(page);
  assert.equal(total(), once + 20, "now both count");
});

test("a training that two changed at once is marked, and one more change settles it", async () => {
  const training = planned(world, "集中学习", "མཉམ་འཛོམས་སློབ་སྦྱོང", inMinutes(-60));
  away.run("sync");
  away.run("training", "edit", training, "--minutes", "45");
  world.office("training", "edit", training, "--minutes", "120");
  away.run("sync");
  await sync(page);
  await openAt(page, `training/${training}`, 'main a[href*="#/office/roll/"]');
  await page.getByText(zh("conflict-parallel_edits")).waitFor();
  await openAt(page, `edit/${training}`, "form");
  await page.locator('input[type="number"]').first().fill("75");
  await page.locator("form .main").click();
  await page.locator('main a[href*="#/office/roll/"]').waitFor();
  await page.getByText(zh("conflict-parallel_edits")).waitFor({ state: "detached" });
  await sync(page);
  const found = world.office("training", "list").find((one) => one.training === training);
  assert.equal(found.minutes, 75);
  assert.deepEqual([...browser.complaints, ...world.hub.problems()], []);
});

test("a silent phone asks for news to be brought, and nothing is said of its owner", async () => {
  // The hub's answer with another day: a hub that waits for weeks makes a long test.
  await page.route("**/v1/branches/*/devices", async (route) => {
    const answer = await route.fetch();
    const told = await answer.json();
    for (const { told: last } of told.devices) if (last !== null) last.on = "2026-01-01";
    await route.fulfill({ response: answer, json: told });
  });
  await open(page, "members/pa05");
  await page.getByRole("button", { name: zh("office-devices_fetch") }).click();
  await page.locator(".state", { hasText: zh("office-silent") }).first().waitFor();
  assert.ok((await page.locator("main").innerText()).includes(zh("office-silent_means")));
  assert.deepEqual(browser.complaints, []);
});
