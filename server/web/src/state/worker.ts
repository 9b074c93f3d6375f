// The service worker, which keeps the app for times without a network. Offices have one of their
// own, which keeps their files too; both are built from the same files and share one cache.

import { whereToStepIn } from "./demo.ts";
import { update } from "./update.svelte.ts";

/** Built pages alone have a worker, and of a demonstration nothing is kept. */
const keeps = (): boolean =>
  import.meta.env.PROD && navigator.serviceWorker !== undefined && whereToStepIn() === null;

/**
 * Registers the worker; what it fails at only means that the app needs a network. An office's worker
 * that is there stays: a browser that died forgets what was written beside it in the last seconds.
 */
export async function keepApp(office: boolean): Promise<void> {
  if (!keeps()) return;
  const now = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  const there = now?.active?.scriptURL.endsWith(address(true)) ?? false;
  await registered(office || there);
}

/** The member's worker follows that of the office, which the member no longer has. */
export async function leaveOffice(): Promise<void> {
  if (keeps()) await registered(false);
}

async function registered(office: boolean): Promise<void> {
  const registering = navigator.serviceWorker.register(address(office));
  const registration = await registering.catch(console.error);
  if (registration != null) update.watch(registration);
}

const address = (office: boolean): string => (office ? "/sw-office.js" : "/sw.js");

/**
 * Fetches what an office needs and lets its worker take over, which is of the same version as the
 * one that it follows. Rejects where there is no network.
 */
export async function keepOffice(): Promise<void> {
  if (!keeps()) return;
  const registration = await navigator.serviceWorker.register(address(true));
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (worker === null) throw new Error("no service worker");
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (worker.state === "installed") worker.postMessage({ type: "SKIP_WAITING" });
      else if (worker.state === "activated") resolve();
      else if (worker.state === "redundant") reject(new Error("not fetched"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
}
