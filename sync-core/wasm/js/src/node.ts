// Node: loads the module from the file beside this one, and keeps a phone in a folder. Batches are
// appended to one file and synced; values beside the key are files that are replaced whole. It
// must never delete a damaged file, and never let two processes write one folder.

import { createHash } from "node:crypto";
import { constants, mkdirSync, statSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";
import { join } from "node:path";
import { inUse, isCode } from "./error.js";
import { hex } from "./frame.js";
import type { Batch, StoredRecord, Write } from "./frame.js";
import { load } from "./module.js";
import { crc32 } from "./qr.js";
import type { Beside, BesideName, Store } from "./store.js";

export { Figures, fold } from "./figures.js";
export type { Fact, Folded, FoldedLine } from "./fold.js";
export * from "./index.js";

await load(readFile(new URL("./glue/drokpa_whole_bg.wasm", import.meta.url)));

const BESIDE: readonly BesideName[] = ["seed", "identity", "mark", "invite", "hub"];
/** A log that is twice what is in it, and larger than this, is written anew. */
const COMPACT_BYTES = 256 * 1024;
const FRAME_HEAD = 8;

/** A phone in a folder. Leave the folder out of backups: a copy of it is a second phone. */
export class FileStore implements Store {
  readonly #folder: string;
  readonly #lock: Server;
  #log: FileHandle | null = null;
  #size = 0;
  #records = new Map<string, StoredRecord>();
  #live = 0;

  private constructor(folder: string, lock: Server) {
    this.#folder = folder;
    this.#lock = lock;
  }

  /**
   * Opens or makes the folder. Throws `phone_in_use` where a process of this machine has it open;
   * processes in containers of their own are not noticed.
   */
  static async open(folder: string): Promise<FileStore> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new FileStore(folder, await lockOf(folder));
  }

  async beside(): Promise<Beside> {
    const found = new Map<BesideName, Uint8Array>();
    for (const name of BESIDE) {
      try {
        found.set(name, new Uint8Array(await readFile(join(this.#folder, name))));
      } catch (error) {
        if (!isCode(error, "ENOENT")) throw error;
      }
    }
    return found;
  }

  /**
   * Reads the log. What a crash cut off at its end was never said to be saved; anything else that
   * does not check out is kept under another name before the log is written anew.
   */
  async records(): Promise<Iterable<StoredRecord>> {
    const known = this.#log === null ? undefined : this.#size;
    await this.#log?.close();
    this.#log = null;
    const path = join(this.#folder, "records");
    const read = await readFile(path).catch((error: unknown) => {
      if (isCode(error, "ENOENT")) return new Uint8Array();
      throw error;
    });
    // What failed and was reported as failed is not brought back.
    const bytes = read.subarray(0, known);
    const { frames, whole } = readFrames(bytes);
    this.#records = new Map();
    this.#live = 0;
    for (const frame of frames) this.#apply(readWrites(frame));
    if (whole < bytes.length && !endsCut(bytes, whole)) await setAside(this.#folder, bytes);
    // Written anew each time: after a failed sync nobody knows which of its pages are on the disk.
    await this.#rewrite();
    return [...this.#records.values()];
  }

  async commit(batch: Batch): Promise<void> {
    if (batch.writes.length > 0) {
      const log = this.#log ?? (await this.#rewrite());
      const frame = framed(writesOf(batch.writes));
      await log.appendFile(frame);
      await log.datasync();
      this.#size += frame.length;
      this.#apply(batch.writes);
    }
    if (batch.mark !== null) await this.keep("mark", batch.mark);
    if (this.#size > COMPACT_BYTES && this.#size > 2 * this.#live) await this.#rewrite();
  }

  async keep(name: BesideName, value: Uint8Array | null): Promise<void> {
    if (value !== null) return replace(this.#folder, name, value);
    await rm(join(this.#folder, name), { force: true });
    await syncFolder(this.#folder);
  }

  async close(): Promise<void> {
    await this.#log?.close();
    this.#log = null;
    await new Promise((done) => this.#lock.close(done));
  }

  #apply(writes: readonly Write[]): void {
    for (const { key, value } of writes) {
      const name = hex(key);
      const former = this.#records.get(name);
      if (former !== undefined) this.#live -= former[0].length + former[1].length + 8;
      if (value === null) {
        this.#records.delete(name);
      } else {
        this.#records.set(name, [key, value]);
        this.#live += key.length + value.length + 8;
      }
    }
  }

  async #rewrite(): Promise<FileHandle> {
    await this.#log?.close();
    this.#log = null;
    const all = [...this.#records.values()].map(([key, value]) => ({ key, value }));
    const bytes = all.length === 0 ? new Uint8Array() : framed(writesOf(all));
    await replace(this.#folder, "records", bytes);
    this.#size = bytes.length;
    const flags = constants.O_WRONLY | constants.O_APPEND;
    this.#log = await open(join(this.#folder, "records"), flags, 0o600);
    return this.#log;
  }
}

/** Whole or not at all, and on the disk. */
async function replace(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const beside = join(folder, `${name}.new`);
  const file = await open(beside, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, join(folder, name));
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no handle on a folder, and makes renames durable by itself.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function setAside(folder: string, bytes: Uint8Array): Promise<void> {
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  await replace(folder, `records.damaged-${name}`, bytes);
}

/** Length, check, content. */
function framed(content: Uint8Array): Uint8Array {
  const out = new Uint8Array(FRAME_HEAD + content.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, content.length);
  view.setUint32(4, crc32(content));
  out.set(content, FRAME_HEAD);
  return out;
}

function readFrames(bytes: Uint8Array): { frames: Uint8Array[]; whole: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Uint8Array[] = [];
  let whole = 0;
  while (whole + FRAME_HEAD <= bytes.length) {
    const end = whole + FRAME_HEAD + view.getUint32(whole);
    const content = bytes.subarray(whole + FRAME_HEAD, end);
    if (end > bytes.length || crc32(content) !== view.getUint32(whole + 4)) break;
    frames.push(content);
    whole = end;
  }
  return { frames, whole };
}

/** True where the last frame was being written when the process or the machine stopped. */
function endsCut(bytes: Uint8Array, whole: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rest = bytes.length - whole;
  return rest < FRAME_HEAD || whole + FRAME_HEAD + view.getUint32(whole) > bytes.length;
}

function writesOf(writes: readonly Write[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { key, value } of writes) {
    const head = new Uint8Array(8);
    const view = new DataView(head.buffer);
    view.setUint32(0, key.length);
    view.setUint32(4, value === null ? 0 : value.length + 1);
    parts.push(head, key, value ?? new Uint8Array());
  }
  return new Uint8Array(Buffer.concat(parts));
}

function readWrites(bytes: Uint8Array): Write[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const writes: Write[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [key, value] = [view.getUint32(at), view.getUint32(at + 4)];
    at += 8;
    const length = Math.max(value - 1, 0);
    writes.push({
      key: bytes.slice(at, at + key),
      value: value === 0 ? null : bytes.slice(at + key, at + key + length),
    });
    at += key + length;
  }
  return writes;
}

/**
 * A lock that ends with its process, however that ends: a socket that only one can listen on. On
 * Linux and Windows its name is no file; elsewhere it lies in the folder, and one that nobody
 * listens on is taken over.
 */
async function lockOf(folder: string): Promise<Server> {
  const { dev, ino } = statSync(folder, { bigint: true });
  const id = `drokpa-${dev}-${ino}`;
  const names: Partial<Record<NodeJS.Platform, string>> = {
    linux: `\0${id}`,
    win32: `\\\\.\\pipe\\${id}`,
  };
  const named = names[process.platform];
  if (named !== undefined) return listen(named, folder);
  const path = join(folder, "lock");
  const answered = await new Promise<boolean>((done) => {
    const socket = connect(path, () => done(true)).on("error", () => done(false));
    socket.once("close", () => done(false));
    socket.unref();
  });
  if (answered) throw inUse(folder);
  await rm(path, { force: true });
  return listen(path, folder);
}

function listen(name: string, folder: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((done, refuse) => {
    server.once("error", (error) => refuse(isCode(error, "EADDRINUSE") ? inUse(folder) : error));
    server.listen(name, () => done(server.unref()));
  });
}
