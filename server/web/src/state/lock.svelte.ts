// Whether the screen of the current profile is locked: at the start and after a while in the
// background, where the profile has a PIN. What is under it goes on: it is synced, and what was
// being typed stays.

import { tried, waitOf } from "./pin.ts";
import { current, note } from "./profiles.ts";

/** How long the app may be out of sight before it locks. */
const AWAY_MS = 180_000;

class Lock {
  locked = $state(current().pin !== null);
  #left = Date.now();

  constructor() {
    document.addEventListener("visibilitychange", () => {
      const now = Date.now();
      if (document.visibilityState === "hidden") this.#left = now;
      // A clock that was set back meanwhile tells nothing, so it locks.
      else if (now - this.#left >= AWAY_MS || now < this.#left) this.now();
    });
  }

  /** Locks, where there is a PIN. */
  now(): void {
    this.locked = current().pin !== null;
  }

  /** Opens, where it is the PIN; answers as `check`. */
  async open(typed: string): Promise<"wrong" | number | null> {
    const refused = await this.check(typed);
    if (refused === null) this.locked = false;
    return refused;
  }

  /** A try with what was typed: `wrong`, or the seconds to wait, or nothing where it is right. */
  async check(typed: string): Promise<"wrong" | number | null> {
    const { store, pin } = current();
    if (pin === null) return null;
    const wait = waitOf(pin);
    if (wait > 0) return wait;
    const after = await tried(pin, typed);
    try {
      note(store, { pin: after.pin });
    } catch (error) {
      // A full device must not keep anybody out who knows the PIN.
      console.warn(error);
    }
    return after.right ? null : waitOf(after.pin) || "wrong";
  }
}

export const lock = new Lock();
