// The package in Node as an app has it, installed from its archive: the sample, every call once
// against a real hub, and the types held against what the calls gave.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { INSTALLED, scratch, startHub } from "./hub.mjs";

const drokpa = await import(`${INSTALLED}/dist/node.js`);
const { DrokpaError, FileStore, MemoryStore, Phone, codeTexts } = drokpa;
const HERE = fileURLToPath(new URL(".", import.meta.url));
const { folder, drop } = scratch();
let hub;

before(async () => {
  hub = await startHub(folder);
});
after(async () => {
  await hub.stop();
  drop();
});

/** A phone whose member agreed to the notice. */
async function agreed(making) {
  const phone = await making;
  await phone.answerNotice("bo", true);
  return phone;
}

const study = (course, minutes = 45) => ({ what: "study", course, minutes });

test("the sample runs against a hub and shows the standing in both languages", () => {
  const app = join(INSTALLED, "../../..");
  const sample = join(app, "herder.mjs");
  const phone = join(folder, "herder");
  const run = (...words) =>
    execFileSync(process.execPath, [sample, ...words], { cwd: app, encoding: "utf8", input: "1\n" });
  const first = run(hub.url, hub.code("pa05"), phone);
  assert.match(first, /pa05 · pasture-a · member/);
  assert.match(first, /2 → 1 × QR/);
  assert.match(first, /总分: 1/);
  assert.match(first, /སྐར་གྲངས་བསྡོམས་འབོར: 1/);
  // Only the folder is left of it, and the hub's address is in there.
  const second = run("", "", phone);
  assert.match(second, /policy-1/);
  assert.doesNotMatch(second, /1 \/ 0/);
});

test("nothing is recorded before the member agreed to the notice", async () => {
  const phone = await Phone.invited(new MemoryStore(), hub.qr("pa18"));
  const { state, notice } = await phone.consent();
  assert.deepEqual([state, typeof notice], ["unasked", "number"]);
  await assert.rejects(phone.record(study("policy-1")), { code: "consent_needed" });
  await phone.answerNotice("zh-CN", false);
  await assert.rejects(phone.record(study("policy-1")), { code: "consent_needed" });
  await phone.answerNotice("bo-CN", true);
  assert.equal((await phone.consent()).language, "bo");
  assert.equal((await phone.record(study("policy-1"))).new, true);
});

/** Every result by its call, so that the types can be held against them. */
const results = [];

/** The names of all calls that were made. */
const made = new Set();

/** The same phone, which also notes what its calls give. */
function noted(phone, owner = "Phone") {
  return new Proxy(phone, {
    get(target, name) {
      const value = target[name];
      if (name === "office") return noted(value, "Office");
      if (typeof value !== "function") return value;
      return (...words) => {
        made.add(`${owner}.${String(name)}`);
        const given = value.apply(target, words);
        if (!(given instanceof Promise)) return given;
        const failed = (error) => {
          throw new Error(`${String(name)}: ${error}`, { cause: error });
        };
        return given.catch(failed).then((result) => {
          results.push({ owner, name, result });
          return result;
        });
      };
    },
  });
}

const enrol = async (member) =>
  noted(await agreed(Phone.enrol(new MemoryStore(), hub.url, hub.code(member))));

