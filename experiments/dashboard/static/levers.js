// One policy's panel: preset, six levers at first sight, the rest one click away, mistakes explained in place.
import { ask, chooser, make, presetName, say, shared, word } from "./page.js";

const words = (lever) => lever.words[shared.language];
const valueText = (lever, value) => lever.kind === "bool" ? word(`choice.${value ? "yes" : "no"}`)
  : lever.kind === "choice" ? word(`choice.${value}`) : Number(value).toLocaleString("en", { maximumFractionDigits: 4 });

export class PolicyPanel {
  constructor(name, setting, onchange) {
    Object.assign(this, { name, setting, onchange, values: {}, failed: false, turn: 0, outputs: new Map() });
    this.alert = make("div", { class: "alert", role: "alert" });
    this.list = make("div");
    this.rest = make("details", { class: "all-levers" });
    this.ledger = make("details");
    this.element = make("section", { class: `panel arm-${name}`, id: `arm-${name}`, "aria-label": say(`policy_${name}`) });
    this.build();
    this.check();
  }

  build() {
    const first = shared.catalogue.first_levers;
    const rest = shared.catalogue.levers.filter(({ path }) => !first.includes(path));
    this.element.replaceChildren(make("h2", {}, say(`policy_${this.name}`)),
      chooser(say("policy"), ["", ...shared.catalogue.presets].map((name) => [name, presetName(name)]), this.setting.preset, (name) => this.usePreset(name), { id: `preset-${this.name}` }),
      this.alert, this.list, this.rest, this.ledger);
    this.list.replaceChildren(...first.map((path) => this.control(shared.catalogue.levers.find((lever) => lever.path === path))));
    this.rest.replaceChildren(make("summary", {}, say("more_levers", { count: rest.length })), ...rest.map((lever) => this.control(lever)));
  }

  control(lever) {
    const { label, help, unit } = words(lever), id = `${this.name}-${lever.path}`;
    const output = make("output", { for: id });
    const back = make("button", { type: "button", class: "plain", hidden: "", onclick: () => this.set(lever, undefined) }, say("default"));
    let input;
    if (lever.kind === "choice") {
      input = make("select", { id, "aria-describedby": `${id}-help`, onchange: () => this.set(lever, input.value) },
        lever.choices.map((value) => make("option", { value }, word(`choice.${value}`))));
    } else if (lever.kind === "bool") {
      input = make("input", { id, type: "checkbox", "aria-describedby": `${id}-help`, onchange: () => this.set(lever, input.checked) });
    } else {
      const span = lever.high - lever.low, step = lever.kind === "int" ? 1 : span <= 1 ? 0.01 : span <= 30 ? 0.05 : 10 ** Math.floor(Math.log10(span / 200));
      input = make("input", { id, type: "range", min: lever.low, max: lever.high, step, "aria-describedby": `${id}-help`,
        oninput: () => { output.textContent = valueText(lever, input.value); }, onchange: () => this.set(lever, Number(input.value)) });
    }
    this.outputs.set(lever.path, { lever, input, output, back });
    const range = lever.kind === "choice" || lever.kind === "bool" ? "" : `${say("range", { low: lever.low.toLocaleString("en"), high: lever.high.toLocaleString("en") })} · `;
    return make("div", { class: "lever", "data-path": lever.path },
      make("div", { class: "top" }, make("label", { for: id }, label), output), input,
      make("div", { class: "note", id: `${id}-help` }, `${help} ${range}${unit} `, make("span", { class: `badge ${lever.status}`, title: `${say("source")}: ${lever.source}` }, word(`status.${lever.status}`)), " ", back));
  }

  usePreset(name) {
    this.setting.preset = name;
    this.setting.changes = Object.fromEntries(Object.entries(this.setting.changes).filter(([path]) => this.outputs.get(path)?.lever.of_place));
    this.check(true);
  }

  set(lever, value) {
    if (value === undefined) delete this.setting.changes[lever.path];
    else this.setting.changes[lever.path] = value;
    this.check(true);
  }

  async check(told = false) {
    const turn = ++this.turn;
    try {
      const { values, ledger } = await ask("/api/check", this.setting);
      if (turn !== this.turn) return;
      this.failed = false;
      this.alert.textContent = "";
      this.values = values;
      this.showLedger(ledger);
    } catch (error) {
      if (turn !== this.turn) return;
      this.failed = true;
      this.alert.textContent = error.message;
      this.values = { ...this.values, ...this.setting.changes };
    }
    this.show();
    this.onchange(told);
  }

  show() {
    for (const [path, { lever, input, output, back }] of this.outputs) {
      const value = this.values[path];
      if (value === undefined) continue;
      if (lever.kind === "bool") input.checked = value;
      else input.value = value;
      output.textContent = valueText(lever, value);
      back.hidden = !(path in this.setting.changes);
    }
  }

  showLedger(ledger) {
    const lines = Object.entries(ledger).filter(([, yuan]) => yuan > 0);
    this.ledger.replaceChildren(make("summary", {}, say("ledger")), make("table", {}, make("tbody", {}, lines.map(([line, yuan]) =>
      make("tr", {}, make("th", { scope: "row" }, shared.catalogue.words[shared.language][`ledger.${line}`] ?? line), make("td", { class: "figure" }, say("million", { yuan: (yuan / 1e6).toFixed(2) })))))));
  }
}
