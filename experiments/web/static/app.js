// The page begins: data unpacked, workers made ready, the room that the address names shown.
"use strict";
const ROOMS = { compare: Compare, watch: Watch, learn: Learn };
let room = null;

async function unpacked(id) {
  const text = document.getElementById(id).textContent.trim();
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const json = async (id) => JSON.parse(new TextDecoder().decode(await unpacked(id)));

async function begin() {
  const stored = localStorageGet("huajie-language"), asked = readAddress().lang;
  shared.language = ["en", "zh"].includes(asked) ? asked : stored ?? (navigator.language.startsWith("zh") ? "zh" : "en");
  shared.words = await json("data-words");
  document.documentElement.lang = shared.language;
  if (typeof WebAssembly === "undefined" || typeof Worker === "undefined" || typeof DecompressionStream === "undefined") {
    frame();
    $("#main").replaceChildren(make("section", { class: "panel" }, make("h1", {}, say("too_old")), make("p", {}, say("too_old_help"))));
    return;
  }
  const [data, blobs, rules] = await Promise.all([json("data-places"), unpacked("data-blobs"), unpacked("data-rules")]);
  Object.assign(shared, { facts: data.facts, places: data.places, catalogue: data.catalogue });
  const module = await WebAssembly.compile(rules);
  const source = ["source-engine", "source-town", "source-worker"].map((id) => document.getElementById(id).textContent.replace(/^"use strict";$/gm, "")).join("\n");
  const size = Math.max(2, Math.min(matchMedia("(pointer: coarse)").matches ? 2 : 4, navigator.hardwareConcurrency || 2));
  shared.pool = new Pool(size, source, { module, facts: data.facts, blobs, places: data.places });
  if (localStorageGet("huajie-projector") === "true") projector(true);
  addEventListener("hashchange", () => enter(readAddress()));
  enter(readAddress());
}

function localStorageGet(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}
function localStorageSet(key, value) {
  try { localStorage.setItem(key, value); } catch { /* a page from a file may have no store */ }
}

function projector(on) {
  document.documentElement.classList.toggle("projector", on);
  $("#projector").setAttribute("aria-pressed", String(on));
  localStorageSet("huajie-projector", on);
}

// The frame around every room, in the present language.
function frame(now = "compare") {
  document.documentElement.lang = shared.language === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  $(".skip").textContent = say("skip");
  $(".brand").textContent = word("dashboard.brand");
  $(".tagline").textContent = say("tagline");
  $("footer").textContent = say("limits", { version: shared.catalogue?.version ?? "" });
  $("#projector").textContent = say("projector");
  $("#language").textContent = shared.language === "en" ? "中文" : "English";
  $("#language").lang = shared.language === "en" ? "zh" : "en";
  $("nav").setAttribute("aria-label", say("rooms"));
  $("nav").replaceChildren(...Object.keys(ROOMS).map((name) => make("a", { href: `#room=${name}`, "aria-current": name === now ? "page" : null }, say(name))),
    ...(document.documentElement.dataset.studies ? [make("a", { href: `${document.documentElement.dataset.studies}?lang=${shared.language}` }, say("studies"))] : []));
}

function enter(address) {
  room?.end();
  const name = ROOMS[address.room] ? address.room : "watch";
  if (["en", "zh"].includes(address.lang)) shared.language = address.lang;
  frame(name);
  room = new ROOMS[name](address);
  room.show();
}

$("#language").addEventListener("click", () => {
  shared.language = shared.language === "en" ? "zh" : "en";
  localStorageSet("huajie-language", shared.language);
  const address = room ? room.address() : {};
  delete address.lang;
  writeAddress(address);
  if (room?.translate) { frame(address.room); room.translate(); } else enter(address);
});
$("#projector").addEventListener("click", () => projector(!document.documentElement.classList.contains("projector")));

begin().catch((problem) => {
  if (shared.words) frame();
  $("#main").replaceChildren(make("section", { class: "panel" }, make("h1", {}, shared.words ? say("broken") : "Huajie 化解"), make("p", {}, String(problem.message))));
});
