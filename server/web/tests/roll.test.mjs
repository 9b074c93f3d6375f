// What an office lives through at trainings, in a real Chromium over a real hub: the office's files are
// fetched once, then everything works without a network, also when the browser dies.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, afterEach, before } from "node:test";
import { saved } from "./film.mjs";
import { enlarge, enrolled, inMinutes, killAll, open, openAt, openOffice, planned } from "./office.mjs";
import { SMALL, go, message, startWorld, sync } from "./world.mjs";

const MEMBERS = 40;
const zh = (id) => message("zh-Hans", id);

let world;
let training;
before(async () => {
  world = await startWorld();
  enlarge(world, MEMBERS);
  training = planned(world, "主题党日", "བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ", inMinutes(-20));
});
afterEach(killAll);
after(() => world.stop());

const seat = (page, number) =>
  page.locator(".seat").filter({ has: page.locator(`.seat-number:text-is("${number}")`) });
const marked = (page, mark) => page.locator(`.seat .state:has-text("${zh(`mark-${mark}`)}")`);

async function openRoll(page, id = training) {
  await openAt(page, `roll/${id}`, ".seat");
  assert.equal(await page.locator(".seat").count(), MEMBERS);
}

/** Whom the secretary of the command line finds present by the roll at a training. */
function presentBy(id) {
  // An absence that deducts is a row of the same key.
  const rows = world.office("list").filter((row) => row.key === `attendance:${id}`);
  const counted = rows.filter((row) => row.kind === "attendance" && row.decision === "approved");
  return counted.filter((row) => row.evidence.includes("roll"));
}

test("the office's files are fetched once; then it opens without a network, also in a new browser", async () => {
  let { browser, page } = await enrolled(world, "pa02");
  const fetched = [];
  browser.context.on("response", (answer) => fetched.push(new URL(answer.url()).pathname));
  await openOffice(page);
  assert.ok(fetched.some((name) => /\/office\/drokpa_whole_bg-[\w-]+\.wasm$/.test(name)), `${fetched}`);
  await browser.context.setOffline(true);
  await page.reload();
  await openOffice(page);
  const complained = browser.complaints;
  await browser.kill();

  browser = await open(world, "pa02");
  await browser.context.setOffline(true);
  page = await browser.open();
  await openOffice(page);
  await openAt(page, "trainings", `a[href="#/office/training/${training}"]`);
  assert.deepEqual([...complained, ...browser.complaints], []);
  await browser.kill();
});

test("a roll of 40 takes two taps and one for each who is absent, outlives the browser, and arrives", async () => {
  let browser = await open(world, "pa02");
  let page = await browser.open();
  await openRoll(page);
  await page.evaluate(() => {
    window.taps = 0;
    document.addEventListener("click", () => window.taps++, true);
  });
  await page.locator("button.all").click();
  for (const number of [7, 9, 33]) await seat(page, number).click();
  const kept = (count) => page.locator(`[data-kept="${count}"]`).waitFor();
  await kept(MEMBERS);
  const complained = browser.complaints;
  await browser.kill();

  // The battery was empty; there is no network either.
  browser = await open(world, "pa02");
  await browser.context.setOffline(true);
  page = await browser.open();
  await openAt(page, "trainings", `a[href="#/office/training/${training}"] .note.needs_you`);
  await openRoll(page);
  await page.locator(".desk > .note.needs_you").waitFor();
  await kept(MEMBERS);
  assert.equal(await marked(page, "absent").count(), 3);
  assert.equal(await marked(page, "present").count(), MEMBERS - 3);
  // A second tap takes a slip back.
  await seat(page, 12).click();
  assert.equal(await marked(page, "absent").count(), 4);
  await seat(page, 12).click();
  assert.equal(await marked(page, "absent").count(), 3);
  await kept(MEMBERS);
  await page.locator(".save .main").click();
  await page.locator(".save .note.counted").waitFor();
  assert.equal(presentBy(training).length, 0);
  await go(page, "phone");
  await page.locator(".note.on_this_phone").first().waitFor();
  await browser.context.setOffline(false);
  await sync(page);

  const present = presentBy(training).map((row) => row.member);
  assert.ok(!present.includes("pa07") && !present.includes("pa33"));
  // The own mark is a proposal until somebody else repeats it.
  assert.equal(present.length, MEMBERS - 4);
  assert.deepEqual([...complained, ...browser.complaints], []);
  assert.deepEqual(world.hub.problems(), []);
  await browser.kill();
});

