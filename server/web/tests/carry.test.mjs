// From phone to phone without a network, in real browsers over a real hub: codes on one screen and
// the camera of another, pictures and files, what is refused, letters, and what a member can read
// about the own data where there is no network.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { codePng } from "@drokpa/core";
import { photographs, pictures, saved, startWithCamera } from "./film.mjs";
import { agree, go, kept, message, speak, startBrowser, startWorld, sync, today } from "./world.mjs";

let world;
before(async () => {
  world = await startWorld();
  world.training("主题党日", "བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ", 0, "10:00");
});
after(() => world.stop());

const browsers = [];
after(async () => {
  for (const browser of browsers) await browser.kill();
});

/** A phone of a member that has enrolled and agreed, in Chinese, and can open without a network. */
async function phone(name, member = name, start = startBrowser) {
  const browser = await start(world, name);
  browsers.push(browser);
  const page = await browser.open();
  await speak(page, "zh-Hans");
  await page.locator("form input").fill(world.hub.code(member));
  await page.locator("form .main").click();
  // A member's second phone knows what was said on the first one.
  if (name === member || name === "secretary") {
    await page.locator("main > .main").waitFor();
    await agree(page);
  }
  await page.locator("nav.bar").waitFor();
  await kept(page);
  return { ...browser, page };
}

