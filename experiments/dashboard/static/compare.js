// The Compare room: two policies on the same draws, differences while replications come in.
import { intervalBar } from "./charts.js";
import { PolicyPanel } from "./levers.js";
import { ask, chooser, copyLink, fileOpener, make, newSetting, outcomeLabel, putInAddress, queryOf, saveFile, say, scenarioTitle, settingFrom, shared, shown } from "./page.js";

const COUNTS = ["2", "5", "10", "20", "50"], PAUSE = 250;

export function compareRoom(main, query) {
  const plain = ![...query.keys()].some((name) => /^[ab]\./.test(name));
  const settings = { a: settingFrom(query, "a.", newSetting(plain ? { preset: "reactive-staffed" } : {})), b: settingFrom(query, "b.", newSetting(plain ? { preset: "preventive-outsourced" } : {})) };
  let replications = COUNTS.includes(query.get("replications")) ? query.get("replications") : "10";
  let job = null, gone = false, turn = 0, latest = null, all = false;
  const alert = make("div", { class: "alert", role: "alert" }), status = make("span", { class: "note", role: "status", id: "status" });
  const bar = make("progress", { max: 1, value: 0, hidden: "", "aria-label": say("run") });
  const results = make("section", { class: "panel", id: "results" });
  const seed = make("input", { type: "text", inputmode: "numeric", id: "seed", value: settings.a.seed, onchange: () => { settings.a.seed = settings.b.seed = seed.value.trim(); changed(true); } });
  const run = make("button", { type: "button", class: "first", id: "run", onclick: () => begin() }, say("run"));
  const stop = make("button", { type: "button", id: "stop", disabled: true, onclick: () => halt() }, say("stop"));
  const panels = ["a", "b"].map((name) => new PolicyPanel(name, settings[name], changed));

  main.append(make("h1", {}, say("compare")), make("p", {}, say("compare_intro")),
    make("section", { class: "panel", "aria-label": say("setting") }, make("div", { class: "row" },
      chooser(say("scenario"), shared.catalogue.scenarios.map(({ name }) => [name, scenarioTitle(name)]), settings.a.scenario, (name) => {
        settings.a.scenario = settings.b.scenario = name;
        panels.forEach((panel) => panel.check(true));
      }, { id: "scenario" }),
      make("label", { class: "field" }, say("seed"), seed),
      chooser(say("replications"), COUNTS.map((count) => [count, count]), replications, (count) => { replications = count; changed(true); }, { id: "replications" }),
      run, stop,
      make("button", { type: "button", id: "reset", onclick: reset }, say("reset")),
      make("button", { type: "button", id: "link", onclick: () => copyLink(status) }, say("link")),
      make("button", { type: "button", onclick: () => saveFile("compare") }, say("save")), fileOpener(alert)),
      alert, status, bar),
    results, make("div", { class: "two" }, panels.map((panel) => panel.element)));
  draw();
  return () => { gone = true; if (job) ask(`/api/jobs/${job}/stop`, {}).catch(() => {}); };

  function changed(told) {
    putInAddress("compare", [["scenario", settings.a.scenario], ["seed", settings.a.seed], ["replications", replications], ...queryOf(settings.a, "a."), ...queryOf(settings.b, "b.")]);
    run.disabled = panels.some((panel) => panel.failed);
    if (told && latest) status.textContent = say("stale");
  }

  function reset() {
    history.replaceState(null, "", `/compare?language=${shared.language}`);
    dispatchEvent(new PopStateEvent("popstate"));
  }

  async function begin() {
    const mine = ++turn;
    alert.textContent = "";
    if (job) ask(`/api/jobs/${job}/stop`, {}).catch(() => {});
    try {
      let state = await ask("/api/compare", { a: settings.a, b: settings.b, replications: Number(replications) });
      job = state.job;
      stop.disabled = false;
      while (!gone && mine === turn) {
        latest = state;
        draw();
        status.textContent = state.finished ? say("finished", { count: state.replications }) : say("running", { done: state.runs, of: state.of });
        if (state.failure) throw new Error(state.failure);
        if (state.finished) break;
        await new Promise((wake) => setTimeout(wake, PAUSE));
        state = await ask(`/api/jobs/${job}`);
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
    if (!latest) {
      results.replaceChildren(make("h2", {}, say("results")), make("p", { class: "note" }, say("no_results")));
      return;
    }
    bar.hidden = latest.finished;
    bar.value = latest.runs / latest.of;
    const outcomes = shared.catalogue.outcomes.filter((each) => all || each.first);
    const head = [["outcome", ""], ["policy_a", "figure"], ["policy_b", "figure"], ["difference", "figure"], ["interval", "figure"], ["picture", ""], ["reading", ""]];
    const toggle = make("button", { type: "button", id: "all-outcomes", "aria-expanded": String(all), onclick: () => { all = !all; draw(); document.getElementById("all-outcomes").focus(); } }, all ? say("fewer_outcomes") : say("all_outcomes"));
    results.replaceChildren(make("h2", {}, say("results")), make("div", { class: "scroll" }, make("table", { id: "differences" },
      make("thead", {}, make("tr", {}, head.map(([name, extra]) => make("th", { scope: "col", class: extra }, say(name))))),
      make("tbody", {}, outcomes.map(row)))), make("p", {}, toggle));
  }

  function row({ name }) {
    const difference = latest.differences.b[name], [a, b] = [latest.arms.a[name], latest.arms.b[name]];
    const reach = Math.max(Math.abs(difference.mean ?? 0), Math.abs(difference.low ?? 0), Math.abs(difference.high ?? 0), 1e-12) * 1.1;
    const color = { better: "#1f6b3a", worse: "#b3261e" }[difference.verdict] ?? "#53626b";
    const between = difference.low === null ? "–" : `${shown(name, difference.low)} … ${shown(name, difference.high)}`;
    return make("tr", { "data-outcome": name }, make("th", { scope: "row", title: shared.catalogue.words[shared.language][`outcome.${name}.meaning`] }, outcomeLabel(name)),
      make("td", { class: "figure" }, shown(name, a.mean)), make("td", { class: "figure" }, shown(name, b.mean)),
      make("td", { class: "figure" }, shown(name, difference.mean)), make("td", { class: "figure" }, between),
      make("td", {}, intervalBar(difference, reach, color, between)),
      make("td", { class: difference.verdict }, say(`verdict_${difference.verdict}`)));
  }
}
