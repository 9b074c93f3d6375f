// The one error of the package: a stable code, whether a repeat can succeed, and the sentence for
// a person in any language. Everything that is thrown goes through `guarded`.

import { glue } from "./module.js";

/** Why a call was refused. Nothing was changed by it, unless the call says otherwise. */
export class DrokpaError extends Error {
  override readonly name = "DrokpaError";
  /** The stable name, one of the project's `docs/errors.md`. */
  readonly code: string;
  /** True where the same call can succeed later. */
  readonly retry: boolean;
  /** Words for whoever looks closer, in English; never a person's data. */
  readonly detail: string | null;

  constructor(code: string, retry: boolean, detail: string | null = null, cause?: unknown) {
    super(detail === null ? code : `${code} (${detail})`, { cause });
    this.code = code;
    this.retry = retry;
    this.detail = detail;
  }

  /**
   * The sentence for a person. `language` is a tag such as `bo` or `zh-CN`; where nothing of it is
   * spoken here, it is Chinese. (`message` is for developers, as in every JavaScript error.)
   */
  messageIn(language: string): string {
    const told = JSON.parse(glue().words("message", JSON.stringify([this.code, language])));
    return told ?? this.code;
  }
}

/** The store could not do it; `quota` where the device is full. */
export function storeFailed(cause: unknown): DrokpaError {
  if (cause instanceof DrokpaError) return cause;
  const name = cause instanceof Error ? cause.name : "";
  const full = name === "QuotaExceededError" || isCode(cause, "ENOSPC", "EDQUOT");
  const detail = full ? "quota" : String(cause);
  return new DrokpaError("store_failed", true, detail, cause);
}

/** True for an error of Node with one of these codes. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** Another tab or program has this phone open. */
export function inUse(detail: string): DrokpaError {
  return new DrokpaError("phone_in_use", true, detail);
}

/** Calls into the module, and makes a DrokpaError of what it throws. */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (thrown) {
    throw fromModule(thrown);
  }
}

function fromModule(thrown: unknown): DrokpaError {
  if (thrown instanceof DrokpaError) return thrown;
  if (typeof thrown === "string") {
    const { code, retry, detail } = JSON.parse(thrown);
    return new DrokpaError(code, retry, detail);
  }
  // The module stopped in the middle of something: its object is of no use any more.
  return new DrokpaError("internal", true, String(thrown), thrown);
}
