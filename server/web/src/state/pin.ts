// A PIN: a slow hash with a salt, and how often it was wrong. It opens a screen and encrypts
// nothing, see `docs/adr/0041-a-pin-locks-a-screen.md`. It must never be a reason to delete
// anything, nor be kept as it was typed.

export interface Pin {
  readonly salt: string;
  /** Turns of PBKDF2, so that a later version can take more. */
  readonly turns: number;
  readonly hash: string;
  /** Wrong tries since the last right one. */
  readonly wrong: number;
  /** Milliseconds since 1970 before which no other try is taken. */
  readonly until: number;
}

/** About a second on a phone of a hundred euros. */
const TURNS = 300_000;
/** Tries that are free; after each one more the wait doubles. */
const FREE = 4;
const [WAIT_MS_FIRST, WAIT_MS_MAX] = [15_000, 600_000];

export const isPin = (text: string): boolean => /^[0-9]{4,8}$/.test(text);

const toText = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function hashed(typed: string, salt: Uint8Array<ArrayBuffer>, turns: number): Promise<string> {
  const secret = new TextEncoder().encode(typed);
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: turns };
  return toText(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)));
}

export async function newPin(typed: string): Promise<Pin> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const hash = await hashed(typed, salt, TURNS);
  return { salt: toText(salt), turns: TURNS, hash, wrong: 0, until: 0 };
}

/** Seconds until another try is taken. A clock that was set back makes nobody wait for years. */
export const waitOf = (pin: Pin): number =>
  Math.ceil(Math.min(Math.max(pin.until - Date.now(), 0), WAIT_MS_MAX) / 1000);

/** A try: whether it was right, and what is to be kept of it. */
export async function tried(pin: Pin, typed: string): Promise<{ right: boolean; pin: Pin }> {
  const right = (await hashed(typed, toBytes(pin.salt), pin.turns)) === pin.hash;
  if (right) return { right, pin: { ...pin, wrong: 0, until: 0 } };
  const wrong = pin.wrong + 1;
  const times = wrong - FREE;
  const wait = times < 1 ? 0 : Math.min(WAIT_MS_FIRST * 2 ** (times - 1), WAIT_MS_MAX);
  return { right, pin: { ...pin, wrong, until: wait === 0 ? 0 : Date.now() + wait } };
}
