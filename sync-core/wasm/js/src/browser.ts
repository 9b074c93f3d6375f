// Browsers: loads the module from the file beside this one, and keeps a phone in IndexedDB. A
// batch is one transaction with strict durability, and a lock keeps a second tab from writing. The
// mark and the identity also lie in localStorage, so that a database that the browser emptied is
// noticed. It must never say that something is saved before the transaction is on the disk.

import { DrokpaError, inUse, storeFailed } from "./error.js";
import type { Batch, StoredRecord } from "./frame.js";
import { load } from "./module.js";
import type { Beside, BesideName, Store } from "./store.js";

export * from "./index.js";

/**
 * Loads the member's module, which lies beside this file; `IdbStore.open` does it too. It has no
 * calls of `phone.office`: for those await `readyWhole` of `@drokpa/core/whole` before.
 */
export function ready(): Promise<void> {
  return load(new URL("./glue/drokpa_bg.wasm", import.meta.url));
}

const RECORDS = "records";
const BESIDE = "beside";
/** What also lies outside the database. The seed is inside the identity. */
const OUTSIDE: readonly BesideName[] = ["identity", "mark", "hub", "invite"];

/** How a store is opened where another tab has it open. */
export interface IdbOptions {
  /**
   * `refuse` throws `phone_in_use`; `wait` waits until the other tab is closed; `follow` opens it
   * to be looked at, and says so in `readOnly`.
   */
  readonly second?: "refuse" | "wait" | "follow";
}

/** How safe the browser says the store is. */
export interface Persistence {
  /** True where the browser keeps it until a person deletes it; `null` where it does not say. */
  readonly persisted: boolean | null;
  /** Bytes in use by this origin, and bytes it may use; `null` where the browser does not say. */
  readonly used: number | null;
  readonly quota: number | null;
}

/** A phone in this browser. */
export class IdbStore implements Store {
  readonly #name: string;
  readonly #channel: BroadcastChannel;
  readonly #release: (() => void) | null;
  #database: IDBDatabase | null = null;
  #emptied = false;
  #changed: (() => void) | null = null;

  private constructor(name: string, release: (() => void) | null) {
    this.#name = name;
    this.#release = release;
    this.#channel = new BroadcastChannel(`drokpa:${name}`);
    this.#channel.onmessage = () => this.#changed?.();
  }

  /** Opens the store with this name, one name for each member who uses this browser. */
  static async open(name: string, options: IdbOptions = {}): Promise<IdbStore> {
    const second = options.second ?? "refuse";
    await ready();
    const release = await locked(name, second === "wait");
    if (release === null && second !== "follow") throw inUse("another tab has it open");
    const store = new IdbStore(name, release);
    try {
      await store.#opened();
    } catch (cause) {
      await store.close();
      throw storeFailed(cause);
    }
    return store;
  }

  /** True where another tab writes. */
  get readOnly(): boolean {
    return this.#release === null;
  }