/** A month in the branch: everything that members and secretaries do. */
async function month() {
  const [secretary, second, member, guest] = [
    await enrol("pa01"), await enrol("pa02"), await enrol("pa04"), await enrol("pa06"),
  ];
  const { office } = secretary;
  const now = new Date();
  const soon = new Date(now.getTime() + 3_600_000).toISOString().replace(/\.\d+Z$/, "+00:00");
  const today = now.toISOString().slice(0, 10);
  const titles = { title_zh: "主题党日", title_bo: "བརྗོད་གཞིའི་ཉིན་མོ" };
  const day = { kind: "theme_day", ...titles, start: soon, minutes: 120, days: 1 };
  const training = await office.createTraining(day);
  const other = await office.createTraining({ ...day, kind: "topic_training" });
  await office.editTraining(training, { minutes: 90 });
  await office.aliasTrainings(training, other);
  await office.aliasTrainings(training, other, true);
  await office.aliasUnlisted(training, "theme_day", today);
  await office.cancelTraining(other);
  await office.prepareCodes(training);
  const door = await office.doorCode(training);
  await secretary.sync();
  await member.sync();
  assert.equal((await member.consent()).state, "given");
  await member.answerNotice("zh", true);
  assert.ok((await member.items()).some((row) => row.item === "volunteer" && row.activity));
  const { check_in: checkIn } = await member.scan([door.text]);
  const claim = await member.record({ what: "attendance", training: checkIn.training }, "在");
  await member.addCode(claim.claim, checkIn.code);
  const activity = await member.record({ what: "activity", item: "volunteer", day: today });
  const dropped = await member.record(study("gone"));
  await member.withdraw(dropped.claim);
  await member.sync();
  await office.callRoll(training, [{ member: "pa04", mark: "present" }, { member: "pa07", mark: "late" }]);
  await office.enterFor("pa07", { what: "unlisted", kind: "theme_day", day: today });
  const roll = await office.roll(training);
  assert.deepEqual(roll.find((row) => row.member === "pa04").marks.map(({ mark }) => mark), ["present"]);
  assert.deepEqual((await office.plan(training)).unlisted, [{ day: today, kind: "theme_day" }]);
  assert.deepEqual(await office.tibetanOrder(["ཁྲོ", "ཀརྨ"]), [1, 0]);
  await secretary.sync();
  await office.queue(true);
  await office.queue();
  await office.approveConfirmed();
  await office.decide([{ claim: activity.claim, verdict: "return", reason: "wrong_minutes" }]);
  await secretary.sync();
  await member.sync();
  await member.resubmit(activity.claim, null, "又做了一次");
  await member.object(activity.claim, "请再看一次");
  await member.sync();
  await secretary.sync();
  const { objections } = await office.owed();
  assert.deepEqual(objections.map(({ claim: of, answered }) => [of, answered]), [[activity.claim, false]]);
  await office.answerObjection(activity.claim, true, "是的");
  const adjustment = { member: "pa04", item: "volunteer", day: today, points_tenths: 10 };
  const adjusted = await office.adjust({ ...adjustment, reason: "帮忙", separate: false });
  await office.settleAdjustment("pa04", adjusted, true);
  await office.adjustments("pa04", now.getUTCFullYear());
  assert.deepEqual(await office.vetoes("pa04", now.getUTCFullYear()), []);
  await office.quarantine();
  const branches = await office.branches();
  assert.deepEqual([...new Set((await office.roster()).map((row) => row.branch))], ["pasture-a"]);
  assert.deepEqual(branches, [
    { branch: "pasture-a", name_zh: "示例牧业村党支部", name_bo: "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ" },
  ]);
  const { branch, branch_zh, branch_bo } = await member.about();
  assert.deepEqual({ branch, name_zh: branch_zh, name_bo: branch_bo }, branches[0]);
  await office.close(today.slice(0, 7));
  assert.deepEqual((await office.closed()).map((row) => row.period), [today.slice(0, 7)]);
  await secretary.sync();
  await phones(office);
  await second.sync();
  await member.sync();
  return { secretary, member, guest, training, month: today.slice(0, 7) };
}

/** Phones of the branch: a lost one is revoked, and an invite takes its place. */
async function phones(office) {
  await enrol("pa10");
  const lost = (await office.branchDevices("pasture-a")).find((one) => one.member === "pa10");
  assert.equal(lost.revoked, false);
  assert.equal((await office.revoke(lost.serial)).device, lost.serial);
  const after = (await office.branchDevices("pasture-a")).find((one) => one.member === "pa10");
  assert.equal(after.revoked, true);
  const [invite] = await office.invite("pasture-a", ["pa10"], hub.url);
  assert.deepEqual([invite.member, invite.branch], ["pa10", "pasture-a"]);
}

test("a month of a branch goes through the calls of members and secretaries", async () => {
  const { secretary, member, guest, month: period } = await month();
  for (const look of ["about", "status", "list", "standing", "explain", "cycles", "trainings"]) {
    await member[look]();
  }
  assert.equal((await member.status()).synced, true);
  const rows = await member.list();
  assert.ok(rows.some((row) => row.decision === "approved"), JSON.stringify(rows));
  assert.ok((await member.standing()).total_tenths > 0);
  await secretary.devices();
  await secretary.knowDevices();
  assert.notEqual(await secretary.statement(period), null);
  await secretary.statement("2020-01");
  await secretary.list();
  for (const language of ["bo", "zh", "en"]) {
    await member.tellList(language);
    await member.tellStanding(language);
    await member.tellExplained(language);
    await member.tellStatus(language);
    await member.tellSync(language);
    await secretary.tellStatement(language, period);
  }
  await member.myData();
  await member.accessLog();
  // From phone to phone, as a file.
  await guest.record(study("far-away"));
  const pack = await guest.export();
  const imported = await secretary.import(pack.content);
  assert.equal(imported.outcome, "complete");
  await secretary.letters();
  await secretary.letterAnswers();
  assert.deepEqual(hub.problems(), []);
});

