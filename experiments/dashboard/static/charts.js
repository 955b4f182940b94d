// Small charts as SVG: lines over days, intervals, bars with intervals.
import { make, say, shown, word } from "./page.js";

const WIDTH = 560, LEFT = 46, RIGHT = 118, TOP = 10, BOTTOM = 26;

export function lineChart({ height = 190, days, top, percent, series, label }) {
  const plot = { width: WIDTH - LEFT - RIGHT, height: height - TOP - BOTTOM };
  const x = (day) => LEFT + (plot.width * day) / Math.max(1, days - 1);
  const y = (value) => TOP + plot.height * (1 - value / top);
  const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": label });
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    const value = top * part;
    svg.append(
      make("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), stroke: "#dfe5e8" }),
      make("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end", "font-size": 12 }, percent ? `${100 * value}%` : Math.round(value).toLocaleString("en")));
  }
  const step = days > 800 ? 365 : days > 200 ? 180 : 30;
  for (let day = 0; day < days; day += step) {
    svg.append(make("text", { x: x(day), y: height - 6, "font-size": 12, "text-anchor": "middle" }, String(day)));
  }
  const ends = series.map((line) => [...line.points].reverse().find(([, value]) => value !== null))
    .map((end, index) => end && { index, day: end[0], value: end[1], at: y(Math.min(end[1], top)) }).filter(Boolean);
  ends.sort((a, b) => a.at - b.at).forEach((end, index) => { if (index && end.at < ends[index - 1].at + 14) end.at = ends[index - 1].at + 14; });
  series.forEach((line) => {
    const points = line.points.filter(([, value]) => value !== null).map(([day, value]) => `${x(day).toFixed(1)},${y(Math.min(value, top)).toFixed(1)}`);
    if (points.length) svg.append(make("polyline", { points: points.join(" "), fill: "none", stroke: line.color, "stroke-width": 2.2, "stroke-dasharray": line.dash ?? null }));
  });
  for (const end of ends) {
    const line = series[end.index];
    const text = percent ? `${(100 * end.value).toFixed(0)}%` : Math.round(end.value).toLocaleString("en");
    svg.append(make("text", { x: Math.min(x(end.day), WIDTH - RIGHT) + 5, y: end.at + 4, "font-size": 12.5, "font-weight": 600, fill: line.color, class: "direct" }, `${line.name} ${text}`));
    svg.lastChild.style.fill = line.color;
  }
  return svg;
}

export function intervalBar({ mean, low, high }, reach, color, label) {
  const x = (value) => 80 + (75 * Math.max(-1, Math.min(1, value / reach)));
  const svg = make("svg", { viewBox: "0 0 160 22", width: 160, role: "img", "aria-label": label });
  svg.append(make("line", { x1: 80, x2: 80, y1: 1, y2: 21, stroke: "#53626b" }));
  if (low !== null && high !== null) svg.append(make("line", { x1: x(low), x2: x(high), y1: 11, y2: 11, stroke: color, "stroke-width": 3 }));
  if (mean !== null) svg.append(make("circle", { cx: x(mean), cy: 11, r: 4.5, fill: color }));
  svg.style.width = "160px";
  return svg;
}

export function armBars(outcome, arms, held) {
  const rows = Object.entries(arms), wide = 360, name = 96, each = 30;
  const top = Math.max(...rows.map(([, { table }]) => Math.max(table[outcome].high ?? 0, table[outcome].mean ?? 0)), 1e-9) * 1.02;
  const x = (value) => name + ((wide - name - 62) * Math.max(0, Math.min(value, top))) / top;
  const svg = make("svg", { viewBox: `0 0 ${wide} ${rows.length * each + 6}`, role: "img", "aria-label": `${word(`outcome.${outcome}`)}: ${rows.map(([, { label, table }]) => `${label} ${shown(outcome, table[outcome].mean)}`).join("; ")}` });
  rows.forEach(([, { label, table, color }], index) => {
    const y = index * each + 4, { mean, low, high } = table[outcome];
    svg.append(make("text", { x: name - 6, y: y + 16, "text-anchor": "end", "font-size": 13 }, label));
    if (mean === null) {
      svg.append(make("text", { x: name + 4, y: y + 16, "font-size": 13 }, say("undefined")));
      return;
    }
    svg.append(make("rect", { x: name, y, width: Math.max(1, x(mean) - name), height: 22, fill: color, opacity: 0.8, rx: 2 }));
    if (low !== null) svg.append(make("line", { x1: x(low), x2: x(high), y1: y + 11, y2: y + 11, stroke: "#111", "stroke-width": 1.5 }));
    svg.append(make("text", { x: Math.max(x(mean), x(high ?? mean)) + 5, y: y + 16, "font-size": 13, "font-weight": 600 }, shown(outcome, mean)));
  });
  return svg;
}