test("the taps of a roll are counted", async () => {
  const other = planned(world, "支部会议", "ཀྲི་པུའུའི་ཚོགས་འདུ", inMinutes(-200), 60);
  const browser = await open(world, "pa02");
  const page = await browser.open();
  await sync(page);
  await openRoll(page, other);
  await page.evaluate(() => {
    window.taps = 0;
    document.addEventListener("click", () => window.taps++, true);
  });
  await page.locator("button.all").click();
  const absent = [5, 8, 21, 40];
  for (const number of absent) await seat(page, number).click();
  await page.locator(".save .main").click();
  await page.locator(".save .note.counted").waitFor();
  const taps = await page.evaluate(() => window.taps);
  assert.ok(taps <= 2 + absent.length, `${taps} taps`);
  // The roll as it stands is shown, and one mark is changed.
  await page.locator(".brush").nth(2).click();
  await seat(page, 21).click();
  await page.locator(".save .main").click();
  await page.locator(".save .note.counted").waitFor();
  assert.equal(await marked(page, "leave").count(), 1);
  await sync(page);
  // Two secretaries who do not hear each other mark differently: both marks are shown, and nothing
  // counts until one of them marks again.
  await browser.context.setOffline(true);
  await openRoll(page, other);
  await page.locator(".brush").nth(2).click();
  await seat(page, 5).click();
  await page.locator(".save .main").click();
  await page.locator(".save .note.counted").waitFor();
  world.office("roll", "--training", other, "--present", "pa05");
  await browser.context.setOffline(false);
  await sync(page);
  await openRoll(page, other);
  await page.locator('.desk a[href="#/office/conflicts"]').waitFor();
  const sides = await seat(page, 5).innerText();
  assert.ok(["pa01", "pa02", zh("mark-present"), zh("mark-leave")].every((one) => sides.includes(one)));
  await page.locator(".brush").first().click();
  await seat(page, 5).click();
  await page.locator(".save .main").click();
  await page.locator(".save .note.counted").waitFor();
  await sync(page);
  assert.ok(presentBy(other).some((row) => row.member === "pa05"));
  assert.deepEqual(browser.complaints, []);
  await browser.kill();
});

test("a sheet of paper is typed in: a number or a part of a name, Enter, and the order of the sheet", async () => {
  const past = planned(world, "集中学习", "མཉམ་འཛོམས་སློབ་སྦྱོང", inMinutes(-3 * 24 * 60), 60);
  const browser = await open(world, "pa02");
  const page = await browser.open();
  await page.setViewportSize({ width: 1280, height: 800 });
  await sync(page);
  await openRoll(page, past);
  const box = page.locator(".type input");
  const typed = async (text) => {
    await box.fill(text);
    await box.press("Enter");
  };
  await typed("12");
  await typed("9 4");
  await typed("pa33 3");
  await typed("牧民四十");
  await box.press("Alt+Digit2");
  await typed("ཁ་པར་མེད");
  // Nobody is called that: nothing is marked, and the words stay to be mended.
  assert.equal(await box.inputValue(), "ཁ་པར་མེད");
  await box.fill("");
  await typed("7");
  const state = (number) => seat(page, number).locator(".state").innerText();
  assert.equal((await state(12)).trim(), zh("mark-present"));
  assert.equal((await state(9)).trim(), zh("mark-absent"));
  assert.equal((await state(33)).trim(), zh("mark-leave"));
  assert.equal((await state(40)).trim(), zh("mark-present"));
  assert.equal((await state(7)).trim(), zh("mark-late"));
  assert.equal((await state(8)).trim(), zh("office-unmarked"));
  // The order of a Tibetan dictionary: ཀ, ཀི, ཀུ before ཁ, and numbers stay those of the sheet.
  await page.getByRole("button", { name: zh("office-order_bo") }).click();
  const names = await page.locator('.seat-who [lang="bo"]').allInnerTexts();
  const ends = names.map((name) => name.replace("དཔེ་མི་", "").trim());
  const [ka, ki, ku, kha] = ["ཀ", "ཀི", "ཀུ", "ཁ"].map((name) => ends.indexOf(name));
  assert.ok(ka === 0 && ki > ka && ku > ki && kha > ku, `${ends}`);
  await page.getByRole("button", { name: zh("office-order_roster") }).click();
  assert.deepEqual(
    (await page.locator(".seat-number").allInnerTexts()).map(Number),
    Array.from({ length: MEMBERS }, (_, at) => at + 1),
  );
  await page.locator(".save .main").click();
  await page.locator(".save .note.counted").waitFor();
  await sync(page);
  assert.deepEqual(presentBy(past).map((row) => row.member).sort(), ["pa07", "pa12", "pa40"]);
  assert.deepEqual(browser.complaints, []);
  await browser.kill();
});

