// Batches and records as one run of bytes; the other half is `sync-core/wasm/src/frame.rs`, where
// the form is described.

/** One change of a store: a value to set, or `null` to remove the key. */
export interface Write {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/**
 * Writes that belong together: committed whole, in the order of their ids. Only then is what was
 * recorded "saved", and only then can it leave the phone.
 */
export interface Batch {
  /** Counts up by one from 1, anew each time that a phone is opened. */
  readonly id: number;
  /** In this order. May be empty. */
  readonly writes: readonly Write[];
  /** To be kept beside the key, outside the store, once the writes are durable. */
  readonly mark: Uint8Array | null;
}

/** A record of a store. */
export type StoredRecord = readonly [key: Uint8Array, value: Uint8Array];

/** Reads a batch. */
export function readBatch(bytes: Uint8Array): Batch {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 8;
  const take = (length: number): Uint8Array => {
    const part = bytes.slice(at, at + length);
    at += length;
    return part;
  };
  const number = (): number => {
    const value = view.getUint32(at);
    at += 4;
    return value;
  };
  const optional = (): Uint8Array | null => {
    const length = number();
    return length === 0 ? null : take(length - 1);
  };
  const mark = optional();
  const writes: Write[] = [];
  while (at < bytes.length) {
    const key = take(number());
    writes.push({ key, value: optional() });
  }
  return { id: Number(view.getBigUint64(0)), writes, mark };
}

/** Writes records. */
export function writeRecords(records: Iterable<StoredRecord>): Uint8Array {
  const parts = [...records].flat();
  const out = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    out.set(part, at + 4);
    at += 4 + part.length;
  }
  return out;
}

/** Bytes as a key of a Map. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
