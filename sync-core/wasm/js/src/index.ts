// The package's calls. An app imports them from `@drokpa/core/browser` or `@drokpa/core/node`,
// which load the module and have a store; this entry is for apps that bring both.

import { PhoneCore, enrolled, invited, openFrom } from "./phone.js";
import type { Pack, PhoneOptions, Told } from "./phone.js";
import { guarded, storeFailed } from "./error.js";
import type { LinkOptions } from "./link.js";
import { Office } from "./office.js";
import type * as rows from "./rows.js";
import type { Store } from "./store.js";

export { DrokpaError } from "./error.js";
export type { Batch, StoredRecord, Write } from "./frame.js";
export type { LinkOptions } from "./link.js";
export { load } from "./module.js";
export { Office } from "./office.js";
export type { BranchDevice, Invite, Revocation } from "./office.js";
export type { Pack, PhoneOptions, Told } from "./phone.js";
export { codePixels, codePng, codeSquares, codeSvg, codeTexts, codesInImage } from "./qr.js";
export type { Pixels, Squares } from "./qr.js";
export type * from "./rows.js";
export { MemoryStore } from "./store.js";
export type { Beside, BesideName, Store } from "./store.js";
export { consentNotice, date, hours, messageOf, points, text } from "./words.js";

/**
 * A member's phone. Each call that changes something resolves once it is durable: only then say
 * "saved". Calls may be made at any time, also while a sync is under way.
 */
export class Phone extends PhoneCore {
  /**
   * What only secretaries and others with an office do. The member's module has none of it and
   * answers `parameter_malformed`; see `@drokpa/core/whole`.
   */
  readonly office: Office = new Office(
    (name, ...values) => this.change(name, ...values),
    (name, ...values) => this.look(name, ...values),
    (method, path, body, options) => this.asking(method, path, body, options),
  );

  /** Opens the phone that rests in a store; `null` where nobody is enrolled yet. */
  static async open(store: Store, options: PhoneOptions = {}): Promise<Phone | null> {
    const module = await openFrom(store);
    return module === null ? null : new Phone(store, module, options);
  }

  /**
   * Enrols with a code as it was typed, and takes in all that the hub has. It may be repeated with
   * the same store until it succeeds. Throws `invite_refused`, `hub_unreachable` and others.
   */
  static async enrol(
    store: Store,
    hub: string,
    code: string,
    options: PhoneOptions & LinkOptions = {},
  ): Promise<Phone> {
    try {
      const { module } = await enrolled(store, hub, code, options);
      const phone = new Phone(store, module, options);
      await phone.commit();
      await phone.drain(options);
      return phone;
    } catch (cause) {
      throw storeFailed(cause);
    }
  }

  /**
   * Makes a phone of the text of an invite's QR code. It needs no network: it can record at once,
   * and meets the hub with its first sync.
   */
  static async invited(store: Store, text: string, options: PhoneOptions = {}): Promise<Phone> {
    try {
      return new Phone(store, await invited(store, text), options);
    } catch (cause) {
      throw storeFailed(cause);
    }
  }

  /** Whose phone it is. */
  about = (): Promise<rows.About> => this.look("about");

  /** What waits here, what is missing, and when the hub last confirmed everything. */
  status = (): Promise<rows.Status> => this.look("status");

  /** What the member said to the notice; nothing can be recorded before `given`. */
  consent = (): Promise<rows.ConsentRow> => this.look("consent");

  /** Keeps the answer to the notice, which was shown in `language`. */
  answerNotice = (language: string, given: boolean): Promise<void> =>
    this.change("answer_notice", language, given);

  /** The items of the rules that are in force; none before the first sync. */
  items = (): Promise<rows.ItemRow[]> => this.look("items");

  /** Records what the member did; the note has at most 200 characters. */
  record = (claim: rows.NewClaim, note = ""): Promise<rows.Saved> =>
    this.change("record", claim, note);

  /** Takes a claim of one's own back. */
  withdraw = (claim: string): Promise<void> => this.change("withdraw", claim);

  /** Offers a claim again, changed, in a new round. */
  resubmit = (claim: string, minutes: number | null, note = ""): Promise<void> =>
    this.change("resubmit", claim, minutes, note);

  /** Adds a check-in code to a claim that was recorded without it. */
  addCode = (claim: string, code: string): Promise<void> => this.change("add_code", claim, code);

  /** Objects to what became of a claim; `township` asks the township instead of the branch. */
  object = (claim: string, reason: string, township = false): Promise<void> =>
    this.change("object", claim, reason, township);

