// Whether this page is that of a demonstration, and the invite of an invented member there. A hub
// in use never says so in its page, and is asked nothing.

import { DrokpaError } from "@drokpa/core/browser";

/** Where a demonstration gives invites; `null` for every other hub. */
export const whereToStepIn = (): string | null =>
  document.querySelector<HTMLMetaElement>('meta[name="drokpa-demo"]')?.content ?? null;

/** The code of an invite for an invented member. */
export async function stepIn(where: string, role: "member" | "secretary"): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(where, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ role }),
    });
  } catch {
    throw new DrokpaError("hub_unreachable", true);
  }
  const given: unknown = answer.ok ? await answer.json() : null;
  const code = (given as { code?: unknown } | null)?.code;
  if (typeof code !== "string") throw new DrokpaError("reply_malformed", true);
  return code;
}
