// The frame of the walks through the app: a hub, a member's browser, and a story, which meets screens
// in states that people really meet and calls `look(page, name)` on each. Called by the tests of
// screens and by `npm run screens`. A story is a file of `stories/`.

import { startBrowser, startWorld } from "./world.mjs";
import * as ofCarry from "./stories/carry.mjs";
import * as ofDesk from "./stories/desk.mjs";
import * as ofMember from "./stories/member.mjs";
import * as ofRoll from "./stories/roll.mjs";
import * as ofShell from "./stories/shell.mjs";
import * as ofTownship from "./stories/township.mjs";

/** The stories by their names: each exports `story({ world, browser, page, member, look })`. */
export const STORIES = {
  member: ofMember.story,
  carry: ofCarry.story,
  roll: ofRoll.story,
  desk: ofDesk.story,
  shell: ofShell.story,
  township: ofTownship.story,
};

/** Tells a story; `prepare` is called once with the page before anything is looked at. */
export async function walk(story, name, member, prepare, look) {
  const world = await startWorld();
  const browser = await startBrowser(world, name);
  try {
    const page = await browser.open();
    await prepare(page);
    await STORIES[story]({ world, browser, page, member, look });
    return { complaints: browser.complaints, problems: world.hub.problems() };
  } finally {
    await browser.kill();
    await world.stop();
  }
}
