// Rolls that were begun and not saved yet, one for each training, in a database of their own: a phone
// that dies half-way through a roll loses no tap. What `keep` has resolved is on the disk. It must
// never be taken for the roll itself: nothing of it counts or is sent before it is saved.

import { current } from "../../state/profiles.ts";

export const MARKS = ["present", "late", "leave", "absent", "exempt"] as const;
export type Mark = (typeof MARKS)[number];

/** What was marked and not saved. */
export interface Draft {
  readonly marks: Readonly<Record<string, Mark>>;
  /** When it was last touched, in milliseconds. */
  readonly at: number;
}

const TABLE = "rolls";
let opening: Promise<IDBDatabase> | null = null;

function opened(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open("drokpa-drafts", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onerror = () => reject(request.error ?? new Error("no drafts"));
    request.onsuccess = () => {
      request.result.onclose = () => (opening = null);
      resolve(request.result);
    };
  }).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

/** A browser that is used by several members keeps theirs apart. */
const place = (training: string): string => `${current().store}/${training}`;

export async function draftOf(training: string): Promise<Draft | null> {
  const table = (await opened()).transaction(TABLE).objectStore(TABLE);
  return new Promise((resolve, reject) => {
    const request = table.get(place(training));
    request.onerror = () => reject(request.error ?? new Error("not read"));
    request.onsuccess = () => resolve((request.result as Draft | undefined) ?? null);
  });
}

/** Keeps a draft, or lets go of it; done once the browser says that it is on the disk. */
export async function keep(training: string, draft: Draft | null): Promise<void> {
  const database = await opened();
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(TABLE, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
    const table = transaction.objectStore(TABLE);
    if (draft === null) table.delete(place(training));
    else table.put(draft, place(training));
    transaction.commit();
  });
}

/** The trainings whose roll was begun and not saved. */
export async function begun(): Promise<Set<string>> {
  const table = (await opened()).transaction(TABLE).objectStore(TABLE);
  const ours = place("");
  return new Promise((resolve, reject) => {
    const request = table.getAllKeys();
    request.onerror = () => reject(request.error ?? new Error("not read"));
    request.onsuccess = () => {
      const keys = request.result.map(String).filter((key) => key.startsWith(ours));
      resolve(new Set(keys.map((key) => key.slice(ours.length))));
    };
  });
}
