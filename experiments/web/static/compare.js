// Compare: two policies on the same place, people, storms and hidden contradictions; every released slider runs anew.
"use strict";
const ARMS = ["a", "b"];
const results = new Map();  // outcomes by place, levers and seed: nothing runs twice
const FIRST_RUNS = 2;
const CURVE_POINTS = 9;
const CURVE_SEEDS = [2, 5];  // a first sight, then enough for intervals
const REFUSALS = (code) => code === "lines" || shared.facts.budgetErrors.includes(code);  // a world in which a policy cannot be carried out
const RATES = [["official_resolution_rate", "#6b6b6b", true], ["true_resolution_rate", "#0f4c5c", false], ["in_the_bud_rate", "#b0413e", false]];

// The levers of a policy: a preset's or the place's own, with what was moved.
function leversOf(place, preset, changes, common = {}) {
  return { ...shared.places[place].policy, ...(preset ? shared.catalogue.presets[preset] : {}), ...common, ...changes };
}
const keyOf = (place, levers, seed, reforms, world) => JSON.stringify([place, seed, world, reforms ?? null, Object.entries(levers).sort()]);

async function outcomesOf(place, levers, seed, group, reforms, lives, world = null) {
  const key = keyOf(place, levers, seed, reforms, world) + (lives ? "+" : "");
  if (!results.has(key)) results.set(key, await shared.pool.ask({ kind: "run", place, levers, seed, reforms, lives, world }, group));
  return results.get(key);
}

// What a world decides for itself is left to it, unless it was moved here.
function leversInWorld(place, levers) {
  const { worlds, policy } = shared.places[place];
  return Object.fromEntries(Object.entries(levers).filter(([path, value]) => !(path in worlds.numbers) || value !== (policy[path] ?? shared.places[place].base[path])));
}

const packChanges = (changes) => Object.entries(changes).map(([path, value]) => `${path}:${value}`).join(";");
function unpackChanges(packed) {
  const changes = {};
  for (const part of (packed ?? "").split(";").filter(Boolean)) {
    const [path, raw] = part.split(":"), lever = shared.catalogue.levers[path];
    if (!lever) continue;
    const value = lever.kind === "bool" ? raw === "true" : lever.kind === "choice" ? raw : Number(raw);
    if (lever.kind === "choice" ? lever.choices.includes(value) : lever.kind === "bool" || (value >= lever.low && value <= lever.high)) changes[path] = value;
  }
  return changes;
}

function stepOf({ kind, low, high }) {
  const span = high - low;
  if (kind === "int") return 1;
  return span <= 1 ? 0.01 : span <= 20 ? 0.05 : 10 ** Math.floor(Math.log10(span / 200));
}

const leverText = (lever, value) => lever.kind === "bool" ? word(`choice.${value ? "yes" : "no"}`) : lever.kind === "choice" ? word(`choice.${value}`)
  : lever.unit.startsWith("yuan") ? large(value) + (shared.language === "zh" ? "万" : " m") : lever.high <= 1 && lever.kind === "float" ? `${figure(100 * value)} %` : figure(value, 4);

class Compare {
  constructor(address) {
    const { place, a, b, ax, bx, px, seed, n, lever, world } = address;
    this.place = shared.places[place] ? place : shared.catalogue.places[0];
    this.preset = { a: shared.catalogue.presets[a] || a === "" ? a : "reactive-staffed", b: shared.catalogue.presets[b] || b === "" ? b : "preventive-staffed" };
    this.changes = { a: unpackChanges(ax), b: unpackChanges(bx) };
    this.common = unpackChanges(px);
    this.seed = /^\d{1,15}$/.test(seed ?? "") ? Number(seed) : 1;
    this.replications = Math.min(100, Math.max(2, Number(n) || 10));
    this.oneWorld = world === "one";
    this.lever = shared.catalogue.levers[lever] ? lever : "triage.screening_share";
    this.turn = 0;
  }

  address() {
    return { room: "compare", place: this.place, a: this.preset.a, b: this.preset.b, ax: packChanges(this.changes.a), bx: packChanges(this.changes.b),
      px: packChanges(this.common), seed: this.seed, n: this.replications, lever: this.lever === "triage.screening_share" ? "" : this.lever, world: this.oneWorld ? "one" : "" };
  }