  /** All facts that this phone may see, or those of one member. */
  list = (member: string | null = null): Promise<rows.ClaimRow[]> => this.look("list", member);

  /** A member's points and hours: one's own of this year, where nothing else is given. */
  standing = (member: string | null = null, cycle: number | null = null): Promise<rows.StandingRow> =>
    this.look("standing", member, cycle);

  /** The same with the reasons. */
  explain = (member: string | null = null, cycle: number | null = null): Promise<rows.Explanation> =>
    this.look("explain", member, cycle);

  /** The rules years that this phone has anything of. */
  cycles = (): Promise<number[]> => this.look("cycles");

  /** All trainings that this phone knows. */
  trainings = (): Promise<rows.TrainingRow[]> => this.look("trainings");

  /** The member's own phones. */
  devices = (): Promise<rows.DeviceRow[]> => this.look("devices");

  /** The member knows all phones that were added. */
  knowDevices = (): Promise<void> => this.change("know_devices");

  /** What a period (`2026-05`, `2026-Q2`, `2026`) posted; `null` while nobody has closed it. */
  statement = (period: string): Promise<rows.Statement | null> => this.look("statement", period);

  /** The member's own records, with what every name in them means in both languages. */
  myData = (): Promise<Record<string, unknown>> => this.look("my_data");

  /** Facts in words. */
  tellList = (language: string, member: string | null = null): Promise<Told[]> =>
    this.look("tell_list", language, member);

  /** A standing as lines. */
  tellStanding = (
    language: string,
    member: string | null = null,
    cycle: number | null = null,
  ): Promise<string[]> => this.look("tell_standing", language, member, cycle);

  /** A standing of this year with its reasons as lines. */
  tellExplained = (language: string, member: string | null = null): Promise<string[]> =>
    this.look("tell_explained", language, member);

  /** The state of the phone as lines. */
  tellStatus = (language: string): Promise<string[]> => this.look("tell_status", language);

  /** What the last sync did, as lines. */
  tellSync = (language: string): Promise<string[]> => this.look("tell_sync", language);

  /** A statement as lines; `null` while nobody has closed the period. */
  tellStatement = (language: string, period: string): Promise<string[] | null> =>
    this.look("tell_statement", language, period);

  /**
   * Syncs with the hub: one request and one reply in most cases. Whatever it fails at may be
   * repeated, and what was committed until then stays.
   */
  sync(options: LinkOptions = {}): Promise<rows.SyncReport> {
    return this.exchanging(false, options, () => this.look<rows.SyncReport>("sync_report"));
  }

  /** Asks the hub who looked at the member's record; needs a network. */
  accessLog(options: LinkOptions = {}): Promise<rows.Access[]> {
    return this.exchanging(true, options, () => this.look<rows.Access[]>("access_log"));
  }

  /** Packs records for another phone: bytes for a file, or for `codeTexts`. */
  export(choice: rows.ExportChoice = {}): Promise<Pack> {
    return this.run((module) =>
      guarded(() => {
        const exported: rows.Exported = JSON.parse(module.export(JSON.stringify(choice)));
        return { ...exported, content: module.take_bytes() ?? new Uint8Array() };
      }),
    );
  }

  /** Takes in a file that another phone gave. */
  import(content: Uint8Array): Promise<rows.Imported> {
    return this.writing((module) => module.import(content));
  }

  /**
   * Takes in the texts of scanned codes, in any order, all at once or one by one. A training's
   * code at the door is in `check_in` of what is returned.
   */
  scan = (texts: readonly string[]): Promise<rows.Imported> => this.change("scan", texts);

  /** A letter to the hub for another phone to carry, before this one has met the hub. */
  async writeLetter(): Promise<Uint8Array> {
    let letter = new Uint8Array();
    await this.writing((module) => {
      module.write_letter();
      letter = new Uint8Array(module.take_bytes() ?? []);
      return undefined;
    });
    return letter;
  }

  /** The letters that this phone carries for others. */
  letters = (): Promise<rows.LetterRow[]> => this.look("letters");

  /** The hub's answers that are to be brought back: the letter's name and the bytes. */
  async letterAnswers(): Promise<[letter: string, content: Uint8Array][]> {
    const answers = await this.look<[string, number[]][]>("letter_answers");
    return answers.map(([name, bytes]) => [name, new Uint8Array(bytes)]);
  }

  /**
   * Records anew what a former phone of this member recorded under an invite that was of no use.
   * `name` tells that phone from others; done once, it is not done again.
   */
  carryOver(former: Phone, name: string): Promise<rows.CarriedOver> {
    return this.borrow(former, (other) =>
      this.writing((module) => module.carry_over(other, name)),
    );
  }
}
