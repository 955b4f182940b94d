// The model as the page drives it: the compiled rules, a scenario's world in their memory, runs day by day.
// Works in workers, pages and Node alike; it has no rule of the model in it.
"use strict";
const PAGE = 65536, DONE = 0;
const HEAP_BYTES = 1 << 22;  // for what the rules take for a moment, given back before every call
const STARTS_BYTES = 1e8;  // of worlds as the burn-in left them, kept for the next policy under the same seed
const SIZES = { f8: 8, i8: 8, i4: 4, b1: 1, u8: 8, i2: 2, u1: 1, i1: 1, f4: 4, u4: 4 };
const ARRAYS = { f8: Float64Array, i8: BigInt64Array, i4: Int32Array, b1: Uint8Array, u8: BigUint64Array, i2: Int16Array, u1: Uint8Array, i1: Int8Array, f4: Float32Array, u4: Uint32Array };
const MESSAGES = { 4: "requests", raised: "raised", memory: "memory", lines: "lines", organisations: "organisations" };

class ModelError extends Error {
  constructor(code, detail) {
    super(`${code}${detail === undefined ? "" : `: ${detail}`}`);
    this.code = code;
  }
}

class Engine {
  // `module` is the compiled WebAssembly.Module, `facts` what all scenarios share, `blobs` the bytes that they refer to.
  constructor(module, facts, blobs) {
    this.instance = new WebAssembly.Instance(module, {});
    this.rules = this.instance.exports;
    this.memory = this.rules.memory;
    this.facts = facts;
    this.layout = facts.layout;
    this.blobs = blobs;
    this.slotOf = new Map();
    let slot = 0;
    for (const [path, kind] of this.layout) {
      this.slotOf.set(path, slot);
      slot += kind.length > 1 ? 5 + 2 * Number(kind[0]) : 1;
    }
    this.slotCount = slot + 3;
    this.place = null;
  }

  // ---- memory ----
  views() {
    if (!this.floats || this.floats.buffer !== this.memory.buffer) {
      this.floats = new Float64Array(this.memory.buffer);
      this.longs = new BigInt64Array(this.memory.buffer);
      this.bytes = new Uint8Array(this.memory.buffer);
    }
    return this;
  }

