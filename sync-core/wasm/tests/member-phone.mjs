// A phone with the member's module, in a thread of its own: the whole module of the test that
// started it stays apart. It enrols, syncs and tells what it sees.

import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const { installed, url, code, claim } = workerData;
const { MemoryStore, Phone, load } = await import(`${installed}/dist/index.js`);
const { Figures, fold } = await import(`${installed}/dist/whole.js`);
await load(readFileSync(`${installed}/dist/glue/drokpa_bg.wasm`));

const phone = await Phone.enrol(new MemoryStore(), url, code);
await phone.answerNotice("bo", true);
const saved = await phone.record({ what: "study", course: "policy-2", minutes: 30 });
const report = await phone.sync();
const office = [
  await phone.office.decide([{ claim, verdict: "approve" }]).catch((error) => error.code),
  await phone.office.queue().catch((error) => error.code),
];
const left = [() => new Figures("bo").number(1), () => fold("{}", 2026, null, [])].map((call) => {
  try {
    return call();
  } catch (error) {
    return error.code;
  }
});
const list = await phone.list();
const own = list.filter((row) => row.claim !== saved.claim);
parentPort.postMessage({
  own,
  told: await phone.tellList("bo"),
  data: Object.keys(await phone.myData()),
  synced: report.synced,
  office,
  left,
});
await phone.close();
