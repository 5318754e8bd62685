"use strict";
// Words of the page that explores a study: numbers, levels, and what is said of cells.
const data = JSON.parse(document.getElementById("data").textContent);
const { levers, outcomes } = data;
const at = (id) => document.getElementById(id);
const DASH = "\u2013", ALL = "all", NONE = "none";
const FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";
const FIRST_ROWS = 100, MOST_BANDS = 8, MOST_WHISKERS = 150, MOST_TICKS = 8;
const cells = Array.from({ length: data.cells }, (_, cell) => cell);
let state, marks = [], seen = {}, everything = false, judged = false;

// Numbers and words

const digits = (bound) =>
  Number.isFinite(bound) && bound > 0 ? Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(bound)))) : 2;
const formats = Array.from({ length: 13 }, (_, places) =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: places, maximumFractionDigits: places }));
function number(value, places) {
  if (value === null || value === undefined) return DASH;
  const text = formats[places].format(value);
  return Number(text.replace(/,/g, "")) === 0 ? text.replace("-", "") : text.replace("-", "\u2212");
}
const span = (low, high, places) =>
  low === null || low === undefined ? "" : ` (${number(low, places)} to ${number(high, places)})`;
const brief = (value, precision = 6) =>
  typeof value === "number" ? String(Number(value.toPrecision(precision))).replace("-", "\u2212") : value;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const pen = document.createElement("canvas").getContext("2d");
function wide(text, size = 12) {
  pen.font = `${size}px ${FONT}`;
  return pen.measureText(text).width;
}
function fit(text, room, size = 12) {
  let kept = text.slice(0, 200);
  while (kept.length > 1 && wide(kept === text ? kept : `${kept}\u2026`, size) > room) kept = kept.slice(0, -1);
  return kept === text ? text : `${kept.trimEnd()}\u2026`;
}
const listed = (parts) => [parts.slice(0, -1).join(", "), parts.at(-1)].filter(Boolean).join(" and ");
for (const o of outcomes) o.places = digits(o.mean.reduce((most, mean) => Math.max(most, Math.abs(mean || 0)), 0));
const valueText = (o, cell) => number(o.mean[cell], o.places) + span(o.low[cell], o.high[cell], o.places);
const worldsText = (count) => `${count} world${count === 1 ? "" : "s"}`;

// Levers: a group is a level, or of a drawn lever of many numbers a quarter of them

for (const lever of levers) {
  const apart = (precision) =>
    new Set(lever.levels.map((level) => brief(level, precision))).size === lever.levels.length;
  lever.precision = lever.parts ? 3 : [3, 4, 5, 6, 9, 12].find(apart) || 17; // as few digits as tell levels apart
  lever.labels = lever.parts || lever.levels.map((level) => brief(level, lever.precision));
  if (lever.at.some((place) => place < 0)) lever.labels = [...lever.labels, DASH];
}
const leverOf = (name) => levers.find((lever) => lever.name === name) || null;
const outcomeOf = (name) => outcomes.find((outcome) => outcome.name === name) || outcomes[0];
function group(lever, cell) {
  const place = lever.at[cell];
  if (place < 0) return lever.labels.length - 1;
  return lever.in ? lever.in[place] : place;
}
const levelOf = (lever, cell) => (lever.at[cell] < 0 ? null : lever.levels[lever.at[cell]]);
const levelText = (lever, cell) => (lever.at[cell] < 0 ? DASH : brief(levelOf(lever, cell), lever.precision));
function cellName(cell, among) {
  const tells = (lever) => !among || among.some((other) => lever.at[other] !== lever.at[cell]);
  const telling = levers.filter((lever) => lever.at[cell] >= 0 && tells(lever));
  return listed((telling.length ? telling : levers).map((l) => `${l.title} ${levelText(l, cell)}`));
}

// What may be said: pairs of cells and effects were compared world by world when the page was made

