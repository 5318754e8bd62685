// A line that the visitor draws: one handle per place, dragged or moved with the arrow keys.
// data: xs, xTexts, first (values to begin with), fixed (how many handles are known), low, high,
//       xTitle, yTitle, label (what a handle is called), hint
const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [330, 56, 16, 14, 46];

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const root = parentElement.querySelector(".drawing");
  const sign = JSON.stringify([data.xs, data.xTexts, data.xTitle, data.yTitle]);
  if (root.sign === sign) return; // the page ran again: what is drawn, and the focus, stay
  root.sign = sign;
  root.replaceChildren();
  const WIDTH = Math.max(320, root.clientWidth || 680);
  const values = [...data.first];
  const last = data.xs.length - 1;
  const x = (place) => LEFT + ((data.xs[place] - data.xs[0]) / (data.xs[last] - data.xs[0])) * (WIDTH - LEFT - RIGHT);
  const y = (value) => TOP + ((data.high - value) / (data.high - data.low)) * (HEIGHT - TOP - BOTTOM);
  const svg = put(root, "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": data.hint });
  const ticks = 5;
  for (let tick = 0; tick <= ticks; tick += 1) {
    const value = data.low + ((data.high - data.low) * tick) / ticks;
    put(svg, "line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: "axis" });
    put(svg, "text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end", class: "quiet" }, value.toFixed(0));
  }
  data.xs.forEach((_, place) =>
    put(svg, "text", { x: x(place), y: HEIGHT - 26, "text-anchor": "middle", class: "quiet" }, data.xTexts[place]));
  put(svg, "text", { x: (LEFT + WIDTH) / 2, y: HEIGHT - 6, "text-anchor": "middle", class: "quiet" }, data.xTitle);
  put(svg, "text", { x: 0, y: 0, transform: `translate(14 ${(HEIGHT - BOTTOM) / 2}) rotate(-90)`,
    "text-anchor": "middle", class: "quiet" }, data.yTitle);
  const line = put(svg, "polyline", { fill: "none", "stroke-width": 3, "stroke-dasharray": "7 5", stroke: "var(--st-primary-color)" });
  const handles = values.map((_, place) => {
    const known = place < data.fixed;
    const handle = put(svg, "circle", { r: known ? 5 : 11, fill: known ? "var(--st-text-color)" : "var(--st-primary-color)" });
    if (!known) {
      const about = { role: "slider", tabindex: 0, "aria-orientation": "vertical", "aria-valuemin": data.low, "aria-valuemax": data.high,
        "aria-label": `${data.label} ${data.xTexts[place]}` };
      for (const [key, value] of Object.entries(about)) handle.setAttribute(key, value);
    }
    return handle;
  });
  const show = () => {
    line.setAttribute("points", values.map((value, place) => `${x(place)},${y(value)}`).join(" "));
    handles.forEach((handle, place) => {
      handle.setAttribute("cx", x(place));
      handle.setAttribute("cy", y(values[place]));
      if (place >= data.fixed) handle.setAttribute("aria-valuenow", values[place].toFixed(2));
    });
  };
  const set = (place, value) => {
    values[place] = Math.min(data.high, Math.max(data.low, value));
    show();
  };
  const say = () => setStateValue("drawn", values.map((value) => Math.round(value * 100) / 100));
  let held = -1;
  const reach = (event) => {
    const box = svg.getBoundingClientRect();
    const [px, py] = [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
    return { px, value: data.high - ((py - TOP) / (HEIGHT - TOP - BOTTOM)) * (data.high - data.low) };
  };
  const nearest = (px) => data.xs.map((_, place) => place).slice(data.fixed)
    .reduce((best, place) => (Math.abs(x(place) - px) < Math.abs(x(best) - px) ? place : best), last);
  svg.addEventListener("pointerdown", (event) => {
    const { px, value } = reach(event);
    held = nearest(px);
    svg.setPointerCapture(event.pointerId);
    handles[held].focus();
    set(held, value);
    event.preventDefault();
  });
  svg.addEventListener("pointermove", (event) => {
    if (held < 0) return;
    const { px, value } = reach(event);
    held = nearest(px);
    set(held, value);
  });
  svg.addEventListener("pointerup", () => { if (held >= 0) say(); held = -1; });
  svg.addEventListener("pointercancel", () => { held = -1; });
  svg.addEventListener("keydown", (event) => {
    const place = handles.indexOf(event.target);
    const step = (data.high - data.low) / 40;
    const moves = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step, PageUp: 4 * step, PageDown: -4 * step };
    if (place < data.fixed || !(event.key in moves)) return;
    set(place, values[place] + moves[event.key]);
    event.preventDefault();
    event.stopPropagation();
  });
  svg.addEventListener("keyup", (event) => { if (handles.indexOf(event.target) >= data.fixed && event.key !== "Tab") say(); });
  show();
}
