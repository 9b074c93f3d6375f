// How the app is built: Svelte, one file of strings for each language, and a service worker that
// keeps everything on the phone after the first visit. It must never let a style or a script into
// the page itself, which the hub's policy forbids.

import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** A message of the app for what is read before any script runs. */
function message(language: string, id: string): string {
  const file = new URL(`../../locales/${language}/app.ftl`, import.meta.url);
  const line = readFileSync(file, "utf8").split("\n").find((one) => one.startsWith(`${id} = `));
  if (line === undefined) throw new Error(`${language} has no ${id}`);
  return line.slice(id.length + 3);
}

const both = (id: string): string => `${message("bo", id)} · ${message("zh-Hans", id)}`;

/** Fills `%app-…%` in index.html. */
const words: Plugin = {
  name: "drokpa-words",
  transformIndexHtml: (html) => html.replace(/%(app-\w+)%/g, (_, id: string) => both(id)),
};

/** The shared sheet for Tibetan names the font as if it lay beside it; it is in a package. */
const font: Plugin = {
  name: "drokpa-font",
  enforce: "pre",
  transform(code, id) {
    if (!id.split("?")[0]?.endsWith("locales/web/tibetan.css")) return null;
    const files = new URL("node_modules/@fontsource/noto-serif-tibetan/files/", import.meta.url);
    return code.replace('url("', `url("${files.pathname}`);
  },
};

export default defineConfig({
  plugins: [
    font,
    svelte(),
    words,
    VitePWA({
      // A new version waits until the app is closed: a reload would lose what is being typed.
      registerType: "prompt",
      injectRegister: false,
      includeManifestIcons: false,
      manifest: {
        name: both("app-title"),
        short_name: message("bo", "app-title"),
        lang: "bo",
        start_url: "/",
        scope: "/",
        display: "standalone",
        background_color: "#ffffff",
        theme_color: "#14532d",
        icons: [
          { src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any maskable" },
          { src: "/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
        ],
      },
      workbox: {
        globPatterns: ["**/*.{html,js,css,wasm,woff2,svg}"],
        navigateFallback: "/index.html",
        navigateFallbackDenylist: [/^\/v1\//, /^\/docs/, /^\/openapi/, /^\/healthz/, /^\/readyz/],
        // The module, which is a tenth of that on the way.
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
        cleanupOutdatedCaches: true,
        sourcemap: false,
      },
    }),
  ],
  build: {
    outDir: "built",
    // What Android's WebView of 2021 has; the wasm needs no more.
    target: ["chrome96", "safari16"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
});
