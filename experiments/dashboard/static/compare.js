// The Compare room: two policies on the same draws, differences while replications come in.
import { intervalBar } from "./charts.js";
import { ARMS, Levers } from "./levers.js";
import { ask, chooser, differenceWithUnit, isShare, keeping, make, newSetting, putInAddress, queryOf, say, scenarioTitle, settingFrom, shared, shown, shownDifference, word } from "./page.js";

const COUNTS = ["2", "5", "10", "20", "50", "100"], PAUSE = 250;
const COLORS = { better: "#1f6b3a", worse: "#b3261e" };

export function compareRoom(main, query, kept) {
  const plain = ![...query.keys()].some((name) => /^[ab]\./.test(name));
  const settings = kept?.settings ?? { a: settingFrom(query, "a.", newSetting(plain ? { preset: "reactive-staffed" } : {})), b: settingFrom(query, "b.", newSetting(plain ? { preset: "preventive-outsourced" } : {})) };
  let replications = kept?.replications ?? (COUNTS.includes(query.get("replications")) ? query.get("replications") : "10");
  let { job = null, latest = null, all = false, stale = false } = kept ?? {};
  let gone = false, turn = 0;
  const alert = make("div", { class: "alert", role: "alert" }), status = make("p", { class: "note status", role: "status", id: "status" });
  const bar = make("progress", { max: 1, value: 0, hidden: "", "aria-label": say("run") });
  const results = make("section", { class: "panel", id: "results", "aria-label": say("results") }), table = make("div");
  const seed = make("input", { type: "text", inputmode: "numeric", id: "seed", value: settings.a.seed, onchange: () => { settings.a.seed = settings.b.seed = seed.value.trim(); levers.checkAll(); } });
  const run = make("button", { type: "button", class: "first", id: "run", onclick: () => begin() }, say("run"));
  const stop = make("button", { type: "button", id: "stop", disabled: true, onclick: () => halt() }, say("stop"));
  const levers = new Levers(settings, changed, kept?.opened);
  const title = make("h2", {}, say("results"));

  main.append(make("div", { class: "title" }, make("h1", {}, say("compare")), make("p", {}, say("compare_intro"))),
    make("section", { class: "panel", "aria-label": say("setting") }, make("div", { class: "row" },
      chooser(say("scenario"), shared.catalogue.scenarios.map(({ name }) => [name, scenarioTitle(name)]), settings.a.scenario, (name) => {
        settings.a.scenario = settings.b.scenario = name;
        levers.checkAll();
      }, { id: "scenario" }),
      make("label", { class: "field" }, say("seed"), seed),
      chooser(say("replications"), COUNTS.map((count) => [count, count]), replications, (count) => { replications = count; changed(true); }, { id: "replications" }, ""),
      run, stop, make("span", { class: "push" }, make("button", { type: "button", class: "quiet", id: "reset", onclick: reset }, say("reset")), keeping("compare", status, alert))),
    alert, status), make("div", { class: "comparing" }, levers.element, results));
  results.append(title, bar, table);
  draw();
  if (kept?.running) follow(++turn);
  else if (stale) status.textContent = say("stale");
  return (keep) => {
    gone = true;
    if (keep) return { settings, replications, job, latest, all, stale, running: !stop.disabled, opened: levers.opened() };
    if (job) ask(`/api/jobs/${job}/stop`, {}).catch(() => {});
    return null;
  };

  function changed(told) {
    putInAddress("compare", [["scenario", settings.a.scenario], ["seed", settings.a.seed], ["replications", replications], ...ARMS.flatMap((arm) => queryOf(settings[arm], `${arm}.`))]);
    run.disabled = levers.failed;
    if (told && latest) { stale = true; status.textContent = say("stale"); }
  }

  function reset() {
    history.replaceState(null, "", `/compare?language=${shared.language}`);
    dispatchEvent(new PopStateEvent("popstate"));
    document.getElementById("reset").focus();
  }

  async function begin() {
    const mine = ++turn;
    alert.textContent = "";
    stale = false;
    if (job) ask(`/api/jobs/${job}/stop`, {}).catch(() => {});
    try {
      ({ job } = await ask("/api/compare", { a: settings.a, b: settings.b, replications: Number(replications) }));
    } catch (error) {
      alert.textContent = error.message;
      return;
    }
    await follow(mine);
  }

  // Ask how far the job is until it is finished, and draw what is known.
  async function follow(mine) {
    stop.disabled = false;
    bar.hidden = false;
    try {
      while (!gone && mine === turn) {
        const state = await ask(`/api/jobs/${job}`);
        if (gone || mine !== turn) return;
        latest = state;
        draw();
        bar.value = state.runs / state.of;
        if (!stale) status.textContent = state.finished ? say("finished", { count: state.replications }) : say("running", { done: state.runs, of: state.of });
        if (state.failure) throw new Error(state.failure[shared.language]);
        if (state.finished) break;
        await new Promise((wake) => setTimeout(wake, PAUSE));
      }
    } catch (error) {
      if (mine === turn) alert.textContent = error.message;
    }
    if (mine === turn) { stop.disabled = true; bar.hidden = true; }
  }

  async function halt() {
    ++turn;
    stop.disabled = true;
    bar.hidden = true;
    await ask(`/api/jobs/${job}/stop`, {}).catch(() => {});
    status.textContent = say("stopped", { count: latest?.replications ?? 0 });
  }

  function draw() {
    if (!latest || latest.replications === 0) {
      table.replaceChildren(make("p", { class: "note" }, say("no_results")));
      return;
    }
    title.replaceChildren(say("results"), make("span", { class: "note" }, say("count", { count: latest.replications })));
    const outcomes = shared.catalogue.outcomes.filter(({ first }) => all || first);
    const focused = document.activeElement?.id === "all-outcomes";
    const toggle = make("button", { type: "button", id: "all-outcomes", class: "plain", onclick: () => { all = !all; draw(); } }, say(all ? "fewer_outcomes" : "all_outcomes"));
    const head = [["outcome", ""], ["a", "figure of-a"], ["b", "figure of-b"], ["difference", "figure"], ["picture", "picture"], ["reading", ""]];
    table.replaceChildren(reading(), make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": say("results") }, make("table", { id: "differences" },
      make("thead", {}, make("tr", {}, head.map(([name, extra]) => make("th", { scope: "col", class: extra }, say(name))))),
      make("tbody", {}, outcomes.map(row)))), toggle);
    if (focused) toggle.focus();
  }

  // In words: where B is better, where A, where nobody can tell, and how far the official rate moves.
  function reading() {
    const first = shared.catalogue.outcomes.filter((outcome) => outcome.first);
    const named = (verdict) => first.filter(({ name }) => latest.differences.b[name].verdict === verdict).map(({ name }) => word(`outcome.${name}`));
    const lines = ["better", "worse", "different", "unclear"].map((verdict) => [verdict, named(verdict)]).filter(([, names]) => names.length);
    const texts = lines.map(([verdict, names]) => make("p", {}, make("b", { class: verdict }, say(`verdict_${verdict}`)), `${say("colon")}${names.join(say("comma"))}`));
    return texts.length ? make("div", { class: "reading", id: "reading" }, texts) : null;
  }

  function row({ name }) {
    const difference = latest.differences.b[name], unit = isShare(name) ? "" : word(`outcome.${name}.unit`);
    const between = difference.low === null ? "" : say("from_to", { low: shownDifference(name, difference.low), high: shownDifference(name, difference.high) });
    return make("tr", { "data-outcome": name }, make("th", { scope: "row", title: word(`outcome.${name}.meaning`) }, word(`outcome.${name}`), make("span", { class: "note" }, unit)),
      ...ARMS.map((arm) => make("td", { class: "figure" }, shown(name, latest.arms[arm][name].mean))),
      make("td", { class: "figure" }, differenceWithUnit(name, difference.mean), make("span", { class: "note" }, between)),
      make("td", { class: "picture" }, intervalBar(difference, COLORS[difference.verdict] ?? "#53626b", between)),
      make("td", { class: `verdict ${difference.verdict}` }, say(`verdict_${difference.verdict}`)));
  }
}
