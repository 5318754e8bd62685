// Mazes walked side by side, step by step: the same clock for all of them.
// data: panels [{title, size, open, start, things [[cell, kind, label]], path, when, texts}],
//       pace, texts {play, pause, again, back, step, scrub, steps}, colours by name
// path is a text of directions: 0 up, 1 right, 2 down, 3 left; when[i] is after how many moves
// thing i is gone, -1 for never; texts {end, standing, got [[label, things]]}
const UNIT = 20;

// Every kind has a shape of its own: nobody needs to see its colour.
function thing(parent, kind, colours) {
  const group = put(parent, "g", {});
  const [colour, what] = kind.includes(" ") ? kind.split(" ") : ["", kind];
  const fill = colours[colour] || colours.yellow;
  if (what === "door") {
    put(group, "path", { d: "M-7,9V-3A7,7 0 0 1 7,-3V9Z", fill });
    put(group, "circle", { cx: 3.4, cy: 2.5, r: 1.4, fill: colours.ground });
    if (colour === "blue") put(group, "path", { d: "M-4.5,-2H1.5M-4.5,2H0M-4.5,6H1.5", stroke: colours.ground, "stroke-width": 1.2 });
  } else if (what === "key") {
    put(group, "path", { d: "M-1,0H7V4M4,0V3.4", fill: "none", stroke: fill, "stroke-width": 2.4 });
    put(group, "circle", { cx: -4, cy: 0, r: 3.4, fill: "none", stroke: fill, "stroke-width": 2.4 });
  } else if (what === "chest") {
    put(group, "path", { d: "M-8,8V-2A5,5 0 0 1 -3,-7H3A5,5 0 0 1 8,-2V8Z", fill: colours.brown });
    put(group, "path", { d: "M-8,0H8", stroke: colours.ground, "stroke-width": 1.4 });
    put(group, "circle", { cx: 0, cy: 1, r: 2, fill: colours.ground });
  } else if (colour === "red") {
    put(group, "path", { d: "M0,-8.5L8.5,0L0,8.5L-8.5,0Z", fill });
  } else {
    put(group, "circle", { r: 4.6, fill: "none", stroke: fill, "stroke-width": 2.6 });
  }
  return group;
}

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".drawing");
  const story = JSON.stringify(data);
  if (root.story === story) return; // the page ran again, the walk goes on
  root.story = story;
  clearInterval(root.clock);
  root.clock = 0;
  root.replaceChildren();
  const { texts, colours } = data;
  const all = Math.max(1, ...data.panels.map((panel) => panel.path.length));
  const row = add(root, "div", { style: "display: flex; gap: 1.2rem; flex-wrap: nowrap" });
  const shows = data.panels.map((panel) => draw(row, panel, data));
  const bar = add(root, "div", { class: "bar" });
  const button = add(bar, "button", { type: "button" });
  const back = add(bar, "button", { type: "button", "aria-label": texts.back, title: texts.back }, "\u25c2");
  const on = add(bar, "button", { type: "button", "aria-label": texts.step, title: texts.step }, "\u25b8");
  const scrub = add(bar, "input", { type: "range", min: 0, max: all, step: 1, "aria-label": texts.scrub });
  const count = add(bar, "span", { style: "min-width: 5.5rem; font-size: 14px; font-variant-numeric: tabular-nums" });

  let now = matchMedia("(prefers-reduced-motion: reduce)").matches ? all : 0;
  const show = () => {
    shows.forEach((one) => one(now));
    scrub.value = now;
    scrub.setAttribute("aria-valuetext", `${texts.steps} ${now}`);
    count.textContent = `${texts.steps} ${now} / ${all}`;
    button.textContent = root.clock ? texts.pause : now >= all ? texts.again : texts.play;
    back.disabled = now <= 0;
    on.disabled = now >= all;
  };
  const stop = () => { clearInterval(root.clock); root.clock = 0; };
  const to = (step) => { stop(); now = Math.min(all, Math.max(0, step)); show(); };
  const play = () => {
    if (now >= all) now = 0;
    root.clock = setInterval(() => {
      if (!root.isConnected) { stop(); return; }
      now += 1;
      if (now >= all) stop();
      show();
    }, data.pace);
  };
  button.addEventListener("click", () => { if (root.clock) stop(); else play(); show(); });
  back.addEventListener("click", () => to(now - 1));
  on.addEventListener("click", () => to(now + 1));
  scrub.addEventListener("input", () => to(Number(scrub.value)));
  ["keydown", "keyup"].forEach((kind) => bar.addEventListener(kind, (event) => event.stopPropagation()));
  if (now < all) play();
  show();
  return () => { if (!root.isConnected) stop(); };
}

