// The phone: typed calls over the wasm module, and the store behind it. Each call that changes
// something resolves once its batch is durable, and calls run one after the other, so whatever a
// call shows is saved. It must never hand out, show or send what its store has not committed.

import { DrokpaError, guarded, inUse, storeFailed } from "./error.js";
import { readBatch, writeRecords } from "./frame.js";
import type { WasmPhone } from "./glue/drokpa.js";
import { exchange } from "./link.js";
import type { Answer, Head, LinkOptions } from "./link.js";
import { glue } from "./module.js";
import type * as rows from "./rows.js";
import type { Store } from "./store.js";

/** How a phone is opened. */
export interface PhoneOptions {
  /** The device's clock in milliseconds; `Date.now` where it is not given. */
  readonly clock?: () => number;
}

/** A claim in words: its state, the one word of five for it, and all of it as lines. */
export interface Told {
  readonly claim: string;
  readonly state: rows.Word;
  readonly word: string;
  readonly lines: readonly string[];
}

/** A pack for another phone. */
export interface Pack extends rows.Exported {
  /** The bytes for a file or for codes; empty where there is nothing to give. */
  readonly content: Uint8Array;
}

const utf8 = { from: new TextDecoder(), to: new TextEncoder() };

/** What is common to phones of members and secretaries; `phone.office` has the rest. */
export class PhoneCore {
  readonly #store: Store;
  readonly #clock: () => number;
  #module: WasmPhone | null;
  #stale = false;
  #closed = false;
  #queue: Promise<unknown> = Promise.resolve();
  #exchange: Promise<unknown> | null = null;

  protected constructor(store: Store, module: WasmPhone | null, options: PhoneOptions) {
    this.#store = store;
    this.#module = module;
    this.#clock = options.clock ?? Date.now;
  }

  /** True where another tab has the phone open: this one shows, and changes nothing. */
  get readOnly(): boolean {
    return this.#store.readOnly === true;
  }

  /** Lets go of the phone and its store, after what is under way. Later calls are refused. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#queue.catch(() => undefined);
    this.#drop();
    await this.#store.close();
  }

  /** Reads the store again before the next call: another tab wrote. */
  refresh(): void {
    this.#stale = true;
  }

