// Watch: one community under two policies with the same people, storms and hidden contradictions, day by day.
"use strict";
const SPEEDS = [1, 2, 4, 8, 16, 30];
const AHEAD_DAYS = 6;

class Watch {
  constructor(address) {
    this.place = shared.places[address.place] ? address.place : shared.catalogue.places[0];
    this.preset = { a: shared.catalogue.presets[address.a] || address.a === "" ? address.a : "reactive-staffed", b: shared.catalogue.presets[address.b] || address.b === "" ? address.b : "preventive-staffed" };
    this.changes = { a: unpackChanges(address.ax), b: unpackChanges(address.bx) };
    this.seed = /^\d{1,15}$/.test(address.seed ?? "") ? Number(address.seed) : 1;
    this.community = /^\d+$/.test(address.community ?? "") ? Number(address.community) : undefined;
    this.speed = SPEEDS.includes(Number(address.speed)) ? Number(address.speed) : 4;
    this.startDay = Math.max(0, Number(address.day) || 0);
    this.acts = unpackActs(address.acts);
    this.startFollowed = unpackFollowed(address.follow);
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.playing = !this.calm && address.play !== "no";
    this.sound = false;
    this.at = 0;
    this.followed = null;
  }

  address() {
    const { kind, arm } = this.followed ?? {}, number = this.followed?.[FOLLOWED[kind]];
    return { room: "watch", place: this.place, a: this.preset.a, b: this.preset.b, ax: packChanges(this.changes.a), bx: packChanges(this.changes.b), seed: this.seed,
      community: this.community ?? "", speed: this.speed === 4 ? "" : this.speed, day: Math.floor(this.at) || "", play: this.playing ? "" : "no",
      acts: this.acts.map(({ day, arm, path, value }) => [day, arm, path, value].join(":")).join(";"), follow: kind ? [kind, arm, number].filter((each) => each !== undefined).join(".") : "" };
  }

  show() {
    this.ended = false;
    this.keys = (event) => this.key(event);
    addEventListener("keydown", this.keys);
    this.build();
    this.open();
  }

