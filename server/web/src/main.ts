// The app begins here: words first, so that something can be read while the module loads.

import { mount } from "svelte";
import "../../../locales/web/tibetan.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/shell.css";
import App from "./App.svelte";
import { member } from "./state/member.svelte.ts";
import { current, recover } from "./state/profiles.ts";
import { keepApp } from "./state/worker.ts";
import { language, speak } from "./words/words.svelte.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("no #app");
await speak(language());
root.replaceChildren();
mount(App, { target: root });
await recover();
await member.open();
await keepApp(current().office);
