// A herder's phone in Node, whole: enrol, record without a network, sync, and show the standing in
// Tibetan and Chinese.
//
//   npm install ./drokpa-core-0.1.0.tgz
//   node herder.mjs http://127.0.0.1:8080 ABCD-EFGH-JKLM ./phone
//
// The first run enrols and asks for consent on the terminal; each later run records one more hour of the same course and syncs.

import { createInterface } from "node:readline/promises";
import { DrokpaError, FileStore, Phone } from "@drokpa/core/node";
import { codeTexts, consentNotice, date, hours, points } from "@drokpa/core/node";

const [hub, code, folder = "./phone"] = process.argv.slice(2);
const LANGUAGES = ["bo", "zh-Hans"];
/** Who keeps the records, and for how long: the organisation says it in the notice. */
const [KEEPER, KEPT] = ["示例县", "三年"];

/** Says a sentence for people in both languages. */
function say(sentence) {
  for (const language of LANGUAGES) console.log(sentence(language));
}

/** The phone that rests in the folder, or a new one. */
async function openPhone(store) {
  const phone = await Phone.open(store);
  if (phone !== null) return phone;
  if (hub === undefined || code === undefined) {
    throw new Error("node herder.mjs HUB CODE [FOLDER]");
  }
  return Phone.enrol(store, hub, code);
}

/** Shows the notice and keeps the answer: without agreement nothing can be recorded. */
async function agree(phone) {
  const { state, notice } = await phone.consent();
  if (state === "given") return;
  for (const language of LANGUAGES) {
    console.log(consentNotice(language, KEEPER, KEPT, notice).join("\n"));
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("1 / 0: ");
  terminal.close();
  await phone.answerNotice(LANGUAGES[0], answer.trim() === "1");
}

/** Records an hour of study. No network is needed, and none is used. */
async function study(phone) {
  const saved = await phone.record({ what: "study", course: "policy-1", minutes: 60 }, "在牧场学习");
  // The promise resolved, so it is on the disk: a power cut now loses nothing.
  const { outbox } = await phone.status();
  console.log(`${saved.claim}  ${saved.new ? "+" : "="}  (${outbox})`);
}

/** Syncs where there is a link; without one it is tried another time. */
async function sync(phone) {
  try {
    const report = await phone.sync();
    console.log(`${report.requests} × HTTP  ↑ ${report.body_bytes_up} B  ↓ ${report.body_bytes_down} B`);
    for (const language of LANGUAGES) console.log((await phone.tellSync(language)).join("\n"));
  } catch (error) {
    if (!(error instanceof DrokpaError)) throw error;
    // The code is for programs, the sentence for people.
    console.log(error.code);
    say((language) => error.messageIn(language));
    if (!error.retry) throw error;
  }
}

/** What became of each record, in the one word of five that members see. */
async function showRecords(phone) {
  for (const language of LANGUAGES) {
    for (const { claim, word } of await phone.tellList(language)) console.log(`${claim}  ${word}`);
  }
}

/** Points and hours: as numbers for a program, as lines for people. */
async function showStanding(phone) {
  const standing = await phone.standing();
  console.log(`${points(standing.total_tenths)}  ${hours(standing.minutes)} h`);
  for (const language of LANGUAGES) {
    console.log(date(language, new Date().toISOString().slice(0, 10)));
    for (const line of await phone.tellStanding(language)) console.log(line);
  }
}

/** What is not at the hub can go to a secretary's phone as QR codes. */
async function showCodes(phone) {
  const pack = await phone.export();
  if (pack.outcome === "nothing_new") return;
  const codes = codeTexts(pack.content);
  console.log(`${pack.entries} → ${codes.length} × QR (${pack.bytes} B)`);
}

const store = await FileStore.open(folder);
try {
  const phone = await openPhone(store);
  const { member, branch, role } = await phone.about();
  console.log(`${member} · ${branch} · ${role}`);
  const { missing } = await phone.status();
  // The store lost records that this phone had said were saved: the person has to know.
  if (missing > 0) say((language) => new DrokpaError("store_missing", false).messageIn(language));
  await agree(phone);
  await study(phone);
  await showCodes(phone);
  await sync(phone);
  await showRecords(phone);
  await showStanding(phone);
  await phone.close();
} catch (error) {
  await store.close();
  if (error instanceof DrokpaError) say((language) => error.messageIn(language));
  else console.error(error.message);
  process.exitCode = 1;
}
