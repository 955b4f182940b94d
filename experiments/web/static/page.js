// What all rooms share: words, elements, numbers, the pool of workers, the address.
"use strict";
const $ = (selector) => document.querySelector(selector);
const shared = { language: "en", words: null, facts: null, places: null, catalogue: null };

function word(key, values) {
  let phrase = shared.words[shared.language][key];
  if (phrase === undefined) return key;
  if (values) phrase = phrase.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) =>
    one === undefined ? values[name] ?? whole : `${values[name]} ${String(values[name]) === "1" ? one : many}`);
  return phrase;
}
const say = (name, values) => word(`web.${name}`, values);

// Children replaced, lists among them laid flat.
function put(element, ...children) {
  element.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
}

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "path", "line", "circle", "rect", "text", "polyline", "polygon", "tspan"]);
function make(tag, attributes = {}, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, value);
  }
  for (const child of children.flat(3)) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

const locale = () => (shared.language === "zh" ? "zh-CN" : "en");
function figure(value, digits = 3) {
  if (!Number.isFinite(value)) return "–";
  const places = Math.max(0, Math.min(4, digits - 1 - Math.floor(Math.log10(Math.max(Math.abs(value), 1e-9)))));
  return value.toLocaleString("en", { maximumFractionDigits: places }).replace(/^-0$/, "0").replace("-", "−");
}
const signed = (value, digits) => (value > 0 ? "+" : "") + figure(value, digits);
const large = (yuan) => figure(yuan / Number(word("number.large_yuan")), 4);
const outcomeName = (name) => word(`outcome.${name}`);
const isShare = (name) => shared.catalogue.outcomes[name].unit === "share";
const scaled = (name, value) => (isShare(name) ? 100 * value : value);
const unitOf = (name) => (isShare(name) ? say("points_unit") : word(`outcome.${name}.unit`));

const tell = (sentence) => { $("#spoken").textContent = sentence; };

// Student's interval of a mean: half its width, from the table of quantiles that comes with the page.
function interval(values) {
  const known = values.filter(Number.isFinite), n = known.length;
  const mean = known.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { mean, half: NaN, n };
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const table = shared.facts.t95;
  return { mean, half: (table[n - 2] ?? table[table.length - 1]) * Math.sqrt(variance / n), n };
}
// A clear difference as a size with its interval, for sentences that say which way it goes.
function sized({ mean, half }) {
  const [low, high] = [Math.abs(mean) - half, Math.abs(mean) + half];
  return { size: figure(Math.abs(mean)), low: figure(low), high: figure(high) };
}
const isClear = ({ mean, half, share }) => (share === undefined ? Number.isFinite(half) && Math.abs(mean) > half
  : Math.max(share, 1 - share) >= shared.facts.overWorlds.clear);

// Over worlds: the median with the middle 90 %, and the share of worlds in which the difference is above zero.
function spread(values) {
  const known = values.filter(Number.isFinite).sort((one, other) => one - other), n = known.length;
  const at = (part) => { const place = part * (n - 1), below = Math.floor(place); return n ? known[below] + (place - below) * (known[Math.min(n - 1, below + 1)] - known[below]) : NaN; };
  const count = (kept) => known.filter(kept).length, [low, high] = shared.facts.overWorlds.middle;
  return { mean: at(0.5), low: at(low), high: at(high), share: (count((value) => value > 0) + 0.5 * count((value) => value === 0)) / n, n };
}
// A share of worlds in words, as the command line has it.
function inWorlds(share, worlds) {
  if (!Number.isFinite(share)) return word("worlds.undefined");
  if (worlds * (1 - share) < 0.5) return word("worlds.all", { worlds });
  if (worlds * share < 0.5) return word("worlds.none", { worlds });
  const base = Math.min(worlds, 100), exact = base * share, even = 2 * Math.round(exact / 2);
  const count = Math.abs(exact - even) === 0.5 ? even : Math.round(exact);  // halves to the even number, as Python rounds
  return word("worlds.share", { count: Math.min(Math.max(count, 1), base - 1), worlds: base });
}

