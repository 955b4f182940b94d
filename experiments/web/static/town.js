// What a living town shows of itself: one community in full, all of them as sums; days as small arrays.
"use strict";
const RECENT = 5;  // days for which what ended is still shown

class Town {
  constructor(engine, community) {
    this.engine = engine;
    this.stages = engine.facts.stages;
    this.settle(community);
  }

  settle(community) {
    const { engine } = this, of = engine.column("world.buildings.community");
    this.community = community;
    this.grids = [...of.keys()].filter((grid) => of[grid] === community);
    this.each = engine.get("numbers.place.buildings_per_grid");
    this.people = engine.get("numbers.place.residents_per_building");
    this.firstBuilding = this.grids[0] * this.each;
    this.buildings = this.grids.length * this.each;
    this.firstResident = this.firstBuilding * this.people;
    this.residents = this.buildings * this.people;
    this.begun = this.trusts();
    this.visits = this.engine.column("world.risk_map.visits").slice(this.firstBuilding, this.firstBuilding + this.buildings);
  }

  // Trust and tenure of everybody in the community as they stand, asked of the rules.
  trusts() {
    const trust = new Float64Array(this.residents), tenure = new Uint8Array(this.residents);
    for (let first = 0; first < this.residents;) {
      const count = this.engine.call("ask_residents", this.engine.seed, this.firstResident + first, this.engine.today);
      const room = this.engine.column("room");
      for (let k = 0; k < count && first + k < this.residents; k++) {
        tenure[first + k] = room[3 * k];
        trust[first + k] = room[3 * k + 1];
      }
      first += count;
    }
    return { trust, tenure };
  }

  layout() {
    const of = this.engine.column("world.buildings.community");
    return { community: this.community, grids: this.grids, each: this.each, people: this.people, firstBuilding: this.firstBuilding,
      firstResident: this.firstResident, communities: Array.from(of), communityCount: Math.max(...of) + 1, tenure: this.begun.tenure, days: this.engine.place.days };
  }

  frame() {
    const { engine } = this, day = engine.today, column = (name) => engine.column(`world.${name}`);
    const used = Number(column("clock.cases")[0]);
    const own = column("residents.own_trust"), loss = column("neighbourhoods.common_loss")[this.community];
    const grievance = column("residents.grievance"), since = column("residents.grievance_day"), kept = engine.column("numbers.grievance_kept");
    const trust = new Uint8Array(this.residents), anger = new Uint8Array(this.residents);
    for (let k = 0; k < this.residents; k++) {
      const resident = this.firstResident + k, value = (own[resident] !== 0 ? own[resident] : this.begun.trust[k]) - loss;
      trust[k] = 255 * Math.min(1, Math.max(0, value));
      if (grievance[resident] > 0) anger[k] = Math.min(255, 128 * grievance[resident] * kept[day - since[resident]]);
    }
    const stage = column("cases.stage"), grid = column("cases.grid"), community = column("cases.community"), incident = column("cases.incident");
    const closed = column("cases.closed"), building = column("cases.building"), resident = column("cases.resident"), severity = column("cases.severity");
    const unit = column("cases.unit"), entered = column("cases.entered"), recorded = column("cases.recorded"), lapse = column("cases.lapse_day");
    const count = column("buildings.community").length;
    const hidden = new Uint16Array(count), open = new Uint16Array(count), incidents = new Uint16Array(count), rows = [];
    const { LATENT, RESOLVED, FAILED, LAPSED } = this.stages;
    for (let row = 0; row < used; row++) {
      const at = stage[row];
      if (at === LATENT) hidden[grid[row]]++;
      else if (at !== RESOLVED && at !== FAILED && at !== LAPSED) open[grid[row]]++;
      if (incident[row] >= 0 && incident[row] > day - 31) incidents[grid[row]]++;
      if (community[row] !== this.community) continue;
      const ended = at === RESOLVED || at === FAILED ? closed[row] : at === LAPSED ? lapse[row] : day;
      if (ended >= day - RECENT) rows.push(row);
    }
    const cases = new Float32Array(rows.length * 8);
    rows.forEach((row, k) => cases.set([row, building[row] - this.firstBuilding, resident[row] - this.firstResident, stage[row], severity[row],
      incident[row] >= 0 ? day - incident[row] : -1, recorded[row] >= 0 ? day - recorded[row] : -1, unit[row]], 8 * k));
    const visits = column("risk_map.visits"), seen = [];
    for (let k = 0; k < this.buildings; k++) {
      const now = visits[this.firstBuilding + k];
      if (now > this.visits[k]) seen.push(k);
      this.visits[k] = now;
    }
    const columns = engine.facts.series.length;
    const series = day > 0 ? Float64Array.from(column("series").subarray((day - 1) * columns, day * columns)) : new Float64Array(columns);
    const lines = column("units.lines"), requests = this.requests();
    const visited = Uint16Array.from(seen);
    const mean = this.mean(own);
    return { day: day - engine.place.burnIn, trust, anger, hidden, open, incidents, cases, visited, series, mean,
      lines: [Number(lines[2 * this.community]), Number(lines[2 * this.community + 1])], requests, planted: engine.plantedRows[0] ?? -1,
      buffers: [trust.buffer, anger.buffer, hidden.buffer, open.buffer, incidents.buffer, cases.buffer, visited.buffer, series.buffer] };
  }