function finding(o, some) {
  const valued = some.filter((cell) => o.mean[cell] !== null), unit = o.unit ? ` ${o.unit}` : "";
  const filters = free().filter((lever) => state.only.has(lever.name));
  const where = listed(filters.map((lever) => `${lever.title} ${state.only.get(lever.name)}`));
  const given = where ? `, given ${where}` : "", name = capital(o.title);
  judged = false;
  if (!data.complete)
    return `So far, ${data.done} of ${data.total} runs are done: no verdict on ${o.title} `
      + "until every cell has its worlds.";
  if (!valued.length) return `No cell shown has a value of ${o.title}.`;
  if (valued.length === 1) return `${name} is ${valueText(o, valued[0])}${unit}${given}.`;
  if (o.effects.length && where)
    return `${name} at ${valued.length} of ${data.cells} points${given}: no verdict on a part of a sample.`;
  if (o.effects.length) return moved(o);
  const sign = o.better || 1, most = sign < 0 ? "lowest" : "highest";
  const [best, next] = [...valued].sort((a, b) => sign * (o.mean[b] - o.mean[a])), gap = o.gaps[`${best}-${next}`];
  const told = `${most} with ${cellName(best, valued)}${given}: ${number(o.mean[best], o.places)}`;
  if (valued.length > data.judged)
    return `${name} is ${told}. The best of so many cells is luck: no verdict until filters leave `
      + `${data.judged.toLocaleString("en-US")}.`;
  if (!gap) return `${name} is ${told}. It was not compared with the next when this page was made: no verdict.`;
  if (gap[1] === null) return `${name} is ${told}. With one world there is no interval: no verdict.`;
  judged = true;
  const [mean, low, high] = sign < 0 ? [-gap[0], -gap[2], -gap[1]] : gap;
  if (mean === 0 && low === high) return `No cell stands out: ${o.title} is ${told}, and the same in another cell.`;
  const fine = Math.max(o.places, digits(Math.max(-low, high)) - 1);
  const by = `${number(mean, fine)}${span(low, high, fine)} ${sign < 0 ? "below" : "above"} the next`;
  if (low > 0) return `${name} is ${told}, which is ${by}.`;
  return `No cell stands out: ${o.title} is ${told}, but only ${by}.`;
}
function moved(o) {
  const by = (effect) =>
    `${number(effect.size, digits(effect.size))}${span(effect.size_low, effect.size_high, digits(effect.size))}`;
  const [first, next] = o.effects, lever = leverOf(first.lever).title;
  if (!(first.size_low > 0)) return `No lever clearly moves ${o.title}: ${lever} by ${by(first)}.`;
  const also = next ? `; next is ${leverOf(next.lever).title}, by ${by(next)}` : "";
  const vague = next && !(next.size_low > 0) ? ", which is not clear" : "";
  return `${capital(o.title)} is ${by(first)} higher at ${lever} ${first.highest} than at ${first.lowest}`
    + `${also}${vague}.`;
}
function measured(o) {
  const better = { 1: "; more is better", "-1": "; less is better", 0: "" }[o.better];
  return `Mean ${o.title} over worlds${o.unit ? `, ${o.unit}` : ""}${better}.`;
}
function caption(o, some, how) {
  const told = [], lost = seen.lost, x = leverOf(state.x);
  const say = (when, text) => when && told.push(text);
  say(how === "map", `Colour is the mean${averaged() ? " of the cells' means" : ""}; intervals are below.`);
  say(how === "lines" && seen.banded, "Bands are 95% intervals.");
  say(how === "lines" && seen.banded && seen.single, "Single points differ in other levers.");
  say(how === "lines" && seen.many, `More than ${MOST_BANDS} lines in a panel have no bands; intervals are below.`);
  say(how === "lines" && !seen.banded && !seen.many, "Every line is one combination of the other levers.");
  say(how === "dots" && seen.barred, "Bars are 95% intervals.");
  say(how === "dots" && data.drawn && !seen.barred, "A point is a cell, in rising order; intervals are below.");
  say(how === "points", `A point is a cell${seen.barred ? ", a bar its 95% interval" : ""}.`);
  say(seen.trend, "The line is what the lever does, all others weighing the same, with its 95% band.");
  say(!some.some((cell) => o.low[cell] !== null), "With one world there is no interval.");
  say(o.share, "Intervals of shares are even on log odds.");
  say(lost, x && `${lost} cell${lost > 1 ? "s" : ""} in which ${x.title} plays no part stand below only.`);
  say(some.some((cell) => o.mean[cell] === null), "Hatched: a cell there has no world yet, or no value.");
  say(judged, "In the title: the 95% interval of the mean difference to the next cell, world by world; the best was "
    + "picked after the fact, so a small gap flatters it. Worlds share their luck between cells: a difference may be "
    + "clear where intervals overlap.");
  return told.join(" ");
}
const averaged = () => free().some((lever) => !state.only.has(lever.name) && lever.labels.length > 1);