test("a roll keeper calls the roll and signs for others, and sees that the rest is the secretary's", async () => {
  const { browser, page } = await enrolled(world, "pa03");
  await openOffice(page);
  await openAt(page, `training/${training}`, 'a[href*="#/office/roll/"]');
  await page.getByText(zh("office-keeper_may")).waitFor();
  for (const place of ["door", "edit", "links"]) {
    assert.equal(await page.locator(`main a[href*="#/office/${place}/"]`).count(), 0, place);
  }
  assert.equal(await page.getByRole("button", { name: zh("office-cancel") }).count(), 0);
  await openAt(page, "trainings", ".note.on_this_phone");
  assert.equal(await page.locator('a[href="#/office/training/new"]').count(), 0);
  await openAt(page, `door/${training}`, ".note.on_this_phone");
  // The keeper repeats the other secretary's mark about herself, which then counts.
  await openRoll(page);
  await page.locator(".brush").first().click();
  await seat(page, 2).click();
  await page.locator(".save .main").click();
  await page.locator(".save .note.counted").waitFor();
  await openAt(page, `enter/${training}`, ".seat");
  await seat(page, 7).click();
  await page.getByText(zh("office-enter_means")).waitFor();
  await page.locator("form .main").click();
  await page.locator("main > .note.counted").waitFor();
  await sync(page);
  assert.ok(presentBy(training).some((row) => row.member === "pa02"));
  const rows = world.office("list").filter((row) => row.key === `attendance:${training}`);
  const entered = rows.find((row) => row.member === "pa07");
  assert.ok(entered.evidence.includes("entered_for"));
  assert.deepEqual(browser.complaints, []);
  await browser.kill();
});

test("a training is planned without a network and reaches a member by the code at the door alone", async () => {
  const member = await enrolled(world, "pa05");
  await sync(member.page);
  const office = await open(world, "pa02");
  const page = await office.open();
  await openOffice(page);
  for (const { context } of [office, member.browser]) await context.setOffline(true);
  await openAt(page, "training/new", "form");
  await page.getByRole("button", { name: zh("kind-volunteering"), exact: true }).click();
  // Both titles are there, as the kind is called in both languages.
  assert.equal(await page.locator('textarea[lang="zh-Hans"]').inputValue(), zh("kind-volunteering"));
  assert.equal(
    await page.locator('textarea[lang="bo"]').inputValue(),
    message("bo", "kind-volunteering"),
  );
  await page.locator('textarea[lang="zh-Hans"]').fill("打扫草场");
  await page.locator('input[type="date"]').fill(inMinutes(-5).slice(0, 10));
  await page.locator('input[type="time"]').fill(inMinutes(-5).slice(11, 16));
  await page.locator("form .main").click();
  const door = page.locator('main a[href*="#/office/door/"]');
  await door.waitFor();
  const id = decodeURIComponent((await door.getAttribute("href")).split("/").at(-1));
  await door.click();
  await page.locator(".digits").waitFor();
  await page.locator(".door .note.counted").waitFor();
  // Held up at a door, a small phone shows them all without scrolling.
  const seen = await page.locator(".digits").boundingBox();
  assert.ok(seen.y + seen.height <= SMALL.height, JSON.stringify(seen));
  const file = join(world.folder, "door.png");
  await page.locator(".door .code").screenshot({ path: file });
  await go(member.page, "today");
  assert.equal(await member.page.getByText("打扫草场").count(), 0);
  await member.page.locator("input[type=file]").setInputFiles(file);
  await member.page.locator("article .note.counted").waitFor();
  await member.page.getByText("打扫草场").waitFor();
  // The code is another one after five minutes; the clock is the page's.
  const digits = await page.locator(".digits").innerText();
  await page.clock.install();
  await openAt(page, `training/${id}`, 'main a[href*="#/office/door/"]');
  await page.locator('main a[href*="#/office/door/"]').click();
  await page.locator(".digits").waitFor();
  await page.clock.fastForward("06:00");
  await page.waitForFunction(
    (before) => document.querySelector(".digits").textContent !== before,
    digits,
  );
  for (const { context } of [office, member.browser]) await context.setOffline(false);
  await sync(member.page);
  await office.kill();
  const again = await open(world, "pa02");
  await sync(await again.open());
  const rows = world.office("list").filter((row) => row.key === `attendance:${id}`);
  assert.deepEqual(rows.map((row) => [row.member, row.code?.state]), [["pa05", "confirmed"]]);
  assert.deepEqual([...office.complaints, ...again.complaints, ...member.browser.complaints], []);
  await again.kill();
  await member.browser.kill();
});

