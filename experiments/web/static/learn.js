// Learn: say first what you expect; the runs then answer, with a number and how sure it is.
"use strict";
const ARM_COLOURS = ["#4a4a4a", "#b0413e", "#0b5cad", "#1f6b3a"];
const SKETCHED = 9;  // points of a drawn curve
const FATES = { safe: "#1f6b3a", screening: "#0b5cad", neighbour: "#8a5a00", late: "#b3261e", other: "#5d5d5d" };

class Learn {
  constructor(address) {
    this.lessons = shared.catalogue.lessons;
    this.index = Math.max(0, this.lessons.findIndex((lesson) => lesson.name === address.lesson));
    this.seed = /^\d{1,15}$/.test(address.seed ?? "") ? Number(address.seed) : 1;
    this.turn = 0;
    // What a link restores: the guess, the drawn curve, the class's tally; with one of the first two, the runs too.
    const { guess, sketch, tally } = address, heights = (sketch ?? "").split("_").map(Number);
    this.told = { guess: this.lesson.answers.includes(guess) ? guess : null, tally: (tally ?? "").split("_"),
      sketch: heights.length === SKETCHED && heights.every((height) => height >= 0 && height <= 1) ? heights : null };
    this.shown = false;
  }

  get lesson() {
    return this.lessons[this.index];
  }

  address() {
    return { room: "learn", lesson: this.lesson.name, seed: this.seed === 1 ? "" : this.seed, guess: this.shown && this.guess ? this.guess : "",
      sketch: this.shown && this.sketch?.points.length ? this.sketch.points.map(([, height]) => height.toFixed(2)).join("_") : "", tally: this.tally().some(Boolean) ? this.tally().join("_") : "" };
  }

  phrase(part) {
    return word(`lesson.${this.lesson.name}.${part}`);
  }

  answer(name) {
    const own = `lesson.${this.lesson.name}.answer.${name}`;
    return shared.words[shared.language][own] ? word(own) : this.phrase(`predict.${name}`);
  }

  show() {
    const { lesson } = this;
    this.guess = null;
    this.sketched = null;
    this.result = make("div", { "aria-live": "polite" });
    const answers = lesson.sketch ? null : make("fieldset", { class: "answers", style: "border:0;padding:0" }, make("legend", {}, make("strong", {}, say("your_answer"))),
      lesson.answers.map((answer) => make("label", { "data-answer": answer }, make("input", { type: "radio", name: "answer", value: answer, onchange: () => { this.guess = answer; this.runButton.disabled = false; } }), make("span", {}, this.answer(answer)),
        make("span", { class: "tally" }, make("input", { type: "number", min: 0, max: 500, "aria-label": `${say("tally")} ${this.answer(answer)}`, placeholder: "–", onchange: () => { this.drawTally(); writeAddress(this.address()); } })))));
    this.answers = answers;
    this.runButton = make("button", { type: "button", class: "first", id: "reveal", disabled: true, onclick: () => this.run() }, say("reveal"));
    this.sketch = lesson.sketch ? new Sketch(lesson.sketch, () => { this.runButton.disabled = false; }) : null;
    put($("#main"), 
      make("div", { class: "lesson-tabs", role: "group", "aria-label": say("lessons") }, this.lessons.map((each, k) => make("button", { type: "button", "aria-pressed": String(k === this.index), onclick: () => { this.index = k; this.turn++; this.shown = false; shared.pool.drop("learn"); writeAddress(this.address()); this.show(); } }, `${k + 1} ${word(`lesson.${each.name}.title`)}`))),
      make("div", { class: "two", style: "margin:0" },
        make("section", { class: "panel" }, make("h1", {}, this.phrase("title")), make("p", { style: "font-size:1.1rem;margin:.4rem 0" }, this.phrase("question")), make("p", { class: "note" }, this.phrase("set")),
          answers, answers ? make("p", { class: "note" }, say("tally_note")) : null, this.sketch?.element, this.runButton,
          make("details", {}, make("summary", {}, say("teacher")), this.phrase("guide").split("\n").map((line) => make("p", {}, line)))),
        make("section", { class: "panel" }, this.result)));
    put(this.result, make("p", { class: "note" }, say("answer_first")));
    if (this.told) this.restore();
    writeAddress(this.address());
  }

  tally() {
    return [...(this.answers?.querySelectorAll(".tally input") ?? [])].map(({ value }) => value);
  }