  // The worlds that the page has of this place; null where it lives in the place's own numbers.
  get worlds() {
    return this.oneWorld ? null : shared.places[this.place].worlds;
  }

  // Seed k lives in world k, as on the command line; no world counts twice.
  get count() {
    return this.worlds ? Math.min(this.replications, this.worlds.count) : this.replications;
  }

  outcomes(levers, seed) {
    if (!this.worlds) return outcomesOf(this.place, levers, seed, "compare", []);
    const { count } = this.worlds;
    return outcomesOf(this.place, leversInWorld(this.place, levers), seed, "compare", [], false, (((seed - 1) % count) + count) % count);
  }

  levers(arm) {
    return leversOf(this.place, this.preset[arm], this.changes[arm], this.common);
  }

  show() {
    this.finding = make("h1", { id: "finding" }, say("working"));
    this.sub = make("div", { class: "note", id: "progress" });
    this.unsettled = make("p", { class: "warning", id: "unsettled" });
    this.table = make("div", { id: "differences" });
    this.groups = make("div", { class: "groups" });
    this.curve = make("div", { id: "curve" });
    this.money = make("div", { id: "money" });
    this.output = make("section", { class: "panel results", "aria-label": say("results"), "aria-busy": "true" }, this.finding, this.unsettled, this.sub, this.groups,
      make("div", { class: "two" }, this.table, make("div", {}, this.curve, this.money)));
    this.controls = make("section", { class: "panel controls", "aria-label": say("policies") });
    this.fill();
    put($("#main"), make("div", { class: "side" }, this.controls, this.output));
    this.run();
  }

  fill() {
    const first = shared.catalogue.first, all = Object.keys(shared.catalogue.levers).filter((path) => !first.includes(path));
    const rest = all.filter((path) => !shared.catalogue.levers[path].ofPlace), ofPlace = all.filter((path) => shared.catalogue.levers[path].ofPlace);
    const opened = [...this.controls.querySelectorAll("details[open]")].map((each) => each.id);
    const fold = (id, title, rows) => make("details", { id, open: opened.includes(id) }, make("summary", {}, title), rows);
    put(this.controls,
      make("label", { class: "field" }, say("place"), choose("place", shared.catalogue.places.map((name) => [name, placeName(name)]), this.place, (name) => { this.place = name; this.moved(true); })),
      make("div", { class: "heads" }, ARMS.map((arm) => make("label", { class: `field ${arm}` }, make("strong", {}, `${arm.toUpperCase()}`),
        choose(`preset-${arm}`, ["", ...Object.keys(shared.catalogue.presets)].map((name) => [name, name ? word(`policy.${name}`).replace("\n", " ") : say("as_in_file")]), this.preset[arm],
          (name) => { this.preset[arm] = name; this.changes[arm] = {}; this.moved(true); })))),
      first.map((path) => this.row(path)),
      fold("rest", say("more_levers", { count: rest.length }), rest.map((path) => this.row(path))),
      fold("ofplace", say("of_place"), ofPlace.map((path) => this.row(path))),
      shared.places[this.place].worlds ? make("label", { class: "field" }, say("world"), choose("world", [["", say("world_many", { count: shared.places[this.place].worlds.count })], ["one", say("world_one")]], this.oneWorld ? "one" : "",
        (chosen) => { this.oneWorld = chosen === "one"; this.moved(true); })) : null,
      make("div", { class: "row" }, make("label", { class: "field" }, say(this.worlds ? "worlds_lived" : "replications"), choose("n", this.sizes().map((n) => [n, n]), this.count, (n) => { this.replications = Number(n); this.moved(); })),
        make("label", { class: "field" }, say("seed"), make("input", { id: "seed", type: "number", min: 0, max: 999999999, value: this.seed, onchange: ({ target }) => { this.seed = Math.max(0, Math.floor(Number(target.value) || 0)); target.value = this.seed; this.moved(); } })),
        make("button", { type: "button", id: "copy", onclick: () => copyLink() }, say("copy_link"))));
  }

  sizes() {
    const most = this.worlds?.count ?? 100, listed = [5, 10, 20, 50, 100].filter((n) => n < most);
    return [...new Set([...listed, most, this.count])].sort((one, other) => one - other);
  }

