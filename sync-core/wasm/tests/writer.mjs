// A process that records and is killed at the operation of persistence that KILL_AT numbers: right
// before it, in the middle of it where that is a write, or right after it. Started by
// `files.test.mjs`. It prints a line for each record that was said to be saved.

import { writeSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const [, , installed, folder, invite] = process.argv;
const at = Number(process.env.KILL_AT);
let operation = 0;

const die = () => process.kill(process.pid, "SIGKILL");
/** Points are counted: before an operation, half-way through a write, after it. */
function point() {
  if (operation++ === at) die();
}

function watch(owner, name, half) {
  const real = owner[name];
  owner[name] = async function (...words) {
    point();
    if (half !== undefined && operation++ === at) {
      await half.call(this, real, words);
      die();
    }
    const result = await real.apply(this, words);
    point();
    return result;
  };
}

const handle = await fs.open(process.execPath, "r");
const prototype = Object.getPrototypeOf(handle);
await handle.close();
for (const name of ["appendFile", "writeFile"]) {
  watch(prototype, name, function (real, [bytes]) {
    return real.call(this, bytes.subarray(0, bytes.length / 2));
  });
}
watch(prototype, "sync");
watch(prototype, "datasync");
watch(fs, "rename");
syncBuiltinESMExports();

const { FileStore, Phone } = await import(`${installed}/dist/node.js`);
const store = await FileStore.open(folder);
const phone = (await Phone.open(store)) ?? (await Phone.invited(store, invite));
await phone.answerNotice("bo", true);
for (const minutes of [31, 32, 33]) {
  const saved = await phone.record({ what: "study", course: `c-${minutes}`, minutes });
  writeSync(1, `${saved.claim}\n`);
}
await phone.close();
writeSync(1, `operations ${operation}\n`);
