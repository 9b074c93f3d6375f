// How large letters are: three sizes, kept on the phone. The class on the root sets `--step`, and
// everything else is in rem.

const SIZES = ["small", "large", "huge"] as const;
const KEY = "drokpa:size";
const kept = SIZES.findIndex((name) => name === localStorage.getItem(KEY));
const chosen = $state({ at: Math.max(kept, 0) });

function show(): void {
  const name = SIZES[chosen.at] ?? "small";
  document.documentElement.dataset["size"] = name;
  localStorage.setItem(KEY, name);
}
show();

export const size = (): number => chosen.at + 1;
export const sizes = SIZES.length;

/** The next size; after the largest comes the first. */
export function resize(): void {
  chosen.at = (chosen.at + 1) % SIZES.length;
  show();
}
