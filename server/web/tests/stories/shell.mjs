// What lies round a member's record: several members on one phone, the PIN, another phone and a lost
// one, what was posted, and what is said where the phone itself is not well.

import { agree, go, kept, sync } from "../world.mjs";
import { emptied, enrol, lockUp, setPin, shown, study, typePin } from "../shell.mjs";

export async function story({ world, browser, page, member, look }) {
  const other = member === "pa05" ? "pa15" : "pa16";
  world.training("集中学习", "མཉམ་འཛོམས་སློབ་སྦྱོང", 0, "10:00");
  await enrol(page, world.hub.code(member));
  await agree(page);
  await page.locator("article .main").click();
  await page.locator("article .note.counted").waitFor();
  await posted(world, page, member, look);
  await go(page, "phone");
  await look(page, "shell-phone");
  await go(page, "safety");
  await look(page, "safety");
  await profiles(world, page, other, look);
  await phones(world, page, member, look);
  await unwell(world, page, member, look);
  await gone(browser, page, look);
}

async function posted(world, page, member, look) {
  await go(page, "statements");
  await page.locator("main .picture").waitFor();
  await look(page, "statements-none");
  await sync(page);
  const [row] = world.office("queue").filter((one) => one.member === member);
  world.office("decide", row.claim, "approve");
  world.office("close", "--period", String(new Date().getFullYear()));
  await sync(page);
  await go(page, "statements");
  await shown(page).locator("> a.card").waitFor();
  await look(page, "statements");
  await shown(page).locator("> a.card").click();
  await page.locator("dl").waitFor();
  await look(page, "statement");
}

async function profiles(world, page, other, look) {
  await go(page, "members");
  await look(page, "members-one");
  await shown(page).locator("form input").fill("爷爷");
  await shown(page).locator("form .plain").click();
  await page.locator("main .note.counted").waitFor();
  await go(page, "pin");
  await look(page, "pin");
  await page.locator("main input").first().fill("12");
  await page.locator("form .main").click();
  await page.locator("main .note.needs_you").waitFor();
  await look(page, "pin-refused");
  await setPin(page, "2580");
  await look(page, "pin-set");
  await lockUp(page);
  await look(page, "lock");
  await typePin(page, "1111");
  await page.locator("main .note.needs_you").waitFor();
  await look(page, "lock-wrong");
  await shown(page).locator("> .plain").last().click();
  await look(page, "lock-forgot");
  await go(page, "members");
  await shown(page).locator("> .plain").first().click();
  await shown(page).locator("form input").waitFor();
  await look(page, "member-added");
  await enrol(page, world.hub.code(other));
  await agree(page);
  await page.locator("article .main").waitFor();
  await look(page, "today-of-two");
  await go(page, "members");
  await look(page, "members-two");
  await shown(page).locator("> .person").nth(1).click();
  await typePin(page, "2580");
  await page.locator("main article").waitFor();
}

async function phones(world, page, member, look) {
  world.phone("second", "enrol", "--server", world.hub.url, "--code", world.hub.code(member));
  await sync(page);
  await go(page, "today");
  await shown(page).locator("> a.line").waitFor();
  await look(page, "today-phone-added");
  await go(page, "devices");
  await shown(page).locator("> .note.needs_you").waitFor();
  await look(page, "devices-added");
  await shown(page).locator("> .main").click();
  await shown(page).locator("> .main").waitFor({ state: "detached" });
  await look(page, "devices");
}

async function unwell(world, page, member, look) {
  await emptied(page);
  await page.locator(".secret").waitFor();
  await typePin(page, "2580");
  await go(page, "today");
  await page.locator("main article").waitFor();
  await study(page, "policy-1");
  await sync(page);
  world.revoke(member);
  await study(page, "policy-2");
  await go(page, "phone");
  await shown(page).locator("> .main:enabled").first().click();
  await go(page, "today");
  await page.locator("main > a.line.needs_you").first().waitFor();
  await look(page, "today-stopped");
  await go(page, "safety");
  await shown(page).locator(".note.arrived").waitFor();
  await look(page, "safety-stopped");
}

/** A store that was emptied while there is no network, at a date that is years off. */
async function gone(browser, page, look) {
  await kept(page);
  await browser.context.setOffline(true);
  await browser.clock(-7 * 365 * 86_400_000);
  await emptied(page, "member-2");
  await page.locator(".secret").waitFor();
  await go(page, "members");
  await shown(page).locator("> .person").nth(1).click();
  await page.locator("main > a.line.needs_you").waitFor();
  await look(page, "consent-emptied");
  await go(page, "safety");
  await look(page, "safety-emptied");
  await browser.context.setOffline(false);
}
