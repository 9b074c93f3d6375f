// What two secretaries live through at their desks, in a real Chromium each over a real hub: they decide
// without a network and disagree, one settles it, a revoked phone's records are taken in, a period is
// closed and printed.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { lone, open } from "./desk-world.mjs";
import { enrolled, inMinutes, openOffice, planned } from "./office.mjs";
import { message, startWorld, sync, today } from "./world.mjs";

const zh = (id, values = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{ $${name} }`, value),
    message("zh-Hans", id),
  );

let world;
let training;
let members;
/** The two secretaries, each a browser. pa01 has the command line's phone of the world as well. */
let one;
let two;
const claim = (member) => `${member}/attendance:${training}`;
const problems = () => [...one.browser.complaints, ...two.browser.complaints];

before(async () => {
  world = await startWorld();
  training = planned(world, "主题党日", "བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ", inMinutes(-20));
  members = Object.fromEntries(["pa05", "pa06", "pa07", "pa08"].map((id) => [id, lone(world, id)]));
  for (const { run } of Object.values(members)) {
    run("sync");
    run("record", "attendance", "--training", training);
    run("sync");
  }
  one = await enrolled(world, "pa01");
  two = await enrolled(world, "pa02");
  for (const { page } of [one, two]) {
    await openOffice(page);
    await sync(page);
    // The window for printing stays open for ever where nobody closes it: it is only counted.
    await page.evaluate(() => {
      window.asked = 0;
      window.print = () => (window.asked += 1);
    });
  }
});
after(async () => {
  await one?.browser.kill();
  await two?.browser.kill();
  await world?.stop();
});

/** Decides on a member's record by the page of the desk. */
async function decide(page, member, verdict, reason = null) {
  await open(page, `queue/${encodeURIComponent(claim(member))}`);
  await page.getByRole("button", { name: zh(`office-${verdict}`), exact: true }).click();
  if (reason !== null) await page.locator("select").selectOption(reason);
  await page.locator("form .main").click();
  await page.locator("main > .note.counted").waitFor();
}

const row = (member) => world.office("list").find((found) => found.claim === claim(member));

test("two who decide without a network disagree; both see it, one settles it, and all agree", async () => {
  for (const { browser } of [one, two]) await browser.context.setOffline(true);
  await decide(one.page, "pa05", "approve");
  await decide(two.page, "pa05", "reject", "not_present");
  for (const { page } of [one, two]) {
    await open(page, "queue");
    await page.getByText(zh("office-decisions_here", { count: 1 })).waitFor();
  }
  for (const { browser } of [one, two]) await browser.context.setOffline(false);
  await sync(one.page);
  await sync(two.page);
  await sync(one.page);
  for (const { page } of [one, two]) {
    await open(page, "conflicts");
    const card = page.locator("main > a.card", { hasText: zh("conflict-two_decisions") });
    await card.waitFor();
    const sides = (await card.locator(".side").allInnerTexts()).map((text) => text.split("\n"));
    assert.deepEqual(sides.map((side) => side.at(-1)).sort(), [
      zh("decision-approved"), zh("decision-rejected"),
    ].sort());
    assert.equal(await page.getByText(zh("office-decisions_here", { count: 1 })).count(), 0);
  }
  assert.equal(row("pa05").decision, "disputed");
  // A tap on a side settles nothing; what it would do is said first.
  await one.page.locator("main > a.card").first().click();
  await one.page.locator(".sides .choice", { hasText: zh("decision-approved") }).click();
  await one.page.getByText(zh("office-settle_replaces")).waitFor();
  await sync(one.page);
  assert.equal(row("pa05").decision, "disputed");
  await open(one.page, `conflicts/${encodeURIComponent(claim("pa05"))}`);
  await one.page.locator(".sides .choice", { hasText: zh("decision-approved") }).click();
  await one.page.locator(".confirm .main").click();
  await one.page.locator("main > .note.counted").waitFor();
  await sync(one.page);
  await sync(two.page);
  await open(two.page, "conflicts");
  await two.page.getByText(zh("office-conflicts_none")).waitFor();
  assert.equal(row("pa05").decision, "approved");
  members.pa05.run("sync");
  const own = members.pa05.run("list").find((found) => found.claim === claim("pa05"));
  assert.deepEqual([own.decision, own.conflict], ["approved", null]);
  assert.deepEqual([...problems(), ...world.hub.problems()], []);
});

test("everything that the roll confirms is approved by one tap that says how many", async () => {
  world.office("roll", "--training", training, "--present", "pa09");
  members.pa09 = lone(world, "pa09");
  world.office("record", "attendance", "--training", training, "--for", "pa10");
  await sync(one.page);
  await open(one.page, "queue");
  const button = one.page.getByRole("button", { name: zh("office-approve_all", { count: 1 }) });
  await button.click();
  await one.page.getByText(zh("office-approved", { count: 1 })).waitFor();
  await sync(one.page);
  assert.equal(row("pa10").decision, "approved");
  assert.equal(row("pa06").decision, "pending", "what nothing confirms still waits");
});

test("what a revoked phone brings late is taken in at the desk", async () => {
  await open(one.page, "members/pa07");
  await one.page.getByRole("button", { name: zh("office-devices_fetch") }).click();
  await one.page.getByRole("button", { name: zh("office-revoke"), exact: true }).click();
  await one.page.getByText(zh("office-revoke_means")).waitFor();
  await one.page.locator("section .main").click();
  await one.page.locator(".state", { hasText: zh("office-revoked") }).waitFor();
  members.pa07.run("record", "study", "--course", "policy-1", "--minutes", "45");
  members.pa07.run("sync");
  await sync(one.page);
  await open(one.page, "conflicts");
  await one.page.getByText(zh("office-quarantine_lead")).waitFor();
  const late = `pa07/study:policy-1:${today()}`;
  const setAside = world.office("list").find((found) => found.claim === late);
  assert.deepEqual([setAside.decision, setAside.points_tenths], ["pending", 0]);
  await one.page.locator("section .choice").first().click();
  await one.page.getByRole("button", { name: zh("office-adopt", { count: 1 }), exact: true }).click();
  await one.page.getByText(zh("office-adopt_means")).waitFor();
  await one.page.locator(".confirm .main").click();
  await one.page.locator(".state", { hasText: message("zh-Hans", "quarantine-adopted") }).waitFor();
  await sync(one.page);
  assert.equal(world.office("list").find((found) => found.claim === late).decision, "approved");
  assert.deepEqual(world.hub.problems(), []);
});

test("a lost phone is replaced by an invite that is made and printed at the desk", async () => {
  await open(one.page, "members/pa07");
  await one.page.getByRole("button", { name: zh("office-replace") }).click();
  const code = await one.page.locator(".typed").innerText();
  assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  world.phone("fresh-pa07", "enrol", "--server", world.hub.url, "--code", code);
  world.phone("fresh-pa07", "sync");
  const back = world.phone("fresh-pa07", "list").map((found) => found.claim);
  assert.ok(back.includes(claim("pa07")), `${back}`);
  await open(one.page, "members");
  const text = pdf(await print(one.page, zh("office-print_invites")), "invites");
  for (const part of [code, "示例牧业村党支部"]) assert.ok(text.includes(part), text);
  assert.ok(!text.includes("pasture-a"), text);
});

test("a period is closed, its list and slips are printed whole, and the list is a picture", async () => {
  const { page } = one;
  await sync(page);
  await open(page, "statements");
  const period = today().slice(0, 7);
  await page.locator("select").selectOption(period);
  const waits = world.office("queue").length;
  assert.ok(waits > 0);
  await page.getByText(zh("office-close_waits", { count: waits })).waitFor();
  await page.getByRole("button", { name: zh("office-close_now", { value: period }) }).click();
  await page.locator("table").waitFor();
  await sync(page);
  await open(page, `statements/${period}`);
  await page.locator("table").waitFor();
  const wall = pdf(await print(page, zh("office-print_wall")), "wall");
  const statement = world.office("statement", "--period", period);
  assert.ok(statement.lines.length >= 25);
  for (const { name_zh } of statement.lines) assert.ok(wall.includes(name_zh), name_zh);
  // Names and totals stand there once each, in the order of the roster, and no ids.
  const place = (name) => wall.search(new RegExp(`${name}(?![十一二三四五六七八九])`));
  const places = statement.lines.map(({ name_zh }) => place(name_zh));
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
  assert.doesNotMatch(wall, /pa\d\d|pasture-a/);
  for (const branch of [statement.branch_zh, statement.branch_bo]) {
    assert.ok(branch !== "" && squeezed(wall).includes(squeezed(branch)), branch);
  }
  for (const language of ["bo", "zh-Hans"]) {
    assert.ok(squeezed(wall).includes(squeezed(message(language, "statement-title"))), language);
  }
  const count = statement.lines.length;
  const bytes = await print(page, zh("office-print_slips", { count }));
  const slips = pdf(bytes, "slips");
  assert.equal(pages(bytes, "slips") >= statement.lines.length, true);
  for (const { name_zh } of statement.lines) assert.ok(slips.includes(name_zh), name_zh);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: zh("office-share_wall") }).click(),
  ]);
  assert.match(download.suggestedFilename(), new RegExp(`^pasture-a-${period}\\.png$`));
  const picture = join(process.env.DROKPA_PICTURES ?? world.folder, "wall.png");
  await download.saveAs(picture);
  assert.equal(readFileSync(picture).subarray(1, 4).toString(), "PNG");
  assert.deepEqual([...problems(), ...world.hub.problems()], []);
});

/** What the printer gets on A4 by the button of that name: once the page asks for the printer. */
async function print(page, name) {
  const before = await page.evaluate(() => window.asked);
  await page.getByRole("button", { name }).click();
  await page.waitForFunction((count) => window.asked > count, before);
  return page.pdf({ preferCSSPageSize: true, printBackground: true });
}

const squeezed = (text) => text.replace(/\s+/g, "");

/** Where a sheet lies, for people to look at where DROKPA_PICTURES names a folder. */
function kept(bytes, name) {
  const path = join(process.env.DROKPA_PICTURES ?? world.folder, `${name}.pdf`);
  writeFileSync(path, bytes);
  return path;
}

/** The text of a PDF, by poppler. */
const pdf = (bytes, name) =>
  execFileSync("pdftotext", ["-layout", kept(bytes, name), "-"], { encoding: "utf8" });

/** How many pages; each is A4, and nothing that is written lies outside of the margins. */
function pages(bytes, name) {
  const path = kept(bytes, name);
  const told = execFileSync("pdfinfo", [path], { encoding: "utf8" });
  assert.match(told, /Page size: +59[45]\.\d* x 84[12]\.\d* pts \(A4\)/);
  const boxes = execFileSync("pdftotext", ["-bbox", path, "-"], { encoding: "utf8" });
  for (const [, left, right] of boxes.matchAll(/xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"/g)) {
    assert.ok(Number(left) >= 40 && Number(right) <= 556, `${left} ${right}`);
  }
  return Number(/Pages: +(\d+)/.exec(told)?.[1]);
}
