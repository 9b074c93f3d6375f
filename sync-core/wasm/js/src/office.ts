// What secretaries and others with an office do: the calendar, codes at the door, the roll,
// decisions, and what settles them. Reached as `phone.office`. A phone without the role is refused
// with `role_needed`, and so would its entries be by every other phone.

import type { LinkOptions } from "./link.js";
import type * as rows from "./rows.js";

type Call = <T>(name: string, ...values: unknown[]) => Promise<T>;
/** A request to the hub with a token; `body` is sent as JSON. */
type Ask = <T>(
  method: "GET" | "POST",
  path: string,
  body: unknown,
  options: LinkOptions,
) => Promise<T>;

/** An invite as the hub made it. It is shown once and kept nowhere. */
export interface Invite {
  readonly member: string;
  readonly branch: string;
  readonly role: string;
  /** What is typed. */
  readonly code: string;
  /** What is scanned: the text of the QR code. */
  readonly qr: string;
  /** When it is over, RFC 3339. */
  readonly expires_at: string;
}

/** A device of a member, as the hub knows it. */
export interface BranchDevice {
  readonly serial: number;
  readonly member: string;
  readonly branch: string;
  readonly role: string;
  /** The day on which its certificate was issued. */
  readonly issued_on: string;
  readonly renew_on: string;
  readonly revoked: boolean;
  /** What it last told, for the home secretary; null where it told nothing yet. */
  readonly told: {
    readonly on: string;
    readonly app_version: number;
    readonly outbox: number;
    readonly waiting: number;
    readonly rejected: number;
  } | null;
}

/** What became of a device. */
export interface Revocation {
  readonly device: number;
  /** Chains of it that count up to an entry. */
  readonly chains: number;
  /** Entries of it that the hub had and that are set aside now. */
  readonly quarantined: number;
}

/** The calls of an office. */
export class Office {
  readonly #change: Call;
  readonly #look: Call;
  readonly #ask: Ask;

  constructor(change: Call, look: Call, ask: Ask) {
    this.#change = change;
    this.#look = look;
    this.#ask = ask;
  }

  /** Enters a claim for a member without a phone at hand; marked as such for ever. */
  enterFor = (member: string, claim: rows.NewClaim, note = ""): Promise<rows.Saved> =>
    this.#change("enter_for", member, claim, note);

  /** Announces a training; its id. */
  createTraining = (training: rows.NewTraining): Promise<string> =>
    this.#change("create_training", training);

  /** Changes a training. Decisions that had not seen another time or length count no more. */
  editTraining = (training: string, edit: rows.TrainingEdit): Promise<void> =>
    this.#change("edit_training", training, edit);

  /** Cancels a training. */
  cancelTraining = (training: string): Promise<void> => this.#change("cancel_training", training);

  /** Says that two trainings are one; `retract` takes that back. */
  aliasTrainings = (training: string, other: string, retract = false): Promise<void> =>
    this.#change("alias_trainings", training, other, retract);

  /** Says that what members recorded as an unlisted training was this one. */
  aliasUnlisted = (training: string, kind: string, day: string, retract = false): Promise<void> =>
    this.#change("alias_unlisted", training, kind, day, retract);

  /** Makes sure that codes can be shown for a training; once, before `doorCode`. */
  prepareCodes = (training: string): Promise<void> => this.#change("prepare_codes", training);

  /** The code to show at the door now; it changes every 5 minutes. */
  doorCode = (training: string): Promise<rows.DoorCode> => this.#look("door_code", training);

  /** Calls the roll; how many marks are new. */
  callRoll = (training: string, marks: readonly rows.RollMark[]): Promise<number> =>
    this.#change("call_roll", training, marks);

  /** What stands on the roll of a training, in the order of the roster. */
  roll = (training: string): Promise<rows.RollRow[]> => this.#look("roll", training);

  /** A training with its days and what is linked to it. */
  plan = (training: string): Promise<rows.PlanRow> => this.#look("plan", training);

  /** The members of the branch in the order of its roster; a reviewer's, of each branch below. */
  roster = (): Promise<rows.RosterRow[]> => this.#look("roster");

  /** The names of every branch that this phone holds anything of; a reviewer's, of those below. */
  branches = (): Promise<rows.BranchRow[]> => this.#look("branches");

  /** What only this phone has decided, and which objections ask for an answer by when. */
  owed = (): Promise<rows.Owed> => this.#look("owed");