  build() {
    this.playButton = make("button", { type: "button", class: "first", id: "play", onclick: () => this.toggle() });
    this.scrub = make("input", { type: "range", class: "scrub", min: 0, max: 1, step: 1, value: 0, "aria-label": say("scrub"), oninput: ({ target }) => this.seek(Number(target.value)) });
    this.dayText = make("strong", { id: "day" });
    this.message = make("p", { class: "note", role: "status" });
    const presets = ["", ...Object.keys(shared.catalogue.presets)].map((name) => [name, name ? word(`policy.${name}`).replace("\n", " ") : say("as_in_file")]);
    const again = (change) => { change(); this.restart(); };
    this.panes = Object.fromEntries(ARMS.map((arm) => {
      const canvas = make("canvas", { role: "img", "aria-label": say("town_label", { arm: arm.toUpperCase() }), onclick: (event) => this.pick(arm, event) });
      const counts = make("div", { class: "counts" });
      const pane = make("section", { class: `panel town ${arm}`, "aria-label": say("town", { arm: arm.toUpperCase() }) },
        make("div", { class: "head" }, make("label", { class: "field inline" }, make("strong", {}, arm.toUpperCase()), choose(`preset-${arm}`, presets, this.preset[arm], (name) => again(() => { this.preset[arm] = name; this.changes[arm] = {}; })))), canvas, counts);
      return [arm, { pane, canvas, counts }];
    }));
    this.communityChoice = make("span");
    const bar = make("section", { class: "panel", "aria-label": say("controls") }, make("div", { class: "watchbar" }, this.playButton,
      make("button", { type: "button", id: "step", onclick: () => { this.pause(); this.seek(Math.floor(this.at) + 1); } }, say("one_day")),
      make("label", { class: "field" }, say("speed"), choose("speed", SPEEDS.map((days) => [days, say("days_a_second", { days })]), this.speed, (value) => { this.speed = Number(value); writeAddress(this.address()); })),
      make("label", { class: "field" }, say("place"), choose("place", shared.catalogue.places.map((name) => [name, placeName(name)]), this.place, (name) => again(() => { this.place = name; this.community = undefined; }))),
      make("label", { class: "field" }, say("community"), this.communityChoice),
      make("label", { class: "field" }, say("seed"), make("input", { id: "seed", type: "number", min: 0, max: 999999999, value: this.seed, onchange: ({ target }) => again(() => { this.seed = Math.max(0, Math.floor(Number(target.value) || 0)); }) })),
      make("label", { class: "field grow" }, make("span", {}, this.dayText), this.scrub),
      make("button", { type: "button", id: "sound", "aria-pressed": "false", onclick: ({ target }) => { this.sound = !this.sound; target.setAttribute("aria-pressed", String(this.sound)); } }, say("sound")),
      make("button", { type: "button", id: "copy", onclick: () => { writeAddress(this.address()); copyLink(); } }, say("copy_link"))), this.message);
    this.chart = make("section", { class: "panel", "aria-label": say("curves") });
    this.map = make("section", { class: "panel", "aria-label": say("map") });
    this.story = make("section", { class: "panel", "aria-label": say("follow") });
    put($("#main"), bar, make("div", { class: "towns" }, ARMS.map((arm) => this.panes[arm].pane)),
      make("div", { class: "legend" }, [["hidden", "#fff"], ["open", TINT.open], ["done", TINT.good], ["incident", TINT.harm], ["trusting", QUIET[7]], ["mistrusting", QUIET[0]], ["angry", ANGRY], ["worker", "#14532d"]].map(([name, dot]) =>
        make("span", { class: name, style: `--dot:${dot}` }, say(`legend_${name}`)))),
      make("div", { class: "under" }, this.story, this.chart, make("div", {}, this.intervention(), this.map)));
    this.shownPlaying();
    this.tellStory();
  }

  intervention() {
    const levers = ["triage.screening_share", "triage.recording_standard", "partners.committee_attention", "delivery.layers"];
    this.acting = this.acting ?? "b";
    const rows = make("div");
    const fill = () => put(rows, ...levers.map((path) => {
      const lever = shared.catalogue.levers[path], value = this.levers(this.acting)[path], shown = make("output", {}, leverText(lever, value)), label = lever.words[shared.language].label;
      return make("label", { class: `slide ${this.acting}` }, make("span", { class: "note", style: "width:10.5rem" }, label), make("input", { type: "range", min: lever.low, max: lever.high, step: stepOf(lever), value, "aria-label": label, "aria-valuetext": leverText(lever, value),
        oninput: ({ target }) => { shown.textContent = leverText(lever, Number(target.value)); target.setAttribute("aria-valuetext", shown.textContent); }, onchange: ({ target }) => this.intervene(path, Number(target.value)) }), shown);
    }));
    fill();
    this.refill = fill;
    return make("section", { class: "panel", style: "margin-bottom:.7rem", "aria-label": say("intervene") }, make("div", { class: "row", style: "margin:0;align-items:center" }, make("h2", {}, say("intervene")),
      choose("acting", ARMS.map((arm) => [arm, say("town", { arm: arm.toUpperCase() })]), this.acting, (arm) => { this.acting = arm; fill(); }, say("intervene"))), rows);
  }

  levers(arm) {
    return { ...leversOf(this.place, this.preset[arm], this.changes[arm]), ...(this.towns?.[arm]?.acted ?? {}) };
  }

