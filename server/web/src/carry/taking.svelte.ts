// Taking in what another phone gives: files, and codes in any order. What was taken in is on the disk
// when it is shown. Held by `Take.svelte`, and read by whoever wants to know when something came.

import type { CarriedChain, Imported, Phone } from "@drokpa/core/browser";
import { codeOf, member } from "../state/member.svelte.ts";

export class Taking {
  /** What came, the newest first; of a set of codes what all of them brought so far. */
  brought = $state.raw<readonly Imported[]>([]);
  busy = $state(false);
  /** The code of what was refused last. */
  problem = $state<string | null>(null);
  /** A set of codes has begun and is not whole. */
  readonly open = $derived(isOpen(this.brought[0]));

  /**
   * Takes each text by itself: one that is of something else spoils no other. True once nothing is
   * missing.
   */
  async codes(texts: readonly string[]): Promise<boolean> {
    this.problem = null;
    let came = false;
    for (const text of texts) came = (await this.#take((phone) => phone.scan([text]))) || came;
    return came && !this.open;
  }

  async file(file: Blob): Promise<void> {
    this.problem = null;
    const content = new Uint8Array(await file.arrayBuffer());
    await this.#take((phone) => phone.import(content));
  }

  async #take(work: (phone: Phone) => Promise<Imported>): Promise<boolean> {
    this.busy = true;
    try {
      const now = await member.look(work);
      const [last, ...older] = this.brought;
      const one = goesOn(last, now) ? merged(last, now) : now;
      this.brought = [one, ...(goesOn(last, now) ? older : this.brought.filter(isWhole))];
    } catch (error) {
      this.problem = codeOf(error);
      return false;
    } finally {
      this.busy = false;
    }
    // With the last code of a set and not with each: reading everything anew is slow on old phones.
    if (!this.open) await this.settle();
    return true;
  }

  /** Shows what came everywhere, and hands it on where there is a network. */
  async settle(): Promise<void> {
    await member.load();
    void member.sync();
  }
}

const isOpen = (one: Imported | undefined): one is Imported =>
  (one?.codes?.missing.length ?? 0) > 0;
const isWhole = (one: Imported): boolean => !isOpen(one);

/** Whether this is one more code of the set that is open. */
const goesOn = (last: Imported | undefined, now: Imported): last is Imported =>
  isOpen(last) && now.codes?.total === last.codes?.total;

/**
 * A set and its next code. What a set says is counted anew with each code; what was new with one is
 * known with the next.
 */
function merged(before: Imported, now: Imported): Imported {
  const both = (field: "new" | "certificates" | "publications" | "letters" | "answers"): number =>
    before[field] + now[field];
  const one = {
    ...now,
    new: both("new"),
    certificates: both("certificates"),
    publications: both("publications"),
    letters: both("letters"),
    answers: both("answers"),
    welcomed: before.welcomed || now.welcomed,
    chains: now.chains.map((chain) => (tookBefore(before, chain) ? { ...chain, fate: "taken" } : chain)),
  };
  const something = one.new + one.certificates + one.publications > 0;
  return one.outcome === "nothing_new" && something ? { ...one, outcome: "complete" } : one;
}

/** Whether a piece that is known by now came with an earlier code of the same set. */
function tookBefore(before: Imported, { document, member, actor, first, fate }: CarriedChain): boolean {
  const same = (one: CarriedChain): boolean =>
    one.document === document && one.member === member && one.actor === actor && one.first === first;
  return fate === "known" && before.chains.some((one) => same(one) && one.fate === "taken");
}