  // Mean trust of every community, as the daily series has it for all.
  mean() {
    const change = this.engine.column("world.neighbourhoods.trust_change"), loss = this.engine.column("world.neighbourhoods.common_loss");
    const people = this.engine.column("world.neighbourhoods.residents");
    const a = this.engine.get("numbers.residents.trust_alpha"), b = this.engine.get("numbers.residents.trust_beta");
    return Array.from(change, (sum, k) => Math.min(1, Math.max(0, a / (a + b) + sum / Math.max(1, Number(people[k])) - loss[k])));
  }

  requests() {
    const first = this.engine.column("world.requests.first"), past = this.engine.column("world.requests.past");
    const queues = (first.length - 1) / this.engine.column("world.units.lines").length, totals = [0, 0];
    for (let unit = 0; unit < 2; unit++) {
      const from = (2 * this.community + unit) * queues;
      for (let k = from; k < from + queues; k++) totals[unit] += Number(past[k] - first[k]);
    }
    return totals;
  }

  person(resident) {
    const at = this.firstResident + resident, { engine } = this, cases = [], of = engine.column("world.cases.resident");
    engine.call("ask_residents", engine.seed, at, engine.today);
    const [tenure, trust, grievance] = engine.column("room");
    const loss = engine.column("world.neighbourhoods.common_loss")[this.community];
    const used = Number(engine.column("world.clock.cases")[0]);
    for (let row = 0; row < used; row++) if (of[row] === at) cases.push(this.matter(row));
    return { resident, tenure, begun: this.begun.trust[resident], trust: Math.min(1, Math.max(0, trust - loss)), grievance, cases };
  }

  worker(grid) {
    const { engine } = this, of = (name) => Number(engine.column(`world.workers.${name}`)[this.grids[grid]]);
    const visits = engine.column("world.risk_map.visits"), finds = engine.column("world.risk_map.finds"), first = this.grids[grid] * this.each;
    let made = 0, found = 0;
    for (let k = first; k < first + this.each; k++) [made, found] = [made + visits[k], found + finds[k]];
    return { grid, number: this.grids[grid], skill: of("skill"), hired: of("hired_day") - engine.place.burnIn, use: of("use"), hours: of("list_hours"), made, found };
  }

  matter(row) {
    const burnIn = this.engine.place.burnIn, of = (name) => Number(this.engine.column(`world.cases.${name}`)[row]);
    const day = (name) => (of(name) >= 0 ? of(name) - burnIn : null);
    return { row, grid: of("grid"), domain: of("domain"), severity: of("severity"), stage: of("stage"), channel: of("channel"), handler: of("handler"),
      hours: of("hours"), arisen: of("arisen") - burnIn, ignition: of("ignition_day") - burnIn, lapse: of("lapse_day") - burnIn, recorded: day("recorded"), incident: day("incident"),
      petition: day("petition"), closed: day("closed"), back: day("recurrence_day"), generation: of("generation"), bad: of("bad") };
  }
}