  async open() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.towns = Object.fromEntries(ARMS.map((arm) => [arm, { arm, own: shared.pool.own(), frames: [], acted: {}, pending: this.acts.filter((act) => act.arm === arm), asking: false }]));
    writeAddress(this.address());
    try {
      const opened = await Promise.all(ARMS.map((arm) => this.towns[arm].own.ask({ kind: "open", place: this.place, seed: this.seed, community: this.community, levers: this.levers(arm), reforms: this.preset[arm] || Object.keys(this.changes[arm]).length ? [] : undefined })));
      if (turn !== this.turn) return;
      ARMS.forEach((arm, k) => {
        const town = this.towns[arm];
        town.frames.push(opened[k].frame);
        town.layout = opened[k].layout;
        town.scene = new Scene(this.panes[arm].canvas, opened[k].layout);
      });
      const { community, communityCount, days } = opened[0].layout;
      this.community = community;
      this.scrub.max = this.days = days;
      put(this.communityChoice, choose("community", Array.from({ length: communityCount }, (_, k) => [k, k + 1]), this.community, (value) => this.visit(Number(value))));
      this.at = 0;
      this.last = performance.now();
      if (!this.startFollowed) this.pickFor(shared.places[this.place].planted.length ? "planted" : "matter");
      this.followFrom = this.startDay;
      if (this.startDay) { this.seek(Math.min(this.startDay, days)); this.startDay = 0; }
      if (!this.looping) { this.looping = true; requestAnimationFrame((now) => this.loop(now)); }
    } catch (problem) {
      jobsFailed(problem, (sentence) => { this.message.textContent = sentence; });
    }
  }

  restart() {
    this.close();
    this.acts = [];
    this.startFollowed = null;
    this.followed = null;
    this.at = 0;
    this.build();
    this.open();
  }

  async visit(community) {
    this.community = community;
    this.followed = null;
    const got = await Promise.all(ARMS.map((arm) => this.towns[arm].own.ask({ kind: "community", community })));
    ARMS.forEach((arm, k) => {
      const town = this.towns[arm];
      town.layout = got[k].layout;
      // Earlier days show the community that was watched then; from here on it is another one.
      town.frames = town.frames.slice(0, got[k].frame.day + 1).map((frame) => ({ ...got[k].frame, day: frame.day, series: frame.series, hidden: frame.hidden, open: frame.open, incidents: frame.incidents, mean: frame.mean }));
      town.frames[got[k].frame.day] = got[k].frame;
      town.scene.settle(got[k].layout);
    });
    this.seek(Math.min(...ARMS.map((arm) => this.towns[arm].frames.length - 1)));
    writeAddress(this.address());
    this.tellStory();
  }

  // ---- time ----
  toggle() {
    this.playing = !this.playing;
    this.last = performance.now();
    this.shownPlaying();
    if (!this.playing) writeAddress(this.address());
  }

  pause() {
    this.playing = false;
    this.shownPlaying();
  }

  shownPlaying() {
    this.playButton.textContent = this.playing ? `❚❚ ${say("pause")}` : `▶ ${say("play")}`;
    this.playButton.setAttribute("aria-pressed", String(this.playing));
  }

  seek(day) {
    this.target = day;
    this.at = Math.min(day, this.lived());
    this.paintedDay = -1;
  }

  lived() {
    return Math.min(...ARMS.map((arm) => this.towns[arm].frames.length - 1));
  }

  key(event) {
    if (event.key !== " " || event.target.closest("input, select, button, summary, a")) return;
    event.preventDefault();
    this.toggle();
  }

  loop(now) {
    if (this.ended) return;
    requestAnimationFrame((next) => this.loop(next));
    const lived = this.lived();
    if (lived < 0) return;
    const passed = Math.max(0, Math.min(0.1, (now - this.last) / 1000));
    this.last = now;
    if (this.target > this.at) this.at = Math.min(this.target, lived);
    else if (this.playing) this.at = Math.min(lived, this.at + passed * this.speed);
    if (this.at >= this.days && this.playing) { this.pause(); tell(say("over")); }
    const wanted = Math.min(this.days, Math.max(this.target ?? 0, Math.ceil(this.at) + (this.playing ? Math.max(2, Math.min(AHEAD_DAYS, this.speed)) : 1)));
    for (const arm of ARMS) this.supply(this.towns[arm], wanted);
    const day = Math.floor(this.at), share = this.calm ? 0 : this.at - day;
    for (const arm of ARMS) {
      const { frames, scene } = this.towns[arm];
      scene.draw(frames[day], frames[day + 1], share, { followed: this.followedIn(arm, frames[day]), calm: this.calm || this.speed > 8 });
    }
    if (day !== this.paintedDay) this.paintDay(day);
  }

  async supply(town, wanted) {
    const lived = town.frames.length - 1, [act] = town.pending, missing = Math.min(wanted, act?.day ?? wanted) - lived;
    if (town.asking || (missing <= 0 && !(act?.day <= lived))) return;
    town.asking = true;
    try {
      if (missing <= 0) {
        town.acted[act.path] = act.value;
        town.pending.shift();
        await town.own.ask({ kind: "intervene", levers: this.levers(town.arm) });
        this.refill();
        this.tellAct(act);
        town.asking = false;
        return;
      }
      const { frames } = await town.own.ask({ kind: "step", days: Math.min(missing, 20) });
      town.frames.push(...frames);
    } catch (problem) {
      jobsFailed(problem, (sentence) => { this.message.textContent = sentence; });
      this.pause();
    }
    town.asking = false;
  }

  // ---- what a new day changes beside the canvas ----
  paintDay(day) {
    this.paintedDay = day;
    this.scrub.value = day;
    const storm = this.towns.a.frames[day].series[shared.facts.seriesAt.storm] ? ` · ${say("storm")}` : "";
    this.dayText.textContent = say("day_of", { day, days: this.days }) + storm;
    this.scrub.setAttribute("aria-valuetext", this.dayText.textContent);
    ARMS.forEach((arm) => this.paintCounts(arm, day));
    const slow = this.speed > 8 && this.playing ? 5 : 2;
    if (day % slow === 0 || !this.playing) { this.paintChart(day); this.paintMap(day); }
    if (this.startFollowed && day >= this.followFrom) {
      this.followed = this.startFollowed;
      this.startFollowed = null;
      this.ask();
    }
    if (this.followed && (day % slow === 0 || !this.playing)) this.ask();
    for (const arm of ARMS) this.announce(arm, day);
  }

  sums(town, day) {
    const { incidents, petitions } = shared.facts.seriesAt;
    town.sums = town.sums ?? [{ incidents: 0, petitions: 0 }];
    for (let k = town.sums.length; k <= day; k++) town.sums[k] = { incidents: town.sums[k - 1].incidents + town.frames[k].series[incidents], petitions: town.sums[k - 1].petitions + town.frames[k].series[petitions] };
    return town.sums[day];
  }

  paintCounts(arm, day) {
    const town = this.towns[arm], frame = town.frames[day], sum = (column) => column.reduce((a, b) => a + b, 0), { incidents, petitions } = this.sums(town, day);
    const people = town.frames[0].mean, trust = people.reduce((a, _, k) => a + frame.mean[k], 0) / people.length;
    const entries = [["hidden_now", sum(frame.hidden), "hidden-count"], ["open_now", sum(frame.open), ""], ["incidents_so_far", incidents, "harm-count"], ["petitions_so_far", petitions, "harm-count"], ["trust", trust.toFixed(3), ""]];
    put(this.panes[arm].counts, ...entries.map(([key, value, kind]) => make("div", { class: kind }, make("b", {}, typeof value === "number" ? value.toLocaleString("en") : value), say(key))));
  }

  paintChart(day) {
    const from = Math.max(0, day - 365), step = Math.max(1, Math.ceil((day - from) / 120)), days = [];
    for (let k = from; k <= day; k += step) days.push(k);
    const sum = (column) => column.reduce((a, b) => a + b, 0);
    const line = (arm, of, colour, dashed) => ({ name: `${arm.toUpperCase()} ${figure(of(day), 4)}`, colour, dashed, points: days.map((k) => [k, of(k)]) });
    const chart = (key, of, colours) => lineChart({ title: say(key), box: this.chart, height: 175, x: { low: from, high: Math.max(from + 30, day), name: say("day_axis") }, lines: ARMS.map((arm, k) => line(arm, (at) => of(this.towns[arm], at), colours[k], k === 0)) });
    put(this.chart, chart("chart_hidden", (town, k) => sum(town.frames[k].hidden), [TINT.hidden, TINT.hidden]), chart("chart_incidents", (town, k) => this.sums(town, k).incidents, [TINT.harm, TINT.harm]));
  }

  // All communities: hidden contradictions as bars, one click to go there.
  paintMap(day) {
    const of = this.towns.a.layout.communities, count = this.towns.a.layout.communityCount;
    const by = (column) => { const sums = Array(count).fill(0); column.forEach((value, grid) => { sums[of[grid]] += value; }); return sums; };
    const hidden = ARMS.map((arm) => by(this.towns[arm].frames[day].hidden)), harm = ARMS.map((arm) => by(this.towns[arm].frames[day].incidents)), most = Math.max(1, ...hidden.flat());
    const size = 20, svg = make("svg", { viewBox: `0 0 400 ${Math.min(count, 20) * size + 22}`, class: "chart", role: "img", "aria-label": say("map") });
    svg.append(make("text", { x: 34, y: 14 }, "A"), make("text", { x: 214, y: 14 }, "B"));
    for (let k = 0; k < Math.min(count, 20); k++) {
      const y = 20 + k * size, row = make("g", { style: "cursor:pointer", onclick: () => this.visit(k) });
      if (k === this.community) row.append(make("rect", { x: 0, y, width: 400, height: size - 2, fill: "#e1eef1" }));
      row.append(make("text", { x: 4, y: y + 14 }, k + 1));
      ARMS.forEach((_, j) => {
        row.append(make("rect", { x: 34 + j * 180, y: y + 4, width: (130 * hidden[j][k]) / most, height: size - 9, fill: TINT.hidden, opacity: 0.75 }));
        if (harm[j][k]) row.append(make("circle", { cx: 42 + j * 180 + (130 * hidden[j][k]) / most, cy: y + 9, r: Math.min(9, 2.2 * Math.sqrt(harm[j][k])), fill: TINT.harm }));
      });
      svg.append(row);
    }
    put(this.map, make("h2", {}, say("map")), make("p", { class: "note" }, say("map_note")), svg);
  }

  announce(arm, day) {
    const town = this.towns[arm], frame = town.frames[day];
    if ((town.announced ?? 0) >= day || !this.playing) return;
    town.announced = day;
    let burst = 0;
    for (let k = 0; k < frame.cases.length; k += 8) if (frame.cases[k + 5] === 1) burst++;
    if (burst) { tell(say("incident_told", { day, arm: arm.toUpperCase() })); this.beep(180, arm); }
  }

  beep(pitch, arm) {
    if (!this.sound) return;
    this.audio = this.audio ?? new AudioContext();
    const tone = this.audio.createOscillator(), loud = this.audio.createGain(), side = this.audio.createStereoPanner();
    side.pan.value = arm === "a" ? -0.7 : 0.7;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.12, this.audio.currentTime);
    loud.gain.exponentialRampToValueAtTime(0.001, this.audio.currentTime + 0.35);
    tone.connect(loud).connect(side).connect(this.audio.destination);
    tone.start();
    tone.stop(this.audio.currentTime + 0.4);
  }

  // ---- intervening ----
  async intervene(path, value) {
    const arm = this.acting, town = this.towns[arm];
    town.acted[path] = value;
    try {
      const { day } = await town.own.ask({ kind: "intervene", levers: this.levers(arm) });
      this.acts.push({ day, arm, path, value });
      writeAddress(this.address());
      this.tellAct(this.acts[this.acts.length - 1]);
    } catch (problem) {
      delete town.acted[path];
      this.refill();
      jobsFailed(problem, (sentence) => { this.message.textContent = sentence; });
    }
  }

  tellAct({ day, arm, path, value }) {
    const lever = shared.catalogue.levers[path];
    this.message.textContent = say("acts_from", { day, arm: arm.toUpperCase(), lever: lever.words[shared.language].label, value: leverText(lever, value) });
  }

  // ---- following ----
  pick(arm, event) {
    const found = this.towns[arm].scene.under(event.clientX, event.clientY);
    if (!found) return;
    this.followed = { ...found, arm };
    this.ask();
  }

  // What the drawing of a town rings.
  followedIn(arm, frame) {
    const { followed } = this;
    if (followed?.kind === "planted") return { kind: "matter", row: frame.planted };
    return followed?.kind === "matter" && followed.arm !== arm ? null : followed;
  }

  pickFor(kind) {
    const arm = "b", day = Math.floor(this.at), { cases } = this.towns[arm].frames[day];
    if (kind === "planted") this.followed = { kind, arm };
    else if (kind === "worker") this.followed = { kind, grid: 0, arm };
    else {
      let best = -1, most = -1;
      for (let k = 0; k < cases.length; k += 8) if (cases[k + 4] > most && (kind === "person" || cases[k + 3] === 0)) [best, most] = [k, cases[k + 4]];
      if (best < 0) return;
      this.followed = kind === "person" ? { kind, resident: cases[best + 2], arm } : { kind, row: cases[best], arm };
    }
    this.ask();
  }

  async ask() {
    const followed = this.followed, { kind, arm } = followed;
    const arms = kind === "matter" ? [arm] : ARMS;
    const answers = await Promise.all(arms.map((each) => this.towns[each].own.ask(followed)));
    if (this.followed === followed) this.tellStory(arms.map((each, k) => [each, answers[k]]));
  }

  tellStory(told) {
    const kinds = [...(shared.places[this.place].planted.length ? ["planted"] : []), "matter", "person", "worker"];
    const buttons = make("div", { class: "row", style: "margin:0.3rem 0" }, kinds.map((kind) => make("button", { type: "button", onclick: () => this.pickFor(kind) }, say(`follow_${kind}`))));
    if (!told) {
      put(this.story, make("h2", {}, say("follow")), make("p", { class: "note" }, say("follow_help")), buttons);
      return;
    }
    const { kind } = this.followed;
    put(this.story, make("h2", {}, say(`followed_${kind}`)), ...told.map(([arm, answer]) => make("div", { class: arm }, make("strong", { style: `color:var(--${arm})` }, say("town", { arm: arm.toUpperCase() })),
      kind === "planted" && answer.row === undefined ? make("p", { class: "note" }, say("planted_later", { day: answer.day })) : kind === "matter" || kind === "planted" ? lifeOf(answer, this.at) : kind === "person" ? personLife(answer, this.at) : workerLife(answer))), buttons);
  }

  translate() {
    this.build();
    for (const arm of ARMS) this.towns[arm].scene = new Scene(this.panes[arm].canvas, this.towns[arm].layout);
    this.scrub.max = this.days;
    put(this.communityChoice, choose("community", Array.from({ length: this.towns.a.layout.communityCount }, (_, k) => [k, k + 1]), this.community, (value) => this.visit(Number(value))));
    this.paintedDay = -1;
    if (this.followed) this.ask();
  }

  close() {
    for (const arm of ARMS) this.towns?.[arm]?.own.end();
    this.turn++;
  }

  end() {
    this.ended = true;
    removeEventListener("keydown", this.keys);
    this.close();
    this.audio?.close();
  }
}

