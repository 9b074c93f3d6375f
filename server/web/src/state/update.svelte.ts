// A new version of the app that waits behind the one that is open. It takes over when the person
// says so, and by itself once the app was closed. It must never take over while something is being
// typed; records are not touched by it, sent or not.

/** How often a page that stays open asks whether there is one. */
const ASK_MS = 3_600_000;

class Update {
  /** A new version is here and waits. */
  ready = $state(false);
  /** Something was typed on this screen, and is not saved. */
  typing = $state(false);
  #registration: ServiceWorkerRegistration | null = null;
  #asked = Date.now();
  #touched = new Set<Element>();

  constructor() {
    const touched = ({ target }: Event): void => {
      if (target instanceof Element && target.closest("main form") !== null) {
        this.#touched.add(target);
      }
      this.#look();
    };
    // A choice that was tapped is typed, too.
    for (const event of ["input", "click"]) addEventListener(event, touched);
    new MutationObserver(() => this.#look()).observe(document.body, {
      childList: true,
      subtree: true,
    });
    document.addEventListener("visibilitychange", () => this.#ask());
    addEventListener("online", () => this.#ask());
  }

  #look(): void {
    for (const one of this.#touched) if (!one.isConnected) this.#touched.delete(one);
    this.typing = this.#touched.size > 0;
  }

  #ask(): void {
    const due = Math.abs(Date.now() - this.#asked) >= ASK_MS;
    if (document.visibilityState !== "visible" || !navigator.onLine || !due) return;
    this.#asked = Date.now();
    // Without a network there is simply no answer.
    void this.#registration?.update().catch(() => undefined);
  }

  /** Looks out for new versions of what is registered. */
  watch(registration: ServiceWorkerRegistration): void {
    if (this.#registration === registration) return;
    this.#registration = registration;
    const look = (): void => {
      const { active, waiting } = registration;
      // The worker of an office that follows a member's is not a version.
      this.ready = waiting !== null && active !== null && waiting.scriptURL === active.scriptURL;
    };
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", look);
    });
    look();
    // Another tab let it take over: what this one would fetch from now on is of the new version.
    const before = navigator.serviceWorker.controller;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (before === null || registration.active?.scriptURL !== before.scriptURL) return;
      if (this.typing) this.ready = true;
      else location.reload();
    });
  }

  /** Lets the new version take over, and opens it. */
  take(): void {
    const waiting = this.#registration?.waiting;
    if (waiting == null) location.reload();
    // The page is opened anew when it has taken over.
    else waiting.postMessage({ type: "SKIP_WAITING" });
  }
}

export const update = new Update();