  row(path) {
    const lever = shared.catalogue.levers[path], text = lever.words[shared.language];
    const arms = lever.ofPlace ? ["common"] : ARMS;
    return make("div", { class: "lever", "data-path": path }, make("div", { class: "top" }, make("h3", { title: text.help }, text.label),
      make("span", { class: `badge ${lever.status}`, title: text.source }, word(`status.${lever.status}`))),
      make("div", { class: arms.length > 1 ? "pair" : "" }, arms.map((arm) => this.control(lever, path, arm))));
  }

  control(lever, path, arm) {
    const value = arm === "common" ? (this.common[path] ?? shared.places[this.place].base[path]) : this.levers(arm)[path];
    const name = `${lever.words[shared.language].label}${arm === "common" ? "" : ` ${arm.toUpperCase()}`}`;
    const set = (next) => {
      if (arm === "common") this.common[path] = next;
      else this.changes[arm][path] = next;
      this.moved(lever.path.endsWith(".mode"));
    };
    if (lever.kind === "bool") return make("label", { class: "check" }, make("input", { type: "checkbox", checked: value === true, "aria-label": name, onchange: ({ target }) => set(target.checked) }), leverText(lever, value));
    if (lever.kind === "choice") return choose("", lever.choices.map((choice) => [choice, word(`choice.${choice}`)]), value, set, name);
    const shown = make("output", {}, leverText(lever, value));
    return make("label", { class: `slide ${arm}` }, make("input", { type: "range", min: lever.low, max: lever.high, step: stepOf(lever), value, "aria-label": name,
      "aria-valuetext": leverText(lever, value),
      oninput: ({ target }) => { shown.textContent = leverText(lever, Number(target.value)); target.setAttribute("aria-valuetext", shown.textContent); },
      onchange: ({ target }) => set(Number(target.value)) }), shown);
  }

  moved(anew = false) {
    writeAddress(this.address());
    if (anew) this.fill();
    else for (const check of this.controls.querySelectorAll(".check")) check.lastChild.textContent = word(`choice.${check.firstChild.checked ? "yes" : "no"}`);
    this.output.classList.add("stale");
    this.output.setAttribute("aria-busy", "true");
    this.sub.textContent = say("working");
    this.run();
  }

  async run() {
    const turn = ++this.turn, begun = performance.now();
    shared.pool.drop("compare");
    writeAddress(this.address());
    const pairs = [], refused = [];
    this.refused = refused;
    try {
      const seeds = Array.from({ length: this.count }, (_, k) => this.seed + k);
      const jobs = seeds.map((seed) => Promise.all(ARMS.map((arm) => this.outcomes(this.levers(arm), seed))).catch((problem) => {
        if (!this.worlds || !REFUSALS(problem.code)) throw problem;
        refused.push(problem);
        return null;
      }));
      for (const [k, job] of jobs.entries()) {
        const pair = await job;
        if (turn !== this.turn) return;
        if (pair) pairs.push(pair);
        if (k + 1 === seeds.length && !pairs.length) throw refused[0];
        if (pairs.length === FIRST_RUNS) this.firstFigures = performance.now() - begun;
        if (pairs.length >= Math.min(FIRST_RUNS, seeds.length) && (k + 1 === seeds.length || k < 4 || k % 5 === 4)) this.reveal(pairs, k + 1 === seeds.length);
      }
      this.allFigures = performance.now() - begun;
      await this.drawCurve(turn);
    } catch (problem) {
      jobsFailed(problem, (sentence) => {
        if (turn !== this.turn) return;
        this.finding.textContent = sentence;
        this.sub.textContent = this.unsettled.textContent = "";
        [this.table, this.groups, this.curve, this.money].forEach((part) => put(part));
        this.output.classList.remove("stale");
        this.output.setAttribute("aria-busy", "false");
      });
    }
  }

