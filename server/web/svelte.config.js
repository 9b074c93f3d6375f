// Svelte's compiler: runes only, and every style in a file, since the hub's policy has no inline ones.

import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
};