test("a letter of a phone without a network goes to the hub on another phone", async () => {
  const lonely = noted(await agreed(Phone.invited(new MemoryStore(), hub.qr("pa08"))));
  assert.equal((await lonely.about()).welcomed, false);
  await lonely.record(study("policy-1"));
  const letter = await lonely.writeLetter();
  const carrier = await enrol("pa09");
  await carrier.scan(codeTexts(letter));
  assert.equal((await carrier.letters()).length, 1);
  await carrier.sync();
  const [[, answer]] = await carrier.letterAnswers();
  assert.equal((await lonely.import(answer)).welcomed, true);
  assert.equal((await lonely.about()).welcomed, true);
});

test("records go over to another invite of the member", async () => {
  const former = await agreed(Phone.invited(new MemoryStore(), hub.qr("pa10")));
  await former.record(study("policy-1"));
  const next = noted(await agreed(Phone.invited(new MemoryStore(), hub.qr("pa10"))));
  assert.deepEqual(await next.carryOver(former, "old"), { records: 1, left: 0 });
  assert.equal((await next.sync()).synced, true);
});

test("what cannot be done is a code with its sentence in each language", async () => {
  const phone = await agreed(Phone.invited(new MemoryStore(), hub.qr("pa11")));
  const refused = async (promise) => {
    const error = await promise.then(() => assert.fail("not refused"), (thrown) => thrown);
    assert.ok(error instanceof DrokpaError && error instanceof Error, String(error));
    const [bo, zh, en] = ["bo", "zh", "en"].map((language) => error.messageIn(language));
    assert.ok(bo !== zh && zh !== en && bo.length > 3, error.code);
    return error.code;
  };
  assert.equal(await refused(phone.record(study("policy-1", 0))), "minutes_range");
  assert.equal(await refused(phone.record({ what: "nap" })), "parameter_malformed");
  assert.equal(await refused(phone.record(study("policy-1", -1))), "parameter_malformed");
  assert.equal(await refused(phone.withdraw("pa04/nothing")), "id_malformed");
  assert.equal(await refused(phone.office.close("2026-05")), "role_needed");
  assert.equal(await refused(phone.import(new Uint8Array(9))), "transfer_malformed");
  assert.equal(await refused(Phone.invited(new MemoryStore(), "DK")), "invite_typed");
  const dead = { fetch: () => Promise.reject(new TypeError("no link")) };
  assert.equal(await refused(phone.sync(dead)), "hub_unreachable");
  const enrolling = Phone.enrol(new MemoryStore(), hub.url, "AAAA-AAAA-AAAA");
  assert.equal(await refused(enrolling), "invite_refused");
  await phone.record(study("policy-1"));
  await phone.close();
  assert.equal(await refused(phone.list()), "state_wrong");
  await phone.close();
});

test("what a member may not do reaches the core and is refused there", async () => {
  const phone = noted(await agreed(Phone.invited(new MemoryStore(), hub.qr("pa15"))));
  const { office } = phone;
  const [day, record] = ["2026-05-04", "0011223344556677"];
  const seen = { kind: "theme_day", day, minutes: 60, withdraw: false };
  const claim = (await phone.record(study("policy-1"))).claim;
  const calls = [
    [office.veto("pa04", day, false, "理由"), "role_needed"],
    [office.adopt([record.repeat(2)], true), "role_needed"],
    [office.attest({ member: "pa04", home: "pasture-a", ...seen }), "role_needed"],
    [office.decideBetween({ claim, verdict: "approve" }, record), "role_needed"],
    [office.evaluation("{}", "village", [day, day]), "rules_invalid"],
  ];
  for (const [call, code] of calls) {
    const error = await call.then(() => assert.fail("not refused"), (thrown) => thrown.cause);
    assert.equal(error.code, code);
  }
  await phone.setHub(hub.url);
  assert.equal(await phone.hub(), hub.url);
});

test("a stranger's answer changes nothing", async () => {
  const phone = await agreed(Phone.enrol(new MemoryStore(), hub.url, hub.code("pa12")));
  await phone.record(study("policy-1"));
  for (const [status, body, code] of [
    [200, "<html>log in to this network</html>", "reply_unauthentic"],
    [200, new Uint8Array(5 * 1024 * 1024), "reply_malformed"],
    [429, '{"code":"rate_limited","message":""}', "rate_limited"],
    [502, "", "reply_malformed"],
  ]) {
    const fetch = async () => new Response(body, { status });
    await assert.rejects(phone.sync({ fetch }), { code });
  }
  assert.equal((await phone.status()).outbox, 1);
  assert.equal((await phone.sync()).synced, true);
});