// ---- workers ----
class Pool {
  constructor(size, source, setup) {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    Object.assign(this, { url, setup, waiting: [], workers: [], turn: 0 });
    for (let k = 0; k < size; k++) this.workers.push(this.begin());
  }

  begin() {
    const worker = new Worker(this.url), member = { worker, job: null };
    worker.onmessage = ({ data }) => {
      const job = member.job;
      member.job = null;
      if (job) (data.error ? job.reject(Object.assign(new Error(data.detail), { code: data.error, detail: data.detail })) : job.resolve(data));
      this.next();
    };
    // A worker that ends is replaced, and what it was at is asked once more.
    worker.onerror = () => {
      const { job } = member;
      worker.terminate();
      this.workers[this.workers.indexOf(member)] = this.begin();
      if (job?.message && !job.again) this.waiting.unshift({ ...job, again: true });
      else job?.reject(Object.assign(new Error("worker"), { code: "worker" }));
      this.next();
    };
    member.job = { resolve: () => {}, reject: () => {} };
    worker.postMessage({ kind: "init", ...this.setup });
    return member;
  }

  // A job for whoever is free first, of a seed's runs rather the worker that has lived its burn-in; `group` lets all jobs of
  // one question be dropped together.
  ask(message, group = "") {
    return new Promise((resolve, reject) => {
      this.waiting.push({ message, group, resolve, reject });
      this.next();
    });
  }

  drop(group) {
    const dropped = this.waiting.filter((job) => job.group === group);
    this.waiting = this.waiting.filter((job) => job.group !== group);
    dropped.forEach((job) => job.reject(Object.assign(new Error("dropped"), { code: "dropped" })));
  }

  next() {
    for (const [turn, member] of this.workers.entries()) {
      if (member.job || !this.waiting.length) continue;
      const mine = this.waiting.findIndex(({ message }) => message.seed % this.workers.length === turn);
      [member.job] = this.waiting.splice(Math.max(0, mine), 1);
      member.worker.postMessage(member.job.message);
    }
  }

  // A worker that belongs to one town alone, with its own questions in order.
  own() {
    const worker = new Worker(this.url), asked = [];
    worker.onmessage = ({ data }) => {
      const job = asked.shift();
      if (data.error) job.reject(Object.assign(new Error(data.detail), { code: data.error }));
      else job.resolve(data);
    };
    const ask = (message) => new Promise((resolve, reject) => {
      asked.push({ resolve, reject });
      worker.postMessage(message);
    });
    ask({ kind: "init", ...this.setup });
    return { ask, end: () => worker.terminate() };
  }
}

// ---- the address: everything that decides what is shown ----
function readAddress() {
  const query = new URLSearchParams(location.hash.slice(1)), setting = {};
  for (const [name, value] of query) setting[name] = value;
  return setting;
}
function writeAddress(setting) {
  const query = new URLSearchParams(Object.entries(setting).filter(([, value]) => value !== "" && value !== null && value !== undefined));
  history.replaceState(null, "", `#${query}`);
}