  // What a link tells of this lesson is put in again, and its runs are made anew.
  restore() {
    const { guess, sketch, tally } = this.told;
    this.told = null;
    [...(this.answers?.querySelectorAll(".tally input") ?? [])].forEach((input, k) => { input.value = /^\d{1,3}$/.test(tally[k] ?? "") ? tally[k] : ""; });
    this.drawTally();
    if (guess) this.answers.querySelector(`input[value="${guess}"]`).click();
    if (sketch && this.sketch) this.sketch.set(sketch);
    if (guess || (sketch && this.sketch)) this.run();
  }

  drawTally() {
    if (!this.answers) return;
    const inputs = [...this.answers.querySelectorAll(".tally input")], sum = inputs.reduce((total, input) => total + (Number(input.value) || 0), 0);
    for (const input of inputs) {
      input.parentElement.querySelector("b")?.remove();
      if (sum && input.value !== "") input.parentElement.append(make("b", {}, `${Math.round((100 * Number(input.value)) / sum)} %`));
    }
  }

  async run() {
    const turn = ++this.turn, { lesson } = this, seeds = Array.from({ length: lesson.seeds }, (_, k) => this.seed + k);
    this.runButton.disabled = true;
    this.shown = true;
    writeAddress(this.address());
    try {
      const arms = Object.entries(lesson.arms), rows = [];
      const jobs = seeds.map((seed) => Promise.all(arms.map(([, arm]) => outcomesOf(lesson.place, leversOf(lesson.place, arm.preset, arm.changes), seed, "learn", reformsOf(lesson.place, arm), lesson.lives))));
      for (const [k, job] of jobs.entries()) {
        rows.push(await job);
        if (turn !== this.turn) return;
        if (rows.length > 1 || rows.length === seeds.length) this.reveal(rows, seeds.slice(0, k + 1), arms, rows.length === seeds.length);
      }
      this.runButton.disabled = false;
    } catch (problem) {
      jobsFailed(problem, (sentence) => put(this.result, make("p", {}, sentence)));
    }
  }

  reveal(rows, seeds, arms, done) {
    const { lesson } = this, at = Object.fromEntries(shared.facts.outcomes.map((name, k) => [name, k]));
    const value = (name, arm) => rows.map((row) => scaled(name, row[arm].outcomes[at[name]]));
    const paired = (name, one, other) => interval(value(name, other).map((figureOf, k) => figureOf - value(name, one)[k]));
    const { answer, sentences, picture } = JUDGES[lesson.name]({ rows, seeds, arms, value, paired, phrase: (part) => this.phrase(part), sketched: this.sketch?.points, show: (k) => this.lives(rows[k], seeds[k], arms) });
    this.found = answer;
    const right = this.guess === null ? null : this.guess === answer;
    this.livesBox = this.livesBox && lesson.lives ? this.livesBox : make("div");
    put(this.result, make("div", { class: "verdict" }, right === null ? null : make("p", {}, make("strong", {}, right ? say("right") : say("wrong"))), sentences.map((sentence, k) => make(k ? "p" : "h2", {}, sentence)),
      make("p", { class: "note" }, say(done ? "how_sure" : "still_running", { count: rows.length, of: lesson.seeds }))), picture, this.livesBox,
      make("h2", { style: "margin-top:.8rem" }, say("notice")), make("p", {}, this.phrase("notice")), make("h2", {}, say("explain")), make("p", {}, this.phrase("explain")), make("h2", {}, say("attempt")), make("p", {}, this.phrase("attempt")), this.further(arms));
  }

  further(arms) {
    const [first, last] = this.lesson.pair.map((name) => arms.find(([arm]) => arm === name)[1]);
    const own = ({ changes }, ofPlace) => packChanges(Object.fromEntries(Object.entries(changes).filter(([path]) => shared.catalogue.levers[path].ofPlace === ofPlace)));
    const common = { place: this.lesson.place, a: first.preset, b: last.preset };
    const hash = new URLSearchParams({ room: "compare", ...common, ax: own(first, false), bx: own(last, false), px: own(first, true), world: "one" });
    const watch = new URLSearchParams({ room: "watch", ...common, ax: packChanges(first.changes), bx: packChanges(last.changes) });
    return make("p", { class: "row" }, make("a", { class: "button", href: `#${hash}` }, say("open_compare")), make("a", { class: "button", href: `#${watch}` }, say("open_watch")));
  }

