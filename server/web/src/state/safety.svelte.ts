// How safely the records rest here: whether the browser keeps the store, how full the device is,
// and how long something has waited to be sent. Read by the phone's screen and by the screen of
// safety; it must never delete anything to make space.

import { day, daysFrom } from "./days.ts";
import { current } from "./profiles.ts";

/** From then on a copy elsewhere is asked for; sooner where the browser may clear the store. */
const [OLD_DAYS, OLD_DAYS_UNKEPT] = [14, 3];
/** Less than this is nearly full: a year of records takes less. */
const SPACE_BYTES = 20 * 1024 * 1024;

class Safety {
  /** The browser keeps the store until a person deletes it; `null` where it does not say. */
  kept = $state<boolean | null>(null);
  /** There is hardly any space left. */
  full = $state(false);
  /** Days since which something waits to be sent. */
  days = $state(0);
  readonly old = $derived(this.days >= (this.kept === false ? OLD_DAYS_UNKEPT : OLD_DAYS));

  /** Looks, and asks nobody. */
  async look(): Promise<void> {
    const { since } = current();
    this.days = since === "" ? 0 : Math.max(0, daysFrom(since, day()));
    const storage = navigator.storage as StorageManager | undefined;
    this.kept = (await storage?.persisted?.().catch(() => null)) ?? null;
    const { usage, quota } = (await storage?.estimate?.().catch(() => null)) ?? {};
    this.full = usage !== undefined && quota !== undefined && quota - usage < SPACE_BYTES;
  }
}

export const safety = new Safety();
