// The page of a study. Its state stands in the address; draw() makes the rest from it.
// What anybody wrote becomes text nodes and attributes only, never markup.

// State

function usual() {
  const found = { outcome: outcomes[0].name, x: "", series: "", panels: "", picture: "", sort: "cell",
    only: new Map() };
  if (!levers.length) return found;
  if (data.drawn) {
    found.x = outcomes[0].effects.length ? outcomes[0].effects[0].lever : levers[0].name;
    return found;
  }
  const numeric = levers.filter((l) => l.numeric && l.levels.length > 2);
  const first = numeric.sort((a, b) => b.levels.length - a.levels.length)[0] || levers[0];
  const rest = levers.filter((lever) => lever !== first);
  found.x = first.name;
  if (data.design === "grid" && rest.length) found.series = rest[0].name;
  const third = rest.slice(1).find((lever) => lever.labels.length <= 9);
  if (data.design === "grid" && third) found.panels = third.name;
  return found;
}
function read() {
  const found = usual(), said = new URLSearchParams(location.hash.slice(1));
  const known = { outcome: outcomes, x: levers, series: levers, panels: levers };
  for (const [key, ones] of Object.entries(known)) {
    const name = said.get(key);
    if (ones.some((one) => one.name === name)) found[key] = name;
    else if (name === "-" && (key === "series" || key === "panels")) found[key] = "";
  }
  if (found.series === found.x) found.series = "";
  if (found.panels === found.x || found.panels === found.series) found.panels = "";
  if (["lines", "dots", "points", "map"].includes(said.get("picture"))) found.picture = said.get("picture");
  const sort = said.get("sort") || "";
  if (columns().some((column) => column.key === sort.replace(/^-/, ""))) found.sort = sort;
  for (const lever of levers) {
    const label = said.get(`only.${lever.name}`);
    if (lever.labels.includes(label)) found.only.set(lever.name, label);
  }
  return found;
}
function go(changes) {
  Object.assign(state, changes);
  const said = new URLSearchParams();
  for (const key of ["outcome", "x", "series", "panels", "picture", "sort"])
    if (state[key] || key === "series" || key === "panels") said.set(key, state[key] || "-");
  for (const lever of free().filter((one) => state.only.has(one.name)))
    said.set(`only.${lever.name}`, state.only.get(lever.name));
  location.replace(`#${said}`); // no entry in the history; hashchange draws
}
const free = () => levers.filter((lever) => ![state.x, state.series, state.panels].includes(lever.name));
function shown() {
  const filters = free().filter((lever) => state.only.has(lever.name));
  const kept = filters.map((lever) => [lever, lever.labels.indexOf(state.only.get(lever.name))]);
  return cells.filter((cell) => kept.every(([lever, place]) => group(lever, cell) === place));
}
function kinds() {
  const x = leverOf(state.x), s = leverOf(state.series);
  const plain = x && x.numeric ? (data.drawn ? "points" : "lines") : "dots";
  return x && s && !data.drawn ? [plain, "map"] : [plain];
}
function kind() {
  const known = kinds(), x = leverOf(state.x), s = leverOf(state.series);
  if (known.includes(state.picture)) return state.picture;
  const fine = [x, s].every((lever) => lever && lever.numeric && lever.levels.length >= 4);
  return known.includes("map") && fine ? "map" : known[0];
}

// Controls