  lives(row, seed, arms) {
    put(this.livesBox, make("h2", {}, say("seed_number", { seed })), make("div", { class: "pair" }, arms.map(([name], k) => make("div", {}, make("strong", { style: `color:${ARM_COLOURS[k]}` }, this.phrase(`arm.${name}`)), lampLife(row[k].life)))));
  }
}

// The dated reforms of an arm: none are the place's own.
const reformsOf = (place, { reforms = [] }) => reforms.map(([day, { preset, changes }]) => [day, leversOf(place, preset, changes)]);

function lampLife({ day, isRecorded, recorded, channel, isIncident, incident, stage }) {
  const on = (at, key) => `${word("life.day", { day: at })}${word("dashboard.colon")}${word(key)}`;
  const events = [[day, on(day, "web.lamp_arises"), "hidden"]];
  if (isRecorded) events.push([recorded, on(recorded, `life.recorded_${["none", "patrol", "report", "survey", "incident"][channel] ?? "none"}`), ""]);
  if (isIncident) events.push([incident, on(incident, "life.incident"), "bad"]);
  events.sort((one, other) => one[0] - other[0]);
  if (!isIncident) events.push([1e9, stageName(stage), stage === shared.facts.stages.RESOLVED || stage === shared.facts.stages.LAPSED ? "good" : ""]);
  return listed(events.map(([, sentence, kind]) => [sentence, kind]));
}

// The fate of the lamp post at one seed, read off both runs: each of five words fits exactly one kind of pair.
function fateOf([waiting, screening]) {
  const REPORT = 2;
  if (waiting.life.isIncident && screening.life.isIncident) return "late";
  if (screening.life.isIncident) return "other";
  const byNeighbour = screening.life.isRecorded && screening.life.channel === REPORT;
  if (waiting.life.isIncident) return byNeighbour ? "neighbour" : "screening";
  return byNeighbour ? "neighbour" : "safe";
}

// Wilson's interval of a share, in percent.
function shareInterval(count, of) {
  const z = 1.96, p = count / of, middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of), half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return { low: Math.max(0, 100 * (middle - half)), high: Math.min(100, 100 * (middle + half)) };
}

const sure = ({ mean, half }) => ({ value: signed(mean), low: signed(mean - half), high: signed(mean + half) });
// By which phrase a difference is told, and with what: a size where it is clear, else its interval alone.
const told = (difference, fewer, more, unclear) => (isClear(difference) ? say(difference.mean < 0 ? fewer : more, sized(difference)) : say(unclear, sure(difference)));

// Dots with intervals for every arm but the first: paired differences from it.
function differencePicture(names, arms, paired, phrase) {
  return make("table", { class: "paired" }, make("thead", {}, make("tr", {}, make("th", {}, say("outcome_head")), make("th", { colspan: 2 }, say("against", { arm: phrase(`arm.${arms[0][0]}`) })))),
    names.map((name) => {
      const differences = arms.slice(1).map((_, k) => paired(name, 0, k + 1)), reach = Math.max(1e-9, ...differences.map(({ mean, half }) => Math.abs(mean) + (half || 0)));
      return make("tbody", {}, make("tr", { class: "unit" }, make("th", { colspan: 3 }, `${outcomeName(name)} (${unitOf(name)})`)), differences.map((difference, k) => {
        const { mean, half } = difference, X = (at) => 90 + (84 * at) / reach, colour = ARM_COLOURS[k + 1];
        return make("tr", {}, make("th", { style: `color:${colour}` }, phrase(`arm.${arms[k + 1][0]}`)), make("td", {}, make("svg", { viewBox: "0 0 180 22", width: 180, height: 22, "aria-hidden": "true" }, make("line", { x1: 90, x2: 90, y1: 0, y2: 22, stroke: "#b9c4ca" }),
          Number.isFinite(half) ? make("line", { x1: X(mean - half), x2: X(mean + half), y1: 11, y2: 11, stroke: colour, "stroke-width": 3 }) : null, make("circle", { cx: X(mean), cy: 11, r: 5.5, fill: isClear(difference) ? colour : "#fff", stroke: colour, "stroke-width": 2 }))),
        make("td", {}, make("strong", {}, signed(mean)), Number.isFinite(half) ? make("span", { class: "range" }, ` ${say("from_to", { low: signed(mean - half), high: signed(mean + half) })}`) : ""));
      }));
    }));
}