// ---- pictures ----
const COLOURS = { a: "#4a4a4a", b: "#b0413e", hidden: "#5b3a8c", harm: "#c4271b", good: "#1f6b3a" };
// Lines over a common x, with the name at each line's end, a band of its interval, marks, and a title that says the finding.
function lineChart({ title, subtitle, box, height = 260, x, y, lines, marks = [], label }) {
  const style = box?.isConnected ? getComputedStyle(box) : null;
  const width = Math.max(280, style ? box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) : 520);
  const size = Number(getComputedStyle(document.documentElement).fontSize.replace("px", "")) * 0.875;
  const left = 3.2 * size, right = (1.2 + 0.56 * Math.max(...lines.map((line) => line.name.length * (shared.language === "zh" ? 1.7 : 1)))) * size, top = 0.8 * size, bottom = 2.9 * size;
  const all = lines.flatMap((line) => line.points.flatMap(([, value, half]) => [value - (half || 0), value + (half || 0)])).filter(Number.isFinite);
  const low = y?.low ?? Math.min(...all), high = y?.high ?? Math.max(...all), pad = (high - low || 1) * 0.06;
  const floor = y?.low ?? low - pad, roof = y?.high ?? high + pad;
  const X = (value) => left + ((value - x.low) / (x.high - x.low || 1)) * (width - left - right);
  const Y = (value) => height - bottom - ((value - floor) / (roof - floor || 1)) * (height - top - bottom);
  const ticks = (from, to, count) => {
    const raw = (to - from) / count, ten = 10 ** Math.floor(Math.log10(raw || 1)), step = [1, 2, 5, 10].map((k) => k * ten).find((k) => k >= raw) ?? ten;
    const found = [];
    for (let at = Math.ceil(from / step) * step; at <= to + 1e-9; at += step) found.push(at);
    return found;
  };
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label ?? title, class: "chart" });
  for (const tick of ticks(floor, roof, 4)) svg.append(make("line", { x1: left, x2: width - right, y1: Y(tick), y2: Y(tick), class: "rule" }),
    make("text", { x: left - 6, y: Y(tick) + size / 3, "text-anchor": "end" }, figure(tick)));
  for (const tick of ticks(x.low, x.high, 5)) svg.append(make("text", { x: X(tick), y: height - bottom + 1.3 * size, "text-anchor": "middle" }, x.format ? x.format(tick) : figure(tick)));
  svg.append(make("text", { x: (left + width - right) / 2, y: height - 0.4 * size, "text-anchor": "middle" }, x.name));
  for (const mark of marks) svg.append(make("line", { x1: X(mark.at), x2: X(mark.at), y1: top, y2: height - bottom, class: "mark", stroke: mark.colour ?? "#666" }),
    make("text", { x: X(mark.at) + 4, y: top + size * (0.9 + (mark.row ?? 0) * 1.2), style: `fill:${mark.colour ?? "#444"}` }, mark.name));
  const ends = [];
  for (const line of lines) {
    const points = line.points.filter(([, value]) => Number.isFinite(value));
    if (!points.length) continue;
    const band = points.filter(([, , half]) => Number.isFinite(half));
    if (band.length > 1) svg.append(make("polygon", { points: [...band.map(([at, v, h]) => `${X(at)},${Y(v + h)}`), ...band.reverse().map(([at, v, h]) => `${X(at)},${Y(v - h)}`)].join(" "), fill: line.colour, opacity: 0.13 }));
    svg.append(make("polyline", { points: points.map(([at, value]) => `${X(at)},${Y(value)}`).join(" "), fill: "none", stroke: line.colour, "stroke-width": 2.4, "stroke-dasharray": line.dashed ? "7 5" : null }));
    if (line.dots) for (const [at, value] of points) svg.append(make("circle", { cx: X(at), cy: Y(value), r: 3, fill: line.colour }));
    const [at, value] = points[points.length - 1];
    ends.push({ x: X(at) + 7, y: Y(value), line });
  }
  ends.sort((one, other) => one.y - other.y);
  for (let k = 1; k < ends.length; k++) ends[k].y = Math.max(ends[k].y, ends[k - 1].y + 1.15 * size);
  const below = ends.length ? ends[ends.length - 1].y - (height - bottom - 0.3 * size) : 0;
  for (const [k, end] of ends.entries()) if (below > 0) end.y = Math.min(end.y, height - bottom - 0.3 * size - 1.15 * size * (ends.length - 1 - k));
  for (const { x: at, y: row, line } of ends) svg.append(make("text", { x: at, y: row + size / 3, style: `fill:${line.colour}`, class: "end" }, line.name));
  return make("figure", {}, title ? make("figcaption", {}, make("strong", {}, title), subtitle ? make("span", {}, subtitle) : null) : null, svg);
}
