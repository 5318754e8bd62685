// A tenure, quarter by quarter: reports glow, pay is paid, and bombs go off after the exit.
// data: quarters (how many are shown), reports, paid, bombs [{at, amount}], exit (a text),
//       texts {play, pause, again, quarter, reported, paid, bomb, yTitle, xTitle}, moral, values
const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [248, 40, 12, 34, 40];

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".drawing");
  const story = JSON.stringify(data);
  if (root.story === story) return; // the page ran again, the film goes on
  root.story = story;
  clearInterval(root.clock);
  root.replaceChildren();
  const WIDTH = Math.max(320, root.clientWidth || 720);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const all = data.quarters;
  const high = Math.max(...data.reports, ...data.values, 1) * 1.08;
  const low = Math.min(...data.reports, ...data.values, 0) * 1.08;
  const step = (WIDTH - LEFT - RIGHT) / all;
  const x = (quarter) => LEFT + step * (quarter + 0.5);
  const y = (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);

  const svg = put(root, "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": data.texts.xTitle });
  put(svg, "line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(0), y2: y(0), class: "axis" });
  put(svg, "text", { x: LEFT, y: 14, class: "quiet" }, data.texts.yTitle);
  put(svg, "text", { x: LEFT, y: HEIGHT - 6, class: "quiet" }, data.texts.xTitle);
  [0, Math.floor(high)].forEach((value) =>
    put(svg, "text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end", class: "quiet" }, String(value)));
  for (let quarter = 4; quarter <= all; quarter += 4)
    put(svg, "text", { x: x(quarter - 1), y: HEIGHT - 22, "text-anchor": "middle", class: "quiet" }, String(quarter));
  const bars = data.reports.map((report, quarter) => put(svg, "rect", { x: x(quarter) - step * 0.36, width: step * 0.72,
    y: Math.min(y(report), y(0)), height: Math.abs(y(report) - y(0)), fill: "var(--st-primary-color)" }));
  const exit = put(svg, "g", {});
  const gone = data.reports.length;
  if (gone < all) {
    put(exit, "line", { x1: LEFT + step * gone, x2: LEFT + step * gone, y1: TOP, y2: HEIGHT - BOTTOM, stroke: "currentColor", "stroke-dasharray": "3 3" });
    const right = gone > all * 0.6;
    put(exit, "text", { x: LEFT + step * gone + (right ? -6 : 6), y: TOP + 2, "text-anchor": right ? "end" : "start" }, data.exit);
  }
  const bombs = data.bombs.map(({ at, amount }) => {
    const group = put(svg, "g", {});
    const size = 5 + Math.min(9, amount);
    put(group, "path", { fill: "var(--bad)", transform: `translate(${x(at)} ${y(0) - size})`,
      d: star(size) });
    put(group, "text", { x: x(at), y: y(0) + 16, "text-anchor": "middle", style: "fill: var(--bad); font-size: 11px" }, amount.toFixed(1));
    return { at, group };
  });
  const truth = put(svg, "g", {});
  put(truth, "polyline", { fill: "none", stroke: "currentColor", "stroke-width": 3,
    points: data.values.map((value, quarter) => `${x(quarter)},${y(value)}`).join(" ") });
  put(truth, "text", { x: WIDTH - RIGHT, y: 14, "text-anchor": "end", style: "font-weight: 600" }, data.texts.truth);

  const bar = add(root, "div", { class: "bar" });
  const button = add(bar, "button", { type: "button" });
  const scrub = add(bar, "input", { type: "range", min: 0, max: all, step: 1, "aria-label": data.texts.xTitle });
  const told = add(root, "p", { "aria-live": "polite" });
  const moral = add(root, "p", { style: "font-size: 17px" }, data.moral);

  let now = still ? all : 0;
  const show = () => {
    bars.forEach((one, quarter) => {
      one.style.visibility = quarter < now ? "visible" : "hidden";
      one.style.opacity = quarter === now - 1 || now >= all ? 1 : 0.6;
    });
    exit.style.visibility = now > gone ? "visible" : "hidden";
    bombs.forEach(({ at, group }) => { group.style.visibility = at < now ? "visible" : "hidden"; });
    const over = now >= all;
    truth.style.visibility = over ? "visible" : "hidden";
    moral.style.visibility = over ? "visible" : "hidden";
    scrub.value = now;
    scrub.setAttribute("aria-valuetext", `${data.texts.quarter} ${now}`);
    button.textContent = over ? data.texts.again : root.clock ? data.texts.pause : data.texts.play;
    told.textContent = sentence(now);
  };
  const sentence = (quarter) => {
    if (quarter === 0) return data.texts.before;
    const place = quarter - 1;
    const parts = [`${data.texts.quarter} ${quarter}:`];
    if (place < gone) parts.push(`${data.texts.reported} ${data.reports[place].toFixed(1)}, ${data.texts.paid} ${data.paid[place].toFixed(1)}.`);
    else parts.push(place === gone ? `${data.exit}.` : `${data.texts.after}.`);
    const late = data.bombs.filter(({ at }) => at === place);
    if (late.length) parts.push(`${data.texts.bomb} ${late.reduce((sum, one) => sum + one.amount, 0).toFixed(1)}.`);
    return parts.join(" ");
  };
  const stop = () => { clearInterval(root.clock); root.clock = 0; };
  const play = () => {
    if (now >= all) now = 0;
    root.clock = setInterval(() => {
      now += 1;
      if (now >= all) stop();
      show();
    }, data.pace);
  };
  button.addEventListener("click", () => { if (root.clock) stop(); else play(); show(); });
  scrub.addEventListener("input", () => { stop(); now = Number(scrub.value); show(); });
  ["keydown", "keyup"].forEach((kind) => scrub.addEventListener(kind, (event) => event.stopPropagation()));
  stop();
  if (!still) play();
  show();
  return () => { if (!root.isConnected) stop(); };
}

function star(size) {
  const points = [];
  for (let spike = 0; spike < 16; spike += 1) {
    const radius = spike % 2 ? size * 0.55 : size;
    const angle = (Math.PI * spike) / 8;
    points.push(`${(radius * Math.sin(angle)).toFixed(2)},${(-radius * Math.cos(angle)).toFixed(2)}`);
  }
  return `M${points.join("L")}Z`;
}
