// The frame: rooms by address, language, header and footer. A room returns how to leave it; leaving tells what to keep
// when only the language changes.
import { make, say, shared } from "./page.js";
import { compareRoom } from "./compare.js";
import { learnRoom } from "./learn.js";
import { watchRoom } from "./watch.js";

const ROOMS = { watch: watchRoom, compare: compareRoom, learn: learnRoom };
const room = () => location.pathname.slice(1) in ROOMS ? location.pathname.slice(1) : "watch";
const main = document.getElementById("room");
let leave = () => null;

function setLanguage(language) {
  shared.language = language;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  try { localStorage.setItem("language", language); } catch { /* private windows have none */ }
}

function switchLanguage() {
  const kept = leave(true);
  setLanguage(shared.language === "en" ? "zh" : "en");
  const query = new URLSearchParams(location.search);
  query.set("language", shared.language);
  history.replaceState(null, "", `${location.pathname}?${query}`);
  show(kept);
  document.getElementById("language").focus();
}

function enter() {
  leave(false);
  show(null);
}

function go(event, name) {
  if (event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  history.pushState(null, "", `/${name}?language=${shared.language}`);
  enter();
  main.focus();
}

function show(kept) {
  document.title = `${say(room())} · ${say("title")}`;
  document.getElementById("skip").textContent = say("skip");
  document.getElementById("head").replaceChildren(make("div", { class: "bar" },
    make("span", { class: "brand" }, say("brand")),
    make("span", { class: "tagline" }, say("tagline")),
    make("nav", { "aria-label": say("rooms") }, Object.keys(ROOMS).map((name) => make("a", {
      href: `/${name}?language=${shared.language}`, "aria-current": name === room() ? "page" : null, onclick: (event) => go(event, name),
    }, say(name)))),
    make("button", { type: "button", id: "language", lang: shared.language === "en" ? "zh-CN" : "en", onclick: switchLanguage }, say("language"))));
  document.getElementById("foot").textContent = say("limits");
  main.replaceChildren();
  leave = ROOMS[room()](main, new URLSearchParams(location.search), kept);
}

const stored = () => { try { return localStorage.getItem("language"); } catch { return null; } };
const asked = new URLSearchParams(location.search).get("language");
try {
  const response = await fetch("/api/start");
  shared.catalogue = await response.json();
  setLanguage([asked, stored(), navigator.language.slice(0, 2)].find((each) => each === "en" || each === "zh") ?? "en");
  addEventListener("popstate", enter);
  show(null);
} catch (error) {
  main.textContent = `Huajie: ${error.message}`;
}