function choice(home, id, label, options, value, change) {
  let select = at(id);
  if (!select) {
    const frame = document.createElement("label");
    select = document.createElement("select");
    select.id = id;
    frame.append(label, select);
    home.append(frame);
    select.addEventListener("change", () => change(select.value));
  }
  const key = JSON.stringify(options);
  if (select.dataset.options !== key) {
    select.replaceChildren(...options.map(([name, text]) => new Option(text, name)));
    select.dataset.options = key;
  }
  select.value = value;
  select.parentNode.hidden = options.length < 2;
}
function controls() {
  const home = at("controls"), named = levers.map((lever) => [lever.name, lever.title]);
  const rest = (...taken) => [["", NONE], ...named.filter(([name]) => !taken.includes(name))];
  choice(home, "outcome", "Outcome", outcomes.map((o) => [o.name, o.title]), state.outcome,
    (outcome) => go({ outcome }));
  choice(home, "x", "First lever (x)", named, state.x, (x) =>
    go({ x, series: state.series === x ? state.x : state.series,
      panels: state.panels === x ? state.x : state.panels }));
  choice(home, "series", "Second lever (colours, rows)", rest(state.x), state.series, (series) =>
    go({ series, panels: state.panels === series ? "" : state.panels }));
  choice(home, "panels", "Third lever (small multiples)", rest(state.x, state.series), state.panels,
    (panels) => go({ panels }));
  choice(home, "kind", "Picture", kinds().map((name) => [name, name]), kind(), (picture) => go({ picture }));
  if (!at("filters")) {
    const title = document.createElement("p");
    title.id = "filters";
    title.textContent = "Only cells with";
    home.append(title);
  }
  const open = free().filter((lever) => lever.labels.length > 1);
  at("filters").hidden = !open.length;
  for (const lever of levers) {
    const options = [[ALL, ALL], ...lever.labels.map((label, k) => [String(k), label])];
    const chosen = lever.labels.indexOf(state.only.get(lever.name));
    choice(home, `only-${lever.name}`, lever.title, options, chosen < 0 ? ALL : String(chosen), (value) => {
      if (value === ALL) state.only.delete(lever.name);
      else state.only.set(lever.name, lever.labels[Number(value)]);
      go({});
    });
    at(`only-${lever.name}`).parentNode.hidden = !open.includes(lever);
  }
}

// Table and downloads

