// A township reviewer's desk: the branches below, a decision of the branch that the township sees
// otherwise, an objection that was taken there, points that one side has set to zero.

import { lone, open } from "../desk-world.mjs";
import { enrol, inMinutes, planned } from "../office.mjs";
import { go, sync, today } from "../world.mjs";

const TITLES = ["夏季牧场主题党日", "དབྱར་སའི་བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ"];

export async function story({ world, page, look }) {
  const training = planned(world, ...TITLES, inMinutes(-120));
  const claims = ["pa05", "pa06"].map((one) => `${one}/attendance:${training}`);
  const members = ["pa05", "pa06"].map((one) => lone(world, one));
  for (const { run } of members) {
    run("sync");
    run("record", "attendance", "--training", training);
    run("sync");
  }
  world.office("decide", claims[0], "approve");
  world.office("decide", claims[1], "reject", "--reason", "not_present");
  members[1].run("sync");
  members[1].run("object", claims[1], "--reason", "当天有三人在场", "--township");
  members[1].run("sync");
  world.office("veto", "--member", "pa05", "--on", today(), "--reason", "支部大会决定，报乡镇审核");
  await enrol(world, page, "tw01");
  await go(page, "office");
  await page.locator('main a[href="#/office/queue"]').waitFor();
  await sync(page);
  await go(page, "office");
  await page.locator('main a[href="#/office/queue"]').waitFor();
  await look(page, "township-home");
  await open(page, "queue");
  await page.locator("a[href*='objection']").waitFor();
  await look(page, "township-queue");
  await open(page, `queue/${encodeURIComponent(claims[0])}`);
  await page.locator(".verdicts .choice").nth(2).click();
  await page.locator("select").selectOption("not_present");
  await page.locator("form .main").click();
  await page.locator("main > .note.counted").waitFor();
  await open(page, "conflicts");
  await page.locator("main .sides").first().waitFor();
  await look(page, "township-conflicts");
  await open(page, "members");
  await page.locator(".members li").nth(30).waitFor();
  await look(page, "township-members");
  await page.locator("input[type=search]").fill("དཔེ་མི་ཅ");
  await page.locator(".members li").nth(5).waitFor({ state: "detached" });
  await look(page, "township-found");
  await open(page, "members/pa05");
  await page.locator(".vetoes").waitFor();
  await look(page, "township-half");
  await page.locator("main > .plain").nth(1).click();
  await page.locator("form.card textarea").fill("同意");
  await look(page, "township-veto");
  await page.locator("form.card .main").click();
  await page.locator("main > .note.not_counted").waitFor();
  await look(page, "township-both");
}
