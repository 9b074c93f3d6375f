// Files out of the app: handed to another app where the browser can, else saved. Called by what gives
// and by "my data". It must never send anything anywhere by itself.

import { day } from "../state/days.ts";

/** What a file is: its name without the end, and the ends that it is saved and shared under. */
export interface Out {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly media: string;
  readonly end: string;
}

/**
 * Browsers share files of a few ends only, and this is the plainest of them. Whoever takes one in
 * looks at what is in it and not at its name.
 */
const SHARED = { end: "txt", media: "text/plain" };

const made = ({ name, content }: Out, end: string, media: string): File =>
  new File([content as BlobPart], `drokpa-${name}-${day()}.${end}`, { type: media });

const shared = (out: Out): ShareData => ({ files: [made(out, SHARED.end, SHARED.media)] });

/** True where the browser hands files to other apps. */
export function canShare(out: Out): boolean {
  return navigator.canShare?.(shared(out)) ?? false;
}

/** Hands it to another app; false where the person let it be. Rejects where the browser cannot. */
export async function share(out: Out): Promise<boolean> {
  try {
    await navigator.share(shared(out));
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return false;
    throw error;
  }
}

/** Saves it among the phone's downloads; gives its name. */
export function save(out: Out): string {
  const file = made(out, out.end, out.media);
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return file.name;
}
