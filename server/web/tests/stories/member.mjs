// A member's own app: the way in, the notice, records of each kind, what became of them, no network.

import { agree, go, kept, sync } from "../world.mjs";

const TITLES = [
  ["夏季牧场主题党日和环境保护志愿活动", "དབྱར་སའི་བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ་དང་ཁོར་ཡུག་སྲུང་སྐྱོང་དང་བླངས་ཞབས་ཞུའི་བྱེད་སྒོ"],
  ["集中学习", "མཉམ་འཛོམས་སློབ་སྦྱོང"],
];

export async function story({ world, browser, page, member, look }) {
  world.training(...TITLES[0], 0, "10:00");
  world.training(...TITLES[1], -1, "15:30");
  await look(page, "enrol");
  await page.locator("form input").fill("WRONG");
  await page.locator("form .main").click();
  await page.locator("main > .note").waitFor();
  await look(page, "enrol-refused");
  await page.locator("form input").fill(world.hub.code(member));
  await page.locator("form .main").click();
  await page.locator("main > .main").waitFor();
  await look(page, "consent");
  await page.locator("main > .plain").click();
  await page.locator("nav.bar").waitFor();
  await look(page, "refused");
  await go(page, "consent");
  await agree(page);
  await page.locator("article").first().waitFor();
  await look(page, "today");
  await page.locator("article .main").first().click();
  await page.locator("article .note.counted").waitFor();
  await look(page, "today-saved");
  await forms(page, look);
  await ofRecords(world, page, look);
  await go(page, "phone");
  await look(page, "phone");
  await go(page, "help");
  await look(page, "help");
  await kept(page);
  await browser.context.setOffline(true);
  await go(page, "record/study");
  await page.locator("form input").first().fill("policy-2");
  await page.locator("form .main").click();
  await page.locator(".note.counted").waitFor();
  await go(page, "phone");
  await page.locator(".note.on_this_phone").first().waitFor();
  await look(page, "phone-offline");
  await go(page, "mine");
  await look(page, "mine-offline");
  await browser.context.setOffline(false);
}

async function forms(page, look) {
  await go(page, "record/unlisted");
  await look(page, "record-unlisted");
  await page.locator(".choice").first().click();
  await page.locator("form > .main").click();
  await page.locator(".note.counted").waitFor();
  await look(page, "record-saved");
  await go(page, "record/activity");
  await look(page, "record-activity");
  await page.locator(".choice").first().click();
  await page.locator("form > .main").click();
  await page.locator(".note.counted").waitFor();
  await go(page, "record/study");
  await page.locator("form input").first().fill("policy-1");
  await look(page, "record-study");
  await page.locator("form > .main").click();
  await page.locator(".note.counted").waitFor();
}

async function ofRecords(world, page, look) {
  await sync(page);
  const queue = world.office("queue");
  const named = (kind) => queue.find((row) => row.kind === kind).claim;
  world.office("decide", named("attendance"), "approve");
  world.office("decide", named("activity"), "return", "--reason", "evidence_missing");
  world.office("decide", named("unlisted"), "reject", "--reason", "wrong_training");
  await sync(page);
  await go(page, "mine");
  await look(page, "mine");
  const open = async (word) => {
    await go(page, "mine");
    await page.locator(`main > a:has(.${word})`).first().click();
    await page.locator("dl").waitFor();
  };
  await open("counted");
  await look(page, "detail-counted");
  await open("not_counted");
  await look(page, "detail-not-counted");
  await page.locator("main > .plain").first().click();
  await look(page, "detail-object");
  await page.locator("textarea").fill("这次我在场");
  await page.locator("form .main").click();
  await page.locator(".note.counted").waitFor();
  await look(page, "detail-objected");
  await open("needs_you");
  await look(page, "detail-needs-you");
  await page.locator("main > .main").click();
  await look(page, "detail-resubmit");
  await page.locator("form .main").click();
  await page.locator(".note.counted").waitFor();
  await open("arrived");
  await page.locator("main > .plain").last().click();
  await look(page, "detail-withdraw");
}