// Levers moved in a living town, [day:arm:lever:value], and what is followed, kind.arm.number: as a link has them.
function unpackActs(packed) {
  return (packed ?? "").split(";").flatMap((part) => {
    const [day, arm, path, raw] = part.split(":"), value = unpackChanges(`${path}:${raw}`)[path];
    return /^\d+$/.test(day) && ARMS.includes(arm) && value !== undefined ? [{ day: Number(day), arm, path, value }] : [];
  });
}
const FOLLOWED = { planted: null, matter: "row", person: "resident", worker: "grid" };
function unpackFollowed(packed) {
  const [kind, arm, number] = (packed ?? "").split(".");
  if (!(kind in FOLLOWED) || !ARMS.includes(arm)) return null;
  if (!FOLLOWED[kind]) return { kind, arm };
  return /^\d+$/.test(number ?? "") ? { kind, arm, [FOLLOWED[kind]]: Number(number) } : null;
}

// ---- lives in words ----
const listed = (items) => make("ul", { class: "life" }, items.map(([sentence, kind]) => make("li", { class: kind ?? "" }, sentence)));
const stageName = (stage) => word(`stage.${Object.keys(shared.facts.stages)[stage].toLowerCase()}`);

// The town lives a few days ahead of what is drawn: of a day to come nothing is told.
function lifeOf(matter, today = Infinity) {
  if (matter.arisen > today) return make("p", { class: "note" }, say("planted_later", { day: matter.arisen }));
  const on = (day, sentence) => (day < 0 ? `${say("before_day_0")} ${sentence}` : `${word("life.day", { day })}${word("dashboard.colon")}${sentence}`);
  const items = [[on(matter.arisen, matter.generation ? word("life.recurred") : word("life.arisen", { domain: word(`domain.${shared.facts.domains[matter.domain]}`), severity: matter.severity.toFixed(2), hours: Math.round(matter.hours) })), "hidden"]];
  const dated = [];
  const channel = ["none", "patrol", "report", "survey", "incident"][matter.channel] ?? "none";
  if (matter.recorded !== null) dated.push([matter.recorded, on(matter.recorded, word(`life.recorded_${channel}`)), ""]);
  if (matter.incident !== null) dated.push([matter.incident, on(matter.incident, word(matter.recorded !== null && matter.recorded < matter.incident ? "life.incident_known" : "life.incident")), "bad"]);
  if (matter.petition !== null) dated.push([matter.petition, on(matter.petition, word("life.petition")), "bad"]);
  if (matter.closed !== null) dated.push([matter.closed, on(matter.closed, stageName(matter.stage)), matter.stage === shared.facts.stages.RESOLVED ? "good" : "bad"]);
  const known = dated.filter(([day]) => day <= today);
  items.push(...known.sort((one, other) => one[0] - other[0]).map(([, sentence, kind]) => [sentence, kind]));
  if (known.length < dated.length) return listed(items);
  const { LATENT, LAPSED, RESOLVED, FAILED } = shared.facts.stages;
  if (matter.stage === LAPSED) items.push([word("life.lapsed"), "good"]);
  else if (matter.stage === LATENT) items.push([word("life.dangling"), "hidden"], [matter.ignition < matter.lapse ? word("life.untreated", { day: matter.ignition }) : word("life.heals", { day: matter.lapse }), "hidden"]);
  else if (matter.stage !== RESOLVED && matter.stage !== FAILED) items.push([word("life.still_open", { stage: stageName(matter.stage) }), ""]);
  return listed(items);
}

function personLife({ tenure, begun, trust, grievance, cases }, today) {
  return make("div", {}, make("p", {}, say("person_now", { tenure: word(`tenure.${shared.facts.tenures[tenure]}`), trust: trust.toFixed(2), begun: begun.toFixed(2), grievance: grievance.toFixed(2) })),
    cases.length ? cases.slice(-3).map((matter) => lifeOf(matter, today)) : make("p", { class: "note" }, say("person_none")));
}

function workerLife({ number, skill, hired, use, hours, made, found }) {
  return make("p", {}, say("worker_now", { number: number + 1, skill: skill.toFixed(2), since: hired < 0 ? say("before_day_0") : word("life.day", { day: hired }), use: figure(100 * use), hours: figure(hours), made: figure(made, 6), found: figure(found, 6) }));
}
