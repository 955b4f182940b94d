// The frame: rooms by address, language, header and footer.
import { ask, make, say, shared } from "./page.js";
import { compareRoom } from "./compare.js";
import { learnRoom } from "./learn.js";
import { watchRoom } from "./watch.js";

const ROOMS = { watch: watchRoom, compare: compareRoom, learn: learnRoom };
const room = () => location.pathname.slice(1) in ROOMS ? location.pathname.slice(1) : "watch";
let leave = () => {};

function setLanguage(language) {
  shared.language = language;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  try { localStorage.setItem("language", language); } catch { /* private windows have none */ }
}

function switchLanguage() {
  setLanguage(shared.language === "en" ? "zh" : "en");
  const query = new URLSearchParams(location.search);
  query.set("language", shared.language);
  history.replaceState(null, "", `${location.pathname}?${query}`);
  show();
  document.getElementById("language").focus();
}

function go(event, name) {
  if (event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  history.pushState(null, "", `/${name}?language=${shared.language}`);
  show();
  document.getElementById("room").focus();
}

export function show() {
  leave();
  document.title = `${say(room())} · ${say("title")}`;
  document.getElementById("skip").textContent = say("skip");
  document.getElementById("head").replaceChildren(make("div", { class: "bar" },
    make("span", { class: "brand" }, say("brand")),
    make("span", { class: "tagline" }, say("tagline")),
    make("nav", { "aria-label": say("rooms") }, Object.keys(ROOMS).map((name) => make("a", {
      href: `/${name}`, "aria-current": name === room() ? "page" : null, onclick: (event) => go(event, name),
    }, say(name)))),
    make("button", { type: "button", id: "language", lang: shared.language === "en" ? "zh-CN" : "en", onclick: switchLanguage }, say("language"))));
  document.getElementById("foot").textContent = say("limits");
  const main = document.getElementById("room");
  main.replaceChildren();
  leave = ROOMS[room()](main, new URLSearchParams(location.search)) ?? (() => {});
}

const kept = () => { try { return localStorage.getItem("language"); } catch { return null; } };
const asked = new URLSearchParams(location.search).get("language");
const main = document.getElementById("room");
try {
  const response = await fetch("/api/start");
  shared.catalogue = await response.json();
  setLanguage([asked, kept(), navigator.language.slice(0, 2)].find((each) => each === "en" || each === "zh") ?? "en");
  addEventListener("popstate", show);
  show();
} catch (error) {
  main.textContent = `Huajie: ${error.message}`;
}
