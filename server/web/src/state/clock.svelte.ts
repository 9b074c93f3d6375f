// What time it is, where the phone's clock may be wrong by years. The hub's authenticated answers
// say it; between them the phone's clock is taken as far as it can be right. What the screens show
// and what the core takes for the time of a record come from here. It must never be a reason to
// refuse a record.

const KEY = "drokpa:clock";
/** Below this a clock is simply not exact. */
const SLACK_MS = 3_600_000;

interface Heard {
  /** What the hub said last, in milliseconds since 1970. */
  readonly hub: number;
  /** The hub's clock less the phone's at that moment. */
  readonly offset: number;
}

function kept(): Heard {
  try {
    const { hub, offset } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Heard>;
    if (Number.isFinite(hub) && Number.isFinite(offset)) return { hub: hub!, offset: offset! };
  } catch {
    // What cannot be read says nothing.
  }
  return { hub: 0, offset: 0 };
}

const clock = $state<{ heard: Heard }>({ heard: kept() });

/** The hub said just now what time it is. */
export function heard(hubSeconds: number): void {
  const hub = hubSeconds * 1000;
  const offset = hub - Date.now();
  clock.heard = { hub, offset: Math.abs(offset) < SLACK_MS ? 0 : offset };
  try {
    localStorage.setItem(KEY, JSON.stringify(clock.heard));
  } catch {
    // A full device keeps what it heard before.
  }
}

/**
 * The earliest of what the clock says and what it says once it is corrected that does not lie
 * before what the hub said: so a clock that a person has set right since is believed again.
 */
export function now(): number {
  const { hub, offset } = clock.heard;
  const raw = Date.now();
  const possible = [raw, raw + offset].filter((one) => one >= hub - SLACK_MS);
  return possible.length > 0 ? Math.min(...possible) : hub;
}

/** The phone's clock is not what it should be. */
export const wrong = (): boolean => Math.abs(now() - Date.now()) > 12 * SLACK_MS;