  /** Places of texts in the order of a Tibetan dictionary, which no browser has. */
  tibetanOrder = (texts: readonly string[]): Promise<number[]> =>
    this.#look("tibetan_order", texts);

  /** Facts of others that ask for a decision; `confirmed`: only those with other evidence. */
  queue = (confirmed = false): Promise<rows.ClaimRow[]> => this.#look("queue", confirmed);

  /** Decides claims. */
  decide = (decisions: readonly rows.NewDecision[]): Promise<void> =>
    this.#change("decide", decisions);

  /** Decides a claim that was recorded in different ways, by the record that its sides name. */
  decideBetween = (decision: rows.NewDecision, record: string): Promise<void> =>
    this.#change("decide_between", decision, record);

  /** Approves everything in the confirmed queue; the names of the claims. */
  approveConfirmed = (): Promise<string[]> => this.#change("approve_confirmed");

  /** Answers an objection. */
  answerObjection = (claim: string, upheld: boolean, reason: string): Promise<void> =>
    this.#change("answer_objection", claim, upheld, reason);

  /** Adds or takes points without a claim; the adjustment's id. */
  adjust = (adjustment: rows.NewAdjustment): Promise<string> => this.#change("adjust", adjustment);

  /** Settles an adjustment that is possibly the same as another one. */
  settleAdjustment = (member: string, adjustment: string, keep: boolean): Promise<void> =>
    this.#change("settle_adjustment", member, adjustment, keep);

  /** The adjustments of a member's rules year. */
  adjustments = (member: string, cycle: number): Promise<rows.AdjustmentRow[]> =>
    this.#look("adjustments", member, cycle);

  /** What branch and township say about setting a member's points of a rules year to zero. */
  vetoes = (member: string, cycle: number): Promise<rows.VetoRow[]> =>
    this.#look("vetoes", member, cycle);

  /** Sets the total of the year of a day to zero, together with the township. */
  veto = (member: string, day: string, withdraw: boolean, reason: string): Promise<void> =>
    this.#change("veto", member, day, withdraw, reason);

  /** Records of revoked or demoted devices that came too late. */
  quarantine = (): Promise<rows.QuarantineRow[]> => this.#look("quarantine");

  /** Lets records that were set aside count, or keeps them out. */
  adopt = (entries: readonly string[], adopt: boolean): Promise<void> =>
    this.#change("adopt", entries, adopt);

  /** Attests what a member of another branch did here; the fact's key. */
  attest = (attestation: rows.NewAttestation): Promise<string> =>
    this.#change("attest", attestation);

  /** Closes a period, so that its statement can be posted; the close's key. */
  close = (period: string): Promise<string> => this.#change("close", period);

  /** The periods that the branch has closed, the newest first. */
  closed = (): Promise<rows.ClosedRow[]> => this.#look("closed");

  /** The branch's report out of 100 under an evaluation file. */
  evaluation = (
    file: string,
    sector: string,
    [from, to]: readonly [string, string],
    manual: readonly (readonly [id: string, tenths: number, note: string])[] = [],
  ): Promise<rows.Report> => this.#look("evaluation", file, sector, from, to, manual);

  /** The devices of a branch; needs a network. */
  branchDevices = async (
    branch: string,
    options: LinkOptions = {},
  ): Promise<readonly BranchDevice[]> => {
    const path = `/v1/branches/${encodeURIComponent(branch)}/devices`;
    const told = await this.#ask<{ devices: BranchDevice[] }>("GET", path, null, options);
    return told.devices;
  };

  /**
   * Makes an invite for each of these members; needs a network. It takes the place of the member's
   * earlier one that nobody used. `address` is where phones reach the hub.
   */
  invite = async (
    branch: string,
    members: readonly string[],
    address: string,
    options: LinkOptions = {},
  ): Promise<readonly Invite[]> => {
    const path = `/v1/branches/${encodeURIComponent(branch)}/invites`;
    const asked = { members, address };
    const told = await this.#ask<{ invites: Invite[] }>("POST", path, asked, options);
    return told.invites;
  };

  /**
   * Takes a device's word away; needs a network. What the hub has of it counts, with `since` only
   * what it had received before that second. Nothing is deleted, and doing it again changes nothing.
   */
  revoke = (
    device: number,
    since: number | null = null,
    options: LinkOptions = {},
  ): Promise<Revocation> =>
    this.#ask("POST", `/v1/devices/${device}/revocation`, { since }, options);
}
