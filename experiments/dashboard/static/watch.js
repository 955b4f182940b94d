// The Watch room: a run that lives day by day, seen from above, from a grid, and from one contradiction.
import { lineChart } from "./charts.js";
import { valueText } from "./levers.js";
import { GridMap, legend } from "./map.js";
import { ask, chooser, keeping, known, leverOf, make, newSetting, number, presetName, putInAddress, queryOf, say, scenarioTitle, settingFrom, share, shared, whole, word } from "./page.js";

const SPEEDS = [1, 5, 20, 60], BEAT = 200;

export function lifeList(events) {
  return make("ol", { class: "life" }, events.flatMap((event) => event.told[shared.language].map((sentence) =>
    make("li", { class: event.kind }, make("time", {}, word("life.day", { day: event.day })), make("span", {}, sentence)))));
}

function caseName(each) {
  const marks = [each.incident && say("incident_mark"), each.petition && say("petition_mark"), each.again && say("again")].filter(Boolean);
  const name = word("dashboard.case", { domain: word(`domain.${each.domain}`), severity: say("severity", { severity: each.severity }), stage: word(`stage.${each.stage}`) });
  return [each.planted ? `${plantedName(each.planted)}${say("colon")}` : "", name, ...marks.flatMap((mark) => [" · ", make("span", { class: "mark" }, mark)])];
}

// A changed lever in words; an unknown one as it was written, since the server's answer explains it.
function changeText(lever, path, value) {
  if (!lever) return `${path}${say("colon")}${value}`;
  const { label, unit } = lever.words[shared.language], strange = lever.kind === "choice" && !lever.choices.includes(value);
  const measured = lever.kind === "int" || lever.kind === "float";
  return `${label}${say("colon")}${strange ? value : valueText(lever, value)}${measured ? ` ${unit}` : ""}`;
}

const plantedName = (name) => (known(`dashboard.planted_${name}`) ? say(`planted_${name}`) : name);
const gridName = (grid, community) => say("grid", { grid: grid + 1, community: community + 1 });

