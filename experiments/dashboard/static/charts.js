// Small charts as SVG: lines over days, intervals, bars with intervals.
import { make, say, share, shown, whole, word } from "./page.js";

const WIDTH = 420, LEFT = 42, RIGHT = 132, TOP = 8, BOTTOM = 24;

export function lineChart({ height = 200, days, top, percent, series, label }) {
  const plot = { width: WIDTH - LEFT - RIGHT, height: height - TOP - BOTTOM };
  const x = (day) => LEFT + (plot.width * day) / Math.max(1, days - 1);
  const y = (value) => TOP + plot.height * (1 - value / top);
  const written = (value) => (percent ? share(value, 0) : whole(value));
  const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": label });
  for (const part of percent ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1]) {
    svg.append(
      make("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(top * part), y2: y(top * part), stroke: "#dfe5e8" }),
      make("text", { x: LEFT - 5, y: y(top * part) + 4, "text-anchor": "end", "font-size": 12 }, written(top * part)));
  }
  const step = days > 800 ? 365 : days > 200 ? 180 : 30;
  for (let day = 0; day < days; day += step) {
    svg.append(make("text", { x: x(day), y: height - 5, "font-size": 12, "text-anchor": "middle" }, String(day)));
  }
  svg.append(make("text", { x: WIDTH - RIGHT + 18, y: height - 5, "font-size": 12 }, say("day_axis")));
  for (const line of series) {
    const points = line.points.filter(([, value]) => value !== null).map(([day, value]) => `${x(day).toFixed(1)},${y(Math.min(value, top)).toFixed(1)}`);
    if (points.length) svg.append(make("polyline", { points: points.join(" "), fill: "none", stroke: line.color, "stroke-width": 2.2, "stroke-dasharray": line.dash ?? null }));
  }
  for (const end of ends(series, (value) => y(Math.min(value, top)))) {
    const words = make("text", { x: Math.min(x(end.day), WIDTH - RIGHT) + 6, y: end.at + 4, "font-size": 13, "font-weight": 600 }, `${end.line.name} ${written(end.value)}`);
    words.style.fill = end.line.color;
    svg.append(words);
  }
  return svg;
}

// The last point of every line, moved apart so that their names do not overlap.
function ends(series, y) {
  const found = series.map((line) => [line, line.points.findLast(([, value]) => value !== null)]).filter(([, last]) => last)
    .map(([line, [day, value]]) => ({ line, day, value, at: y(value) })).sort((a, b) => a.at - b.at);
  found.forEach((end, index) => { if (index) end.at = Math.max(end.at, found[index - 1].at + 16); });
  return found;
}

export function intervalBar({ mean, low, high }, color, label) {
  const reach = Math.max(...[mean, low, high].map((each) => Math.abs(each ?? 0)), 1e-12) * 1.1;
  const x = (value) => 60 + (55 * value) / reach;
  const svg = make("svg", { viewBox: "0 0 120 20", role: "img", "aria-label": label });
  svg.append(make("line", { x1: 60, x2: 60, y1: 0, y2: 20, stroke: "#53626b" }));
  if (low !== null && high !== null) svg.append(make("line", { x1: x(low), x2: x(high), y1: 10, y2: 10, stroke: color, "stroke-width": 3.5 }));
  if (mean !== null) svg.append(make("circle", { cx: x(mean), cy: 10, r: 4.5, fill: color }));
  return svg;
}

export function armBars(outcome, arms) {
  const rows = Object.values(arms), wide = 380, each = 31, name = Math.min(150, 12 + 13 * Math.max(...rows.map(({ label }) => widthOf(label))));
  const top = Math.max(...rows.map(({ table }) => Math.max(table[outcome].high ?? 0, table[outcome].mean ?? 0)), 1e-9) * 1.02;
  const x = (value) => name + ((wide - name - 66) * Math.max(0, Math.min(value, top))) / top;
  const svg = make("svg", { viewBox: `0 0 ${wide} ${rows.length * each + 4}`, role: "img", "aria-label": `${word(`outcome.${outcome}`)}: ${rows.map(({ label, table }) => `${label} ${shown(outcome, table[outcome].mean)}`).join("; ")}` });
  rows.forEach(({ label, table, color }, index) => {
    const y = index * each + 3, { mean, low, high } = table[outcome];
    svg.append(make("text", { x: name - 7, y: y + 16, "text-anchor": "end", "font-size": 13 }, label));
    if (mean === null) {
      svg.append(make("text", { x: name + 4, y: y + 16, "font-size": 13 }, say("undefined")));
      return;
    }
    svg.append(make("rect", { x: name, y, width: Math.max(1, x(mean) - name), height: 23, fill: color, opacity: 0.8, rx: 2 }));
    if (low !== null) svg.append(make("line", { x1: x(low), x2: x(high), y1: y + 11.5, y2: y + 11.5, stroke: "#111", "stroke-width": 1.6 }));
    svg.append(make("text", { x: Math.max(x(mean), x(high ?? mean)) + 6, y: y + 16, "font-size": 13, "font-weight": 600 }, shown(outcome, mean)));
  });
  return svg;
}

// In letters of half an em; a Chinese one counts double.
const widthOf = (label) => [...label].reduce((sum, letter) => sum + (letter > "⺀" ? 1 : 0.56), 0);
