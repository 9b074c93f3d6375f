// The folder store of Node: killed at every point, cut at every byte, opened twice, spoilt.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { INSTALLED, scratch, startHub } from "./hub.mjs";

const { DrokpaError, FileStore, Phone } = await import(`${INSTALLED}/dist/node.js`);
const WRITER = fileURLToPath(new URL("writer.mjs", import.meta.url));
const { folder, drop } = scratch();
let hub;
let invite;

before(async () => {
  hub = await startHub(folder);
  invite = hub.qr("pa05");
});
after(async () => {
  await hub.stop();
  drop();
});

const study = (minutes) => ({ what: "study", course: `c-${minutes}`, minutes });

/** A phone whose member agreed to the notice, if it had not been before. */
async function agreed(making) {
  const phone = await making;
  if ((await phone.consent()).state !== "given") await phone.answerNotice("bo", true);
  return phone;
}

async function opened(path, use) {
  const store = await FileStore.open(path);
  const phone = await Phone.open(store);
  try {
    return await use(phone, store);
  } finally {
    await (phone ?? store).close();
  }
}

function write(path, at) {
  const { stdout, signal, stderr } = spawnSync(
    process.execPath,
    [WRITER, INSTALLED, path, invite],
    { env: { ...process.env, KILL_AT: String(at) }, encoding: "utf8" },
  );
  const lines = stdout.split("\n").filter((line) => line !== "");
  const said = lines.filter((line) => !line.startsWith("operations"));
  const operations = Number(lines.at(-1)?.replace("operations ", ""));
  return { said, signal, operations, stderr };
}

test("a process killed at any point of persistence has everything it said was saved", async () => {
  const whole = write(join(folder, "whole"), -1);
  assert.equal(whole.said.length, 3, whole.stderr);
  assert.ok(whole.operations > 40, `${whole.operations} points`);
  // The invite is one and the same phone each time; every point gets a folder of its own.
  for (let at = 0; at < whole.operations; at++) {
    const path = join(folder, `killed-${at}`);
    const { said, signal, stderr } = write(path, at);
    assert.equal(signal, "SIGKILL", `point ${at}: ${stderr}`);
    const store = await FileStore.open(path);
    const phone = await Phone.open(store);
    if (phone === null) {
      assert.deepEqual(said, [], `point ${at}`);
      await store.close();
      continue;
    }
    const { missing, damaged } = await phone.status();
    assert.deepEqual({ missing, damaged }, { missing: 0, damaged: 0 }, `point ${at}`);
    const kept = (await phone.list()).map((row) => row.claim);
    for (const claim of said) assert.ok(kept.includes(claim), `point ${at} lost ${claim}`);
    // It goes on where it was, and what was under way is recorded by another tap.
    await agreed(phone);
    for (const minutes of [31, 32, 33]) await phone.record(study(minutes));
    assert.equal((await phone.list()).length, 3, `point ${at}`);
    await phone.close();
    rmSync(path, { recursive: true });
  }
});

test("a log cut at any byte has every record before the cut", async () => {
  const path = join(folder, "cut");
  const sizes = [];
  await opened(path, () => undefined);
  const first = await agreed(Phone.invited(await FileStore.open(path), invite));
  for (const minutes of [41, 42]) {
    await first.record(study(minutes));
    sizes.push(readFileSync(join(path, "records")).length);
  }
  await first.close();
  const bytes = readFileSync(join(path, "records"));
  assert.equal(bytes.length, sizes[1]);
  for (let length = sizes[0]; length < bytes.length; length += 3) {
    const copy = join(folder, "cut-copy");
    cpSync(path, copy, { recursive: true });
    writeFileSync(join(copy, "records"), bytes.subarray(0, length));
    await opened(copy, async (phone) => {
      assert.equal((await phone.list()).length, 1, `cut at ${length}`);
      // The mark lies beside it and tells of the one that is gone.
      assert.equal((await phone.status()).missing, 1, `cut at ${length}`);
    });
    rmSync(copy, { recursive: true });
  }
});

test("a spoilt log is kept under another name and what is missing is counted", async () => {
  const path = join(folder, "spoilt");
  const phone = await agreed(Phone.invited(await FileStore.open(path), invite));
  for (const minutes of [51, 52, 53]) await phone.record(study(minutes));
  await phone.close();
  const bytes = readFileSync(join(path, "records"));
  bytes[20] ^= 0xff;
  writeFileSync(join(path, "records"), bytes);
  await opened(path, async (again) => {
    assert.equal((await again.status()).missing, 4);
    await agreed(again);
    await again.record(study(54));
    assert.equal((await again.list()).length, 1);
  });
  const aside = readdirSync(path).find((name) => name.startsWith("records.damaged-"));
  assert.deepEqual(readFileSync(join(path, aside)), bytes);
});

test("two programs never have one folder open", async () => {
  const path = join(folder, "twice");
  const phone = await agreed(Phone.invited(await FileStore.open(path), invite));
  await assert.rejects(FileStore.open(path), (error) => {
    assert.ok(error instanceof DrokpaError);
    assert.deepEqual([error.code, error.retry], ["phone_in_use", true]);
    return true;
  });
  // Another process, and a folder reached by another way.
  const { stderr } = write(`${path}/../twice`, -1);
  assert.match(stderr, /phone_in_use/);
  await phone.close();
  await opened(path, (again) => again.about());
});

test("a full disk is a code and the phone goes on once there is room", async () => {
  const path = join(folder, "full");
  const store = await FileStore.open(path);
  const phone = await agreed(Phone.invited(store, invite));
  await phone.record(study(61));
  const real = store.commit;
  store.commit = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
  await assert.rejects(phone.record(study(62)), { code: "store_failed", detail: "quota" });
  store.commit = real;
  assert.deepEqual((await phone.list()).map((row) => row.key.includes("c-61")), [true]);
  const saved = await phone.record(study(62));
  assert.equal(saved.new, true);
  assert.equal((await phone.status()).outbox, 2);
  await phone.close();
});

test("a log that grew is written anew and keeps everything", async () => {
  const path = join(folder, "grown");
  mkdirSync(path);
  const store = await FileStore.open(path);
  const key = new Uint8Array([1]);
  for (let id = 1; id <= 12; id++) {
    const value = new Uint8Array(50_000).fill(id);
    await store.commit({ id, writes: [{ key, value }], mark: null });
  }
  assert.ok(readFileSync(join(path, "records")).length < 350_000);
  const [[, value]] = await store.records();
  assert.deepEqual([value.length, value[0]], [50_000, 12]);
  await store.close();
});