const JUDGES = {
  "lamp-post"({ rows, seeds, phrase, show }) {
    const fates = rows.map(fateOf), count = (fate) => fates.filter((each) => each === fate).length;
    const most = Object.keys(FATES).reduce((one, other) => (count(other) > count(one) ? other : one), "safe"), share = shareInterval(count("screening"), rows.length);
    return { answer: fates[0], sentences: [phrase(`fate.${fates[0]}`), say("lamp_counts", { count: count("screening"), of: rows.length, low: figure(share.low, 2), high: figure(share.high, 2), most: phrase(`answer.${most}`), times: count(most) })],
      picture: make("div", {}, make("div", { class: "strip" }, fates.map((fate, k) => make("button", { type: "button", style: `background:${FATES[fate]}`, "aria-label": `${say("seed_number", { seed: seeds[k] })}${word("dashboard.colon")}${phrase(`answer.${fate}`)}`, title: phrase(`answer.${fate}`), onclick: () => show(k) }, seeds[k]))),
        make("div", { class: "legend" }, Object.entries(FATES).filter(([fate]) => count(fate)).map(([fate, colour]) => make("span", { style: `--dot:${colour}` }, `${phrase(`answer.${fate}`)} · ${count(fate)}`)))) };
  },
  "hiding-rate"({ arms, paired, phrase }) {
    const official = paired("official_resolution_rate", 0, 1), bud = paired("in_the_bud_rate", 0, 1), hidden = paired("hidden_share", 0, 1), moved = Math.abs(official.mean);
    return { answer: moved < 5 ? "little" : moved < 15 ? "some" : "much", sentences: [say("hiding_verdict", { ...sure(official), bud: signed(bud.mean), budlow: signed(bud.mean - bud.half), budhigh: signed(bud.mean + bud.half) }), say("hiding_hidden", sure(hidden))],
      picture: differencePicture(["official_resolution_rate", "in_the_bud_rate", "hidden_share", "incidents_per_10k"], arms, paired, phrase) };
  },
  "too-much"({ arms, value, paired, sketched }) {
    const shares = arms.map(([name]) => Number(name)), means = arms.map((_, k) => interval(value("harm_per_10k", k)));
    const best = means.reduce((one, each, k) => (each.mean < means[one].mean ? k : one), 0);
    const near = shares.filter((_, k) => k === best || !isClear(paired("harm_per_10k", best, k))), last = paired("harm_per_10k", best, arms.length - 1);
    const lines = [{ name: say("harm_line"), colour: "#b0413e", dots: true, points: means.map(({ mean }, k) => [shares[k], mean, k === best ? 0 : paired("harm_per_10k", best, k).half]) }];
    if (sketched?.length > 1) {
      const top = Math.max(...means.map(({ mean }) => mean)), floor = Math.min(...means.map(({ mean }) => mean));
      lines.push({ name: say("your_sketch"), colour: "#6b6b6b", dashed: true, points: sketched.map(([x, y]) => [x, floor + y * (top - floor)]) });
    }
    return { answer: null, sentences: [say("much_verdict", { best: `${Math.round(100 * shares[best])} %` }), say("much_near", { shares: near.map((share) => `${Math.round(100 * share)} %`).join(say("comma")) }), told(last, "much_last_unclear", "much_last", "much_last_unclear")],
      picture: lineChart({ title: "", box: this.box ?? document.querySelector("#main .panel:last-child"), height: 300, x: { low: 0, high: 1, name: shared.catalogue.levers["triage.screening_share"].words[shared.language].label, format: (tick) => `${Math.round(100 * tick)} %` }, lines, marks: [{ at: 0.1, name: say("mark_reactive") }, { at: 0.5, name: say("mark_preventive"), row: 1 }], label: say("much_verdict", { best: shares[best] }) }) };
  },
  pools({ arms, paired, phrase }) {
    const label = paired("window_wait_hours", 0, 1), skill = paired("window_wait_hours", 0, 2), all = paired("window_wait_hours", 2, 3);
    return { answer: !isClear(label) ? "nothing" : label.mean < 0 ? "helps" : "harms", sentences: [told(label, "pools_helps", "pools_harms", label.mean === 0 && label.half === 0 ? "pools_same" : "pools_unclear"),
      told(skill, "pools_skill", "pools_skill_worse", "pools_skill_unclear"), told(all, "pools_all_better", "pools_all_worse", "pools_all_unclear")],
      picture: differencePicture(["window_wait_hours", "true_resolution_rate"], arms, paired, phrase) };
  },
  oversight({ arms, paired, phrase }) {
    const official = paired("official_resolution_rate", 0, 1), lasting = paired("true_resolution_rate", 0, 1);
    const answer = !(isClear(lasting) && lasting.mean < 0) ? "same" : isClear(official) && official.mean < -1 ? "both" : "hidden";
    return { answer, sentences: [say(`oversight_${answer}`, { ...(answer === "same" ? sure(lasting) : sized(lasting)), official: signed(official.mean), officiallow: signed(official.mean - official.half), officialhigh: signed(official.mean + official.half) })],
      picture: differencePicture(["official_resolution_rate", "true_resolution_rate", "recurrences", "satisfaction"], arms, paired, phrase) };
  },
  incubate({ arms, value, paired, phrase }) {
    const at = Object.fromEntries(arms.map(([name], k) => [name, k])), rate = (name) => interval(value("true_resolution_rate", at[name])).mean;
    const against = (one, other) => paired("true_resolution_rate", at[one], at[other]);
    const [second, best] = ["never", "at_once", "later"].sort((one, other) => rate(one) - rate(other)).slice(1), answer = isClear(against(second, best)) ? best : "alike";
    return { answer, sentences: [say(`incubate_${answer}`), say("incubate_now", sure(against("never", "at_once"))), say("incubate_then", sure(against("never", "later"))),
      say(isClear(against("both", "later")) ? "incubate_wait" : "incubate_wait_unclear", sure(against("both", "later")))],
      picture: differencePicture(["true_resolution_rate", "recurrences", "official_resolution_rate"], arms, paired, phrase) };
  },
};

