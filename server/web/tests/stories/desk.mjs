// A secretary's desk: the queue, a decision, two secretaries who disagree, objections, records set
// aside, a period that is closed and printed, the roster and phones, charts.

import { fileURLToPath } from "node:url";
import { lone, open } from "../desk-world.mjs";
import { enrol, inMinutes, openOffice, planned } from "../office.mjs";
import { go, sync, today } from "../world.mjs";

const EVALUATION = fileURLToPath(
  new URL("../../../../fixtures/org/evaluation.json", import.meta.url),
);
const TITLES = ["夏季牧场主题党日和环境保护志愿活动", "དབྱར་སའི་བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ་དང་ཁོར་ཡུག་སྲུང་སྐྱོང་བྱེད་སྒོ"];

export async function story({ world, browser, page, look }) {
  const training = planned(world, ...TITLES, inMinutes(-20));
  const members = ["pa05", "pa06", "pa07", "pa08"].map((one) => lone(world, one));
  for (const { run } of members) {
    run("sync");
    run("record", "attendance", "--training", training);
  }
  const unlisted = ["--unlisted", "topic_training", "--on", today(-1), "--minutes", "60"];
  members[0].run("record", "attendance", ...unlisted);
  for (const { run } of members) run("sync");
  world.office("roll", "--training", training, "--present", "pa05,pa06,pa09");
  // Without a phone of their own: entered for them, which is evidence beside the members' own words.
  for (const member of ["pa10", "pa11"]) {
    world.office("record", "attendance", "--training", training, "--for", member);
  }
  await enrol(world, page, "pa02");
  await openOffice(page);
  await look(page, "desk-home");
  await open(page, "queue");
  await page.locator(".group").first().waitFor();
  await look(page, "desk-queue");
  await decisions(world, browser, page, look, members, training);
  await conflicts(page, look);
  await statements(page, look);
  await roster(page, look);
}

async function decisions(world, browser, page, look, members, training) {
  const claim = `pa07/attendance:${training}`;
  await browser.context.setOffline(true);
  await open(page, `queue/${encodeURIComponent(claim)}`);
  await look(page, "desk-decide");
  await page.locator(".verdicts .choice").nth(2).click();
  await page.locator("select").selectOption("not_present");
  await look(page, "desk-reject");
  await page.locator("form .main").click();
  await page.locator("main > .note.counted").waitFor();
  await open(page, "queue");
  await page.locator(".note.on_this_phone").first().waitFor();
  await look(page, "desk-offline");
  world.office("decide", claim, "approve");
  world.office("decide", `pa08/attendance:${training}`, "reject", "--reason", "not_present");
  members[3].run("sync");
  members[3].run("object", `pa08/attendance:${training}`, "--reason", "我在场，和大家一起干活");
  members[3].run("sync");
  await browser.context.setOffline(false);
  await sync(page);
}

async function conflicts(page, look) {
  await open(page, "queue");
  await page.locator(".group").first().waitFor();
  await look(page, "desk-queue-disputed");
  await page.locator("a[href*='objection']").first().click();
  await page.locator("textarea").waitFor();
  await look(page, "desk-objection");
  await open(page, "conflicts");
  await page.locator("main .sides").first().waitFor();
  await look(page, "desk-conflicts");
  await page.locator("main > a.card").first().click();
  await page.locator(".sides .choice").first().click();
  await look(page, "desk-settle");
  await page.locator(".confirm .main").click();
  await page.locator("main > .note.counted").waitFor();
  await look(page, "desk-settled");
  await open(page, "queue");
  await page.locator("main > .card > .main").click();
  await page.locator("main > .note.counted").waitFor();
  await look(page, "desk-approved");
  await sync(page);
}

async function statements(page, look) {
  await open(page, "statements");
  await page.locator("select").selectOption(today().slice(0, 7));
  await look(page, "desk-close");
  await page.locator("section .main").click();
  await page.locator("table").waitFor();
  await look(page, "desk-statement");
}

async function roster(page, look) {
  await open(page, "members");
  await look(page, "desk-members");
  await go(page, "help");
  await look(page, "desk-help");
  await open(page, "members");
  await open(page, "members/pa05");
  await page.locator("dl").waitFor();
  await look(page, "desk-member");
  await open(page, "charts");
  await page.locator(".chart").first().waitFor();
  await page.locator("details summary").first().click();
  await page.locator("main input[type=file]").setInputFiles(EVALUATION);
  await page.locator("form select").selectOption("village");
  await page.locator("form .main").click();
  await page.locator("main > .card.table").waitFor();
  await look(page, "desk-charts");
}