  room(bytes, align = 64) {
    const at = Math.ceil(this.next / align) * align;
    this.next = at + bytes;
    const missing = this.next - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / PAGE) + 16);
      } catch {
        throw new ModelError(MESSAGES.memory);
      }
    }
    this.views();
    return at;
  }

  // Lay out a scenario: all arrays in one stretch that every run begins from.
  load(place) {
    this.place = place;
    this.world = null;
    this.next = this.rules.heap_base();
    this.slots = this.room(8 * this.slotCount) / 8;
    this.returned = this.room(64);
    this.heap = this.room(HEAP_BYTES);
    this.starts = new Map();
    this.arrays = [];
    this.scalars = [];
    this.layout.forEach(([path, kind], index) => {
      const value = place.values[index], slot = this.slotOf.get(path);
      if (kind.length === 1) this.scalars.push({ path, kind, slot, value });
      else this.arrays.push({ path, slot, ndim: Number(kind[0]), kind: kind.slice(1), item: kind[1] === "V" ? Number(kind.slice(2)) : SIZES[kind.slice(1)], ...value });
    });
    this.byPath = new Map(this.arrays.map((array) => [array.path, array]));
    this.scalarBy = new Map(this.scalars.map((scalar) => [scalar.path, scalar]));
    this.first = Math.ceil(this.next / 64) * 64;
    for (const array of this.arrays) {
      array.bytes = array.item * array.s.reduce((a, b) => a * b, 1);
      array.at = this.room(Math.max(8, array.bytes));
    }
    this.base = this.next;
    return this;
  }

  // The world before its seed: cleared, then filled with what the scenario fixes.
  reset() {
    this.next = this.base;
    this.views().bytes.fill(0, this.first, this.base);
    for (const array of this.arrays) {
      this.point(array, array.at, array.s);
      if (array.f !== undefined) this.fill(array, array.at, array.bytes, array.f);
      if (array.d !== undefined) this.bytes.set(this.blobs.subarray(array.d, array.d + array.bytes), array.at);
    }
    for (const scalar of this.scalars) this.put(scalar, scalar.value);
    this.enterWorld();
  }

  // ---- worlds ----
  // The numbers and arrays in which a world differs from the place's own; null for the place's own.
  worldOf(index) {
    const { worlds } = this.place;
    if (index === null) return null;
    const column = (values) => values[index];
    const tables = worlds.tables.names.map((name, k) => [name, this.table(worlds, index * worlds.tables.names.length + k)]);
    return { index, numbers: Object.fromEntries(Object.entries(worlds.numbers).map(([path, values]) => [path, column(values)])), weekends: Object.entries(worlds.weekends),
      arrays: [...tables, ...Object.entries(worlds.columns).map(([path, rows]) => [path, Float64Array.from(column(rows))])] };
  }

  // A quantile table from its planes of bytes: whole numbers' differences, a sign in the lowest bit.
  table({ tables: { at, points }, planes: { count, differences, decimals } }, place) {
    const from = at + place * count * points, values = new Float64Array(points);
    for (let k = 0; k < points; k++) {
      let whole = 0;
      for (let plane = count - 1; plane >= 0; plane--) whole = 256 * whole + this.blobs[from + plane * points + k];
      values[k] = whole % 2 ? -(whole + 1) / 2 : whole / 2;
    }
    for (let turn = 0; turn < differences; turn++) for (let k = 1; k < points; k++) values[k] += values[k - 1];
    return values.map((value) => value / decimals);
  }

  enterWorld() {
    if (!this.world) return;
    for (const [path, values] of this.world.arrays) {
      const array = this.byPath.get(path);
      if (values.length * array.item !== array.bytes) this.point(array, this.room(8 * values.length), [values.length]);
      new Float64Array(this.views().memory.buffer, array.now.at, values.length).set(values);
    }
    for (const [path, number] of this.world.weekends) {
      const column = this.column(path), share = this.world.numbers[number];
      for (let k = 0; k < column.length; k++) if (column[k] !== 1) column[k] = share;
    }
  }

  fill(array, at, bytes, value) {
    const view = new ARRAYS[array.kind](this.memory.buffer, at, bytes / array.item);
    view.fill(array.kind === "i8" || array.kind === "u8" ? BigInt(value) : Number(value));
  }

  point(array, at, shape) {
    const s = this.slots + array.slot;
    let size = 1, stride = array.item;
    array.now = { at, shape: [...shape] };
    this.longs[s + 3] = BigInt(array.item);
    this.longs[s + 4] = BigInt(at);
    for (let axis = array.ndim - 1; axis >= 0; axis--) {
      this.longs[s + 5 + axis] = BigInt(shape[axis]);
      this.longs[s + 5 + array.ndim + axis] = BigInt(stride);
      stride *= shape[axis];
      size *= shape[axis];
    }
    this.longs[s + 2] = BigInt(size);
  }

  put(scalar, value) {
    if (scalar.kind === "f") this.floats[this.slots + scalar.slot] = Number(value);
    else this.longs[this.slots + scalar.slot] = BigInt(value);
  }

  get(path) {
    const scalar = this.scalarBy.get(path), at = this.slots + scalar.slot;
    return scalar.kind === "f" ? this.floats[at] : Number(this.longs[at]);
  }

  // A column as a typed array over the rules' memory: valid until the next call.
  column(path) {
    const array = this.byPath.get(path);
    const count = array.now.shape.reduce((a, b) => a * b, 1);
    return new ARRAYS[array.kind](this.views().memory.buffer, array.now.at, count);
  }

  call(entry, a = 0, b = 0, c = 0) {
    this.views();
    const last = this.slots + this.slotCount - 3;
    this.longs[last] = BigInt(a);
    this.longs[last + 1] = BigInt(b);
    this.longs[last + 2] = BigInt(c);
    this.rules.heap_at(this.heap, this.heap + HEAP_BYTES);
    const status = this.rules[`run_${entry}`](this.returned, this.returned + 32, this.slots * 8);
    if (status !== 0) throw new ModelError(MESSAGES.raised, `${entry} ${status}`);
    return Number(this.views().longs[this.returned / 8]);
  }

  // ---- policies ----
  // Everything that a policy decides, ready to be put into the slots: numbers, derived columns, plan.
  period(day, levers) {
    for (const scalar of this.scalars) {
      if (!scalar.path.startsWith("numbers.")) continue;
      const lever = this.facts.names[scalar.path], value = levers[lever] ?? this.world?.numbers[lever];
      this.put(scalar, value === undefined ? scalar.value : this.number(lever, value));
    }
    const derived = ["numbers.age_power", "numbers.grievance_kept"].map((path) => this.byPath.get(path));
    for (const array of derived) this.point(array, this.room(array.bytes), array.s);
    this.call("derive");
    const plan = this.plan(levers);
    const scalars = this.scalars.filter(({ path }) => path.startsWith("numbers.") || path.startsWith("plan."));
    return {
      day,
      levers,
      plan,
      scalars: scalars.map(({ slot }) => [this.slots + slot, this.longs[this.slots + slot]]),
      arrays: [...derived, ...this.arrays.filter(({ path }) => path.startsWith("plan."))].map((array) => [array, array.now.at]),
    };
  }

  number(lever, value) {
    const choices = this.facts.choices[lever];
    if (!choices) return value;
    const place = choices.indexOf(value);
    if (place < 0) throw new ModelError("choice", `${lever} ${value}`);
    return place;
  }

  plan(levers) {
    for (const array of this.arrays.filter(({ path }) => path.startsWith("plan."))) this.point(array, this.room(array.bytes), array.s);
    const code = this.call("plan");
    const room = this.column("room");
    if (code !== 0) throw new ModelError(this.facts.budgetErrors[code] ?? "budget", room[0]);
    const scalars = this.scalars.filter(({ path }) => path.startsWith("plan."));
    scalars.forEach((scalar, index) => this.put(scalar, scalar.kind === "f" ? room[index] : Math.round(room[index])));
    const lines = Math.max(room[scalars.length], room[scalars.length + 1]);
    if (lines + 1 > this.place.lines) throw new ModelError(MESSAGES.lines, lines);
    return Object.fromEntries(this.facts.ledger.map((name, index) => [name, room[scalars.length + 2 + index]]));
  }

  apply(period) {
    for (const [slot, bits] of period.scalars) this.longs[slot] = bits;
    for (const [array, at] of period.arrays) this.point(array, at, array.s);
  }

  // ---- runs ----
  // Begin a run: `levers` from day 0 on, `reforms` [[day, levers], …] after it, in a world of the place or (null) in its own
  // numbers. The burn-in is the common start's; what it leaves of a seed is kept for the next policy.
  begin(seed, levers, reforms = this.place.reforms, world = null) {
    const { burnIn, start } = this.place, first = burnIn > 0 ? { ...levers, ...start } : levers;
    if (this.world?.index !== world) this.world = this.worldOf(world);
    if (!this.resume(seed, first)) {
      this.sow(seed, first);
      if (burnIn > 0) {
        this.advance(burnIn);
        this.keep(seed, first);
      }
    }
    const steps = [...(burnIn > 0 ? [[burnIn, levers]] : []), ...reforms.map(([day, changed]) => [burnIn + day, changed])];
    this.periods = [this.periods[0], ...steps.map(([day, each]) => this.period(day, each))];
    this.apply(this.periods[0]);
    this.levers = levers;
    return this;
  }

  // A new world under its first levers, on the morning of its first day.
  sow(seed, levers) {
    this.reset();
    this.seed = BigInt(seed);
    this.periods = [this.period(0, levers)];
    this.inForce = -1;
    this.planted = this.place.planted.map(([day, ...rest], ordinal) => [this.place.burnIn + day, ordinal, rest]);
    this.plantedRows = [];
    this.apply(this.periods[0]);
    this.longs[this.slots + this.byPath.get("world.clock.storm_days").slot + 5] = 0n;
    const storms = this.call("sow", this.seed);
    const column = this.byPath.get("world.clock.storm_days");
    this.point(column, column.now.at, [storms]);
    this.today = 0;
    this.end = this.place.burnIn + this.place.days;
  }

  // Everything a run has written, by seed and first levers; the earliest under other levers makes room.
  keep(seed, levers) {
    const under = JSON.stringify(Object.entries(levers).sort()), bytes = this.next - this.first;
    const other = [...this.starts].find(([, kept]) => kept.under !== under);
    if ((this.starts.size + 1) * bytes > STARTS_BYTES) {
      if (!other) return;
      this.starts.delete(other[0]);
    }
    this.starts.set(this.startOf(seed, under), { under, next: this.next, period: this.periods[0], inForce: this.inForce, planted: this.planted,
      slots: this.longs.slice(this.slots, this.slots + this.slotCount), world: this.bytes.slice(this.first, this.next), now: this.arrays.map(({ now }) => now) });
  }

  startOf(seed, under) {
    return `${seed} ${this.world?.index ?? ""} ${under}`;
  }

  resume(seed, levers) {
    const kept = this.starts.get(this.startOf(seed, JSON.stringify(Object.entries(levers).sort())));
    if (!kept) return false;
    this.seed = BigInt(seed);
    this.next = kept.next;
    this.views().bytes.set(kept.world, this.first);
    this.longs.set(kept.slots, this.slots);
    this.arrays.forEach((array, k) => { array.now = kept.now[k]; });
    Object.assign(this, { periods: [kept.period], inForce: kept.inForce, planted: kept.planted, plantedRows: [], today: this.place.burnIn, end: this.place.burnIn + this.place.days });
    return true;
  }

  // From today on other levers are in force, in this town alone.
  intervene(levers) {
    this.periods = this.periods.filter((period) => period.day < this.today || period.day <= this.today && this.today === 0);
    this.periods.push(this.period(this.today, levers));
    if (this.inForce >= this.periods.length - 1) this.inForce = this.periods.length - 2;
    this.apply(this.periods[Math.max(0, this.inForce)]);
    this.levers = levers;
  }

  advance(until) {
    until = Math.min(until, this.end);
    while (this.today < until) {
      this.enter();
      const stops = [until, ...this.periods.slice(this.inForce + 1).map((period) => period.day)];
      stops.push(...this.planted.map(([day]) => day).filter((day) => day > this.today));
      this.live(Math.min(...stops));
    }
    return this;
  }

  enter() {
    while (this.inForce + 1 < this.periods.length && this.periods[this.inForce + 1].day <= this.today) {
      const old = this.periods[Math.max(0, this.inForce)], next = this.periods[++this.inForce];
      this.apply(old);
      if (!this.sameKept(old, next)) this.call("regrieve", this.today);
      this.apply(next);
      this.call("enter", this.seed, this.place.lines);
    }
    for (const [day, ordinal, [grid, kind, severity, delay]] of this.planted) {
      if (day !== this.today) continue;
      if (this.column("world.clock.cases")[0] + 1n > BigInt(this.byPath.get("world.cases.key").now.shape[0])) this.grow("1");
      this.plantedRows[ordinal] = Number(this.column("world.clock.cases")[0]);
      this.column("room").set([grid, kind, severity, delay]);
      this.call("sow_case", this.seed, this.today, this.facts.lastOrdinal - ordinal);
    }
  }

  sameKept(one, other) {
    const bits = ({ arrays }) => {
      const [array, at] = arrays[1];
      return new BigInt64Array(this.memory.buffer, at, array.bytes / 8);
    };
    const a = bits(one), b = bits(other);
    for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
    return true;
  }

  live(until) {
    for (;;) {
      const result = this.call("live", this.seed, until, this.place.lines);
      if (result === DONE) break;
      if (!this.place.growth[result]) throw new ModelError(MESSAGES[result] ?? "full", result);
      this.grow(String(result));
    }
    this.today = until;
  }

  // Twice the room in a full table: its columns move, the slots follow.
  grow(code) {
    for (const [path, axis, value] of this.place.growth[code]) {
      const array = this.byPath.get(path), { at, shape } = array.now;
      const rows = shape.slice(0, axis).reduce((a, b) => a * b, 1);
      const width = shape.slice(axis).reduce((a, b) => a * b, 1) * array.item;
      const to = this.room(2 * rows * width);
      if (value === 0) this.bytes.fill(0, to, to + 2 * rows * width);
      else this.fill(array, to, 2 * rows * width, value);
      for (let row = 0; row < rows; row++) this.bytes.copyWithin(to + 2 * row * width, at + row * width, at + (row + 1) * width);
      this.point(array, to, shape.map((length, k) => (k === axis ? 2 * length : length)));
    }
  }

  outcomes() {
    const count = this.call("gauge", this.seed);
    return Float64Array.from([...this.column("room").subarray(0, count), this.stationary()]);
  }

  // Whether nothing grows over the window, by the facts of model/stationarity.py; NaN where it is too short to tell.
  stationary() {
    const { blockDays, blocksAYear, year, open, share, takeovers, partOfMean, minGrowth, maxCorrelated, quantiles } = this.facts.stationarity;
    const columns = this.facts.series.length, series = this.column("world.series"), days = this.today - this.place.burnIn, blocks = Math.floor(days / blockDays);
    if (blocks < blocksAYear) return NaN;
    const sums = (column) => Array.from({ length: blocks }, (_, block) => {
      let total = 0;
      for (let day = this.today - (blocks - block) * blockDays, last = day + blockDays; day < last; day++) total += series[day * columns + column];
      return total;
    });
    const [left, served] = share.map(sums), seasons = blocks * blockDays >= 2 * year ? blocksAYear : 1;
    // Every season around its own mean: what is left is a straight line through the origin.
    const centred = (values) => {
      const mean = (season) => { const mine = values.filter((_, k) => k % seasons === season); return mine.reduce((a, b) => a + b, 0) / mine.length; };
      const means = Array.from({ length: seasons }, (_, season) => mean(season));
      return values.map((value, k) => value - means[k % seasons]);
    };
    const dot = (one, other) => one.reduce((sum, value, k) => sum + value * other[k], 0);
    const time = centred(Array.from({ length: blocks }, (_, k) => k / (blocks - 1))), precision = 1 / dot(time, time), free = Math.max(1, blocks - 1 - seasons);
    const grows = (values, least) => {
      const own = centred(values), gained = dot(time, own) * precision, rest = own.map((value, k) => value - gained * time[k]), squares = dot(rest, rest);
      const along = squares > 0 ? Math.min(maxCorrelated, Math.max(0, dot(rest.slice(1), rest) / squares)) : 0;
      const mean = values.reduce((a, b) => a + b, 0) / blocks;
      return gained > Math.max(partOfMean * mean, least) && gained > quantiles[free - 1] * Math.sqrt(((squares / free) * precision * (1 + along)) / (1 - along));
    };
    const followed = [...open.map((column) => sums(column).map((sum) => sum / blockDays)), left.map((each, k) => (each + served[k] > 0 ? each / (each + served[k]) : 0)), sums(takeovers)];
    return Number(!followed.some((values, k) => grows(values, minGrowth[k])));
  }

  run(seed, levers, reforms, world) {
    return this.begin(seed, levers, reforms, world).advance(Infinity).outcomes();
  }
}

if (typeof module !== "undefined") module.exports = { Engine, ModelError };