function draw(row, panel, { colours }) {
  const { size, open, path, things, when } = panel;
  const box = add(row, "section", { style: "flex: 1 1 0; min-width: 0", "aria-label": panel.title });
  add(box, "p", { style: "font-weight: 600; margin: 0 0 .3rem" }, panel.title);
  const side = size * UNIT;
  const svg = put(box, "svg", { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": panel.alt });
  const x = (cell) => (cell % size) * UNIT + UNIT / 2;
  const y = (cell) => Math.floor(cell / size) * UNIT + UNIT / 2;
  put(svg, "rect", { x: 0, y: 0, width: side, height: side, fill: colours.wall });
  [...open].forEach((free, cell) => {
    if (free === "1") put(svg, "rect", { x: x(cell) - UNIT / 2 - 0.2, y: y(cell) - UNIT / 2 - 0.2, width: UNIT + 0.4, height: UNIT + 0.4, fill: colours.ground });
  });
  const moves = [-size, 1, size, -1];
  const cells = [panel.start];
  [...path].forEach((way) => cells.push(cells[cells.length - 1] + moves[Number(way)]));
  const start = put(svg, "circle", { cx: x(panel.start), cy: y(panel.start), r: 3, fill: colours.quiet });
  start.setAttribute("aria-hidden", "true");
  const trail = put(svg, "polyline", { fill: "none", stroke: colours.walker, "stroke-width": 2.5, "stroke-opacity": 0.45, "stroke-linejoin": "round" });
  const groups = things.map(([cell, kind]) => {
    const group = thing(svg, kind, colours);
    group.setAttribute("transform", `translate(${x(cell)} ${y(cell)})`);
    return group;
  });
  const ring = put(svg, "circle", { r: 13, fill: "none", stroke: colours.walker, "stroke-width": 2.5 });
  const walker = put(svg, "path", { d: "M0,-7.5L6,6.5L0,3.4L-6,6.5Z", fill: colours.walker, stroke: colours.ground, "stroke-width": 1 });
  const told = add(box, "p", { style: "min-height: 2.7em" });
  return (now) => {
    const step = Math.min(now, path.length);
    const way = Number(path[Math.max(0, step - 1)] || 0);
    const over = now >= path.length;
    walker.setAttribute("transform", `translate(${x(cells[step])} ${y(cells[step])}) rotate(${way * 90})`);
    trail.setAttribute("points", cells.slice(0, step + 1).map((cell) => `${x(cell)},${y(cell)}`).join(" "));
    groups.forEach((group, place) => group.setAttribute("opacity", when[place] >= 0 && when[place] <= step ? 0.18 : 1));
    ring.setAttribute("cx", x(cells[step]));
    ring.setAttribute("cy", y(cells[step]));
    walker.style.visibility = over && things.some(([cell]) => cell === cells[step]) ? "hidden" : "visible";
    ring.style.visibility = over ? "visible" : "hidden";
    const got = panel.texts.got.map(([label, some]) =>
      `${label} ${some.filter((place) => when[place] >= 0 && when[place] <= step).length}`);
    told.textContent = [...(over ? [panel.texts.end] : []), ...(got.length ? [`${got.join(", ")}.`] : [])].join(" ") || panel.texts.standing;
  };
}
