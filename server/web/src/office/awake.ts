// Keeps the screen lit while something stands on it for others. Browsers that cannot, or will not
// because the battery is low, say so, and the screen says it to the person.

/** Begins, and tells whether the screen stays lit; what it gives ends it. */
export function awake(told: (lit: boolean) => void): () => void {
  const lock = (navigator as { wakeLock?: WakeLock }).wakeLock;
  let held: WakeLockSentinel | null = null;
  let over = false;

  async function ask(): Promise<void> {
    // The browser takes it back whenever the page is not seen.
    if (over || document.visibilityState !== "visible" || (held !== null && !held.released)) return;
    try {
      if (lock === undefined) throw new Error("no wake lock");
      held = await lock.request("screen");
      if (over) await held.release();
      else told(true);
    } catch {
      told(false);
    }
  }

  const seen = (): void => void ask();
  document.addEventListener("visibilitychange", seen);
  void ask();
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", seen);
    void held?.release().catch(() => undefined);
  };
}
