// Loads the wasm module, once. Called by the entries for browsers and Node, and by apps that have
// the bytes from somewhere else.

import * as bindings from "./glue/drokpa.js";

let loading: Promise<void> | null = null;
let loaded = false;

/** What the module can be made of. */
export type Source = BufferSource | WebAssembly.Module | Response | URL;

/**
 * Loads the wasm module; later calls do nothing. `browser.js` and `node.js` do it with the file
 * beside them, so that apps call this only where they keep the file elsewhere.
 */
export function load(source: Source | Promise<Source>): Promise<void> {
  loading ??= bindings
    .default({ module_or_path: source })
    .then(() => {
      loaded = true;
    })
    .catch((error: unknown) => {
      // A download that broke off can be tried again.
      loading = null;
      throw error;
    });
  return loading;
}

/** The loaded module. */
export function glue(): typeof bindings {
  if (!loaded) throw new Error("call load() of @drokpa/core/browser or /node and await it first");
  return bindings;
}
