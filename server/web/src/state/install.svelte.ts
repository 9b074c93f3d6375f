// Whether the browser offers to put the app on the home screen. What stands there opens without an
// address, and browsers clear its store last. Read by the screen of safety.

/** Chromium's own event: https://wicg.github.io/manifest-incubations/#beforeinstallpromptevent-interface */
interface Offer extends Event {
  prompt(): Promise<unknown>;
}

class Install {
  #offer = $state.raw<Offer | null>(null);
  readonly offered = $derived(this.#offer !== null);

  constructor() {
    // It comes once, soon after the page is there.
    addEventListener("beforeinstallprompt", (event) => (this.#offer = event as Offer));
    addEventListener("appinstalled", () => (this.#offer = null));
  }

  /** The browser asks in its own words; an offer is good for one question. */
  async ask(): Promise<void> {
    const offer = this.#offer;
    this.#offer = null;
    await offer?.prompt();
  }
}

export const install = new Install();
