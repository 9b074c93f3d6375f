// The screens behind `#/phone/` that `Carry.svelte` has.

const CARRIED: readonly string[] = ["give", "take", "data", "access"];

/** True where a path is one of them. */
export const isCarried = (path: readonly string[]): boolean =>
  path[0] === "phone" && CARRIED.includes(path[1] ?? "");