test("codes that fit, that do not, from outside their hours and copied ones are shown as what they are", async () => {
  const now = planned(world, "现在", "ད་ལྟ", inMinutes(-10));
  const later = planned(world, "以后", "རྗེས་སུ", inMinutes(5 * 60), 60);
  const before = planned(world, "以前", "སྔོན་དུ", inMinutes(-4 * 60), 60);
  const office = await open(world, "pa02");
  const page = await office.open();
  await sync(page);
  const shown = {};
  for (const id of [now, later, before]) {
    await openAt(page, `door/${id}`, ".digits");
    const inside = id === now ? "counted" : "needs_you";
    await page.locator(`.door .note.${inside}`).waitFor();
    const file = join(world.folder, `${id}.png`);
    await page.locator(".door .code").screenshot({ path: file });
    shown[id] = { digits: (await page.locator(".digits").innerText()).trim(), file };
    await page.locator(`.top button[aria-label="${zh("app-back")}"]`).click();
    await page.locator(".digits").waitFor({ state: "detached" });
  }
  await sync(page);

  const type = async (member, id, digits) => {
    await go(member, "today");
    const title = { [now]: "现在", [later]: "以后", [before]: "以前" }[id];
    const card = member.locator("article").filter({ hasText: title });
    await card.getByRole("button", { name: zh("app-door_code") }).click();
    await card.locator("input").fill(digits);
    await card.locator("form .main").click();
    await card.locator(".note.counted").waitFor();
  };
  const scan = async (member, id) => {
    await go(member, "today");
    await member.locator("input[type=file]").setInputFiles(shown[id].file);
    await member.locator(".note.counted").first().waitFor();
  };
  // Typed as it stands; typed after somebody else had it; typed wrongly; that of another training.
  const six = await enrolled(world, "pa06");
  await sync(six.page);
  await type(six.page, now, shown[now].digits);
  await scan(six.page, later);
  await type(six.page, before, shown[before].digits);
  await sync(six.page);
  const eight = await enrolled(world, "pa08");
  await sync(eight.page);
  // Recorded first, and the digits added to the record.
  await go(eight.page, "today");
  const card = eight.page.locator("article").filter({ hasText: "现在" });
  await card.locator(".main").first().click();
  await card.locator(".note.counted").waitFor();
  await go(eight.page, `mine/${encodeURIComponent(`pa08/attendance:${now}`)}`);
  await eight.page.getByRole("button", { name: zh("app-door_add") }).click();
  await eight.page.locator("form input").fill(shown[now].digits);
  await eight.page.locator("form .main").click();
  await eight.page.locator("main > .note.counted").waitFor();
  await go(eight.page, "today");
  const slip = eight.page.locator("article").filter({ hasText: "以前" });
  await slip.getByRole("button", { name: zh("app-door_code") }).click();
  await slip.locator("input").fill("12345");
  await slip.locator("form .main").click();
  await slip.locator(".note.needs_you").waitFor();
  // The form stays open for another try.
  await slip.locator("input").fill(shown[now].digits === "000000" ? "111111" : shown[now].digits);
  await slip.locator("form .main").click();
  await slip.locator(".note.counted").waitFor();
  await sync(eight.page);

  await sync(page);
  const said = async (id, number) => {
    await openRoll(page, id);
    return seat(page, number).innerText();
  };
  assert.ok((await said(now, 6)).includes(zh("check_in-confirmed")));
  const copied = await said(now, 8);
  assert.ok(copied.includes(zh("check_in-confirmed")) && copied.includes(same(1)), copied);
  assert.ok((await said(later, 6)).includes(zh("check_in-outside")));
  assert.ok((await said(before, 6)).includes(zh("check_in-outside")));
  assert.ok((await said(before, 8)).includes(zh("check_in-wrong")));
  for (const browser of [office, six.browser, eight.browser]) {
    assert.deepEqual(browser.complaints, []);
    await browser.kill();
  }
});