  /** Called when another tab saved something: `() => phone.refresh()`, and show it anew. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** Resolves once no tab has it open any more: then close this one and open it anew. */
  async whenFree(): Promise<void> {
    await navigator.locks.request(lockName(this.#name), { mode: "shared" }, () => undefined);
  }

  /**
   * Asks the browser not to delete the store when space is short, and says what it answered. It
   * asks the person in some browsers, so call it after a tap.
   */
  async persist(): Promise<Persistence> {
    const storage = navigator.storage as StorageManager | undefined;
    const persisted = (await storage?.persist?.().catch(() => null)) ?? null;
    const estimate = await storage?.estimate?.().catch(() => null);
    return { persisted, used: estimate?.usage ?? null, quota: estimate?.quota ?? null };
  }

  async beside(): Promise<Beside> {
    const found = new Map<BesideName, Uint8Array>();
    const database = await this.#opened();
    const table = database.transaction(BESIDE).objectStore(BESIDE);
    const [names, values] = await Promise.all([done(table.getAllKeys()), done(table.getAll())]);
    names.forEach((name, at) => found.set(String(name) as BesideName, values[at]));
    for (const name of OUTSIDE) {
      const outside = localStorage.getItem(this.#outside(name));
      // The mark outside is the one that counts; of the others either copy will do.
      if (outside !== null && (name === "mark" || !found.has(name))) {
        found.set(name, fromBase64(outside));
      }
    }
    return found;
  }

  async records(): Promise<Iterable<StoredRecord>> {
    const database = await this.#opened();
    this.#emptied = false;
    const table = database.transaction(RECORDS).objectStore(RECORDS);
    const [keys, values] = await Promise.all([done(table.getAllKeys()), done(table.getAll())]);
    return keys.map((key, at): StoredRecord => [new Uint8Array(key as ArrayBuffer), values[at]]);
  }

  async commit(batch: Batch): Promise<void> {
    await this.#write(RECORDS, (table) => {
      for (const { key, value } of batch.writes) {
        if (value === null) table.delete(key as Uint8Array<ArrayBuffer>);
        else table.put(value, key as Uint8Array<ArrayBuffer>);
      }
    });
    if (batch.mark !== null) this.#keepOutside("mark", batch.mark);
    this.#channel.postMessage(batch.id);
  }

  async keep(name: BesideName, value: Uint8Array | null): Promise<void> {
    if (name !== "mark") {
      await this.#write(BESIDE, (table) => {
        if (value === null) table.delete(name);
        else table.put(value, name);
      });
    }
    if (OUTSIDE.includes(name)) this.#keepOutside(name, value);
  }

  async close(): Promise<void> {
    this.#channel.close();
    this.#database?.close();
    this.#database = null;
    this.#release?.();
  }

  #outside(name: BesideName): string {
    return `drokpa:${this.#name}:${name}`;
  }

  #keepOutside(name: BesideName, value: Uint8Array | null): void {
    if (value === null) localStorage.removeItem(this.#outside(name));
    else localStorage.setItem(this.#outside(name), toBase64(value));
  }

  /** One transaction, resolved once the browser says that it is on the disk. */
  async #write(name: string, change: (table: IDBObjectStore) => void): Promise<void> {
    if (this.readOnly) throw inUse("another tab has it open");
    const database = await this.#opened();
    // Into an empty database a record would go without those that it follows, and be lost too.
    if (this.#emptied) throw new Error("the database was emptied while it was open");
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(name, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      change(transaction.objectStore(name));
      transaction.commit();
    });
  }

  async #opened(): Promise<IDBDatabase> {
    if (this.#database !== null) return this.#database;
    const request = indexedDB.open(`drokpa:${this.#name}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(RECORDS);
      request.result.createObjectStore(BESIDE);
    };
    const database = await done(request);
    // The browser emptied it, or a person did, while it was open: the next call finds it empty,
    // and the mark outside tells what is missing.
    database.onclose = () => this.#lost();
    database.onversionchange = () => this.#lost();
    this.#database = database;
    return database;
  }

  #lost(): void {
    this.#database?.close();
    this.#database = null;
    this.#emptied = true;
    this.#changed?.();
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const lockName = (name: string): string => `drokpa:${name}`;

/** Takes the lock of a store, until the function that it gives is called or the tab is gone. */
function locked(name: string, wait: boolean): Promise<(() => void) | null> {
  const locks = navigator.locks as LockManager | undefined;
  // Without locks two tabs would write one chain and fork it; pages over plain HTTP have none.
  const none = (): DrokpaError => new DrokpaError("store_failed", false, "no Web Locks here");
  if (locks === undefined) return Promise.reject(none());
  return new Promise((resolve, reject) => {
    const options: LockOptions = wait ? {} : { ifAvailable: true };
    const held = locks.request(lockName(name), options, (lock) => {
      if (lock === null) return resolve(null);
      return new Promise<void>((release) => resolve(release));
    });
    held.catch(reject);
  });
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