function columns() {
  const o = outcomeOf(state && state.outcome);
  const part = (key, ending, title) => ({ key, name: o.name + ending, title, num: true, of: (c) => o[key][c],
    show: (c) => number(o[key][c], o.places) });
  const place = (l) => ({ key: l.name, title: l.title, num: l.numeric, of: (c) => l.at[c],
    show: (c) => levelText(l, c), keep: (c) => levelOf(l, c) });
  return [
    { key: "cell", title: "cell", num: true, of: (c) => c },
    ...levers.map(place),
    part("mean", "", o.title), part("low", "_low", "95% from"), part("high", "_high", "to"),
    { key: "n", name: "worlds", title: "worlds", num: true, of: (c) => o.n[c] },
  ];
}
function sorted(some) {
  const down = state.sort.startsWith("-"), key = state.sort.replace(/^-/, "");
  const { of } = columns().find((column) => column.key === key);
  const last = (value) => value === null || value < 0 && levers.some((lever) => lever.name === key);
  return [...some].sort((a, b) => last(of(a)) - last(of(b)) || (down ? of(b) - of(a) : of(a) - of(b)));
}
function row(tag, entries) {
  const line = document.createElement("tr");
  entries.forEach(({ text, num, button, sort, title }, place) => {
    const cell = document.createElement(tag);
    cell.className = num ? "num" : "text";
    if (tag === "th") cell.scope = "col";
    if (title) cell.title = title;
    if (button) {
      const press = document.createElement("button");
      press.type = "button";
      press.textContent = text;
      press.addEventListener("click", button);
      press.id = `by-${place}`;
      cell.append(press);
      if (sort) cell.setAttribute("aria-sort", sort);
    } else cell.textContent = text;
    line.append(cell);
  });
  return line;
}
function table(o, some) {
  const known = columns(), order = sorted(some), kept = everything ? order : order.slice(0, FIRST_ROWS);
  const heads = known.map(({ key, title, num }) => ({
    text: title, num,
    sort: state.sort === key ? "ascending" : state.sort === `-${key}` ? "descending" : "",
    button: () => go({ sort: state.sort === key ? `-${key}` : key }),
  }));
  const focused = document.activeElement && document.activeElement.id;
  const head = document.createElement("thead"), body = document.createElement("tbody");
  head.append(row("th", heads));
  for (const cell of kept) {
    const line = row("td", known.map(({ of, show, num }) => {
      const text = show ? show(cell) : String(of(cell));
      return { text, num, title: text.length > 30 ? text : "" };
    }));
    if (o.mean[cell] === null) line.className = "none";
    body.append(line);
  }
  at("table").replaceChildren(head, body);
  if (focused && focused.startsWith("by-")) at(focused).focus();
  const of = some.length < data.cells ? ` of ${data.cells}` : "";
  at("rows").textContent = `${some.length}${of} cell${data.cells === 1 ? "" : "s"}; ${o.title}`
    + `${o.unit ? ` in ${o.unit}` : ""}. A heading sorts; pressed again, it turns the order.`;
  at("all").hidden = kept.length === order.length;
  at("all").textContent = `Show all ${order.length.toLocaleString("en-US")} rows`;
}
function effects(o) {
  at("moved").hidden = !o.effects.length;
  const head = document.createElement("thead"), body = document.createElement("tbody");
  const heads = [["lever"], ["moves it by", 1], ["95% from", 1], ["to", 1], ["lowest at"], ["highest at"]];
  head.append(row("th", heads.map(([text, num]) => ({ text, num }))));
  for (const e of o.effects) {
    const numbers = [e.size, e.size_low, e.size_high].map((value) => ({ text: number(value, o.places), num: true }));
    body.append(row("td", [{ text: leverOf(e.lever).title }, ...numbers, { text: e.lowest }, { text: e.highest }]));
  }
  at("effects").replaceChildren(head, body);
}
function csv() {
  const known = columns(), quoted = (value) => {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const lines = [known.map(({ key, name }) => name || key),
    ...sorted(shown()).map((cell) => known.map(({ of, keep }) => (keep || of)(cell)))];
  return lines.map((line) => line.map(quoted).join(",") + "\n").join("");
}
function download(text, type, ending) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = `${data.name.replace(/[^\w-]+/g, "-")}-${state.outcome}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// All of it

function draw() {
  const o = outcomeOf(state.outcome), some = shown();
  controls();
  at("finding").textContent = finding(o, some);
  at("measured").textContent = measured(o);
  paint();
  at("caption").textContent = caption(o, some, kind());
  effects(o);
  table(o, some);
}
function paint() {
  const home = at("picture");
  marks = [];
  home.replaceChildren(picture(palette(false), Math.max(260, home.clientWidth)));
  home.firstChild.setAttribute("aria-hidden", "true"); // the frame says what is seen, and is read by keys
  const told = `${at("finding").textContent} ${at("measured").textContent}`;
  home.setAttribute("aria-label", `${told} Arrow keys read it cell by cell; the table below has all numbers.`);
  at("readout").textContent = marks.length > 1
    ? "Point at the picture, tap it, or use the arrow keys in it to read a cell."
    : marks.map((mark) => mark.text())[0] || "";
}
let picked = -1;
function pick(place) {
  picked = Math.max(0, Math.min(marks.length - 1, place));
  if (!marks.length) return;
  const { x, y, text } = marks[picked];
  seen.ring.setAttribute("cx", x);
  seen.ring.setAttribute("cy", y);
  seen.ring.setAttribute("visibility", "visible");
  at("readout").textContent = text();
}
function nearest(event) {
  const frame = at("picture").firstChild.getBoundingClientRect();
  const x = event.clientX - frame.left, y = event.clientY - frame.top;
  let best = -1, least = 40 ** 2;
  marks.forEach((mark, k) => {
    const far = (mark.x - x) ** 2 + (mark.y - y) ** 2;
    if (far < least) [best, least] = [k, far];
  });
  if (best >= 0) pick(best);
}
function start() {
  state = read();
  if (data.cells === 1) at("finding").style.minHeight = 0;
  draw();
  addEventListener("hashchange", () => { state = read(); picked = -1; draw(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  let width = at("picture").clientWidth;
  new ResizeObserver(() => {
    if (at("picture").clientWidth === width) return;
    width = at("picture").clientWidth;
    paint();
  }).observe(at("picture"));
  for (const kind of ["pointermove", "click"]) at("picture").addEventListener(kind, nearest);
  at("picture").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity,
      End: Infinity }[event.key];
    if (!step) return;
    event.preventDefault();
    pick(picked < 0 ? 0 : picked + step);
  });
  at("csv").addEventListener("click", () => download(csv(), "text/csv", "csv"));
  at("svg").addEventListener("click", () => {
    const kept = [marks, seen];
    const made = picture(palette(true), 860, [at("finding").textContent, at("measured").textContent]);
    seen.ring.remove();
    [marks, seen] = kept;
    download(new XMLSerializer().serializeToString(made), "image/svg+xml", "svg");
  });
  at("all").addEventListener("click", () => { everything = true; draw(); });
}
start();