test("records made while a sync is under way are kept, and two syncs go one after the other", async () => {
  const phone = await agreed(Phone.enrol(new MemoryStore(), hub.url, hub.code("pa13")));
  await phone.record(study("before"));
  let during;
  const fetch = async (...words) => {
    during ??= phone.record(study("during"));
    await during;
    return globalThis.fetch(...words);
  };
  const [first, second] = await Promise.all([phone.sync({ fetch }), phone.sync()]);
  assert.equal(second.synced, true);
  assert.ok(first.requests >= 1);
  assert.equal((await phone.list()).length, 2);
  assert.equal((await phone.status()).outbox, 0);
});

test("a store that fails leaves what was saved, and the phone opens itself anew", async () => {
  class Failing extends MemoryStore {
    fails = 0;
    commit(batch) {
      return this.fails-- > 0 ? Promise.reject(new Error("disk")) : super.commit(batch);
    }
  }
  const store = new Failing();
  const phone = await agreed(Phone.invited(store, hub.qr("pa14")));
  await phone.record(study("one"));
  store.fails = 1;
  const [two, three] = await Promise.allSettled([
    phone.record(study("two")),
    phone.record(study("three")),
  ]);
  assert.equal(two.reason.code, "store_failed");
  assert.equal(three.status, "fulfilled");
  const keys = (await phone.list()).map((row) => row.key).join();
  assert.match(keys, /one/);
  assert.match(keys, /three/);
  assert.doesNotMatch(keys, /two/);
});

test("a module that stops in the middle of a call is opened anew from what rests", async () => {
  const { WasmPhone } = await import(`${INSTALLED}/dist/glue/drokpa.js`);
  const phone = await agreed(Phone.invited(new MemoryStore(), hub.qr("pa17")));
  await phone.record(study("kept"));
  const { change, free } = WasmPhone.prototype;
  // What a trap looks like from outside: the call throws, and the object stays lent to it.
  const trap = () => {
    throw new WebAssembly.RuntimeError("unreachable");
  };
  Object.assign(WasmPhone.prototype, { change: trap, free: trap });
  await assert.rejects(phone.record(study("lost")), { code: "internal", retry: true });
  WasmPhone.prototype.change = change;
  await phone.record(study("later"));
  WasmPhone.prototype.free = free;
  assert.equal((await phone.list()).length, 2);
});

test("the types say what the calls give", async () => {
  const literal = ({ owner, name, result }, at) =>
    `const r${at}: Awaited<ReturnType<${owner}["${String(name)}"]>> = ${JSON.stringify(result)};`;
  const plain = results.filter(
    ({ result }) =>
      result !== null && result !== undefined && JSON.stringify(result).length < 200_000 &&
      !JSON.stringify(result, (_, value) => (value instanceof Uint8Array ? "\u0000" : value))
        .includes("\\u0000"),
  );
  const told = new Set(plain.map(({ owner, name }) => `${owner}.${String(name)}`));
  assert.ok(told.size >= 35, [...told].join(" "));
  // A call that no test makes could have any type.
  const every = (owner, of) => Object.keys(of).map((name) => `${owner}.${name}`);
  const phone = await agreed(Phone.invited(new MemoryStore(), hub.qr("pa16")));
  const all = [...every("Phone", phone), ...every("Office", phone.office)];
  const left = all.filter((name) => name !== "Phone.office" && !made.has(name));
  assert.deepEqual(left, []);
  const source = [
    `import type { Office, Phone } from ${JSON.stringify(`${INSTALLED}/dist/index.js`)};`,
    ...plain.map(literal),
    `export default [${plain.map((_, at) => `r${at}`).join()}];`,
  ];
  const file = join(folder, "results.ts");
  writeFileSync(file, source.join("\n"));
  const options = "--strict --noEmit --exactOptionalPropertyTypes --target es2022 --module nodenext";
  const tsc = join(HERE, "node_modules/typescript/bin/tsc");
  const words = [tsc, ...options.split(" "), "--skipLibCheck", "--typeRoots", HERE, file];
  try {
    execFileSync(process.execPath, words, { encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout.slice(0, 3000));
  }
});
