// The app begins here: words first, so that something can be read while the module loads.

import { mount } from "svelte";
import "../../../locales/web/tibetan.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import App from "./App.svelte";
import { member } from "./state/member.svelte.ts";
import { language, speak } from "./words/words.svelte.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("no #app");
await speak(language());
root.replaceChildren();
mount(App, { target: root });
await member.open();
// Built pages have a service worker; what it fails at only means that the app needs a network.
if (import.meta.env.PROD) await navigator.serviceWorker?.register("/sw.js").catch(console.error);
