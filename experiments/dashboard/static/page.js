// What every room uses: words, elements, calls to the server, settings in links.
export const shared = { catalogue: null, language: "en" };

export function word(key, values = {}) {
  const phrase = shared.catalogue.words[shared.language][key];
  if (phrase === undefined) throw new Error(`no word ${key}`);
  return phrase.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}
export const say = (key, values) => word(`dashboard.${key}`, values);
export const known = (key) => key in shared.catalogue.words[shared.language];

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = new Set(["svg", "g", "path", "circle", "rect", "line", "text", "polyline", "title", "polygon"]);

export function make(tag, attributes = {}, ...children) {
  const element = SHAPES.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (["value", "disabled", "checked", "selected"].includes(name)) element[name] = value;
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export async function ask(path, posted) {
  const options = posted === undefined ? {} : {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(posted),
  };
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error(say("failed"));
  }
  const data = await response.json().catch(() => null);
  if (!response.ok || data === null) throw new Error(data?.error?.[shared.language] ?? say("broke"));
  return data;
}

const minus = (text) => text.replace("-", "−");
export const whole = (value) => minus(Math.round(value).toLocaleString("en"));
export const share = (value, digits = 1) => word("number.percent", { value: minus((100 * value).toFixed(digits)) });
export const number = (value, digits = 3) => value === null || value === undefined ? say("undefined")
  : Math.abs(value) >= 1000 ? whole(value) : minus(Number(value.toPrecision(digits)).toString());

// Figures of one column keep their zeros: −15.0 above −17.1.
const figure = (value) => (Math.abs(value) >= 1000 || value === 0 ? whole(value) : minus(value.toPrecision(3)));
export const isShare = (name) => shared.catalogue.outcomes.find((each) => each.name === name)?.unit === "share";
export const shown = (name, value) => value === null ? say("undefined") : isShare(name) ? share(value) : figure(value);
// A difference carries its sign; that of two shares is in points.
export const shownDifference = (name, value) => {
  if (value === null) return say("undefined");
  const plain = isShare(name) ? minus((100 * value).toFixed(1)) : figure(value);
  return value > 0 ? `+${plain}` : plain;
};
export const differenceWithUnit = (name, value) => isShare(name) ? say("points", { value: shownDifference(name, value) }) : shownDifference(name, value);
export const outcomeLabel = (name) => {
  const unit = word(`outcome.${name}.unit`);
  return isShare(name) ? word(`outcome.${name}`) : say("with_unit", { name: word(`outcome.${name}`), unit });
};

export const newSetting = (more = {}) => ({ scenario: "zhaoshang", preset: "", story: "", changes: {}, seed: "1", ...more });

export const leverOf = (path) => shared.catalogue.levers.find((lever) => lever.path === path);
export function readValue(path, written) {
  const lever = leverOf(path);
  if (lever === undefined || lever.kind === "choice") return written;
  if (lever.kind === "bool") return written === "true";
  return written.trim() === "" || Number.isNaN(Number(written)) ? written : Number(written);
}

export function settingFrom(query, prefix = "", base = newSetting()) {
  const setting = { ...base, changes: { ...base.changes } };
  for (const [name, value] of query) {
    if (["scenario", "seed"].includes(name)) setting[name] = value;
    else if (name.startsWith(prefix)) {
      const rest = name.slice(prefix.length);
      if (["preset", "story"].includes(rest)) setting[rest] = value;
      else if (rest.includes(".")) setting.changes[rest] = readValue(rest, value);
    }
  }
  return setting;
}

export function queryOf(setting, prefix = "") {
  const pairs = [[`${prefix}preset`, setting.preset], [`${prefix}story`, setting.story]].filter(([, value]) => value);
  return [...pairs, ...Object.entries(setting.changes).map(([path, value]) => [`${prefix}${path}`, String(value)])];
}

export function putInAddress(room, pairs) {
  history.replaceState(null, "", `/${room}?${new URLSearchParams([...pairs, ["language", shared.language]])}`);
}

export const presetName = (name) => (name ? word(`policy.${name}`) : say("as_in_file"));
export const scenarioTitle = (name) => shared.catalogue.scenarios.find((each) => each.name === name)?.[shared.language] ?? name;

export function chooser(label, options, chosen, onchange, attributes = {}, extra = "grow") {
  const select = make("select", { ...attributes, onchange: () => onchange(select.value) },
    options.map(([value, words]) => make("option", { value, selected: value === chosen }, words)));
  return make("label", { class: `field ${extra}` }, label, select);
}

// The buttons that keep exactly this setting: as a link, as a file, and back from a file.
export function keeping(room, status, alert) {
  return [make("button", { type: "button", class: "quiet", id: "link", onclick: () => copyLink(status) }, say("link")),
    make("button", { type: "button", class: "quiet", id: "save", onclick: () => saveFile(room) }, say("save")), ...fileOpener(alert)];
}

async function copyLink(status) {
  try {
    await navigator.clipboard.writeText(location.href);
    status.textContent = say("link_copied");
  } catch {
    status.textContent = say("link_shown");
  }
}

function saveFile(room) {
  const content = JSON.stringify({ huajie: 1, room, query: location.search }, null, 2);
  const link = make("a", { href: URL.createObjectURL(new Blob([content], { type: "application/json" })), download: `huajie-${room}.json` });
  link.click();
  URL.revokeObjectURL(link.href);
}

function fileOpener(alert) {
  const input = make("input", { type: "file", id: "file", accept: ".json,application/json", hidden: "", "aria-label": say("open"), onchange: async () => {
    try {
      const data = JSON.parse(await input.files[0].text());
      if (data.huajie !== 1 || !["watch", "compare"].includes(data.room) || typeof data.query !== "string") throw new Error();
      location.assign(`/${data.room}?${new URLSearchParams(data.query)}`);
    } catch {
      alert.textContent = say("bad_file");
    }
  } });
  return [make("button", { type: "button", class: "quiet", id: "open", onclick: () => input.click() }, say("open")), input];
}
