// What a form or a button goes through: one call at a time, its refusal kept for `Problem`. Used by the
// screens of members and of offices.

import { codeOf } from "./member.svelte.ts";

export class Doing {
  busy = $state(false);
  saved = $state(false);
  problem = $state<string | null>(null);

  /** Says that nothing was done yet: another thing is about to be. */
  begin(): void {
    this.saved = false;
    this.problem = null;
  }

  /** True where it was saved. */
  async does(work: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    this.begin();
    try {
      await work();
      this.saved = true;
    } catch (error) {
      this.problem = codeOf(error);
    } finally {
      this.busy = false;
    }
    return this.saved;
  }
}
