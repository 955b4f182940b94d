// The Watch room: a run that lives day by day.
import { lineChart } from "./charts.js";
import { GridMap, legend } from "./map.js";
import { ask, chooser, copyLink, fileOpener, make, newSetting, number, presetName, putInAddress, queryOf, saveFile, say, scenarioTitle, settingFrom, shared, word } from "./page.js";

const SPEEDS = [1, 5, 20, 60], BEAT = 200;

export function lifeList(events) {
  return make("ol", { class: "life" }, events.flatMap((event) => event.told[shared.language].map((sentence) =>
    make("li", { class: event.kind }, make("time", {}, word("life.day", { day: event.day })), make("span", {}, sentence)))));
}

const caseName = (each) => word("dashboard.case", { domain: word(`domain.${each.domain}`), severity: say("severity", { severity: each.severity }), stage: word(`stage.${each.stage}`) })
  + [each.incident && say("incident_mark"), each.petition && say("petition_mark"), each.again && say("again")].filter(Boolean).map((mark) => ` · ${mark}`).join("");

export function watchRoom(main, query) {
  let setting = settingFrom(query, "", newSetting(query.has("scenario") || query.has("preset") ? {} : { preset: "preventive-outsourced" }));
  let run = null, points = [], playing = false, busy = false, gone = false, map = null, chosen = null, token = 0, following = null;
  const alert = make("div", { class: "alert", role: "alert" });
  const status = make("span", { class: "note", role: "status" });
  const stage = make("div");
  const seed = make("input", { type: "text", inputmode: "numeric", id: "seed", value: setting.seed, onchange: () => { setting.seed = seed.value.trim(); } });
  const speed = make("select", { id: "speed" }, SPEEDS.map((days) => make("option", { value: days, selected: days === 5 }, say("per_second", { days }))));
  const play = make("button", { type: "button", class: "first", id: "play", onclick: () => (playing ? pause() : start()) }, say("play"));
  const step = make("button", { type: "button", id: "step", onclick: () => live(1) }, say("step"));
  const toEnd = make("button", { type: "button", id: "to-end", onclick: hurry }, say("to_end"));
  const clock = make("b", { id: "clock" });
  const numbers = make("div", { class: "numbers" }), rates = make("div", { id: "rates" }), iceberg = make("div", { id: "iceberg" });
  const inside = make("section", { class: "panel", id: "inside", "aria-live": "polite" });
  const life = make("section", { class: "panel", id: "life", hidden: "", tabindex: -1 });

  main.append(make("h1", {}, say("watch")),
    make("section", { class: "panel", "aria-label": say("setting") }, make("div", { class: "row" },
      chooser(say("scenario"), shared.catalogue.scenarios.map(({ name }) => [name, scenarioTitle(name)]), setting.scenario, (name) => { setting = { ...setting, scenario: name, story: "" }; }, { id: "scenario" }),
      chooser(say("policy"), ["", ...shared.catalogue.presets].map((name) => [name, presetName(name)]), setting.preset, (name) => { setting = { ...setting, preset: name, changes: {} }; }, { id: "preset" }),
      make("label", { class: "field" }, say("seed"), seed),
      make("button", { type: "button", id: "setup", onclick: setUp }, say("start")),
      make("button", { type: "button", id: "link", onclick: () => copyLink(status) }, say("link")),
      make("button", { type: "button", onclick: () => saveFile("watch") }, say("save")), fileOpener(alert)),
      changesNote(), alert, status), stage);
  const stop = setInterval(beat, BEAT);
  setUp();
  return () => { gone = true; clearInterval(stop); };

  function changesNote() {
    const texts = Object.entries(setting.changes).map(([path, value]) => {
      const lever = shared.catalogue.levers.find((each) => each.path === path);
      return `${lever.words[shared.language].label}: ${value}`;
    });
    if (setting.story) texts.unshift(say("story", { story: word(`dashboard.story_${setting.story.replaceAll("-", "_")}`) }));
    return texts.length ? make("p", { class: "note", id: "changes" }, texts.join(" · ")) : null;
  }

  async function setUp() {
    pause();
    const mine = ++token;
    alert.textContent = "";
    try {
      const begun = await ask("/api/watch", setting);
      if (gone || mine !== token) return;
      run = begun;
      points = [];
      chosen = null;
      putInAddress("watch", [["scenario", setting.scenario], ["seed", setting.seed], ...queryOf(setting)]);
      furnish();
      draw(begun);
    } catch (error) {
      alert.textContent = error.message;
    }
  }

  function furnish() {
    map = new GridMap(run.communities, (grid) => { chosen = grid; lookInside(); });
    inside.replaceChildren(make("p", { class: "note" }, say("no_grid")));
    life.hidden = true;
    following = null;
    stage.replaceChildren(
      make("section", { class: "panel", "aria-label": say("play") }, make("div", { class: "row" }, play, step, toEnd,
        make("label", { class: "field" }, say("speed"), speed), make("span", {}, clock)),
        ...run.planted.map((each) => make("p", { class: "note" }, make("button", { type: "button", class: "plain follow", onclick: () => { chosen = each.grid; map.open(each.grid); } },
          say("planted", { name: each.name.replaceAll("_", " "), grid: each.grid + 1 }))))),
      make("div", { class: "watching" },
        make("div", {}, numbers, make("section", { class: "panel" }, make("h2", {}, say("map")), map.element, legend(), make("p", { class: "note" }, say("map_hint"))), inside),
        make("div", {}, make("section", { class: "panel" }, make("h2", {}, say("rates")), rates, make("p", { class: "note" }, say("rates_note"))),
          make("section", { class: "panel" }, make("h2", {}, say("iceberg")), iceberg), life)));
  }

  function start() {
    if (!run || run.lived >= run.days) return;
    playing = true;
    play.textContent = say("pause");
  }

  function pause() {
    playing = false;
    play.textContent = say("play");
  }

  function beat() {
    if (playing && !busy) live(Math.max(1, Math.round((Number(speed.value) * BEAT) / 1000)));
  }

  async function hurry() {
    pause();
    const mine = token;
    while (run && run.lived < run.days && !gone && mine === token) if (!(await live(60))) return;
  }

  async function live(days) {
    if (!run || busy || run.lived >= run.days) return false;
    busy = true;
    const mine = token;
    try {
      const state = await ask(`/api/watch/${run.run}/advance`, { days });
      if (gone || mine !== token) return false;
      run.lived = state.lived;
      points.push(...state.points);
      draw(state);
      if (chosen !== null && !playing) lookInside();
      if (state.lived >= run.days) { pause(); status.textContent = say("ended"); }
      return true;
    } catch (error) {
      pause();
      alert.textContent = error.message;
      return false;
    } finally {
      busy = false;
    }
  }

  function draw(state) {
    clock.textContent = state.lived ? `${say("day", { day: state.lived, days: run.days })} · ${state.date}${state.storm ? ` · ${say("storm")}` : ""}` : say("before");
    const cells = [["open", say("open_now"), state.open, ""], ["hidden", say("hidden_now"), state.hidden, "hidden-now"], ["recorded", say("recorded_so_far"), state.totals.recorded, ""],
      ["incidents", say("incidents_so_far"), state.totals.incidents, ""], ["petitions", say("petitions_so_far"), state.totals.petitions, ""]];
    numbers.replaceChildren(...cells.map(([name, words, value, extra]) => make("div", { class: `number ${extra}`, "data-name": name }, make("b", {}, value.toLocaleString("en")), make("span", {}, words))));
    map.draw(state.grids);
    const line = (column) => points.map((point) => [point[0], point[column]]);
    const last = points.at(-1) ?? [0, null, null, null, 0, 0];
    const percent = (value) => (value === null ? say("undefined") : `${(100 * value).toFixed(1)} %`);
    rates.replaceChildren(lineChart({ days: run.days, top: 1, percent: true, label: `${say("rates")}: ${say("official")} ${percent(last[1])}, ${say("true")} ${percent(last[2])}, ${say("bud")} ${percent(last[3])}`, series: [
      { name: say("official"), color: "#0062a3", points: line(1) }, { name: say("true"), color: "#b34700", points: line(2), dash: "7 3" }, { name: say("bud"), color: "#1f6b3a", points: line(3), dash: "2 3" }] }));
    const top = Math.max(100, ...points.map((point) => Math.max(point[4], point[5]))) * 1.1;
    iceberg.replaceChildren(lineChart({ height: 150, days: run.days, top, label: `${say("open_now")} ${last[5]}, ${say("hidden_now")} ${last[4]}`, series: [
      { name: say("open_short"), color: "#14556b", points: line(5) }, { name: say("hidden"), color: "#5b3a8c", points: line(4), dash: "7 3" }] }));
    const ended = !run || state.lived >= run.days;
    step.disabled = toEnd.disabled = play.disabled = ended;
  }

  async function lookInside() {
    const grid = chosen;
    try {
      const found = await ask(`/api/watch/${run.run}/grids/${grid}`);
      if (gone || grid !== chosen) return;
      const worker = found.worker;
      inside.replaceChildren(make("h2", {}, say("grid", { grid: grid + 1, community: found.community + 1 })), make("h3", {}, say("worker")),
        make("p", { class: "note" }, worker.hired === null ? say("since_before") : say("since", { day: worker.hired })),
        make("dl", { class: "worker" }, [["skill", number(worker.skill)], ["use", `${(100 * worker.use).toFixed(0)} %`], ["list_hours", number(worker.list_hours)], ["visits", worker.visits], ["finds", worker.finds]]
          .flatMap(([name, value]) => [make("dt", {}, say(name)), make("dd", {}, String(value))])),
        ...[["queue", found.open], ["hidden_cases", found.hidden], ["ended_cases", found.ended]].flatMap(([name, list]) => [
          make("h3", {}, `${say(name)}: ${list.count}`),
          make("ul", { class: "cases", "data-list": name }, list.cases.map((each) => make("li", {}, make("button", { type: "button", class: "plain case", "data-key": each.key, onclick: () => tell(each.key) }, caseName(each)))),
            list.count > list.cases.length ? make("li", { class: "note" }, say("more", { count: list.count - list.cases.length })) : null)]));
    } catch (error) {
      alert.textContent = error.message;
    }
  }

  async function tell(key) {
    pause();
    following = key;
    life.hidden = false;
    life.replaceChildren(make("h2", {}, say("life")), make("p", { class: "note" }, say("life_loading")));
    try {
      const told = await ask(`/api/watch/${run.run}/cases/${key}`);
      if (gone || following !== key) return;
      life.replaceChildren(make("h2", {}, say("life")), make("p", { class: "note" }, caseName(told.case)), lifeList(told.events),
        make("button", { type: "button", onclick: () => { life.hidden = true; } }, say("close")));
      life.focus();
    } catch (error) {
      alert.textContent = error.message;
    }
  }
}
