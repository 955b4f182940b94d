// Two policies' levers in one table: presets, six levers at first sight, the rest one click away, mistakes told where they were made.
import { ask, chooser, leverOf, make, presetName, queryOf, readValue, say, shared, word } from "./page.js";

export const ARMS = ["a", "b"];
const words = (lever) => lever.words[shared.language];
const isSlider = (lever) => lever.kind === "int" || lever.kind === "float";
export const valueText = (lever, value) => lever.kind === "bool" ? word(`choice.${value ? "yes" : "no"}`)
  : lever.kind === "choice" ? word(`choice.${value}`) : Number.isFinite(Number(value)) ? Number(value).toLocaleString("en", { maximumFractionDigits: 6 }) : String(value);
// Large sums in the unit of the language, of which a smaller one needs fewer digits.
const large = (yuan, digits = 2) => {
  const unit = Number(word("number.large_yuan")), places = Math.max(0, digits - Math.log10(1e6 / unit));
  return (yuan / unit).toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
};

function stepOf({ kind, low, high }) {
  const span = high - low, least = kind === "int" ? 1 : 0.01;
  return span <= 1 ? 0.01 : Math.max(least, span <= 200 ? (kind === "int" ? 1 : 0.05) : 10 ** Math.floor(Math.log10(span / 200)));
}

export class Levers {
  constructor(settings, onchange, opened = []) {
    Object.assign(this, { settings, onchange, controls: new Map(), rows: new Map() });
    this.arms = Object.fromEntries(ARMS.map((arm) => [arm, { values: {}, turn: 0, failed: false,
      alert: make("div", { class: "alert", role: "alert", id: `alert-${arm}` }), sum: make("span"), watch: make("a", { id: `watch-${arm}` }, say("watch_this", { name: say(`policy_${arm}`) })) }]));
    this.heads = ARMS.map((arm) => make("div", { class: `head ${arm}` }, make("h2", {}, say(`policy_${arm}`)),
      chooser(say("start_from"), ["", ...shared.catalogue.presets].map((name) => [name, presetName(name)]), settings[arm].preset, (name) => this.usePreset(arm, name), { id: `preset-${arm}` }),
      make("p", { class: "note" }, this.arms[arm].sum, " ", this.arms[arm].watch)));
    this.top = make("div", {}, ARMS.map((arm) => this.arms[arm].alert));
    const first = shared.catalogue.first_levers.map(leverOf), all = shared.catalogue.levers.filter((lever) => !first.includes(lever));
    const rest = all.filter((lever) => !lever.of_place), place = all.filter((lever) => lever.of_place);
    this.folds = [this.fold("rest", say("more_levers", { count: rest.length }), rest.map((lever) => this.row(lever))),
      this.fold("place", say("of_place"), place.map((lever) => this.row(lever))), this.fold("ledger", say("ledger"), [])];
    this.folds.forEach((fold) => { fold.open = opened.includes(fold.id); });
    this.element = make("section", { class: "panel", id: "levers", "aria-label": say("levers") }, make("div", { class: "pair" }, this.heads), this.top,
      make("div", { class: "levers" }, first.map((lever) => this.row(lever))), this.folds);
    ARMS.forEach((arm) => this.check(arm));
  }

  fold(id, title, rows) {
    return make("details", { id }, make("summary", {}, title), make("div", { class: "levers" }, rows));
  }

  opened() {
    return this.folds.filter((fold) => fold.open).map((fold) => fold.id);
  }

  row(lever) {
    const { label, help, unit } = words(lever), id = `help-${lever.path}`;
    const range = isSlider(lever) ? `${say("range", { low: lever.low.toLocaleString("en"), high: lever.high.toLocaleString("en") })} · ${unit}` : "";
    const arms = lever.of_place ? ["both"] : ARMS;
    const row = make("div", { class: "lever", "data-path": lever.path },
      make("div", { class: "top" }, make("h3", {}, label), make("span", { class: `badge ${lever.status}` }, word(`status.${lever.status}`)), make("span", { class: "note" }, range)),
      help.replace(/\.$/, "") === label ? null : make("p", { class: "note", id }, help),
      make("div", { class: "pair" }, arms.map((arm) => this.control(lever, arm, id))));
    this.rows.set(lever.path, row);
    return row;
  }

  control(lever, arm, helpId) {
    const output = isSlider(lever) ? this.exact(lever, arm) : make("output", {});
    const back = make("button", { type: "button", class: "plain", hidden: "", onclick: () => { this.set(lever, arm, undefined); (input ?? output).focus(); } }, say("default"));
    const name = arm === "both" ? words(lever).label : `${say(`policy_${arm}`)}${say("colon")}${words(lever).label}`;
    const input = this.input(lever, arm, { id: `${arm}-${lever.path}`, "aria-label": name, "aria-describedby": helpId }, output);
    if (isSlider(lever)) output.setAttribute("aria-label", `${name} (${say("exact")})`);
    this.controls.set(`${arm}-${lever.path}`, { lever, arm, input, output, back });
    return make("div", { class: `control ${arm}` }, arm === "both" ? null : make("span", { class: "tag", "aria-hidden": "true" }, arm.toUpperCase()), input, output, back);
  }