const say = (id, values = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{ $${name} }`, String(value)),
    message("zh-Hans", id),
  );
const word = (page, name) => page.locator(`main .state.${name}`);
const press = (page, id) => page.getByRole("button", { name: message("zh-Hans", id) }).click();
const reads = (page, text) => page.locator("main").getByText(text).first().waitFor();

async function study(page, course, note) {
  await go(page, "mine");
  await page.locator("main .figures").waitFor();
  await go(page, "record/study");
  await page.locator("form input").first().fill(course);
  await page.locator("form textarea").fill(note);
  await page.locator("form > .main").click();
  await page.locator("main > .note.counted").waitFor();
}

/** Opens "give" anew and packs what is chosen there. */
async function pack(page, choice, fill = null) {
  await go(page, "phone");
  await go(page, "phone/give");
  await page.locator("details").waitFor();
  if (choice === "app-give_unconfirmed") return press(page, choice);
  await page.locator("summary").click();
  await page.getByRole("button", { name: say(choice), exact: true }).click();
  if (fill !== null) await page.locator("form input").fill(fill);
  await page.locator("form > .main").click();
}

async function codesOf(page, before = () => undefined) {
  await page.locator("main > .main").click();
  await page.locator(".code svg").waitFor();
  await before(page);
  return photographs(page);
}

async function take(page) {
  await go(page, "phone");
  await go(page, "phone/take");
  await page.locator("input[type=file]").first().waitFor({ state: "attached" });
}
const choosePictures = (page, shots) =>
  page.locator("input[type=file]").first().setInputFiles(pictures(shots));
const chooseFile = (page, buffer, name = "records.dk") =>
  page
    .locator("input[type=file]")
    .last()
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer });

const NOTE = "在夏季牧场自学，记下要点，回来以后和大家一起讨论。";
/** A note as nobody repeats it, so that the records need several codes. */
const note = (one) =>
  Array.from({ length: 190 }, (_, at) =>
    String.fromCodePoint(0x4e00 + ((at * 7919 + one * 104729 + at * at * 31) % 20000)),
  ).join("");

test("codes on one phone are read by the camera of another, offline, and the news goes back", async () => {
  const herder = await phone("pa05");
  const secretary = await phone("secretary", "pa01", startWithCamera);
  await sync(herder.page);
  for (const { context } of [herder, secretary]) await context.setOffline(true);
  await go(herder.page, "today");
  await herder.page.locator("article .main").click();
  await herder.page.locator("article .note.counted").waitFor();
  for (const one of [1, 2, 3, 4]) await study(herder.page, `policy-${one}`, note(one));

  await pack(herder.page, "app-give_unconfirmed");
  // Five, and what the member said to the notice.
  await reads(herder.page, say("transfer-given", { count: 6 }));
  await reads(herder.page, say("transfer-stays"));
  const shots = await codesOf(herder.page, async (page) => {
    // They turn by themselves until somebody stops them.
    const number = () => !document.querySelector(".codes .number").innerText.startsWith("1/");
    await page.waitForFunction(number);
  });
  assert.ok(shots.length >= 4, `${shots.length} codes`);
  // The poster beside it is no code of this app; it is named and the camera looks on.
  const poster = Buffer.from(await codePng("HTTPS://EXAMPLE.ORG/POSTER"));
  await secretary.film(secretary.page, [poster, ...shots.toReversed()]);

  await take(secretary.page);
  await press(secretary.page, "app-scan");
  await reads(secretary.page, say("sync-complete", { done: 6, total: 6 }));
  await reads(secretary.page, say("transfer-new", { count: 6 }));
  assert.equal(
    await secretary.page.locator("main .number").innerText(),
    `${shots.length}/${shots.length}`,
  );
  // The camera has shut by itself.
  assert.equal(await secretary.page.locator("video").count(), 0);

  // It is the secretary's phone that meets the hub; the herder's never does.
  await secretary.context.setOffline(false);
  await sync(secretary.page);
  const attended = world
    .office("queue")
    .find((row) => row.member === "pa05" && row.kind === "attendance");
  world.office("decide", attended.claim, "approve");
  await sync(secretary.page);
  await secretary.context.setOffline(true);
  await pack(secretary.page, "app-give_to", "pa05");
  const news = await saved(secretary.page);
  await take(herder.page);
  await chooseFile(herder.page, news);
  await herder.page.locator("main .card .note.counted").waitFor();
  await go(herder.page, "mine");
  await word(herder.page, "counted").first().waitFor();
  await go(herder.page, `mine/${encodeURIComponent(attended.claim)}`);
  await word(herder.page, "counted").waitFor();
  await reads(herder.page, say("decision-approved"));
  assert.deepEqual([...herder.complaints, ...secretary.complaints], []);
  assert.deepEqual(world.hub.problems(), []);
});

test("pictures of codes may come in any order and in parts; what is there twice does no harm", async () => {
  const one = await phone("pa06");
  const other = await phone("pa06-b", "pa06");
  await one.context.setOffline(true);
  for (const at of [1, 2, 3, 4]) await study(one.page, `policy-${at}`, note(10 + at));
  await pack(one.page, "app-give_mine");
  // Who wants no motion turns them by hand.
  await one.page.emulateMedia({ reducedMotion: "reduce" });
  const shots = await codesOf(one.page, (page) =>
    page.getByRole("button", { name: message("zh-Hans", "app-code_turn"), exact: true }).waitFor(),
  );
  const total = shots.length;
  assert.ok(total >= 4, `${total} codes`);

  const { page } = other;
  await other.context.setOffline(true);
  await take(page);
  const [first, ...rest] = shots;
  await choosePictures(page, rest.toReversed());
  await reads(page, say("transfer-missing", { value: 1 }));
  assert.equal(await page.locator("main .number").innerText(), `${total - 1}/${total}`);
  assert.equal(await page.locator(".parts .counted").count(), total - 1);
  // The screen is left and opened again; the phone has kept what it had.
  await take(page);
  await choosePictures(page, [first]);
  await page.locator("main .card .note.counted").waitFor();
  assert.equal(await page.locator(".parts .on_this_phone").count(), 0);
  await go(page, "mine");
  await page.locator("main > a").nth(3).waitFor();

  await take(page);
  await choosePictures(page, shots);
  await reads(page, message("zh-Hans", "sync-nothing_new"));
  await go(page, "mine");
  await page.locator("main .figures").waitFor();
  assert.equal(await page.locator("main > a").count(), 4);
  assert.deepEqual([...one.complaints, ...other.complaints], []);
});

test("what is spoilt or for others is refused in both languages, and nothing is lost", async () => {
  const { page, context, complaints } = await phone("pa07");
  const foreign = await phone("pa08");
  await foreign.context.setOffline(true);
  await study(foreign.page, "policy-1", NOTE);
  await pack(foreign.page, "app-give_unconfirmed");
  const records = await saved(foreign.page);
  await context.setOffline(true);
  await study(page, "policy-1", NOTE);
  await pack(page, "app-give_mine");
  const own = await saved(page);

  const spoilt = Buffer.from(own);
  spoilt[Math.floor(own.length / 2)] ^= 0x20;
  const poster = Buffer.from(await codePng("HTTPS://EXAMPLE.ORG/POSTER"));
  const refused = [
    ["error-transfer_damaged", () => chooseFile(page, spoilt)],
    ["error-transfer_foreign", () => chooseFile(page, records)],
    ["error-transfer_malformed", () => chooseFile(page, Buffer.from("no records"), "letter.txt")],
    ["error-transfer_malformed", () => choosePictures(page, [poster])],
    ["app-scan_none", async () => choosePictures(page, [await page.screenshot()])],
  ];
  for (const [id, choose] of refused) {
    await take(page);
    await choose();
    for (const language of ["bo", "zh-Hans"]) {
      await speak(page, language);
      await page.locator("main .note.needs_you").waitFor();
      assert.equal(await page.locator("main .note.needs_you").innerText(), message(language, id));
    }
  }
  // A file that broke off brings what is before the gap, and says so.
  await take(page);
  await chooseFile(page, own.subarray(0, own.length - 20));
  await page.locator("main .card .note").first().waitFor();
  assert.match(
    await page.locator("main .card").first().innerText(),
    new RegExp(`${say("sync-cut").split(":")[0]}|${message("zh-Hans", "sync-nothing_new")}`),
  );
  await go(page, "mine");
  await page.locator("main > a").first().waitFor();
  assert.equal(await page.locator("main > a").count(), 1);
  await go(page, "phone");
  await reads(page, say("status-outbox", { count: 1 }));
  await context.setOffline(false);
  await page.getByText(message("zh-Hans", "app-all_arrived")).waitFor();
  assert.deepEqual([...complaints, ...foreign.complaints], []);
  assert.deepEqual(world.hub.problems(), []);
});

test("a phone that never met the hub is enrolled by a letter that another phone carries", async () => {
  const rider = await phone("pa09");
  const browser = await startBrowser(world, "pa10");
  browsers.push(browser);
  const page = await browser.open();
  await kept(page);
  await speak(page, "zh-Hans");
  await browser.context.setOffline(true);
  await page.locator("input[type=file]").setInputFiles(await world.picture("pa10"));
  await page.locator("main > .main").waitFor();
  await agree(page);
  await page.locator("nav.bar").waitFor();
  await study(page, "policy-1", NOTE);
  await go(page, "phone/give");
  await press(page, "app-letter_write");
  await reads(page, message("zh-Hans", "letter-written"));
  const letter = await codesOf(page);

  await take(rider.page);
  await choosePictures(rider.page, letter);
  await reads(rider.page, say("letter-kept", { count: 1 }));
  await sync(rider.page);
  await go(rider.page, "phone/give");
  await reads(rider.page, message("zh-Hans", "letter-answered"));
  await press(rider.page, "app-letter_back");
  await reads(rider.page, message("zh-Hans", "letter-answer_written"));
  const answer = await codesOf(rider.page);

  await take(page);
  await choosePictures(page, answer);
  await reads(page, message("zh-Hans", "letter-met"));
  // What it recorded is at the hub. (The rules come with its first sync, so nothing is counted here.)
  await go(page, "mine");
  await word(page, "arrived").waitFor();
  await go(page, "phone");
  await reads(page, message("zh-Hans", "app-all_arrived"));
  assert.equal(await page.getByText(message("zh-Hans", "letter-unmet")).count(), 0);
  const rows = world.office("list").filter((row) => row.member === "pa10");
  assert.deepEqual(rows.map((row) => row.kind), ["study"]);
  assert.deepEqual([...browser.complaints, ...rider.complaints], []);
  assert.deepEqual(world.hub.problems(), []);
});

test("a member reads all that is kept and who looked at it without a network", async () => {
  const { page, context, complaints } = await phone("pa11");
  await study(page, "policy-1", NOTE);
  await sync(page);
  // The secretary's phone fetches it, which is a look.
  world.office("list");
  await go(page, "phone/access");
  await page.locator("main .card").first().waitFor();
  const log = await page.locator("main .card").allInnerTexts();
  assert.ok(log.some((row) => row.includes("pa01") && row.includes(say("access-replication"))));

  await context.setOffline(true);
  await page.reload();
  await page.locator("nav.bar").waitFor();
  await go(page, "phone/access");
  await reads(page, say("access-offline", { value: "" }).trim());
  assert.deepEqual(await page.locator("main .card").allInnerTexts(), log);
  await go(page, "phone/data");
  await reads(page, NOTE);
  for (const shown of ["pa11", "policy-1", say("notice-given"), "主题党日"]) await reads(page, shown);
  const text = (await saved(page)).toString("utf8");
  // Where the browser hands files to other apps, it gets the same.
  await page.evaluate(() => {
    navigator.canShare = () => true;
    navigator.share = async ({ files: [file] }) => (window.shared = [file.name, await file.text()]);
  });
  await go(page, "phone");
  await go(page, "phone/data");
  await press(page, "app-share");
  await reads(page, say("app-shared"));
  const [name, shared] = await page.evaluate(() => window.shared);
  assert.match(name, /^drokpa-my-data-[0-9-]+\.txt$/);
  assert.equal(shared, text);
  const data = JSON.parse(text);
  assert.deepEqual(data.claims.map((claim) => claim.note), [NOTE]);
  assert.equal(data.devices.length, 1);
  assert.equal(data.access.rows.length, log.length);
  assert.equal(Object.keys(data)[0], "readable");
  for (const language of ["bo", "zh"]) {
    assert.ok(data.readable[language].some((line) => line.includes(NOTE)), language);
  }
  assert.doesNotMatch(JSON.stringify(data), /pa0[2-9]|pa10/);
  assert.deepEqual(complaints, []);
});

test("the code at the door of a training is read by the camera and recorded with the training", async () => {
  const { page, context, complaints, film } = await phone("pa12", "pa12", startWithCamera);
  world.training("牧民课堂", "འབྲོག་པའི་སློབ་ཁྲིད", 0, "08:00");
  const training = world.office("training", "list").find((one) => one.title_zh === "牧民课堂").training;
  const door = join(world.folder, "door.png");
  const shown = world.office("training", "qr", "--training", training, "--out", door);
  await context.setOffline(true);
  await film(page, [readFileSync(door)]);
  await go(page, "today");
  await press(page, "app-scan");
  await page.locator("main .note.counted").waitFor();
  assert.equal(await page.locator("main .note.counted").innerText(), say("status-saved"));
  await context.setOffline(false);
  await sync(page);
  const row = world
    .office("list")
    .find((one) => one.member === "pa12" && one.key === `attendance:${training}`);
  assert.equal(row.code.code, shown.code);
  assert.notEqual(row.code.state, "wrong");
  assert.deepEqual(complaints, []);
});