  protected now(): number {
    return Math.floor(this.#clock() / 1000);
  }

  /** One thing after the other, with a phone that is what rests. */
  protected run<T>(work: (module: WasmPhone) => Promise<T> | T): Promise<T> {
    if (this.#closed) return Promise.reject(new DrokpaError("state_wrong", false, "closed"));
    const ran = this.#queue.then(async () => work(await this.#opened()));
    this.#queue = ran.catch(() => undefined);
    return ran;
  }

  async #opened(): Promise<WasmPhone> {
    if (this.#module !== null && !this.#stale) return this.#module;
    this.#drop();
    const module = await openFrom(this.#store);
    if (module === null) throw new DrokpaError("not_enrolled", false);
    this.#module = module;
    this.#stale = false;
    return module;
  }

  #drop(): void {
    try {
      this.#module?.free();
    } catch {
      // An object whose call stopped in the middle is still lent to that call, and stays lost.
    }
    this.#module = null;
  }

  /** A call that changes something: done when its batch is durable. */
  protected change<T>(name: string, ...values: unknown[]): Promise<T> {
    return this.writing((module) => module.change(name, this.now(), JSON.stringify(values)));
  }

  /** As `change`, for calls with bytes. */
  protected writing<T>(call: (module: WasmPhone) => string | undefined): Promise<T> {
    if (this.readOnly) return Promise.reject(inUse("another tab has it open"));
    return this.run(async (module) => {
      const told = this.#guarded(() => call(module));
      await this.#commit(module);
      return told === undefined ? undefined : JSON.parse(told);
    }) as Promise<T>;
  }

  /** A call that only looks. */
  protected look<T>(name: string, ...values: unknown[]): Promise<T> {
    const text = JSON.stringify(values);
    return this.run((module) =>
      JSON.parse(this.#guarded(() => module.look(name, this.now(), text))),
    );
  }

  protected commit(): Promise<void> {
    return this.run((module) => this.#commit(module));
  }

  async #commit(module: WasmPhone): Promise<void> {
    const bytes = module.take_batch();
    if (bytes === undefined) return;
    const batch = readBatch(bytes);
    try {
      await this.#store.commit(batch);
    } catch (cause) {
      // What is in memory is no longer what rests.
      module.failed(batch.id);
      this.#stale = true;
      throw storeFailed(cause);
    }
    this.#guarded(() => module.persisted(batch.id));
  }

  /** As `guarded`; a module that stopped in the middle is opened anew. */
  #guarded<T>(call: () => T): T {
    try {
      return guarded(call);
    } catch (error) {
      const lost = error instanceof DrokpaError && ["internal", "store_failed"].includes(error.code);
      if (lost) this.#stale = true;
      throw error;
    }
  }

  /** A loop of requests; one at a time, whoever asks for it. */
  protected exchanging<T>(log: boolean, options: LinkOptions, after: () => Promise<T>): Promise<T> {
    if (this.readOnly) return Promise.reject(inUse("another tab has it open"));
    const before = this.#exchange ?? Promise.resolve();
    const ran = before.catch(() => undefined).then(async () => {
      await this.run((module) => module.begin(log));
      await this.drain(options);
      return after();
    });
    this.#exchange = ran.catch(() => undefined);
    return ran;
  }

  /** Sends what is to be sent, and commits each answer before the next request. */
  protected async drain(options: LinkOptions): Promise<void> {
    const hub = await this.hub();
    if (hub === "") throw new DrokpaError("hub_unreachable", true, "no address of a hub is kept");
    for (;;) {
      const ask = await this.run((module) => {
        const head = this.#guarded(() => module.next_ask(this.now()));
        const body = module.take_bytes() ?? new Uint8Array();
        return head === undefined ? null : { head: JSON.parse(head) as Head, body };
      });
      if (ask === null) break;
      // The store is not held meanwhile: records can be made while the network is slow.
      const { status, body } = await exchange(hub, ask.head, ask.body, options);
      await this.run(async (module) => {
        this.#guarded(() => module.answer(this.now(), status, body));
        await this.#commit(module);
      });
    }
    await this.run(async (module) => {
      const beside = await this.#store.beside();
      if (beside.has("invite") && module.invite() === undefined) await this.#keep("invite", null);
    });
  }

  /**
   * Asks the hub for more than a sync brings, with a token that is good for this alone. Only the
   * whole module makes the proof. It may be repeated.
   */
  protected async asking<T>(
    method: Head["method"],
    path: string,
    body: unknown,
    options: LinkOptions,
  ): Promise<T> {
    const hub = await this.hub();
    const proof = await this.look<rows.Proof>("proof");
    const json = (value: unknown): Uint8Array => utf8.to.encode(JSON.stringify(value));
    const asked = { method: "POST", path: "/v1/tokens", token: null } as const;
    const { token } = answered<{ token: string }>(await exchange(hub, asked, json(proof), options));
    const sent = method === "GET" ? new Uint8Array() : json(body);
    return answered<T>(await exchange(hub, { method, path, token }, sent, options));
  }

  /** Where the hub is; empty where nobody said. */
  async hub(): Promise<string> {
    const beside = await this.#store.beside();
    return utf8.from.decode(beside.get("hub") ?? new Uint8Array());
  }

  /** Changes where the hub is. */
  setHub(address: string): Promise<void> {
    return this.run(() => this.#keep("hub", utf8.to.encode(address)));
  }

  async #keep(name: "invite" | "hub", value: Uint8Array | null): Promise<void> {
    try {
      await this.#store.keep(name, value);
    } catch (cause) {
      throw storeFailed(cause);
    }
  }

  /** The wasm object of another phone, for `carryOver`. */
  protected borrow<T>(other: PhoneCore, use: (module: WasmPhone) => Promise<T>): Promise<T> {
    return other.run(use);
  }
}

/** What the hub answered, or why it refused. */
function answered<T>({ status, body }: Answer): T {
  let told: unknown = null;
  try {
    told = JSON.parse(utf8.from.decode(body));
  } catch {
    // Something else than the hub answered.
  }
  if (status >= 200 && status < 300 && told !== null) return told as T;
  const { code, retry_after_s } = (told ?? {}) as { code?: string; retry_after_s?: number | null };
  throw new DrokpaError(code ?? "reply_malformed", typeof retry_after_s === "number");
}

/** The phone that rests in a store; `null` where nobody is enrolled. */
export async function openFrom(store: Store): Promise<WasmPhone | null> {
  const beside = await reading(() => store.beside());
  const identity = beside.get("identity");
  if (identity === undefined) return null;
  const bytes = writeRecords(await reading(() => store.records()));
  const [mark, invite] = [beside.get("mark"), beside.get("invite")];
  const module = guarded(() => glue().WasmPhone.open(identity, mark, invite, bytes));
  const owed = module.mark_owed();
  if (owed !== undefined && store.readOnly !== true) {
    try {
      await store.keep("mark", owed);
    } catch (cause) {
      module.free();
      throw storeFailed(cause);
    }
  }
  return module;
}

async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw storeFailed(cause);
  }
}

/** The seed of the device's key: kept before the first contact leaves. */
async function seedOf(store: Store): Promise<Uint8Array> {
  const kept = (await store.beside()).get("seed");
  if (kept !== undefined) return kept;
  const fresh = crypto.getRandomValues(new Uint8Array(32));
  await store.keep("seed", fresh);
  return fresh;
}

function refuseEnrolled(enrolled: boolean): void {
  if (enrolled) throw new DrokpaError("state_wrong", false, "this store has a phone already");
}

/** First contact with a typed code. */
export async function enrolled(
  store: Store,
  hub: string,
  code: string,
  options: PhoneOptions & LinkOptions,
): Promise<{ module: WasmPhone }> {
  const now = (): number => Math.floor((options.clock ?? Date.now)() / 1000);
  refuseEnrolled((await store.beside()).has("identity"));
  const seed = await seedOf(store);
  const enrolment = guarded(() => glue().WasmEnrolment.begin(seed, code));
  try {
    const head = JSON.parse(enrolment.head()) as Head;
    const answer: Answer = await exchange(hub, head, enrolment.body(), options);
    const module = guarded(() => enrolment.finish(now(), answer.status, answer.body));
    // The hub's address first: with the identity kept, the store has a phone.
    await store.keep("hub", utf8.to.encode(hub));
    await store.keep("identity", module.identity());
    return { module };
  } finally {
    enrolment.free();
  }
}

/** A phone of an invite's QR code, without a network. */
export async function invited(store: Store, text: string): Promise<WasmPhone> {
  refuseEnrolled((await store.beside()).has("identity"));
  const seed = await seedOf(store);
  const module = guarded(() => glue().WasmPhone.invited(seed, text));
  const address = module.take_bytes() ?? new Uint8Array();
  await store.keep("hub", address);
  await store.keep("invite", module.invite() ?? null);
  await store.keep("identity", module.identity());
  return module;
}
