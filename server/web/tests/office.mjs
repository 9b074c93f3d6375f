// What the tests of offices share: a branch that is as large as a real one, a browser whose member
// has agreed, and the way into the office.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { agree, go, speak, startBrowser } from "./world.mjs";

/** Pasture A gets so many members; the example has 25. */
export function enlarge(world, count) {
  const [letters, vowels] = ["ཀཁགངཅ", ["", "\u0f72", "\u0f74", "\u0f7a", "\u0f7c"]];
  const rows = ["member,branch,role,sector,name_zh,name_bo,joined_on"];
  for (let at = 26; at <= count; at++) {
    const name = letters[at % 5] + vowels[Math.floor((at - 26) / 5) % 5];
    const zh = `示例牧民${["", "十", "二十", "三十", "四十"][Math.floor(at / 10)]}${
      ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"][at % 10]
    }`;
    rows.push(`pa${at},pasture-a,member,village,${zh},དཔེ་མི་${name},2011-04-05`);
  }
  const file = join(world.folder, "more.csv");
  writeFileSync(file, `${rows.join("\n")}\n`);
  const data = join(world.folder, "hub");
  execFileSync(process.env.DROKPA_BINARY, ["roster", "import", file, "--data", data]);
}

/** A moment so many minutes from now, at +08:00. */
export const inMinutes = (minutes) =>
  `${new Date(Date.now() + (8 * 60 + minutes) * 60_000).toISOString().slice(0, 16)}:00+08:00`;

/** A training of the branch's calendar; its id. */
export function planned(world, zh, bo, start, minutes = 90) {
  const told = world.office(
    "training", "create", "--kind", "theme_day", "--title-zh", zh, "--title-bo", bo,
    "--start", start, "--minutes", String(minutes),
  );
  return told.training;
}

/** Enrols the page's member with a typed code, and agrees. */
export async function enrol(world, page, member) {
  await page.locator("form input").fill(world.hub.code(member));
  await page.locator("form .main").click();
  await page.locator("main > .main").waitFor();
  await agree(page);
  await page.locator("nav.bar").waitFor();
}

const started = new Set();

/** A member's browser over a folder of its own, in Chinese; `killAll` ends it where a test did not. */
export async function open(world, member) {
  const browser = await startBrowser(world, member);
  started.add(browser);
  const kill = async () => {
    if (started.delete(browser)) await browser.kill();
  };
  const speaking = async () => {
    const page = await browser.open();
    // A browser that was killed may have forgotten which language it was.
    await speak(page, "zh-Hans");
    return page;
  };
  return { ...browser, open: speaking, kill };
}

/** Ends what a test that failed left open. */
export async function killAll() {
  const left = [...started];
  started.clear();
  await Promise.all(left.map((browser) => browser.kill()));
}

/** A browser whose member is enrolled and has agreed. */
export async function enrolled(world, member) {
  const browser = await open(world, member);
  const page = await browser.open();
  await enrol(world, page, member);
  return { browser, page };
}

/** Waits for the office, whose files are fetched the first time. */
export async function openOffice(page) {
  await go(page, "office");
  await page.locator('main a[href="#/office/trainings"]').waitFor();
}

/** Opens a screen of the office and waits for what tells that it is there. */
export async function openAt(page, path, seen) {
  await page.evaluate((hash) => (location.hash = hash), `#/office/${path}`);
  await page
    .locator(seen)
    .first()
    .waitFor({ timeout: 15_000 })
    .catch(async (error) => {
      const shown = await page.locator("main").innerText();
      throw new Error(`${path} has no ${seen} but ${JSON.stringify(shown)}`, { cause: error });
    });
}
