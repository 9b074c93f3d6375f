// The way to the hub over `fetch`: moves bytes and knows nothing of what is in them. Whatever it
// fails at may be repeated.

import { DrokpaError } from "./error.js";

/** Most bytes of a reply; the core's `REPLY_BYTES_MAX` for frames, and room for rules. */
const REPLY_BYTES_MAX = 4 * 1024 * 1024;
/** A request that has not ended by then is given up. 64 KiB take 17 seconds at 30 kbit/s. */
const WAIT_MS = 180_000;

/** How the hub is reached. */
export interface LinkOptions {
  /** Another `fetch`, such as one with certificates of its own. */
  readonly fetch?: typeof globalThis.fetch;
  /** Gives a sync up. What was committed until then stays. */
  readonly signal?: AbortSignal;
}

/** A request's head. */
export interface Head {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly token: string | null;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** Sends one request. */
export async function exchange(
  hub: string,
  head: Head,
  body: Uint8Array,
  options: LinkOptions,
): Promise<Answer> {
  const { fetch = globalThis.fetch, signal } = options;
  const waits = AbortSignal.timeout(WAIT_MS);
  const headers: Record<string, string> = {};
  if (head.token !== null) headers["authorization"] = `Bearer ${head.token}`;
  const init: RequestInit = {
    method: head.method,
    headers,
    // Nothing but the frame speaks for the phone, and no cache may answer for the hub.
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
    referrerPolicy: "no-referrer",
    signal: signal === undefined ? waits : AbortSignal.any([signal, waits]),
  };
  if (head.method !== "GET") {
    init.body = body as Uint8Array<ArrayBuffer>;
    headers["content-type"] = "application/octet-stream";
  }
  try {
    const response = await fetch(new URL(hub.replace(/\/+$/, "") + head.path), init);
    return { status: response.status, body: await bounded(response) };
  } catch (error) {
    if (error instanceof DrokpaError) throw error;
    throw new DrokpaError("hub_unreachable", true, String(error), error);
  }
}

/** The body, unless it is larger than a reply can be. */
async function bounded(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) break;
    parts.push(part.value);
    length += part.value.length;
    if (length > REPLY_BYTES_MAX) {
      await reader?.cancel();
      throw new DrokpaError("reply_malformed", false, "a reply that is too large");
    }
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}
