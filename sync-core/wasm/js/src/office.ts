// What secretaries and others with an office do: the calendar, codes at the door, the roll,
// decisions, and what settles them. Reached as `phone.office`. A phone without the role is refused
// with `role_needed`, and so would its entries be by every other phone.

import type * as rows from "./rows.js";

type Call = <T>(name: string, ...values: unknown[]) => Promise<T>;

/** The calls of an office. */
export class Office {
  readonly #change: Call;
  readonly #look: Call;

  constructor(change: Call, look: Call) {
    this.#change = change;
    this.#look = look;
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

  /** The members of the branch in the order of its roster. */
  roster = (): Promise<rows.RosterRow[]> => this.#look("roster");

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

  /** The branch's report out of 100 under an evaluation file. */
  evaluation = (
    file: string,
    sector: string,
    [from, to]: readonly [string, string],
    manual: readonly (readonly [id: string, tenths: number, note: string])[] = [],
  ): Promise<rows.Report> => this.#look("evaluation", file, sector, from, to, manual);
}