// A guess drawn by pointer or by arrow keys before the curve is shown.
class Sketch {
  constructor({ x, y }, ondrawn) {
    const count = SKETCHED;
    this.points = [];
    const values = Array(count).fill(0.5), width = 560, height = 260, left = 44, bottom = 40;
    const X = (k) => left + (k * (width - left - 16)) / (count - 1), Y = (value) => 12 + (1 - value) * (height - bottom - 12);
    const line = make("polyline", { fill: "none", stroke: "#6b6b6b", "stroke-width": 3, "stroke-dasharray": "7 5" });
    const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart sketch", role: "img", "aria-label": say("sketch") }, make("line", { x1: left, x2: left, y1: 8, y2: height - bottom, stroke: "#46555e" }), make("line", { x1: left, x2: width - 12, y1: height - bottom, y2: height - bottom, stroke: "#46555e" }),
      [0, 0.5, 1].map((share) => make("text", { x: left + share * (width - left - 16), y: height - bottom + 19, "text-anchor": share === 1 ? "end" : "middle" }, `${100 * share} %`)),
      make("text", { x: width / 2, y: height - 4, "text-anchor": "middle" }, shared.catalogue.levers[x].words[shared.language].label), make("text", { x: 4, y: 20 }, say("more")), make("text", { x: 4, y: height - bottom - 6 }, say("less")), line);
    const draw = () => { line.setAttribute("points", values.map((value, k) => `${X(k)},${Y(value)}`).join(" ")); this.points = values.map((value, k) => [k / (count - 1), value]); };
    const move = (event) => {
      if (event.type === "pointermove" && !event.buttons) return;
      const box = svg.getBoundingClientRect(), px = ((event.clientX - box.left) * width) / box.width, py = ((event.clientY - box.top) * height) / box.height;
      const k = Math.max(0, Math.min(count - 1, Math.round(((px - left) * (count - 1)) / (width - left - 16))));
      values[k] = Math.round(100 * Math.max(0, Math.min(1, 1 - (py - 12) / (height - bottom - 12)))) / 100;
      draw();
      ondrawn();
    };
    svg.addEventListener("pointerdown", move);
    svg.addEventListener("pointermove", move);
    const sliders = make("details", {}, make("summary", {}, say("sketch_keys")), values.map((value, k) => make("label", { class: "slide common" }, make("span", { style: "width:4rem" }, `${Math.round((100 * k) / (count - 1))} %`), make("input", { type: "range", min: 0, max: 1, step: 0.05, value, "aria-label": `${outcomeName(y)} ${Math.round((100 * k) / (count - 1))} %`, oninput: ({ target }) => { values[k] = Number(target.value); draw(); ondrawn(); } }))));
    draw();
    this.points = [];
    this.set = (heights) => { heights.forEach((height, k) => { values[k] = height; }); draw(); ondrawn(); };
    this.element = make("div", {}, make("p", {}, make("strong", {}, say("sketch_ask", { outcome: outcomeName(y) }))), svg, sliders);
  }
}

Learn.prototype.end = function end() { this.turn++; shared.pool.drop("learn"); };