  reveal(pairs, done) {
    const names = Object.keys(shared.catalogue.outcomes), at = Object.fromEntries(shared.facts.outcomes.map((name, k) => [name, k]));
    const summary = this.worlds ? spread : interval;
    const differences = Object.fromEntries(names.map((name) => [name, summary(pairs.map(([a, b]) => scaled(name, b.outcomes[at[name]] - a.outcomes[at[name]])))]));
    const means = Object.fromEntries(names.map((name) => [name, ARMS.map((_, arm) => summary(pairs.map((pair) => scaled(name, pair[arm].outcomes[at[name]]))).mean)]));
    const groups = { better: [], worse: [], unclear: [] };
    for (const name of names) {
      const { better } = shared.catalogue.outcomes[name], difference = differences[name];
      if (!better || !Number.isFinite(difference.mean)) continue;
      const kind = !isClear(difference) ? "unclear" : isBetter(better, difference) ? "better" : "worse";
      groups[kind].push(name);
    }
    this.finding.textContent = this.sentence(differences);
    const sub = [say(`${done ? "finished" : "running"}${this.worlds ? "_worlds" : ""}`, { done: pairs.length, of: this.count })];
    const about = this.worlds ? [say("worlds_first", { count: this.worlds.count, of: this.worlds.of }), ...this.worlds.about[shared.language]].join(word("verdict.join")).replace("{worlds}", pairs.length) : "";
    if (!this.worlds && shared.places[this.place].worlds) sub.push(say("world_one_only"));
    if (this.worlds && this.refused.length) sub.push(say("worlds_refused", { count: this.refused.length }));
    if (this.worlds && this.moved_numbers.length) sub.push(say("worlds_moved", { names: this.moved_numbers.join(say("comma")) }));
    if (shared.places[this.place].reforms.length) sub.push(say("no_reforms"));
    const open = this.sub.querySelector("details")?.open ?? false;
    put(this.sub, sub.join(word("verdict.join")), about ? make("details", { open }, make("summary", {}, say("worlds_about")), about) : "");
    this.unsettled.textContent = this.warning(pairs.map((pair) => pair.map(({ outcomes }) => outcomes[at.stationary])));
    put(this.groups, ["better", "worse", "unclear"].map((kind) => make("p", { class: kind }, make("strong", {}, say(`group_${kind}`, { count: groups[kind].length })), " ",
      groups[kind].slice(0, kind === "unclear" ? 4 : 7).map(outcomeName).join(say("comma")) + (groups[kind].length > (kind === "unclear" ? 4 : 7) ? say("and_more") : ""))));
    this.drawTable(differences, means, names);
    this.drawMoney(pairs[0]);
    this.output.classList.remove("stale");
    this.output.setAttribute("aria-busy", String(!done));
    if (done) tell([this.finding.textContent, this.unsettled.textContent].filter(Boolean).join(" "));
  }

  // Numbers of the place that were set here, the same in every world.
  get moved_numbers() {
    return Object.keys(this.common).map((path) => shared.catalogue.levers[path].words[shared.language].label);
  }

  // Under which policy something still grows when the window ends: its sizes depend on how long one looks.
  warning(pairs) {
    const shares = ARMS.map((_, arm) => {
      const known = pairs.map((pair) => pair[arm]).filter(Number.isFinite);
      return known.reduce((sum, each) => sum + each, 0) / known.length;
    });
    const restless = ARMS.map((arm, k) => [arm.toUpperCase(), shares[k]]).filter(([, share]) => share < shared.facts.settled);
    if (!restless.length) return "";
    if (this.worlds) return word("verdict.worlds.unsettled", { policies: restless.map(([policy, share]) => word("verdict.worlds.settles", { policy, share: inWorlds(share, pairs.length) })).join(word("verdict.list")) });
    return say("unsettled", { policies: restless.map(([policy]) => policy).join(say("and")), share: figure(100 * Math.min(...restless.map(([, share]) => share))) });
  }

  sentence(differences) {
    const bud = differences.in_the_bud_rate, harm = differences.harm_per_10k;
    if (this.worlds) {
      const { open } = shared.facts.overWorlds, more = bud.share >= 0.5, best = more ? bud.share : 1 - bud.share;
      return say(best >= open ? "finding_worlds" : "finding_worlds_open", { policy: more ? "B" : "A", share: inWorlds(best, bud.n), other: inWorlds(1 - best, bud.n), median: signed(bud.mean), low: signed(bud.low), high: signed(bud.high) });
    }
    if (isClear(bud)) return say(bud.mean > 0 ? "finding_more" : "finding_less", sized(bud));
    if (isClear(harm)) return say(harm.mean < 0 ? "finding_harm_less" : "finding_harm_more", sized(harm));
    return say("finding_none");
  }

