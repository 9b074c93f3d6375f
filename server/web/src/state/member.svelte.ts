// The member's phone in this browser: opened once, shown by every screen, synced when there is a
// network. It must never show anything as saved before the store says that it is on the disk: each
// of the package's calls resolves only then, and `load` reads after it.

import { DrokpaError, IdbStore, Phone } from "@drokpa/core/browser";
import type {
  About, ClaimRow, ConsentRow, ItemRow, LineRow, NewClaim, Saved, StandingRow, Status, TrainingRow,
  Word,
} from "@drokpa/core/browser";
import { day } from "./days.ts";
import { current, setOffice } from "./profiles.ts";
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
  readonly office = $derived(OFFICES.includes(this.shown?.about.role ?? ""));
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
    try {
      await this.#module();
      const store = await this.#opened();
      this.#phone = await Phone.open(store);
      await this.load();
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
        await (this.#phone ?? store).close();
        await this.open();
      });
    }
    return store;
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
    if (!OFFICES.includes(about.role) && current().office) this.#leaveOffice();
    this.shown = { about, status, consent, rows, words, trainings, items, standing, lines };
    this.stage = "ready";
  }

  #leaveOffice(): void {
    setOffice(false);
    void leaveOffice();
  }

  /** Enrols with a code as it was typed; needs the hub. */
  async enrol(code: string): Promise<void> {
    this.#phone = await Phone.enrol(this.#held(), location.origin, code);
    await this.load();
  }

  /** Becomes a phone by an invite's QR code, without a network. */
  async invited(invite: string): Promise<void> {
    const phone = await Phone.invited(this.#held(), invite);
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
    try {
      while (this.#again) {
        this.#again = false;
        await phone.sync();
      }
      this.#waitMs = RETRY_MS_FIRST;
    } catch (error) {
      this.#again = false;
      this.syncError = codeOf(error);
      // Browsers say that they are online wherever there is any network, so nothing tells when
      // the hub can be reached again.
      if (error instanceof DrokpaError && error.retry) this.#later();
    } finally {
      this.syncing = false;
    }
    await this.load();
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

/** The stable name of an error. */
export const codeOf = (error: unknown): string => {
  if (error instanceof DrokpaError) return error.code;
  console.error(error);
  return "internal";
};

export const member = new Member();
