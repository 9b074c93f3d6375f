// Which screen is shown: the part of the address behind `#`, so that the phone's back button works
// and the hub never sees it.

const at = $state({ path: now() });

function now(): string[] {
  return location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
}

addEventListener("hashchange", () => {
  at.path = now();
  scrollTo(0, 0);
});

/** `today`, `record`, `mine`, `phone`, `consent`; behind it what the screen is about. */
export const route = (): string[] => at.path;

export function go(...path: string[]): void {
  location.hash = `/${path.map(encodeURIComponent).join("/")}`;
}

export const back = (): void => history.back();