  input(lever, arm, attributes, output) {
    if (lever.kind === "choice") {
      const select = make("select", { ...attributes, onchange: () => this.set(lever, arm, select.value) }, lever.choices.map((value) => make("option", { value }, word(`choice.${value}`))));
      return select;
    }
    if (lever.of_place) return null; // no policy's lever: a number to write, whose range is too wide for a slider
    if (lever.kind === "bool") {
      const box = make("input", { ...attributes, type: "checkbox", onchange: () => this.set(lever, arm, box.checked) });
      return box;
    }
    const slider = make("input", { ...attributes, type: "range", min: lever.low, max: lever.high, step: stepOf(lever),
      oninput: () => { output.value = valueText(lever, slider.value); }, onchange: () => this.set(lever, arm, Number(slider.value)) });
    return slider;
  }

  // What the slider is too coarse for can be written; what is no number is sent as it is, and explained.
  exact(lever, arm) {
    const field = make("input", { type: "text", inputmode: "decimal", class: "exact", onchange: () => {
      const written = field.value.replaceAll(",", "").trim();
      this.set(lever, arm, written === "" ? undefined : readValue(lever.path, written));
    } });
    return field;
  }

  usePreset(arm, name) {
    const setting = this.settings[arm];
    setting.preset = name;
    setting.changes = Object.fromEntries(Object.entries(setting.changes).filter(([path]) => leverOf(path)?.of_place));
    this.check(arm, "", true);
  }

  set(lever, arm, value) {
    for (const each of arm === "both" ? ARMS : [arm]) {
      if (value === undefined) delete this.settings[each].changes[lever.path];
      else this.settings[each].changes[lever.path] = value;
      this.check(each, lever.path, true);
    }
  }

  checkAll() {
    ARMS.forEach((arm) => this.check(arm, "", true));
  }

  // What went wrong is told under the lever that was moved last, or on top when it was none.
  async check(arm, path = "", told = false) {
    const state = this.arms[arm], turn = ++state.turn;
    try {
      const { values, ledger } = await ask("/api/check", this.settings[arm]);
      if (turn !== state.turn) return;
      Object.assign(state, { failed: false, values, ledger });
      state.alert.textContent = "";
      state.sum.textContent = say("a_year", { yuan: large(Object.values(ledger).reduce((sum, yuan) => sum + yuan, 0), 1) });
      this.showLedger();
    } catch (error) {
      if (turn !== state.turn) return;
      state.failed = true;
      state.values = { ...state.values, ...this.settings[arm].changes };
      (this.rows.get(path) ?? this.top).append(state.alert);
      state.alert.textContent = `${say(`policy_${arm}`)}${say("colon")}${error.message}`;
    }
    const { scenario, seed } = this.settings[arm];
    state.watch.href = `/watch?${new URLSearchParams([["scenario", scenario], ["seed", seed], ...queryOf(this.settings[arm]), ["language", shared.language]])}`;
    this.show();
    this.onchange(told);
  }

  get failed() {
    return ARMS.some((arm) => this.arms[arm].failed);
  }

  show() {
    for (const { lever, arm, input, output, back } of this.controls.values()) {
      const of = arm === "both" ? "a" : arm, value = this.arms[of].values[lever.path];
      for (const each of [input, output]) if (each) each.disabled = value === undefined; // nothing is known before a first sound setting
      if (value === undefined) continue;
      if (lever.kind === "bool") input.checked = value;
      else if (input) input.value = value;
      if (isSlider(lever)) output.value = valueText(lever, value);
      else output.textContent = lever.kind === "bool" ? valueText(lever, value) : "";
      back.hidden = !(lever.path in this.settings[of].changes);
    }
  }

  showLedger() {
    const [a, b] = ARMS.map((arm) => this.arms[arm].ledger ?? {});
    const lines = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((line) => a[line] > 0 || b[line] > 0);
    const cell = (ledger, line) => make("td", { class: "figure" }, ledger[line] === undefined ? "" : large(ledger[line]));
    this.folds.at(-1).lastChild.replaceChildren(make("table", {},
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, say("ledger_line")), make("th", { scope: "col", class: "figure of-a" }, say("policy_a")), make("th", { scope: "col", class: "figure of-b" }, say("policy_b")))),
      make("tbody", {}, lines.map((line) => make("tr", {}, make("th", { scope: "row" }, word(`ledger.${line}`)), cell(a, line), cell(b, line))))));
  }
}
