// What the test and the story of the desk share: members with phones of the command line, and the pages
// of the desk. Called by `desk.test.mjs` and `stories/desk.mjs`.

import { go } from "./world.mjs";

/** A member's phone of the command line, enrolled and agreed; called with the words of a command. */
export function lone(world, member) {
  const run = (...words) => world.phone(`lone-${member}`, ...words);
  run("enrol", "--server", world.hub.url, "--code", world.hub.code(member));
  run("consent", "give");
  return { run };
}

/** Opens a page of the desk, and waits for it. */
export async function open(page, path) {
  await go(page, `office/${path}`);
  await page.locator("main h1").first().waitFor();
}
