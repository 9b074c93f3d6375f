// What the tests and the story of the desk share: a branch whose secretary is a browser, the second
// secretary with the command line's phone, and members who recorded something. Called by
// `desk.test.mjs` and `stories/desk.mjs`.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { agree, go, kept } from "./world.mjs";

/** A phone of the command line in the folder of the world. */
export function lone(world, member) {
  const home = join(world.folder, `lone-${member}`);
  const run = (...words) => {
    const told = execFileSync(
      process.env.DROKPA_BINARY,
      ["phone", "--home", home, "--json", ...words],
      { encoding: "utf8" },
    );
    return told.trim() === "" ? null : JSON.parse(told);
  };
  run("enrol", "--server", world.hub.url, "--code", world.hub.code(member));
  run("consent", "give");
  return { run, home };
}

/** Enrols a browser as an office and waits until the whole module is there. */
export async function enter(world, page, member) {
  await page.locator("form input").fill(world.hub.code(member));
  await page.locator("form .main").click();
  await page.locator("main > .main").waitFor();
  await agree(page);
  await page.locator("nav.bar").waitFor();
  await kept(page);
  await open(page, "");
}

/** Opens a page of the office. */
export async function open(page, path) {
  await go(page, path === "" ? "office" : `office/${path}`);
  await page.locator("main h1").first().waitFor();
}
