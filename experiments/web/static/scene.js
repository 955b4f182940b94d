// One community on a canvas: streets of buildings, residents as dots, grid workers on their rounds, contradictions on their way.
"use strict";
// Units of the drawing: on a phone the streets stand higher and the stations in two rows.
const SIZES_OF_SCENE = { wide: { wide: 660, streets: 300, strip: 128, across: 6, shape: 2.4 }, narrow: { wide: 370, streets: 400, strip: 246, across: 3, shape: 0.62 } };
const NARROW = 480;
const QUIET = ["#e3c68b", "#d3cf8c", "#aecf95", "#83c09c", "#58ad9f", "#37979f", "#217f97", "#11668a"];
const ANGRY = "#d9695f";
const TINT = { hidden: "#5b3a8c", harm: "#c4271b", good: "#1f6b3a", open: "#0b5cad", ink: "#22313a", soft: "#5d6b73", street: "#f6f8f8", block: "#e4ebec" };
const STATIONS = ["staffed", "centre", "committee", "street", "district", "resolved"];

class Scene {
  constructor(canvas, layout) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.base = document.createElement("canvas");
    this.settle(layout);
  }

  settle(layout) {
    this.layout = layout;
    this.size = SIZES_OF_SCENE[this.canvas.clientWidth && this.canvas.clientWidth < NARROW ? "narrow" : "wide"];
    this.size.high = this.size.streets + this.size.strip;
    const { wide, streets, across: abreast, shape } = this.size;
    const count = layout.grids.length, columns = Math.ceil(Math.sqrt(count * shape)), rows = Math.ceil(count / columns);
    this.block = { columns, wide: wide / columns, high: streets / rows };
    const inner = { wide: this.block.wide - 26, high: this.block.high - 12 };
    const across = Math.max(1, Math.round(Math.sqrt((layout.each * inner.wide) / inner.high))), down = Math.ceil(layout.each / across);
    this.house = { across, wide: inner.wide / across, high: inner.high / down };
    const side = Math.ceil(Math.sqrt(layout.people));
    this.dot = { side, step: (Math.min(this.house.wide, this.house.high) - 3) / side };
    this.stations = {};
    const each = (wide - 16) / abreast;
    STATIONS.forEach((name, k) => { this.stations[name] = { x: 8 + (k % abreast) * each, y: streets + 30 + Math.floor(k / abreast) * 120, wide: each - 8 }; });
    this.drawn = null;
  }

  blockAt(grid) {
    return { x: (grid % this.block.columns) * this.block.wide + 4, y: Math.floor(grid / this.block.columns) * this.block.high + 4 };
  }

  houseAt(building) {
    const grid = Math.floor(building / this.layout.each), place = building % this.layout.each, { x, y } = this.blockAt(grid);
    return { x: x + 20 + (place % this.house.across) * this.house.wide, y: y + 2 + Math.floor(place / this.house.across) * this.house.high };
  }

  residentAt(resident) {
    const { x, y } = this.houseAt(Math.floor(resident / this.layout.people)), place = resident % this.layout.people;
    return { x: x + 2 + (place % this.dot.side) * this.dot.step, y: y + 2 + Math.floor(place / this.dot.side) * this.dot.step };
  }

  // Houses and residents change by the day: drawn once for each.
  paintBase(frame, scale) {
    const { base } = this;
    base.width = this.size.wide * scale;
    base.height = this.size.high * scale;
    const pen = base.getContext("2d");
    pen.scale(scale, scale);
    pen.fillStyle = TINT.street;
    pen.fillRect(0, 0, this.size.wide, this.size.high);
    this.layout.grids.forEach((_, grid) => {
      const { x, y } = this.blockAt(grid);
      pen.fillStyle = TINT.block;
      pen.fillRect(x, y, this.block.wide - 8, this.block.high - 8);
    });
    pen.fillStyle = "#fff";
    const buildings = this.layout.grids.length * this.layout.each;
    for (let building = 0; building < buildings; building++) {
      const { x, y } = this.houseAt(building);
      pen.fillRect(x, y, this.house.wide - 1.5, this.house.high - 1.5);
    }
    const groups = new Map(), size = Math.max(1.3, this.dot.step * 0.72);
    for (let k = 0; k < frame.trust.length; k++) {
      const colour = frame.anger[k] > 40 ? ANGRY : QUIET[Math.min(7, frame.trust[k] >> 5)];
      (groups.get(colour) ?? groups.set(colour, []).get(colour)).push(k);
    }
    for (const [colour, people] of groups) {
      pen.fillStyle = colour;
      for (const k of people) {
        const { x, y } = this.residentAt(k);
        pen.fillRect(x, y, size, size);
      }
    }
    pen.fillStyle = TINT.ink;
    pen.font = "600 13.5px system-ui, sans-serif";
    for (const [name, { x, y, wide }] of Object.entries(this.stations)) {
      const unused = (name === "centre" && !frame.lines[1]) || (name === "staffed" && !frame.lines[0]);
      pen.fillStyle = unused ? "#eef1f2" : "#fff";
      pen.fillRect(x, y - 22, wide, 114);
      pen.strokeStyle = "#c3cdd2";
      pen.strokeRect(x, y - 22, wide, 114);
      pen.fillStyle = unused ? "#6c7880" : TINT.ink;
      pen.fillText(say(`station_${name}`), x + 5, y - 7);
      pen.fillStyle = TINT.soft;
      pen.font = "13px system-ui, sans-serif";
      const unit = name === "staffed" ? 0 : 1;
      if ((name === "staffed" || name === "centre") && !unused) {
        pen.fillText(say("desks", { count: frame.lines[unit] }), x + 5, y + 70);
        pen.fillText(say("waiting", { count: frame.requests[unit] }), x + 5, y + 86);
      }
      pen.font = "600 13.5px system-ui, sans-serif";
    }
    this.drawn = frame;
    this.scale = scale;
  }

  // Where every contradiction stands on a day; those that ended fade where they went.
  placed(frame) {
    if (frame.placed) return frame.placed;
    const stages = shared.facts.stages, queues = {}, found = new Map();
    const slot = (name, x, y, across) => {
      const k = (queues[name] = (queues[name] ?? -1) + 1);
      return { x: x + (k % across) * 8, y: y + Math.min(7, Math.floor(k / across)) * 8 };
    };
    for (let k = 0; k < frame.cases.length; k += 8) {
      const [row, building, resident, stage, severity, ignited, recorded, unit] = frame.cases.subarray(k, k + 8);
      const grid = Math.floor(building / this.layout.each), home = this.residentAt(resident), worker = this.blockAt(grid);
      const at = (name) => slot(name, this.stations[name].x + 8, this.stations[name].y + 2, Math.floor((this.stations[name].wide - 8) / 8));
      let place = home;
      if (stage === stages.INTAKE || stage === stages.SPOT) place = slot(`grid${grid}`, worker.x + 5, worker.y + 26, 2);
      else if (stage === stages.UNIT || stage === stages.IN_WORK || stage === stages.APPROVAL) place = at(unit % 2 === shared.facts.centre ? "centre" : "staffed");
      else if (stage === stages.AGENDA) place = at("committee");
      else if (stage === stages.STREET || stage === stages.HANDLING) place = at("street");
      else if (stage === stages.DISTRICT) place = at("district");
      else if (stage === stages.RESOLVED || stage === stages.FAILED) place = at("resolved");
      found.set(row, { row, x: place.x, y: place.y, home, building, resident, stage, severity, ignited, recorded, hidden: stage === stages.LATENT, over: stage === stages.LAPSED, failed: stage === stages.FAILED, done: stage === stages.RESOLVED });
    }
    frame.placed = found;
    return found;
  }

  workersAt(frame, share, calm) {
    const rounds = this.layout.grids.map(() => []);
    for (const building of frame.visited) rounds[Math.floor(building / this.layout.each)].push(building);
    return rounds.map((round, grid) => {
      const { x, y } = this.blockAt(grid), post = { x: x + 10, y: y + 14 };
      if (!round.length || calm) return round.length ? { ...this.front(round[0]), out: true } : { ...post, out: false };
      const stops = [post, ...round.map((building) => this.front(building)), post], leg = share * (stops.length - 1), k = Math.min(stops.length - 2, Math.floor(leg)), part = leg - k;
      return { x: stops[k].x + (stops[k + 1].x - stops[k].x) * part, y: stops[k].y + (stops[k + 1].y - stops[k].y) * part, out: true };
    });
  }

  front(building) {
    const { x, y } = this.houseAt(building);
    return { x: x + this.house.wide / 2, y: y + this.house.high - 2 };
  }

  // The town between two days: `share` of the way from `frame` to `next`.
  draw(frame, next, share, { followed, calm }) {
    const { canvas, pen } = this, scale = (canvas.clientWidth * devicePixelRatio) / this.size.wide;
    if (!scale) return;
    if (canvas.width !== Math.round(this.size.wide * scale)) {
      canvas.width = Math.round(this.size.wide * scale);
      canvas.height = Math.round(this.size.high * scale);
      this.drawn = null;
    }
    if (this.drawn !== frame || this.scale !== scale) this.paintBase(frame, scale);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.base, 0, 0);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const here = this.placed(frame), there = next ? this.placed(next) : here, ease = share * share * (3 - 2 * share);
    this.spots = [];
    for (const matter of here.values()) this.matter(matter, there.get(matter.row) ?? matter, ease, followed);
    if (next) for (const matter of there.values()) if (!here.has(matter.row)) this.matter({ ...matter, x: matter.home.x, y: matter.home.y, fresh: true }, matter, ease, followed);
    this.workers = this.workersAt(next ?? frame, share, calm);
    this.workers.forEach((worker, grid) => this.worker(worker, followed?.kind === "worker" && followed.grid === grid));
    if (followed?.kind === "person") this.ring(this.residentAt(followed.resident), 8, "#e08a00");
    const { storm, petitions } = shared.facts.seriesAt;
    if ((next ?? frame).series[storm]) this.rain(share);
    if ((next ?? frame).series[petitions]) this.crowd((next ?? frame).series[petitions]);
  }

  matter(from, to, ease, followed) {
    const { pen } = this, x = from.x + (to.x - from.x) * ease, y = from.y + (to.y - from.y) * ease;
    const fading = to.over || ((to.done || to.failed) && (from.done || from.failed));
    pen.globalAlpha = fading ? 0.45 : from.fresh ? ease : 1;
    const radius = to.hidden || to.over ? 2 + 3.4 * to.severity : 3.2;
    pen.beginPath();
    pen.arc(x + 1, y + 1, radius, 0, 7);
    if (to.hidden || to.over) {
      pen.lineWidth = 1.8;
      pen.strokeStyle = TINT.hidden;
      pen.stroke();
      if (to.severity > 0.55) { pen.fillStyle = "#5b3a8c55"; pen.fill(); }
    } else {
      pen.fillStyle = to.failed ? "#6b6b6b" : to.done ? TINT.good : TINT.open;
      pen.fill();
    }
    if (to.ignited >= 0 && to.ignited < 4) {
      const age = to.ignited + ease;
      pen.globalAlpha = Math.max(0, 1 - age / 5);
      pen.lineWidth = 3;
      pen.strokeStyle = TINT.harm;
      pen.beginPath();
      pen.arc(to.home.x + 1, to.home.y + 1, 4 + 5 * age, 0, 7);
      pen.stroke();
      pen.fillStyle = TINT.harm;
      pen.beginPath();
      pen.arc(to.home.x + 1, to.home.y + 1, 4, 0, 7);
      pen.fill();
    }
    pen.globalAlpha = 1;
    this.spots.push({ x: x + 1, y: y + 1, row: to.row });
    if (followed?.kind === "matter" && followed.row === to.row) this.ring({ x, y }, 11, "#e08a00");
  }

  worker({ x, y, out }, followed) {
    const { pen } = this;
    pen.fillStyle = out ? "#14532d" : "#3f5560";
    pen.strokeStyle = "#fff";
    pen.lineWidth = 1.2;
    pen.beginPath();
    pen.arc(x, y - 7, 3.2, 0, 7);
    pen.fill();
    pen.stroke();
    pen.beginPath();
    pen.moveTo(x - 4, y + 4);
    pen.quadraticCurveTo(x, y - 9, x + 4, y + 4);
    pen.closePath();
    pen.fill();
    pen.stroke();
    if (followed) this.ring({ x, y: y - 3 }, 11, "#e08a00");
  }

  ring({ x, y }, radius, colour) {
    this.pen.lineWidth = 2.5;
    this.pen.strokeStyle = colour;
    this.pen.beginPath();
    this.pen.arc(x + 1, y + 1, radius, 0, 7);
    this.pen.stroke();
  }

  rain(share) {
    const { pen } = this;
    pen.fillStyle = "#1c3a5a30";
    pen.fillRect(0, 0, this.size.wide, this.size.streets);
    pen.strokeStyle = "#2c5f8f88";
    pen.lineWidth = 1;
    pen.beginPath();
    for (let k = 0; k < 110; k++) {
      const x = (k * 97 + share * 60) % this.size.wide, y = (k * 61 + share * 420) % this.size.streets;
      pen.moveTo(x, y);
      pen.lineTo(x - 4, y + 11);
    }
    pen.stroke();
  }

  crowd(count) {
    const { x, y, wide } = this.stations.street, { pen } = this;
    pen.fillStyle = TINT.harm;
    for (let k = 0; k < Math.min(12, 4 + 2 * count); k++) {
      pen.beginPath();
      pen.arc(x + 9 + (k % 8) * ((wide - 16) / 8), y + 72 + Math.floor(k / 8) * 11, 3, 0, 7);
      pen.fill();
    }
  }

  // What lies under a point of the canvas: a contradiction, a worker, or a resident.
  under(clientX, clientY) {
    const box = this.canvas.getBoundingClientRect(), x = ((clientX - box.left) * this.size.wide) / box.width, y = ((clientY - box.top) * this.size.high) / box.height;
    const near = (spots, reach) => spots.map((spot) => [Math.hypot(spot.x - x, spot.y - y), spot]).filter(([distance]) => distance < reach).sort((one, other) => one[0] - other[0])[0]?.[1];
    const worker = near(this.workers.map((each, grid) => ({ ...each, grid })), 10), matter = near(this.spots, 9);
    if (worker && !(matter && Math.hypot(matter.x - x, matter.y - y) < 4)) return { kind: "worker", grid: worker.grid };
    if (matter) return { kind: "matter", row: matter.row };
    if (y > this.size.streets) return null;
    const grid = Math.floor((y - 4) / this.block.high) * this.block.columns + Math.floor((x - 4) / this.block.wide);
    if (grid < 0 || grid >= this.layout.grids.length) return null;
    const corner = this.blockAt(grid), column = Math.floor((x - corner.x - 20) / this.house.wide), line = Math.floor((y - corner.y - 2) / this.house.high);
    const place = line * this.house.across + column;
    if (column < 0 || column >= this.house.across || line < 0 || place >= this.layout.each) return null;
    const building = grid * this.layout.each + place, at = this.houseAt(building);
    const person = Math.min(this.dot.side - 1, Math.max(0, Math.floor((y - at.y - 2) / this.dot.step))) * this.dot.side + Math.min(this.dot.side - 1, Math.max(0, Math.floor((x - at.x - 2) / this.dot.step)));
    return { kind: "person", resident: building * this.layout.people + Math.min(this.layout.people - 1, person) };
  }
}
