// The member's module against the whole one: it is smaller because the calls of offices and the
// merge engine are left out, and has to show the same.

import assert from "node:assert/strict";
import { once } from "node:events";
import test, { after, before } from "node:test";
import { Worker } from "node:worker_threads";
import { INSTALLED, scratch, startHub } from "./hub.mjs";

const { MemoryStore, Phone } = await import(`${INSTALLED}/dist/node.js`);
const { folder, drop } = scratch();
let hub;

before(async () => {
  hub = await startHub(folder);
});
after(async () => {
  await hub.stop();
  drop();
});

const enrol = (member) => Phone.enrol(new MemoryStore(), hub.url, hub.code(member));

test("the member's module shows a conflict as the whole one does, and has no office", async () => {
  const [one, two, member] = [await enrol("pa01"), await enrol("pa02"), await enrol("pa04")];
  await member.answerNotice("bo", true);
  const saved = [];
  for (const course of ["policy-1", "policy-3"]) {
    saved.push((await member.record({ what: "study", course, minutes: 60 })).claim);
  }
  const [claim] = saved;
  await member.sync();
  await Promise.all([one.sync(), two.sync()]);
  // Neither knows of the other's decision.
  await one.office.decide(saved.map((claim) => ({ claim, verdict: "approve" })));
  await two.office.decide([{ claim, verdict: "reject", reason: "not_present" }]);
  await one.sync();
  await two.sync();
  await member.sync();
  const whole = await member.list();
  assert.deepEqual(whole.map((row) => row.decision).sort(), ["approved", "disputed"]);

  const workerData = { installed: INSTALLED, url: hub.url, code: hub.code("pa04"), claim };
  const worker = new Worker(new URL("member-phone.mjs", import.meta.url), { workerData });
  const [seen] = await once(worker, "message");
  assert.deepEqual(seen.own, whole);
  assert.equal(seen.synced, true);
  assert.equal(seen.told.length, 3);
  assert.ok(seen.data.includes("consent"), seen.data.join());
  assert.deepEqual(seen.office, ["parameter_malformed", "parameter_malformed"]);
  assert.deepEqual(seen.left, seen.office);
  await once(worker, "exit");
  assert.deepEqual(hub.problems(), []);
});