export function watchRoom(main, query, kept) {
  let setting = kept?.setting ?? settingFrom(query, "", newSetting(query.has("scenario") || query.has("preset") ? {} : { preset: "preventive-outsourced" }));
  let { run = null, points = [], state = null, chosen = null, following = null } = kept ?? {};
  let playing = false, busy = false, gone = false, map = null, token = 0;
  const alert = make("div", { class: "alert", role: "alert" }), status = make("p", { class: "note status", role: "status" });
  const stage = make("div"), changes = make("p", { class: "note status", id: "changes" });
  const seed = make("input", { type: "text", inputmode: "numeric", id: "seed", value: setting.seed, onchange: () => setUp({ seed: seed.value.trim() }) });
  const speed = make("select", { id: "speed" }, SPEEDS.map((days) => make("option", { value: days, selected: days === (kept?.speed ?? 5) }, say("per_second", { days }))));
  const play = make("button", { type: "button", class: "first", id: "play", disabled: true, onclick: () => { if (playing) { pause(); address(); } else start(); } }, say("play"));
  const step = make("button", { type: "button", id: "step", disabled: true, onclick: () => live(1) }, say("step"));
  const toEnd = make("button", { type: "button", id: "to-end", disabled: true, onclick: () => hurry(run.days) }, say("to_end"));
  const clock = make("span", { class: "clock", id: "clock" }), lived = make("progress", { id: "lived", value: 0, "aria-label": say("days_lived") });
  const numbers = make("div", { class: "panel numbers" }), rates = make("div", { id: "rates" }), iceberg = make("div", { id: "iceberg" });
  const inside = make("section", { class: "panel", id: "inside", tabindex: 0, "aria-label": say("inside") });
  const title = make("p");

  main.append(make("div", { class: "title" }, make("h1", {}, say("watch")), make("p", {}, say("watch_intro"))),
    make("section", { class: "panel", "aria-label": say("setting") }, make("div", { class: "row" },
      chooser(say("scenario"), shared.catalogue.scenarios.map(({ name }) => [name, scenarioTitle(name)]), setting.scenario, (scenario) => setUp({ scenario, story: "", changes: {} }), { id: "scenario" }),
      chooser(say("policy"), ["", ...shared.catalogue.presets].map((name) => [name, presetName(name)]), setting.preset, (preset) => setUp({ preset, changes: {} }), { id: "preset" }),
      make("label", { class: "field" }, say("seed"), seed),
      make("button", { type: "button", id: "setup", onclick: () => setUp({}) }, say("start"))),
    make("div", { class: "row" }, play, step, toEnd, make("label", { class: "field beside" }, say("speed"), speed), clock,
      make("span", { class: "push" }, keeping("watch", status, alert))),
    lived, changes, alert, status), stage);
  const beating = setInterval(beat, BEAT);
  if (run) restore(); else setUp({}, Number(query.get("day") ?? -1) + 1);
  return (keep) => {
    gone = true;
    clearInterval(beating);
    return keep ? { setting, run, points, state, chosen, following, speed: Number(speed.value) } : null;
  };

  function tellChanges() {
    const texts = Object.entries(setting.changes).map(([path, value]) => changeText(leverOf(path), path, value));
    if (setting.story) texts.unshift(say("story", { story: word(`dashboard.story_${setting.story.replaceAll("-", "_")}`) }));
    changes.textContent = texts.join(" · ");
  }

  function address() {
    const day = run.lived ? [["day", run.lived - 1]] : [];
    putInAddress("watch", [["scenario", setting.scenario], ["seed", setting.seed], ...queryOf(setting), ...day]);
  }

  async function setUp(more, until = 0) {
    pause();
    setting = { ...setting, ...more };
    const mine = ++token;
    alert.textContent = status.textContent = "";
    tellChanges();
    try {
      const begun = await ask("/api/watch", run ? { ...setting, instead: run.run } : setting);
      if (gone || mine !== token) return;
      run = state = begun;
      points = [];
      chosen = following = null;
      address();
      furnish();
      draw();
      if (until > 0) await hurry(Math.min(until, run.days));
    } catch (error) {
      if (mine === token) alert.textContent = error.message;
    }
  }

  function restore() {
    tellChanges();
    furnish();
    draw();
    if (chosen === null) return;
    map.mark(chosen);
    if (following === null) lookInside(); else tell(following);
  }

  function furnish() {
    map = new GridMap(run.communities, (grid) => { chosen = grid; following = null; lookInside(true); });
    inside.replaceChildren(make("h2", {}, say("inside")), make("p", { class: "note" }, say("no_grid")));
    title.textContent = say("residents", { residents: whole(run.residents), communities: new Set(run.communities).size, grids: run.communities.length });
    title.className = "note";
    stage.replaceChildren(numbers,
      ...run.planted.map((each) => make("p", { class: "note" }, make("button", { type: "button", class: "plain follow", onclick: () => map.open(each.grid) },
        say("planted", { name: plantedName(each.name), grid: each.grid + 1 })))),
      make("div", { class: "watching" },
        make("section", { class: "panel of-map" }, make("h2", {}, say("map")), title, map.element, legend()),
        inside,
        make("div", { class: "curves" },
          make("section", { class: "panel" }, make("h2", {}, say("rates")), rates, make("p", { class: "note" }, say("rates_note"))),
          make("section", { class: "panel" }, make("h2", {}, say("iceberg")), iceberg))));
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

  async function hurry(until) {
    pause();
    const mine = token;
    while (run && run.lived < until && !gone && mine === token) if (!(await live(Math.min(60, until - run.lived)))) return;
  }

  async function live(days) {
    if (!run || busy || run.lived >= run.days) return false;
    busy = true;
    const mine = token;
    try {
      const next = await ask(`/api/watch/${run.run}/advance`, { days });
      if (gone || mine !== token) return false;
      state = next;
      run.lived = state.lived;
      points.push(...state.points);
      draw();
      if (!playing) address();
      if (state.lived >= run.days) { pause(); status.textContent = say("ended"); }
      if (chosen !== null && !inside.contains(document.activeElement)) { if (following === null) lookInside(); else if (!playing) tell(following); }
      return true;
    } catch (error) {
      pause();
      if (mine === token) alert.textContent = error.message;
      return false;
    } finally {
      busy = false;
    }
  }

  function draw() {
    clock.replaceChildren(state.lived ? `${say("day", { day: state.lived - 1, last: run.days - 1 })} · ${state.date}` : say("before"),
      state.storm ? make("span", { class: "raining" }, ` · ${say("storm")}`) : "");
    lived.max = run.days;
    lived.value = state.lived;
    numbers.replaceChildren(...[["open", say("open_now"), state.open, ""], ["hidden", say("hidden_now"), state.hidden, "hidden-now"], ["recorded", say("recorded_so_far"), state.totals.recorded, ""],
      ["incidents", say("incidents_so_far"), state.totals.incidents, ""], ["petitions", say("petitions_so_far"), state.totals.petitions, ""]]
      .map(([name, words, value, extra]) => make("div", { class: `number ${extra}`, "data-name": name }, make("b", {}, whole(value)), make("span", {}, words))));
    map.draw(state.grids);
    drawCurves();
    step.disabled = toEnd.disabled = play.disabled = state.lived >= run.days;
  }

  function drawCurves() {
    const line = (column) => points.map((point) => [point[0], point[column]]);
    const last = points.at(-1) ?? [0, null, null, null, state.hidden, state.open];
    const told = (column) => (last[column] === null ? say("undefined") : share(last[column]));
    rates.replaceChildren(lineChart({ days: run.days, top: 1, percent: true, label: `${say("rates")}: ${say("official")} ${told(1)}, ${say("true")} ${told(2)}, ${say("bud")} ${told(3)}`, series: [
      { name: say("official"), color: "#0b5cad", points: line(1) }, { name: say("true"), color: "#a84300", points: line(2), dash: "7 3" }, { name: say("bud"), color: "#1f6b3a", points: line(3), dash: "2 3" }] }));
    const most = Math.max(100, ...points.map((point) => Math.max(point[4], point[5])));
    iceberg.replaceChildren(lineChart({ height: 150, days: run.days, top: Math.ceil(most / 100) * 100, label: `${say("open_now")} ${last[5]}, ${say("hidden_now")} ${last[4]}`, series: [
      { name: say("open_short"), color: "#0f4c5c", points: line(5) }, { name: say("hidden"), color: "#5b3a8c", points: line(4), dash: "7 3" }] }));
  }

  async function lookInside(asked = false) {
    const grid = chosen;
    try {
      const found = await ask(`/api/watch/${run.run}/grids/${grid}`);
      if (gone || grid !== chosen || following !== null) return;
      inside.replaceChildren(make("h2", {}, gridName(grid, found.community)), ...aboutWorker(found.worker),
        ...[["queue", found.open], ["hidden_cases", found.hidden], ["ended_cases", found.ended]].flatMap(([name, list]) => aboutCases(name, list)));
      if (asked && inside.getBoundingClientRect().top > innerHeight - 150) inside.scrollIntoView({ block: "start" });
    } catch (error) {
      alert.textContent = error.message;
    }
  }

  function aboutWorker(worker) {
    const facts = [["skill", number(worker.skill)], ["use", share(worker.use, 0)], ["list_hours", number(worker.list_hours)], ["visits", whole(worker.visits)], ["finds", whole(worker.finds)]];
    return [make("h3", {}, say("worker")), make("p", { class: "note" }, worker.hired === null ? say("since_before") : say("since", { day: whole(worker.hired) })),
      make("dl", { class: "worker" }, facts.flatMap(([name, value]) => [make("dt", {}, say(name)), make("dd", {}, value)]))];
  }

  function aboutCases(name, list) {
    const rest = list.count - list.cases.length;
    return [make("h3", {}, `${say(name)}${say("colon")}${list.count}`), make("ul", { class: "cases", "data-list": name },
      list.cases.map((each) => make("li", {}, make("button", { type: "button", class: "plain case", "data-key": each.key, onclick: () => { pause(); tell(each.key, true); } }, caseName(each)))),
      rest > 0 ? make("li", { class: "note" }, say("more", { count: rest })) : null)];
  }

  async function tell(key, asked = false) {
    following = key;
    if (asked) inside.replaceChildren(make("h2", {}, say("life")), make("p", { class: "note" }, say("life_loading")));
    try {
      const told = await ask(`/api/watch/${run.run}/cases/${key}`);
      if (gone || following !== key) return;
      inside.replaceChildren(make("button", { type: "button", class: "plain", id: "back", onclick: () => back(key) }, `← ${gridName(told.case.grid, told.case.community)}`),
        make("h2", {}, say("life")), make("p", { class: "note" }, caseName(told.case)), make("div", { id: "life" }, lifeList(told.events)));
      if (asked) { inside.scrollTop = 0; inside.focus(); }
    } catch (error) {
      alert.textContent = error.message;
    }
  }

  async function back(key) {
    following = null;
    await lookInside();
    (inside.querySelector(`[data-key="${key}"]`) ?? inside).focus();
  }
}
