// What a phone asks of its host: to keep a few values beside the key, and to make batches durable.
// `browser.ts` has a store in IndexedDB, `node.ts` one in a folder; an app may bring its own.

import { hex } from "./frame.js";
import type { Batch, StoredRecord } from "./frame.js";

/** What lies beside the key: outside the store of records, and outside backups. */
export type BesideName = "seed" | "identity" | "mark" | "invite" | "hub";

/** The values beside the key. */
export type Beside = ReadonlyMap<BesideName, Uint8Array>;

/** Where a phone rests. One store is open once at a time, in one place. */
export interface Store {
  /** True where another tab writes: everything can be read and nothing changed. */
  readonly readOnly?: boolean;
  /** Reads what lies beside the key. */
  beside(): Promise<Beside>;
  /** Reads every record. Also called after a failed commit: it reads what is durable then. */
  records(): Promise<Iterable<StoredRecord>>;
  /** Resolves once the writes are durable and the mark is kept; else nothing may be of it. */
  commit(batch: Batch): Promise<void>;
  /** Keeps a value beside the key, durably; `null` drops it. */
  keep(name: BesideName, value: Uint8Array | null): Promise<void>;
  /** Lets go of the store, so that others can open it. */
  close(): Promise<void>;
}

/** A store in memory: for tests and for trying things out. It forgets everything. */
export class MemoryStore implements Store {
  readonly #records = new Map<string, StoredRecord>();
  readonly #beside = new Map<BesideName, Uint8Array>();

  async beside(): Promise<Beside> {
    return new Map(this.#beside);
  }

  async records(): Promise<Iterable<StoredRecord>> {
    return [...this.#records.values()];
  }

  async commit(batch: Batch): Promise<void> {
    for (const { key, value } of batch.writes) {
      if (value === null) this.#records.delete(hex(key));
      else this.#records.set(hex(key), [key, value]);
    }
    if (batch.mark !== null) this.#beside.set("mark", batch.mark);
  }

  async keep(name: BesideName, value: Uint8Array | null): Promise<void> {
    if (value === null) this.#beside.delete(name);
    else this.#beside.set(name, value);
  }

  async close(): Promise<void> {}
}
