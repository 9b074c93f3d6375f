// An office at its trainings: the calendar, a plan, the door, the roll half-way and saved, entries for
// others, links, and what a roll keeper sees. Told by a secretary; the member of the walk does not
// appear.

import { enlarge, enrol, inMinutes, openAt, openOffice, planned } from "../office.mjs";
import { DESK, SMALL, startBrowser, sync } from "../world.mjs";

const TITLES = [
  ["夏季牧场主题党日和环境保护志愿活动", "དབྱར་སའི་བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ་དང་ཁོར་ཡུག་སྲུང་སྐྱོང་དང་བླངས་ཞབས་ཞུའི་བྱེད་སྒོ"],
  ["集中学习", "མཉམ་འཛོམས་སློབ་སྦྱོང"],
  ["支部会议", "ཀྲི་པུའུའི་ཚོགས་འདུ"],
];
const DAY = 24 * 60;

export async function story({ world, page, look }) {
  enlarge(world, 40);
  await enrol(world, page, "pa02");
  await openOffice(page);
  await openAt(page, "trainings", "main .picture");
  await look(page, "roll-trainings-none");
  const now = planned(world, ...TITLES[0], inMinutes(-30));
  const twin = planned(world, ...TITLES[1], inMinutes(-3 * 60), 60);
  const past = planned(world, ...TITLES[2], inMinutes(-8 * DAY), 60);
  world.office("training", "cancel", past);
  world.office("training", "create", "--kind", "away_training", "--title-zh", "外出培训",
    "--title-bo", "ཕྱིར་སྐྱོད་སྦྱོང་བརྡར", "--start", inMinutes(2 * DAY), "--minutes", "720", "--days", "3");
  world.office("roll", "--training", twin, "--present", "pa05,pa06", "--absent", "pa07");
  await sync(page);
  await openOffice(page);
  await look(page, "roll-home");
  await openAt(page, "trainings", ".card");
  await look(page, "roll-trainings");
  await plan(page, look, now);
  await openAt(page, `door/${now}`, ".digits");
  await look(page, "roll-door");
  await openAt(page, `training/${now}`, 'main a[href*="#/office/roll/"]');
  await call(page, look, now);
  await openAt(page, `enter/${now}`, ".seat");
  await look(page, "roll-enter");
  await page.locator(".seat").nth(8).click();
  await page.locator("form .main").waitFor();
  await look(page, "roll-enter-ask");
  await openAt(page, `links/${now}`, "section.card");
  await page.locator("section.card .plain").first().click();
  await look(page, "roll-links");
  await openAt(page, "collect", "input[type=file]");
  await look(page, "roll-collect");
  await openAt(page, `training/${twin}`, ".state");
  await look(page, "roll-training");
  await page.locator("main > button.plain").last().click();
  await page.locator("section.card .main").waitFor();
  await look(page, "roll-cancel");
  await sync(page);
  await keeper(world, page, look, now);
}

async function plan(page, look, now) {
  await openAt(page, "training/new", "form");
  await look(page, "roll-plan");
  await page.locator(".choice").first().click();
  await openAt(page, `edit/${now}`, "form");
  await page.locator('input[type="number"]').first().fill("120");
  await page.locator("form .note").waitFor();
  await look(page, "roll-edit");
}

async function call(page, look, now) {
  await openAt(page, `roll/${now}`, ".seat");
  await look(page, "roll-open");
  await page.locator("button.all").click();
  for (const at of [4, 11]) await page.locator(".seat").nth(at).click();
  await page.locator(".brush").nth(1).click();
  await page.locator(".seat").nth(6).click();
  await page.locator(".brush").nth(2).click();
  await page.locator(".seat").nth(7).click();
  await page.locator(".brush").nth(4).click();
  await page.locator(".seat").nth(9).click();
  await page.locator('[data-kept="40"]').waitFor();
  await look(page, "roll-marked");
  await page.reload();
  await openAt(page, `roll/${now}`, ".desk > .note.needs_you");
  await look(page, "roll-restored");
  await page.locator(".save .main").click();
  await page.locator(".save .note.counted").waitFor();
  await look(page, "roll-saved");
  await page.setViewportSize(DESK);
  await look(page, "roll-wide");
  await openAt(page, `door/${now}`, ".digits");
  await look(page, "roll-door-wide");
  await page.setViewportSize(SMALL);
}

async function keeper(world, page, look, now) {
  const language = await page.locator("html").getAttribute("lang");
  const browser = await startBrowser(world, "keeper");
  const other = await browser.open();
  await other.locator(`.top button[lang="${language}"]`).click();
  await other.locator(`html[lang="${language}"]`).waitFor();
  await enrol(world, other, "pa03");
  await openOffice(other);
  await openAt(other, `training/${now}`, 'main a[href*="#/office/roll/"]');
  await look(other, "roll-keeper");
  await openAt(other, `roll/${now}`, ".seat");
  await look(other, "roll-keeper-roll");
  await browser.kill();
}