const same = (count) => zh("check_in-same").replace("{ $count }", String(count));

test("a training is changed, joined with its twin, and cancelled by a second tap", async () => {
  const one = planned(world, "甲", "ཀ", inMinutes(-60), 60);
  const twin = planned(world, "乙", "ཁ", inMinutes(-50), 60);
  const browser = await open(world, "pa02");
  const page = await browser.open();
  await sync(page);
  await openAt(page, `edit/${one}`, "form");
  await page.locator('textarea[lang="bo"]').fill("ཀ་པ");
  await page.getByText(zh("office-edit_titles")).waitFor();
  await page.locator('input[type="number"]').first().fill("75");
  await page.getByText(zh("office-edit_means")).waitFor();
  await page.locator("form .main").click();
  await page.locator('main a[href*="#/office/roll/"]').waitFor();
  await openAt(page, `links/${one}`, "section.card");
  const card = page.locator("section.card").filter({ has: page.locator('h3:text-is("乙")') });
  await card.locator(".plain").click();
  await card.getByText(zh("office-same_means")).waitFor();
  await card.locator(".main").click();
  await card.locator(".note.arrived").waitFor();
  await openAt(page, `training/${twin}`, 'main a[href*="#/office/links/"]');
  await page.getByText(zh("office-links_count").replace("{ $count }", "1")).waitFor();
  await page.getByRole("button", { name: zh("office-cancel"), exact: true }).click();
  await page.getByText(zh("office-cancel_means")).waitFor();
  assert.equal(await page.locator("main > .note.not_counted").count(), 0);
  await page.getByRole("button", { name: zh("office-cancel_yes") }).click();
  await page.locator("main > .note.not_counted").waitFor();
  await sync(page);
  const rows = world.office("training", "list");
  const of = (id) => rows.find((row) => row.training === id);
  assert.deepEqual([of(one).minutes, of(one).title_bo, of(one).cancelled], [75, "ཀ་པ", false]);
  assert.equal(of(twin).cancelled, true);
  assert.deepEqual(browser.complaints, []);
  assert.deepEqual(world.hub.problems(), []);
  await browser.kill();
});

test("what a member brings is taken in without a network, listed, and carried on", async () => {
  const { browser: giver, page: herder } = await enrolled(world, "pa09");
  await sync(herder);
  await giver.context.setOffline(true);
  await go(herder, "record/study");
  await herder.locator("form input").first().fill("policy-9");
  await herder.locator("form > .main").click();
  await herder.locator("main > .note.counted").waitFor();
  await go(herder, "phone/give");
  await herder.getByRole("button", { name: zh("app-give_unconfirmed"), exact: true }).click();
  const file = join(world.folder, "records.dk");
  writeFileSync(file, await saved(herder));

  const office = await open(world, "pa02");
  const page = await office.open();
  await openOffice(page);
  await office.context.setOffline(true);
  await openAt(page, "collect", "input[type=file]");
  await page.locator(`input[type=file][aria-label="${zh("app-take_file")}"]`).setInputFiles(file);
  await page.getByText(zh("office-collect_came")).waitFor();
  assert.ok((await page.locator("section.card").last().innerText()).includes(zh("office-fate_taken")));
  // The hub hears of it from the secretary; the herder is still without a network.
  assert.ok(!world.office("list").some((row) => row.key.startsWith("study:policy-9")));
  await office.context.setOffline(false);
  await sync(page);
  const row = world.office("list").find((one) => one.key.startsWith("study:policy-9"));
  assert.equal(row?.member, "pa09");
  assert.deepEqual([...giver.complaints, ...office.complaints], []);
  assert.deepEqual(world.hub.problems(), []);
  await giver.kill();
  await office.kill();
});
