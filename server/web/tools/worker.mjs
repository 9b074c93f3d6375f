// Writes the two service workers over what was built: the member's, and the one of offices, which
// keeps their files too. A phone of a member never fetches those. Called by `npm run build`; a test
// says another folder.

import { generateSW } from "workbox-build";

const dist = process.argv[2] ?? new URL("../built/", import.meta.url).pathname;
const common = {
  globDirectory: dist,
  globPatterns: ["**/*.{html,js,css,wasm,woff2,svg,webmanifest}"],
  navigateFallback: "/index.html",
  navigateFallbackDenylist: [/^\/v1\//, /^\/docs/, /^\/openapi/, /^\/healthz/, /^\/readyz/],
  // The module, which is a tenth of that on the way.
  maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
  cleanupOutdatedCaches: true,
  // A new version waits until the app is closed: a reload would lose what is being typed.
  skipWaiting: false,
  clientsClaim: false,
  inlineWorkboxRuntime: true,
  sourcemap: false,
  dontCacheBustURLsMatching: /^assets\//,
};

const workers = [
  ["sw.js", ["sw*.js", "assets/office/**"]],
  ["sw-office.js", ["sw*.js"]],
];
for (const [name, globIgnores] of workers) {
  const { warnings } = await generateSW({ ...common, globIgnores, swDest: `${dist}${name}` });
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
}