  drawTable(differences, means, names) {
    const open = this.table.querySelector("details")?.open ?? false;
    const known = names.filter((name) => Number.isFinite(differences[name].mean));
    const rows = (listed) => {
      const units = [...new Set(listed.map(unitOf))];
      return units.map((unit) => {
        const mine = listed.filter((name) => unitOf(name) === unit);
        const reach = Math.max(1e-12, ...mine.flatMap((name) => endsOf(differences[name]).map(Math.abs)));
        return make("tbody", {}, make("tr", { class: "unit" }, make("th", { colspan: 4, scope: "rowgroup" }, unit)),
          mine.map((name) => this.line(name, differences[name], means[name], reach)));
      });
    };
    const first = known.filter((name) => shared.catalogue.outcomes[name].first), rest = known.filter((name) => !first.includes(name));
    const head = () => make("thead", {}, make("tr", {}, ["outcome_head", "levels_head", this.worlds ? "difference_worlds" : "difference_head"].map((key, k) => make("th", { scope: "col", colspan: k === 2 ? 2 : null }, say(key)))));
    put(this.table, make("table", { class: "paired" }, head(), rows(first)),
      make("details", { open }, make("summary", {}, say("all_outcomes", { count: rest.length })), make("table", { class: "paired" }, rows(rest))));
  }

  line(name, difference, [a, b], reach) {
    const { better } = shared.catalogue.outcomes[name], { mean } = difference, clear = isClear(difference), [low, high] = endsOf(difference);
    const colour = !clear ? "#6b6b6b" : !better ? "#0f4c5c" : isBetter(better, difference) ? COLOURS.good : COLOURS.harm;
    const X = (value) => 75 + (70 * value) / reach;
    const picture = make("svg", { viewBox: "0 0 150 22", class: "dotted", height: 22, "aria-hidden": "true" },
      make("line", { x1: 75, x2: 75, y1: 0, y2: 22, stroke: "#b9c4ca" }),
      low < high ? make("line", { x1: X(low), x2: X(high), y1: 11, y2: 11, stroke: colour, "stroke-width": 3 }) : null,
      make("circle", { cx: X(mean), cy: 11, r: 5.5, fill: clear ? colour : "#fff", stroke: colour, "stroke-width": 2 }));
    const arrow = clear && better ? (isBetter(better, difference) ? "✓" : "✗") : "";
    const worlds = this.worlds ? make("span", { class: "range" }, say(better ? "better_worlds" : "more_worlds", { share: inWorlds(better === "lower" ? 1 - difference.share : difference.share, difference.n) })) : "";
    return make("tr", { "data-outcome": name }, make("th", { scope: "row", title: word(`outcome.${name}.help`) }, outcomeName(name)), make("td", { class: "levels" }, `${figure(a)} → ${figure(b)}`),
      make("td", { class: "dots" }, picture), make("td", { style: `color:${colour}` }, make("strong", {}, `${arrow} ${signed(mean)}`), low < high ? make("span", { class: "range" }, ` ${say("from_to", { low: signed(low), high: signed(high) })}`) : "", worlds));
  }

