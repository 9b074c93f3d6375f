// The member's phone in this browser: opened once, shown by every screen, synced when there is a
// network. It must never show anything as saved before the store says that it is on the disk: each
// of the package's calls resolves only then, and `load` reads after it.

import { DrokpaError, IdbStore, Phone } from "@drokpa/core/browser";
import type {
  About, ClaimRow, ConsentRow, ItemRow, LineRow, NewClaim, Saved, StandingRow, Status, TrainingRow,
  Word,
} from "@drokpa/core/browser";
import { heard, now } from "./clock.svelte.ts";
import { day } from "./days.ts";
import { lock } from "./lock.svelte.ts";
import { sendOthers } from "./others.ts";
import { choose, current, note, profiles, setOffice } from "./profiles.ts";
import { safety } from "./safety.svelte.ts";
import { leaveOffice } from "./worker.ts";

/** When a sync that failed is tried again, while the app is looked at: twice as late each time. */
const [RETRY_MS_FIRST, RETRY_MS_MAX] = [20_000, 600_000];
/** Roles that have something to do in an office. */
const OFFICES: readonly string[] = ["roll_keeper", "secretary", "station_keeper", "township_reviewer"];

export interface Shown {
  readonly about: About;
  readonly status: Status;
  readonly consent: ConsentRow;
  readonly rows: readonly ClaimRow[];
  /** Of each claim the one word of five, as the facade has it. */
  readonly words: ReadonlyMap<string, Word>;
  readonly trainings: readonly TrainingRow[];
  readonly items: readonly ItemRow[];
  readonly standing: StandingRow;
  readonly lines: readonly LineRow[];
}

/** What came here with an invite: shown once. */
export interface Arrived {
  /** Records that are back from the hub. */
  readonly restored: number;
  /** Records that came from a former phone in this browser, and those that could not. */
  readonly carried: number;
  readonly left: number;
}

class Member {
  /** What the screens may show. */
  stage = $state<"opening" | "failed" | "absent" | "ready">("opening");
  shown = $state.raw<Shown | null>(null);
  syncing = $state(false);
  /** The code of what the last sync failed with. */
  syncError = $state<string | null>(null);
  online = $state(navigator.onLine);
  /** Another tab has the phone. */
  readOnly = $state(false);
  /** The module that is loaded has the calls of offices. */
  whole = $state(false);
  /** The member has an office. */
  /** What an invite brought back. */
  arrived = $state.raw<Arrived | null>(null);
  /** Bytes that an enrolment has fetched so far. */
  fetched = $state(0);
  /** The hub says that this phone is revoked. */
  stopped = $state(false);
  readonly office = $derived(OFFICES.includes(this.shown?.about.role ?? ""));
  /** The message that names that office. */
  readonly officeName = $derived(
    this.shown?.about.role === "township_reviewer" ? "app-office_township" : "app-office",
  );
  #store: IdbStore | null = null;
  #phone: Phone | null = null;
  #again = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #waitMs = RETRY_MS_FIRST;

