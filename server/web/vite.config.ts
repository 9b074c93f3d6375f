// How the app is built: Svelte, one file of strings for each language, and the parts of offices in a
// folder of their own, which members never fetch. `tools/worker.mjs` makes the service workers. It
// must never let a style or a script into the page itself, which the hub's policy forbids.

import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

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

/** What an installed app is called and looks like. */
const manifest: Plugin = {
  name: "drokpa-manifest",
  generateBundle() {
    const source = JSON.stringify({
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
    });
    this.emitFile({ type: "asset", fileName: "manifest.webmanifest", source });
  },
};

/** Where a file goes: offices' own into a folder that only their service worker keeps. */
const folder = (office: boolean): string => (office ? "assets/office" : "assets");
const OFFICE_ASSET = /^(?:Office|Print)[\w.-]*\.css$|_whole_bg\.wasm$/;

/** What the app calls itself: the version of the whole, or what a test says. */
function version(): string {
  const file = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  const found = /^version = "(.*)"$/m.exec(file)?.[1];
  if (found === undefined) throw new Error("Cargo.toml has no version");
  return process.env["DROKPA_APP_VERSION"] ?? found;
}

export default defineConfig({
  define: { __VERSION__: JSON.stringify(version()) },
  plugins: [
    font,
    svelte(),
    words,
    manifest,
  ],
  build: {
    outDir: "built",
    // What Android's WebView of 2021 has; the wasm needs no more.
    target: ["chrome96", "safari16"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        chunkFileNames: (chunk) =>
          `${folder(chunk.moduleIds.some((id) => id.includes("/src/office/")))}/[name]-[hash].js`,
        assetFileNames: (asset) =>
          `${folder(asset.names.some((name) => OFFICE_ASSET.test(name)))}/[name]-[hash][extname]`,
      },
    },
  },
});