  drawMoney([a, b]) {
    const lines = shared.facts.ledger.filter((name) => Math.abs(a.ledger[name] - b.ledger[name]) > 0.5);
    put(this.money, make("h2", {}, say(lines.length ? "money_moves" : "money_same")), lines.length ? make("table", { class: "money" }, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, say("ledger_unit")), make("th", { scope: "col" }, "A"), make("th", { scope: "col" }, "B"))),
      make("tbody", {}, lines.map((name) => make("tr", {}, make("th", { scope: "row" }, word(`ledger.${name}`)), make("td", {}, large(a.ledger[name])), make("td", {}, large(b.ledger[name])))))) : "");
  }

  // How the rates answer to one lever of B, all else as it stands, with the present point.
  async drawCurve(turn) {
    const asked = this.lever, lever = shared.catalogue.levers[asked], at = Object.fromEntries(shared.facts.outcomes.map((name, k) => [name, k]));
    const high = Math.min(lever.high, this.lever === "delivery.skill_degree" ? 8 : lever.high), now = this.levers("b")[this.lever];
    const values = Array.from({ length: CURVE_POINTS }, (_, k) => lever.low + ((high - lever.low) * k) / (CURVE_POINTS - 1)).map((value) => (lever.kind === "int" ? Math.round(value) : value));
    const all = [...new Set([...values, ...(now <= high ? [now] : [])])].sort((one, other) => one - other);
    for (const seeds of CURVE_SEEDS) {
      const runs = await Promise.all(all.map((value) => Promise.all(Array.from({ length: seeds }, (_, k) =>
        this.outcomes({ ...this.levers("b"), [this.lever]: value }, this.seed + k).catch((problem) => { if (problem.code === "dropped") throw problem; return null; })))));
      if (turn !== this.turn || asked !== this.lever) return;
      this.paintCurve({ lever, high, now, all, seeds, value: (name, k) => runs[k].map((run) => (run ? scaled(name, run.outcomes[at[name]]) : NaN)) });
    }
  }

  paintCurve({ lever, high, now, all, seeds, value }) {
    const points = (name) => all.map((at, k) => { const { mean, half } = interval(value(name, k)); return [at, mean, seeds > 2 ? half : NaN]; });
    const lines = RATES.map(([name, colour, dashed]) => ({ name: say(`line_${name}`), colour, dashed, points: points(name) }));
    const bud = points("in_the_bud_rate").map(([, mean]) => mean), best = bud.reduce((one, mean, k) => (mean > bud[one] || !Number.isFinite(bud[one]) ? k : one), 0);
    // Values beside the best that its pairs of runs do not clearly part from it.
    const worse = (k) => !Number.isFinite(bud[k]) || isClear(interval(value("in_the_bud_rate", k).map((each, seed) => each - value("in_the_bud_rate", best)[seed])));
    let [from, to] = [best, best];
    while (from > 0 && !worse(from - 1)) from--;
    while (to < all.length - 1 && !worse(to + 1)) to++;
    const finding = say(seeds === CURVE_SEEDS[0] ? "curve_first" : from === to ? "curve_finding" : "curve_finding_flat", { best: leverText(lever, all[best]), from: leverText(lever, all[from]), to: leverText(lever, all[to]) });
    const percent = lever.high <= 1 && lever.kind === "float";
    const chart = lineChart({ title: finding, subtitle: say(this.worlds ? "curve_note_worlds" : "curve_note", { count: seeds }), box: this.curve, height: 270,
      x: { low: lever.low, high, name: lever.words[shared.language].label, format: (tick) => (percent ? `${figure(100 * tick)} %` : lever.unit.startsWith("yuan") ? large(tick) : figure(tick)) }, y: { low: 0, high: 100 }, lines,
      marks: now <= high ? [{ at: now, name: `B: ${leverText(lever, now)}`, colour: COLOURS.b }] : [] });
    const sliders = shared.catalogue.first.filter((path) => ["float", "int"].includes(shared.catalogue.levers[path].kind));
    put(this.curve, make("label", { class: "field inline" }, say("curve_of"), choose("curve-lever", sliders.map((path) => [path, shared.catalogue.levers[path].words[shared.language].label]), this.lever,
      (path) => { this.lever = path; writeAddress(this.address()); this.drawCurve(this.turn).catch(() => {}); })), chart);
  }

  end() {
    this.turn++;
    shared.pool.drop("compare");
  }
}

// Which way a clear difference of B less A goes, and its ends: a 95 % interval, or the middle 90 % of worlds.
const isBetter = (better, { mean, share }) => (share === undefined ? mean > 0 : share > 0.5) === (better === "higher");
const endsOf = ({ mean, half, low, high }) => (low === undefined ? [mean - (half || 0), mean + (half || 0)] : [low, high]);

function choose(id, options, chosen, set, label) {
  const select = make("select", { id: id || null, "aria-label": label ?? null, onchange: ({ target }) => set(target.value) }, options.map(([value, name]) => make("option", { value }, String(name))));
  select.value = chosen;
  return select;
}

const placeName = (name) => shared.places[name].title[shared.language];

function jobsFailed(problem, show) {
  if (problem.code === "dropped") return;
  const key = `web.error_${problem.code}`;
  show(shared.words[shared.language][key] ? word(key, { detail: figure(Number(problem.detail?.split(": ")[1])) }) : say("error_raised", { detail: problem.message }));
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    tell(say("copied"));
    $("#copy").textContent = say("copied_short");
  } catch {
    tell(say("link_in_bar"));
    $("#copy").textContent = say("link_in_bar_short");
  }
}
