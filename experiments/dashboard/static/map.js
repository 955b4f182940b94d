// The map: a hexagon a grid, communities as clusters; arrow keys move, Enter opens.
import { make, say } from "./page.js";

const SIZE = 15, ACROSS = SIZE * Math.sqrt(3), DOWN = SIZE * 1.5;
const RING = (hidden) => Math.min(SIZE - 3, 1.8 * Math.sqrt(hidden)), DOT = (incidents) => Math.min(SIZE - 5, 2.6 * Math.sqrt(incidents));
// Light to dark: low trust is pale, high trust is deep; readable in grey as well.
const SHADES = ["#fff3d6", "#e9eebf", "#bfe0b8", "#86c8b5", "#4aa6ad", "#1f7f9c"];

const shade = (trust) => SHADES[Math.max(0, Math.min(SHADES.length - 1, Math.floor((trust - 0.2) / 0.1)))];

const hexagon = (x, y) => Array.from({ length: 6 }, (_, corner) => {
  const angle = (Math.PI / 180) * (60 * corner - 30);
  return `${(x + (SIZE - 0.7) * Math.cos(angle)).toFixed(1)},${(y + (SIZE - 0.7) * Math.sin(angle)).toFixed(1)}`;
}).join(" ");

function places(communities) {
  const groups = new Map();
  communities.forEach((community, grid) => groups.set(community, [...(groups.get(community) ?? []), grid]));
  const largest = Math.max(...[...groups.values()].map((grids) => grids.length));
  const wide = Math.max(2, Math.ceil(Math.sqrt(largest * 1.2))), high = Math.ceil(largest / wide);
  const columns = Math.max(1, Math.min(groups.size, Math.round(Math.sqrt((groups.size * 1.4 * high) / wide))));
  const block = { width: (wide + 0.5) * ACROSS + 14, height: high * DOWN + SIZE + 26 };
  const found = [], names = [];
  [...groups.entries()].forEach(([community, grids], index) => {
    const left = (index % columns) * block.width + 8, top = Math.floor(index / columns) * block.height + 20;
    names.push({ community, x: left, y: top - 5 });
    grids.forEach((grid, place) => {
      const line = Math.floor(place / wide);
      found[grid] = { x: left + ACROSS / 2 + ((place % wide) + (line % 2) / 2) * ACROSS, y: top + SIZE + line * DOWN };
    });
  });
  return { found, names, width: columns * block.width + 8, height: Math.ceil(groups.size / columns) * block.height + 4 };
}

export class GridMap {
  constructor(communities, onopen) {
    const { found, names, width, height } = places(communities);
    this.found = found;
    this.communities = communities;
    this.cells = found.map(({ x, y }, grid) => {
      const hex = make("polygon", { points: hexagon(x, y), class: "hex", stroke: "#7c8b93", "stroke-width": 0.6 });
      const ring = make("circle", { cx: x, cy: y, r: 0, fill: "none", stroke: "#5b3a8c", "stroke-width": 1.8 });
      const dot = make("circle", { cx: x, cy: y, r: 0, fill: "#c4271b" });
      const title = make("title");
      const cell = make("g", { class: "cell", role: "button", tabindex: grid === 0 ? 0 : -1, "data-grid": grid, "aria-pressed": "false",
        onclick: () => this.open(grid), onkeydown: (event) => this.key(event, grid) }, title, hex, ring, dot);
      return { cell, hex, ring, dot, title };
    });
    this.onopen = onopen;
    this.element = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": say("map") },
      names.map(({ community, x, y }) => make("text", { x, y, "font-size": 12 }, say("community", { community: community + 1 }))),
      this.cells.map(({ cell }) => cell));
  }

  open(grid) {
    this.mark(grid);
    this.onopen(grid);
  }

  mark(grid) {
    this.cells.forEach(({ cell }, other) => {
      cell.setAttribute("aria-pressed", String(other === grid));
      cell.setAttribute("tabindex", other === grid ? 0 : -1);
    });
  }

  key(event, grid) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      event.preventDefault();
      const next = this.neighbour(grid, step);
      this.cells[grid].cell.setAttribute("tabindex", -1);
      this.cells[next].cell.setAttribute("tabindex", 0);
      this.cells[next].cell.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.open(grid);
    }
  }

  neighbour(grid, [right, down]) {
    const here = this.found[grid];
    let best = grid, least = Infinity;
    this.found.forEach(({ x, y }, other) => {
      const along = (x - here.x) * right + (y - here.y) * down;
      const aside = Math.abs((x - here.x) * down) + Math.abs((y - here.y) * right);
      if (along > 2 && along + 2.5 * aside < least) [best, least] = [other, along + 2.5 * aside];
    });
    return best;
  }

  draw({ trust, hidden, incidents, open }) {
    this.cells.forEach(({ cell, hex, ring, dot, title }, grid) => {
      hex.setAttribute("fill", shade(trust[grid]));
      ring.setAttribute("r", RING(hidden[grid]));
      dot.setAttribute("r", DOT(incidents[grid]));
      const words = `${say("grid", { grid: grid + 1, community: this.communities[grid] + 1 })}${say("colon")}${[`${say("trust")} ${trust[grid].toFixed(2)}`, `${say("hidden")} ${hidden[grid]}`, `${say("open_now")} ${open[grid]}`, `${say("incidents")} ${incidents[grid]}`].join(say("comma"))}`;
      title.textContent = words;
      cell.setAttribute("aria-label", words);
    });
  }
}

export function legend() {
  const swatch = (width, ...children) => make("svg", { viewBox: `0 0 ${width} 24`, width, height: 24, "aria-hidden": "true" }, children);
  const sizes = (counts, mark) => swatch(counts.length * 36 + 6, ...counts.flatMap((count, index) => [
    mark(index * 36 + 11, count), make("text", { x: index * 36 + 24, y: 16, "font-size": 12 }, String(count))]));
  return make("div", { class: "legend" },
    make("span", {}, `${say("trust")}${say("colon")}${say("low")}`, swatch(90, ...SHADES.map((fill, index) => make("rect", { x: index * 15, y: 5, width: 15, height: 14, fill, stroke: "#7c8b93", "stroke-width": 0.5 }))), say("high")),
    make("span", {}, say("hidden"), sizes([1, 4, 16], (x, count) => make("circle", { cx: x, cy: 12, r: RING(count), fill: "none", stroke: "#5b3a8c", "stroke-width": 1.8 }))),
    make("span", {}, say("incidents_month"), sizes([1, 4], (x, count) => make("circle", { cx: x, cy: 12, r: DOT(count), fill: "#c4271b" }))));
}