  constructor() {
    addEventListener("online", () => {
      this.online = true;
      void this.sync();
    });
    addEventListener("offline", () => (this.online = false));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && navigator.onLine) void this.sync();
    });
  }

  /** Opens what is on the phone. Needs no network once the app was here. */
  async open(): Promise<void> {
    this.stage = "opening";
    this.stopped = current().stopped;
    try {
      await this.#module();
      const store = await this.#opened();
      this.#phone = await Phone.open(store, { clock: now });
      await this.load();
      // Who is about to enrol here keeps nothing of the others from being sent.
      if (this.#phone === null) void sendOthers(null);
    } catch (error) {
      console.error(error);
      this.stage = "failed";
      return;
    }
    void this.sync();
  }

  /** The module of offices for who has one; without it the member's own record works as ever. */
  async #module(): Promise<void> {
    if (!current().office || this.whole) return;
    try {
      const { readyWhole } = await import("@drokpa/core/whole");
      await readyWhole();
      this.whole = true;
    } catch (error) {
      console.warn(error);
    }
  }

  async #opened(): Promise<IdbStore> {
    const store = await IdbStore.open(current().store, { second: "follow" });
    this.#store = store;
    this.readOnly = store.readOnly;
    if (store.readOnly) {
      store.onChange(() => {
        this.#phone?.refresh();
        void this.load();
      });
      void store.whenFree().then(async () => {
        if (this.#store !== store) return;
        await (this.#phone ?? store).close();
        await this.open();
      });
    }
    return store;
  }

  /** Lets go of the phone that is shown, and shows the one of another profile. */
  async use(store: string): Promise<void> {
    choose(store);
    const [phone, kept] = [this.#phone, this.#store];
    this.#phone = this.#store = this.shown = this.syncError = this.arrived = null;
    clearTimeout(this.#retry);
    this.#waitMs = RETRY_MS_FIRST;
    this.stage = "opening";
    lock.now();
    await (phone ?? kept)?.close();
    // The module cannot be changed under an open page.
    if (current().office && !this.whole) location.reload();
    else await this.open();
  }

  /** Reads everything anew. */
  async load(): Promise<void> {
    const phone = this.#phone;
    if (phone === null) {
      this.stage = "absent";
      return;
    }
    const [about, status, consent, all, told, trainings, items, standing] = await Promise.all([
      phone.about(), phone.status(), phone.consent(), phone.list(), phone.tellList("bo"),
      phone.trainings(), phone.items(), phone.standing(),
    ]);
    const rows = all.filter((row) => row.member === about.member).sort(newestFirst);
    const words = new Map(told.map((one) => [one.claim, one.state] as const));
    // What rules this app is too old for are not explained, and the numbers are the last posted.
    const lines = await phone.explain().then((why) => why.lines, () => []);
    // Another profile is shown by now.
    if (phone !== this.#phone) return;
    this.shown = { about, status, consent, rows, words, trainings, items, standing, lines };
    this.stage = "ready";
    this.#noted(about, status);
  }

  /** What is noted of this phone outside its store, for when it is not open. */
  #noted({ member, role }: About, { outbox }: Status): void {
    try {
      const { store, since } = current();
      note(store, { member, waiting: outbox, since: outbox > 0 ? since || day() : "" });
      if (!OFFICES.includes(role) && current().office) this.#leaveOffice();
    } catch (error) {
      // Only notes: a full device shows the records all the same.
      console.warn(error);
    }
    void safety.look();
  }

  #leaveOffice(): void {
    setOffice(false);
    if (!profiles().some((one) => one.office)) void leaveOffice();
  }

  /** Enrols with a code as it was typed; needs the hub. */
  async enrol(code: string): Promise<void> {
    note(current().store, { tried: true });
    this.fetched = 0;
    const counted = counting((bytes) => (this.fetched += bytes));
    const options = { fetch: counted, clock: now };
    const phone = await Phone.enrol(this.#held(), location.origin, code, options);
    this.#phone = phone;
    await this.#reached(phone);
    // Before anything is shown: the answer to the notice may be in a former phone here.
    await this.#came(0);
  }

  /** Takes over what a former phone here has, and says what an invite brought back. */
  async #came(before: number): Promise<void> {
    const over = await sendOthers(this.#phone, true);
    const [carried, left] = [over?.records ?? 0, over?.left ?? 0];
    await this.load();
    const restored = (this.shown?.rows.length ?? 0) - before - carried;
    if (restored + carried + left > 0) this.arrived = { restored, carried, left };
    void this.sync();
  }

  /** Becomes a phone by an invite's QR code, without a network. */
  async invited(invite: string): Promise<void> {
    note(current().store, { tried: true });
    const phone = await Phone.invited(this.#held(), invite, { clock: now });
    // The app speaks with the hub that it came from and with nobody else; whether that is the hub
    // of the invite is proven at the first contact.
    await phone.setHub(location.origin);
    this.#phone = phone;
    await this.load();
    void this.sync();
  }

  #held(): IdbStore {
    if (this.#store === null) throw new DrokpaError("store_failed", true);
    return this.#store;
  }

  #own(): Phone {
    if (this.#phone === null) throw new DrokpaError("not_enrolled", false);
    return this.#phone;
  }

  /** Asks the phone for more than every screen shows. */
  look<T>(work: (phone: Phone) => Promise<T>): Promise<T> {
    return work(this.#own());
  }

  /** Does one thing, shows what is there then, and sends it if it can. */
  async does<T>(work: (phone: Phone) => Promise<T>): Promise<T> {
    const done = await work(this.#own());
    await this.load();
    void this.sync();
    return done;
  }

  answer = (language: string, given: boolean): Promise<void> =>
    this.does((phone) => phone.answerNotice(language, given));

  async record(claim: NewClaim, note: string, code: string | null = null): Promise<Saved> {
    const saved = await this.does(async (phone) => {
      const saved = await phone.record(claim, note);
      if (code !== null) await phone.addCode(saved.claim, code);
      return saved;
    });
    // After a tap, as some browsers ask the person; what they answer changes nothing here.
    await this.#held().persist();
    return saved;
  }

  /** What the code at the door says: a training and its digits; `null` for any other code. */
  async door(codes: string[]): Promise<{ training: string; code: string } | null> {
    return (await this.does((phone) => phone.scan(codes))).check_in ?? null;
  }

  addCode = (claim: string, code: string): Promise<void> =>
    this.does((phone) => phone.addCode(claim, code));

  withdraw = (claim: string): Promise<void> => this.does((phone) => phone.withdraw(claim));

  resubmit = (claim: string, minutes: number | null, note: string): Promise<void> =>
    this.does((phone) => phone.resubmit(claim, minutes, note));

  object = (claim: string, reason: string, township: boolean): Promise<void> =>
    this.does((phone) => phone.object(claim, reason, township));

  /** Sends and fetches, once more where something was recorded meanwhile. */
  async sync(): Promise<void> {
    const phone = this.#phone;
    if (phone === null || this.readOnly) return;
    this.#again = true;
    if (this.syncing) return;
    this.syncing = true;
    this.syncError = null;
    clearTimeout(this.#retry);
    const first = this.shown?.about.welcomed === false;
    const before = this.shown?.rows.length ?? 0;
    try {
      while (this.#again) {
        this.#again = false;
        await phone.sync();
      }
      this.#waitMs = RETRY_MS_FIRST;
      await this.#reached(phone);
    } catch (error) {
      this.#again = false;
      // Another profile is shown by now.
      if (phone === this.#phone) {
        this.syncError = codeOf(error);
        // Browsers say that they are online wherever there is any network, so nothing tells when
        // the hub can be reached again.
        if (error instanceof DrokpaError && error.retry) this.#later();
      }
    } finally {
      this.syncing = false;
    }
    await this.load();
    if (phone !== this.#phone) await this.sync();
    else if (this.syncError !== null) return;
    else if (first) await this.#came(before);
    else await this.#others();
  }

  /** The hub was reached: what time it is there, and whether it still takes this phone. */
  async #reached(phone: Phone): Promise<void> {
    const { last_confirmed_at: at, quarantined } = await phone.status();
    if (at !== null && at !== this.shown?.status.last_confirmed_at) heard(at);
    if (quarantined === 0 || this.stopped || phone !== this.#phone) return;
    // Entries are kept apart of a phone that is revoked, or that lost a role: only the first gets
    // no token.
    const answer = await phone.accessLog().then(() => null, codeOf);
    this.stopped = answer === "token_withheld";
    note(current().store, { stopped: this.stopped });
  }

  /** Where the hub was reached, what waits in the other phones here goes too. */
  async #others(): Promise<void> {
    const over = await sendOthers(this.#phone);
    if (over === null) return;
    this.arrived = { restored: 0, carried: over.records, left: over.left };
    await this.load();
    void this.sync();
  }

  #later(): void {
    this.#retry = setTimeout(() => {
      if (document.visibilityState === "visible") void this.sync();
    }, this.#waitMs);
    this.#waitMs = Math.min(2 * this.#waitMs, RETRY_MS_MAX);
  }
}

function newestFirst(one: ClaimRow, other: ClaimRow): number {
  const days = [other.day ?? day(), one.day ?? day()] as const;
  return days[0] === days[1] ? one.key.localeCompare(other.key) : days[0].localeCompare(days[1]);
}

/** A `fetch` that says how many bytes came. */
function counting(came: (bytes: number) => void): typeof fetch {
  return async (...asked) => {
    const response = await fetch(...asked);
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, control) {
        came(part.length);
        control.enqueue(part);
      },
    });
    const { status, headers } = response;
    return new Response(response.body?.pipeThrough(counter) ?? null, { status, headers });
  };
}

/** The stable name of an error. */
export const codeOf = (error: unknown): string => {
  if (error instanceof DrokpaError) return error.code;
  console.error(error);
  return "internal";
};

export const member = new Member();
