// From phone to phone: a phone that has not met the hub and its letter, records as codes and as a file
// both ways, letters of others, the own data and who looked at it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codePng } from "@drokpa/core";
import { photographs, pictures, saved } from "../film.mjs";
import { agree, go, kept, message, sync } from "../world.mjs";

const TITLE = ["夏季牧场主题党日", "དབྱར་སའི་བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ"];
const NOTE = "在夏季牧场自学，记下要点，回来以后和大家一起讨论。";

export async function story({ world, browser, page, member, look }) {
  const language = await page.locator("html").getAttribute("lang");
  const press = (id) => page.getByRole("button", { name: message(language, id), exact: true }).click();
  const all = { world, browser, page, member, look, press };
  world.training(...TITLE, 0, "10:00");
  await kept(page);
  await unmet(all);
  await giving(all);
  await taking(all);
  await carrying(all);
  await ownData(all);
}

async function study(page, course, note) {
  await go(page, "mine");
  await go(page, "record/study");
  await page.locator("form input").first().fill(course);
  await page.locator("form textarea").fill(note);
  await page.locator("form > .main").click();
  await page.locator(".note.counted").waitFor();
}

async function open(page, screen) {
  await go(page, "phone");
  await go(page, `phone/${screen}`);
  await page.locator("main details, main input, main .card").first().waitFor({ state: "attached" });
}

const choosePictures = (page, shots) =>
  page.locator("input[type=file]").first().setInputFiles(pictures(shots));
const chooseFile = (page, buffer) =>
  page
    .locator("input[type=file]")
    .last()
    .setInputFiles({ name: "records.dk", mimeType: "application/octet-stream", buffer });

/** A letter goes to the hub with the secretary's phone, and its answer comes back. */
async function unmet({ world, browser, page, member, look, press }) {
  await browser.context.setOffline(true);
  await page.locator("input[type=file]").setInputFiles(await world.picture(member));
  await page.locator("main > .main").waitFor();
  await agree(page);
  await page.locator("nav.bar").waitFor();
  await study(page, "policy-1", NOTE);
  await open(page, "give");
  await look(page, "give-unmet");
  await press("app-letter_write");
  await page.locator("main > .note").first().waitFor();
  await look(page, "letter-written");
  const letter = join(world.folder, "letter.dk");
  const answer = join(world.folder, "answer.dk");
  writeFileSync(letter, await saved(page));
  await look(page, "letter-saved");
  world.office("transfer", "import", letter);
  world.office("transfer", "answer", answer);
  await open(page, "take");
  await look(page, "take");
  await chooseFile(page, readFileSync(answer));
  await page.locator("main .card .note.counted").waitFor();
  await look(page, "take-met");
  await browser.context.setOffline(false);
  await sync(page);
}

async function giving({ browser, page, look, press }) {
  await go(page, "phone");
  await look(page, "phone-carry");
  await browser.context.setOffline(true);
  for (const one of [2, 3, 4, 5]) await study(page, `policy-${one}`, `${one} ${NOTE.repeat(7)}`);
  await open(page, "give");
  await look(page, "give");
  await page.locator("summary").click();
  await press("app-give_year");
  await look(page, "give-year");
  await press("app-give_to");
  await look(page, "give-to");
  await page.locator("main > .main").click();
  await page.locator("main .card .note").waitFor();
  await look(page, "given");
  await page.locator("main > .main").click();
  await page.locator(".code svg").waitFor();
  await press("app-code_stop");
  await look(page, "given-codes");
}

/** The own codes once more, in two parts; what is refused; what the secretary gives. */
async function taking({ world, browser, page, member, look }) {
  const shots = await photographs(page);
  await open(page, "give");
  await page.locator("main > .main").click();
  const file = await saved(page);
  await open(page, "take");
  await choosePictures(page, shots.toReversed().slice(0, -1));
  await page.locator(".parts .on_this_phone").first().waitFor();
  await look(page, "take-missing");
  await choosePictures(page, shots.slice(0, 1));
  await page.locator("main .note.arrived").waitFor();
  await look(page, "take-nothing-new");
  await open(page, "take");
  await choosePictures(page, [Buffer.from(await codePng("HTTPS://EXAMPLE.ORG/POSTER"))]);
  await page.locator("main > .note.needs_you").waitFor();
  await look(page, "take-refused");
  await chooseFile(page, file.subarray(0, file.length - 300));
  await page.locator("main .card .note.needs_you").waitFor();
  await look(page, "take-cut");
  await browser.context.setOffline(false);
  await sync(page);
  const news = join(world.folder, "news.dk");
  const [claim] = world.office("list").filter((row) => row.member === member);
  world.office("decide", claim.claim, "return", "--reason", "wrong_minutes");
  world.office("transfer", "export", news, "--to", member);
  await browser.context.setOffline(true);
  await open(page, "take");
  await chooseFile(page, readFileSync(news));
  await page.locator("main .card .note.counted").waitFor();
  await look(page, "take-complete");
}

/** The letter of another new phone, to the hub and back. */
async function carrying({ world, browser, page, look, press }) {
  const letter = join(world.folder, "letter-2.dk");
  world.phone("new", "enrol", "--scan", await world.picture("pa20"), "--offline");
  world.phone("new", "transfer", "letter", letter);
  await open(page, "take");
  await chooseFile(page, readFileSync(letter));
  await page.locator("main .card p").first().waitFor();
  await look(page, "take-letter");
  await open(page, "give");
  await page.locator("main .card .note.on_this_phone").waitFor();
  await look(page, "give-letters-waiting");
  await browser.context.setOffline(false);
  await sync(page);
  await open(page, "give");
  await page.locator("main .card .note.counted").waitFor();
  await look(page, "give-letters-answered");
  await press("app-letter_back");
  await page.locator("main > .note").first().waitFor();
  await look(page, "letter-answer");
  await page.locator("main > .main").click();
  await page.locator(".code svg").waitFor();
  await look(page, "letter-answer-code");
}

async function ownData({ world, browser, page, look }) {
  world.office("list");
  await open(page, "data");
  await page.locator("main > dl").waitFor();
  await look(page, "data");
  await open(page, "access");
  await page.locator("main > .card").first().waitFor();
  await look(page, "access");
  await browser.context.setOffline(true);
  await open(page, "access");
  await page.locator("main > .note.on_this_phone").waitFor();
  await look(page, "access-offline");
  await browser.context.setOffline(false);
}
