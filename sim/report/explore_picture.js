// Pictures of a study as SVG that can stand alone: colours and fonts are attributes of the marks.

function node(tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
function palette(light) {
  const names = ["ink", "quiet", "line", "paper", "less", "more", "none", "good", "bad", "calm", "c0", "c1", "c2",
    "c3", "c4", "c5"];
  const roots = [...document.styleSheets[0].cssRules].filter((rule) => rule.selectorText === ":root");
  const seen = getComputedStyle(document.documentElement);
  const value = (name) =>
    light ? roots.map((rule) => rule.style.getPropertyValue(name)).filter(Boolean).pop()
      : seen.getPropertyValue(name);
  return Object.fromEntries(names.map((name) => [name, value(`--${name}`).trim()]));
}
const channels = (hex) => [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));
function mix(from, to, share) {
  const [a, b] = [channels(from), channels(to)];
  return `#${a.map((v, k) => Math.round(v + (b[k] - v) * share).toString(16).padStart(2, "0")).join("")}`;
}
function light(hex) { // relative luminance, as contrast is defined by WCAG 2
  const [r, g, b] = channels(hex).map((v) =>
    (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function colour(P, lever, place) {
  if (!lever) return P.c0;
  const last = lever.labels.length - 1;
  return lever.numeric && last > 0 ? mix(P.less, P.more, place / last) : P[`c${place % 6}`];
}
function shape(place, x, y, r) {
  const which = (place + Math.floor(place / 6)) % 6, d = r * 1.25;
  if (which === 1) return `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
  if (which === 2) return `M${x},${y - d}l${d},${2 * r}h${-2 * d}z`;
  if (which === 3) return `M${x},${y - d}l${d},${d}l${-d},${d}l${-d},${-d}z`;
  if (which === 4) return `M${x},${y + d}l${d},${-2 * r}h${-2 * d}z`;
  if (which === 5) return `M${x - d},${y}h${2 * d}M${x},${y - d}v${2 * d}`;
  return `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0z`;
}
function dot(P, fill, place, x, y, r = 4, bare = false) {
  const open = (place + Math.floor(place / 6)) % 6 === 5; // a cross has lines only
  return node("path", { d: shape(place, x, y, r), fill: open ? "none" : fill,
    stroke: open ? fill : bare ? "none" : P.paper, "stroke-width": open ? 2 : 1 });
}
const line = (x1, y1, x2, y2, stroke, width = 1) => node("line", { x1, y1, x2, y2, stroke, "stroke-width": width });
const say = (x, y, text, fill, more = {}) => node("text", { x, y, fill, "font-size": 12, ...more }, text);
function wrapped(text, room, size) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (wide(longer, size) <= room || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// Scales

function step(low, high, count) {
  const raw = (high - low) / count || 1, size = 10 ** Math.floor(Math.log10(raw));
  return size * [1, 2, 5, 10].find((times) => times * size >= raw * 0.999);
}
function ticks(low, high, size) {
  const found = [];
  for (let k = Math.ceil(low / size - 1e-9); k * size <= high + size * 1e-9; k += 1)
    found.push(Number((k * size).toPrecision(12)));
  return found;
}
const fraction = (values) => Math.max(...values.map((v) => (String(v).split(".")[1] || "").length));
function decades(low, high) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1)
    for (const times of [1, 2, 5]) found.push(Number((times * 10 ** power).toPrecision(12)));
  return found.filter((value) => value >= low && value <= high);
}
function extent(o, some, bounds, count = 6) {
  const values = some.flatMap((cell) =>
    (bounds ? [o.low[cell], o.mean[cell], o.high[cell]] : [o.mean[cell]])).filter((v) => v !== null);
  if (!values.length) return [0, 1, 0.5];
  let low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
  if (low > 0 && low < 0.5 * high) low = 0; // near enough: the picture shows the size itself
  if (high < 0 && high > 0.5 * low) high = 0;
  if (low === high) [low, high] = [low - (Math.abs(low) * 0.1 || 1), high + (Math.abs(high) * 0.1 || 1)];
  const size = step(low, high, count);
  [low, high] = [Math.floor(low / size + 1e-9) * size, Math.ceil(high / size - 1e-9) * size];
  return o.share ? [Math.max(0, low), Math.min(1, high), size] : [low, high, size];
}
const onto = ([low, high], [from, to]) => (value) => from + ((value - low) / (high - low || 1)) * (to - from);

// The picture: a legend and panels, of which each is painted by the kind of picture

function picture(P, width, heads = []) {
  const o = outcomeOf(state.outcome), some = shown(), how = kind();
  const x = leverOf(state.x), series = leverOf(state.series), panels = leverOf(state.panels);
  const root = node("svg", { xmlns: "http://www.w3.org/2000/svg", width, "font-family": FONT, role: "img" });
  root.append(hatching(P));
  let top = 0;
  heads.forEach((head, k) => wrapped(head, width * (k ? 1 : 0.92), k ? 12 : 16).forEach((text) => {
    top += k ? 17 : 21;
    root.append(say(0, top, text, k ? P.quiet : P.ink, { "font-size": k ? 12 : 16, "font-weight": k ? 400 : 600 }));
  }));
  if (heads.length) top += 14;
  const groups = panels
    ? panels.labels.map((label, k) => [`${panels.title} ${label}`, some.filter((cell) => group(panels, cell) === k)])
    : [["", some]];
  const full = groups.filter(([, own]) => own.length);
  const least = width < 540 && (how === "lines" || how === "points") ? 165 : 270; // a phone takes two small ones
  const most = Math.min(full.length, how === "dots" ? 2 : 3, Math.max(1, Math.floor(width / least)));
  const across = Math.max(1, Math.ceil(full.length / Math.max(1, Math.ceil(full.length / most)))); // 2 x 2, not 3 + 1
  const gap = 26, room = (width - gap * (across - 1)) / across;
  seen = { ring: node("circle", { r: 8, fill: "none", stroke: P.ink, "stroke-width": 2, visibility: "hidden" }),
    lost: 0, many: false, banded: false, barred: false, single: false, trend: false };
  const present = series && how !== "map"
    ? series.labels.map((_, k) => k).filter((k) =>
      some.some((cell) => group(series, cell) === k && (how === "dots" || x.at[cell] >= 0))) : [];
  const direct = how === "lines" && full.length === 1 && width >= 520 && present.length <= MOST_BANDS
    && present.length > 0 && !averaged();
  const bounded = { map: false, dots: !data.drawn || some.length <= MOST_WHISKERS,
    lines: !averaged() && present.length <= MOST_BANDS, points: some.length <= MOST_WHISKERS }[how];
  const view = { P, o, x, series, root, some, present, direct, bounded, width: room,
    domain: extent(o, some, bounded, full.length === 1 ? 6 : 5) };
  if (present.length && !direct) top = legend(view, top, width);
  if (how === "map") top = scale(view, top, width);
  let tallest = 0;
  full.forEach(([label, own], k) => {
    const left = (k % across) * (room + gap);
    if (label) root.append(say(left, top + 14, fit(label, room * 0.95), P.ink, { "font-weight": 600 }));
    const painter = { map: tiles, dots: rows, lines: plane, points: plane }[how];
    const height = painter({ ...view, left, top: top + (label ? 26 : 6), alone: full.length === 1 }, own);
    tallest = Math.max(tallest, height + (label ? 26 : 6));
    if (k % across === across - 1 || k === full.length - 1) [top, tallest] = [top + tallest + 18, 0];
  });
  root.append(seen.ring);
  const edge = heads.length ? 16 : 0, frame = { x: -edge, y: -edge, width: width + 2 * edge, height: top + 2 * edge };
  root.setAttribute("width", frame.width);
  root.setAttribute("height", frame.height);
  root.setAttribute("viewBox", Object.values(frame).join(" "));
  if (heads.length) root.prepend(node("rect", { ...frame, fill: P.paper }));
  return root;
}
function hatching(P) {
  const pattern = node("pattern",
    { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(line(0, 0, 0, 6, P.quiet, 1.5));
  const defs = node("defs", {});
  defs.append(pattern);
  return defs;
}
const hatched = (x, y, width, height) => node("rect", { x, y, width, height, fill: "url(#hatch)", opacity: 0.7 });
function legend({ P, series, root, present }, top, width) {
  let x = 0, y = top + 14;
  root.append(say(0, y, `${series.title}:`, P.quiet));
  x = wide(`${series.title}:`) + 14;
  for (const place of present) {
    const text = fit(series.labels[place], Math.min(300, width - 60)), room = wide(text) + 34;
    if (x + room > width && x > 0) [x, y] = [0, y + 20];
    root.append(dot(P, colour(P, series, place), place, x + 6, y - 4), say(x + 16, y, text, P.ink));
    x += room;
  }
  return y + 14;
}

// Lines with bands, and points: numbers along both axes

function plane(view, own) {
  const { P, o, x, root, left, top, width, some, domain, series } = view;
  const height = view.alone ? Math.max(240, Math.min(400, width * 0.55)) : width < 220 ? 150 : 190;
  const high = ticks(...domain), few = fraction(high), shownAs = (v) => number(v, few);
  const margin = Math.max(...high.map((v) => wide(shownAs(v)))) + 10;
  const labelled = view.direct ? Math.min(150,
    Math.max(wide(series.title), ...view.present.map((k) => wide(fit(series.labels[k], 124)))) + 24) : 10;
  const [from, to] = [left + margin + 8, left + width - labelled];
  const Y = onto(domain, [top + height, top]);
  const placed = some.filter((cell) => x.at[cell] >= 0), scaled = x.log ? Math.log : (v) => v;
  seen.lost = some.length - placed.length;
  const reach = placed.map((cell) => levelOf(x, cell))
    .reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  if (data.drawn && !x.log && reach[1] > reach[0]) widen(reach);
  const along = onto(reach.map(scaled), reach[0] === reach[1] ? [(from + to) / 2, (from + to) / 2] : [from, to]);
  const X = (value) => along(scaled(value));
  for (const v of high) {
    root.append(line(left + margin, Y(v), to + 4, Y(v), v === 0 ? P.quiet : P.line));
    root.append(say(left + margin - 6, Y(v) + 4, shownAs(v), P.quiet, { "text-anchor": "end" }));
  }
  const levels = [...new Set(placed.map((cell) => levelOf(x, cell)))].sort((a, b) => a - b);
  const marked = levels.length <= MOST_TICKS ? levels : x.log ? decades(...reach)
    : ticks(...reach, step(...reach, Math.max(2, Math.floor(width / 90))));
  let last = -Infinity;
  for (const v of marked) {
    root.append(line(X(v), top + height, X(v), top + height + 4, P.quiet));
    const half = wide(brief(v, 3)) / 2;
    if (X(v) - half < last + 6) continue;
    root.append(say(X(v), top + height + 18, brief(v, 3), P.quiet, { "text-anchor": "middle" }));
    last = X(v) + half;
  }
  root.append(say(to, top + height + 36, x.title + (x.log ? ", log scale" : ""), P.ink, { "text-anchor": "end" }));
  const there = own.filter((cell) => x.at[cell] >= 0);
  (data.drawn ? cloud : strands)({ ...view, X, Y, base: top + height, top, to }, there);
  for (const cell of there.filter((one) => o.mean[one] !== null))
    marks.push({ x: X(levelOf(x, cell)), y: Y(o.mean[cell]), text: () => reading(o, cell) });
  return height + 42;
}
function widen(reach) { // to the next round numbers, if these are near
  const size = step(...reach, 6);
  const low = Math.floor(reach[0] / size) * size, high = Math.ceil(reach[1] / size) * size;
  const near = (reach[1] - reach[0]) / 20;
  if (reach[0] - low < near) reach[0] = low;
  if (high - reach[1] < near) reach[1] = high;
}
const reading = (o, cell) => {
  const name = levers.length ? `${capital(cellName(cell))}: ${o.title}` : capital(o.title);
  return `${name} ${valueText(o, cell)}${o.unit ? ` ${o.unit}` : ""}, ${worldsText(o.n[cell])}.`;
};
function strands({ P, o, x, series, root, X, Y, base, top, to, direct, present, width }, own) {
  const strings = new Map();
  for (const cell of own) {
    const key = levers.filter((lever) => lever !== x).map((lever) => lever.at[cell]).join();
    strings.set(key, [...(strings.get(key) || []), cell]);
  }
  const places = [...strings.values()].map((string) => (series ? group(series, string[0]) : 0));
  const long = places.filter((_, k) => [...strings.values()][k].length > 1 || strings.size === 1), ends = [];
  const alone = new Set(long).size === long.length, banded = alone && long.length <= MOST_BANDS;
  seen.many = seen.many || long.length > MOST_BANDS;
  seen.single = seen.single || (long.length > 0 && long.length < strings.size);
  seen.banded = banded;
  const lost = new Set(own.filter((cell) => o.mean[cell] === null).map((cell) => X(levelOf(x, cell))));
  for (const place of lost) root.append(hatched(place - 5, top, 10, base - top));
  [...strings.values()].forEach((string, k) => {
    const fill = colour(P, series, places[k]), order = [...string].sort((a, b) => x.at[a] - x.at[b]), parts = [[]];
    for (const cell of order) if (o.mean[cell] === null) parts.push([]); else parts.at(-1).push(cell);
    const point = (cell, values) => `${X(levelOf(x, cell))},${Y(values[cell])}`;
    for (const part of parts.filter((one) => one.length)) {
      const bounded = part.filter((cell) => o.low[cell] !== null);
      if (banded && bounded.length > 1)
        root.append(node("polygon", { points: [...bounded.map((c) => point(c, o.low)),
          ...bounded.reverse().map((c) => point(c, o.high))].join(" "), fill, opacity: 0.16 }));
      const [first] = bounded, spot = X(levelOf(x, part[0]));
      if (banded && bounded.length === 1 && !seen.single)
        root.append(line(spot, Y(o.low[first]), spot, Y(o.high[first]), fill, 1.5));
      root.append(node("polyline", { points: part.map((c) => point(c, o.mean)).join(" "), fill: "none", stroke: fill,
        "stroke-width": alone ? 2 : 1, opacity: alone ? 1 : 0.55 }));
    }
    const known = order.filter((cell) => o.mean[cell] !== null);
    const dotted = alone || known.length === 1 ? known : [], r = width < 220 ? 2.8 : 3.5;
    for (const cell of dotted) root.append(dot(P, fill, places[k], X(levelOf(x, cell)), Y(o.mean[cell]), r));
    if (known.length && (string.length > 1 || !long.length))
      ends.push({ y: Y(o.mean[known.at(-1)]), fill, place: places[k] });
  });
  if (!direct || !present.length) return;
  ends.sort((a, b) => a.y - b.y).forEach((end, k) => {
    end.at = Math.max(end.y, k ? ends[k - 1].at + 16 : top + 4);
  });
  const over = ends.length ? Math.max(0, ends.at(-1).at - base) : 0;
  root.append(say(to + 12, Math.min(...ends.map((end) => end.at - over)) - 18, series.title, P.quiet));
  for (const end of ends)
    root.append(dot(P, end.fill, end.place, to + 14, end.at - over, 3.5),
      say(to + 22, end.at - over + 4, fit(series.labels[end.place], 124), P.ink));
}
function cloud({ P, o, x, series, root, X, Y, some, alone, domain }, own) {
  const few = some.length <= MOST_WHISKERS, r = few ? 3.5 : some.length < 600 ? 2.5 : 1.8;
  for (const cell of own.filter((one) => o.mean[one] !== null)) {
    const place = series ? group(series, cell) : 0, fill = colour(P, series, place), spot = X(levelOf(x, cell));
    seen.barred = seen.barred || (few && o.low[cell] !== null);
    if (few && o.low[cell] !== null) root.append(line(spot, Y(o.low[cell]), spot, Y(o.high[cell]), fill));
    const made = dot(P, fill, place, spot, Y(o.mean[cell]), r, !few);
    if (!few) made.setAttribute("opacity", 0.6);
    root.append(made);
  }
  const effect = o.effects.find((one) => one.lever === x.name);
  if (!effect || !alone || some.length < data.cells || effect.at.includes(null)) return;
  const spots = effect.at.map((value, k) => [X(value), k]), clip = (v) => Math.max(domain[0], Math.min(domain[1], v));
  const told = (values) => spots.map(([spot, k]) =>
    `${spot},${Y(clip(values[k] === null ? effect.mean[k] : values[k]))}`);
  root.append(node("polygon", { points: [...told(effect.low), ...told(effect.high).reverse()].join(" "), fill: P.ink,
    opacity: 0.14 }));
  root.append(node("polyline", { points: told(effect.mean).join(" "), fill: "none", stroke: P.ink,
    "stroke-width": 2.5 }));
  seen.trend = true;
}

// Dots with intervals: a row per level, every cell a line of its own within it

function rows(view, own) {
  const { P, o, x, series, root, left, top, width, domain, bounded } = view;
  const narrow = width < 420, names = x ? x.labels : ["all worlds"];
  const used = names.map((name, k) => [name, own.filter((cell) => !x || group(x, cell) === k)])
    .filter(([, some]) => some.length);
  const room = narrow ? 0 : Math.min(width * 0.34, Math.max(...used.map(([name]) => wide(name))) + 18);
  const X = onto(domain, [left + room + 8, left + width - 16]);
  const most = Math.max(...used.map(([, some]) => some.length)), slot = Math.max(1.2, Math.min(16, 140 / most));
  const size = domain[2] * (Math.ceil((domain[1] - domain[0]) / domain[2]) > (width - room) / 55 ? 2 : 1);
  const high = ticks(domain[0], domain[1], size), few = fraction(high);
  const ground = node("g", {});
  root.append(ground);
  let y = top;
  for (const [name, some] of used) {
    const tall = Math.max(narrow ? 14 : 22, slot * some.length), label = fit(name, narrow ? width - 4 : room - 14);
    if (narrow) y += 20;
    root.append(narrow
      ? say(left, y - 5, label, P.ink, { stroke: P.paper, "stroke-width": 4, "paint-order": "stroke" })
      : say(left + room - 10, y + 6 + tall / 2 + 4, label, P.ink, { "text-anchor": "end" }));
    const order = [...some].sort((a, b) => (series ? group(series, a) - group(series, b) : 0)
      || (data.drawn ? o.mean[a] - o.mean[b] : a - b));
    order.forEach((cell, k) => {
      const place = series ? group(series, cell) : 0, fill = colour(P, series, place),
        spot = y + 6 + (tall - slot * some.length) / 2 + slot * (k + 0.5);
      if (o.mean[cell] === null) {
        root.append(hatched(left + room + 8, spot - slot / 2 + 1, width - room - 24, Math.max(1, slot - 2)));
        return;
      }
      const barred = bounded && o.low[cell] !== null;
      if (barred) root.append(line(X(o.low[cell]), spot, X(o.high[cell]), spot, fill,
        Math.min(2, Math.max(0.5, slot / 4))));
      seen.barred = seen.barred || barred;
      root.append(dot(P, fill, place, X(o.mean[cell]), spot, Math.max(2.2, Math.min(4, slot / 2.6)), slot < 5));
      marks.push({ x: X(o.mean[cell]), y: spot, text: () => reading(o, cell) });
    });
    y += tall + 12;
    ground.append(line(left, y, left + width, y, P.line));
  }
  for (const v of high) {
    ground.append(line(X(v), top, X(v), y, v === 0 ? P.quiet : P.line));
    root.append(say(X(v), y + 16, number(v, few), P.quiet, { "text-anchor": "middle" }));
  }
  return y - top + 22;
}

// A map: the mean as colour, one hue from none to much, two only where both signs occur

function tint({ P, o, domain }) {
  const means = o.mean.filter((mean) => mean !== null), both = Math.min(...means) < 0 && Math.max(...means) > 0;
  const full = o.better < 0 ? P.bad : o.better > 0 || o.share ? P.good : P.calm;
  const other = o.better < 0 ? P.good : P.bad;
  const bound = Math.max(...domain.map(Math.abs)), negative = !both && Math.max(...means) <= 0;
  if (both) return { of: (v) => mix(P.none, v < 0 ? other : full, Math.abs(v) / bound), ends: [-bound, bound] };
  const [from, to] = o.share ? [0, domain[1]] : domain;
  const share = (v) => (negative ? to - v : v - from) / (to - from);
  return { of: (v) => mix(P.none, negative ? other : full, share(v)), ends: [from, to] };
}
function scale(view, top, width) {
  const { P, o, root } = view, { of, ends } = tint(view), long = Math.min(240, width - 120), steps = 24;
  const few = digits(Math.max(...ends.map(Math.abs))), from = wide(number(ends[0], few)) + 8;
  root.append(say(0, top + 14, number(ends[0], few), P.quiet));
  for (let k = 0; k < steps; k += 1)
    root.append(node("rect", { x: from + (k * long) / steps, y: top + 3, width: long / steps + 0.5, height: 13,
      fill: of(ends[0] + ((k + 0.5) / steps) * (ends[1] - ends[0])) }));
  root.append(say(from + long + 8, top + 14, number(ends[1], few), P.quiet));
  return top + 30;
}
function tiles(view, own) {
  const { P, o, x, series, root, left, top, width } = view, { of } = tint(view);
  const there = (lever) => lever.labels.map((_, k) => k).filter((k) =>
    view.some.some((cell) => group(lever, cell) === k));
  const across = there(x), down = series.numeric ? there(series).reverse() : there(series);
  const margin = Math.min(width * 0.3, Math.max(...down.map((k) => wide(series.labels[k]))) + 10);
  const wideness = (width - margin) / across.length, head = 18;
  const tall = Math.max(7, Math.min(52, wideness, (view.alone ? 420 : 260) / down.length));
  root.append(say(left, top + 8, series.title, P.ink));
  const texts = o.places;
  down.forEach((b, j) => {
    const y = top + head + j * tall;
    if (tall >= 13 || j % Math.ceil(13 / tall) === 0)
      root.append(say(left + margin - 6, y + tall / 2 + 4, fit(series.labels[b], margin - 8), P.quiet,
        { "text-anchor": "end" }));
    across.forEach((a, i) => {
      const some = own.filter((cell) => group(x, cell) === a && group(series, cell) === b),
        spot = left + margin + i * wideness;
      if (!some.length) return; // excluded from the design
      const known = some.filter((cell) => o.mean[cell] !== null), between = tall > 12 ? 1 : 0;
      if (known.length < some.length) {
        root.append(hatched(spot, y, wideness - between, tall - between));
        return;
      }
      const mean = known.reduce((sum, cell) => sum + o.mean[cell], 0) / known.length, fill = of(mean);
      root.append(node("rect", { x: spot, y, width: wideness - between, height: tall - between, fill }));
      const text = number(mean, texts), ink = light(fill) > 0.18 ? "#111111" : "#ffffff";
      if (wide(text) < wideness - 6 && tall >= 16)
        root.append(say(spot + wideness / 2, y + tall / 2 + 4, text, ink, { "text-anchor": "middle" }));
      marks.push({
        x: spot + wideness / 2, y: y + tall / 2,
        text: () => (some.length === 1 ? reading(o, some[0]) : `${capital(x.title)} ${x.labels[a]}, ${series.title} `
          + `${series.labels[b]}: ${o.title} ${text} in the mean of ${some.length} cells.`),
      });
    });
  });
  const foot = top + head + down.length * tall;
  let last = -Infinity;
  across.forEach((a, i) => {
    const text = fit(x.labels[a], Math.max(40, wideness * 1.3)), spot = left + margin + (i + 0.5) * wideness,
      half = wide(text) / 2;
    if (spot - half < last + 5) return;
    root.append(say(spot, foot + 15, text, P.quiet, { "text-anchor": "middle" }));
    last = spot + half;
  });
  root.append(say(left + width, foot + 33, x.title, P.ink, { "text-anchor": "end" }));
  return foot - top + 38;
}
