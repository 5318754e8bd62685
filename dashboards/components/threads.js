// A world's executives: a row per firm, a bar per seat, flames where bombs go off, and threads to authors.
// data: quarters, pace, rows [{firm, seats [{who, from, to, mark, how}]}],
//       bombs [{at, row, amount, who, left, sits, firm}], chosen, texts
// reports: chosen {who, nth}
const [TOP, BOTTOM, RIGHT] = [4, 34, 10];
const FLAME = "M0,-9 C1.5,-5 6,-3.5 6,2 C6,6 3,8 0,8 C-3,8 -6,6 -6,2 C-6,-0.5 -4.6,-2 -3.6,-3.6 C-3,-1.6 -2,-1 -1.4,-1 C-2,-4 -1.4,-7 0,-9 Z";

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const root = parentElement.querySelector(".drawing");
  root.report = setStateValue;
  const story = JSON.stringify({ ...data, chosen: null });
  if (root.story === story) { // the page ran again, the film goes on
    if (root.given !== data.chosen) { root.given = data.chosen; root.choose(data.chosen); }
    return;
  }
  root.story = story;
  root.given = data.chosen;
  clearInterval(root.clock);
  if (root.sized) root.sized.disconnect();
  root.replaceChildren();
  const { texts, quarters: all } = data;
  const bar = add(root, "div", { class: "bar" });
  const button = add(bar, "button", { type: "button" });
  const scrub = add(bar, "input", { type: "range", min: 0, max: all, step: 1, "aria-label": texts.xTitle });
  const told = add(bar, "p", { hidden: "", style: "flex: 1 1 16rem; min-height: 2.7em; margin: 0; font-size: 14px" });
  const stage = add(root, "div", {});
  let [now, chosen, nth, drawn] = [all, data.chosen, 0, null];

  const draw = () => {
    const width = Math.max(280, stage.clientWidth || 720);
    const narrow = width < 560;
    const ROW = narrow ? 24 : 18.5; // a finger is thicker than a pointer
    const left = narrow ? 30 : 62;
    const height = TOP + data.rows.length * ROW + BOTTOM;
    const step = (width - left - RIGHT) / all;
    const x = (quarter) => left + step * quarter;
    const y = (row) => TOP + ROW * (row + 0.5);
    const held = stage.contains(document.activeElement) ? document.activeElement.dataset.place : undefined;
    stage.replaceChildren();
    const svg = put(stage, "svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": texts.label });
    const bars = [];
    const names = document.createElementNS(NS, "g");
    names.setAttribute("pointer-events", "none");
    const halo = "; paint-order: stroke; stroke: var(--st-secondary-background-color); stroke-width: 4px; stroke-linejoin: round";
    data.rows.forEach((row, place) => {
      put(svg, "line", { x1: left, x2: width - RIGHT, y1: y(place), y2: y(place), class: "axis" });
      put(svg, "text", { x: left - 6, y: y(place) + 4, "text-anchor": "end", class: "quiet", style: "font-size: 12px" },
        narrow ? String(row.firm) : `${texts.firm} ${row.firm}`);
      row.seats.forEach((seat) => {
        const long = step * (seat.to - seat.from);
        const until = seat.mark ? `, ${seat.how}` : "";
        const group = put(svg, "g", { role: "button", tabindex: -1, "data-place": bars.length,
          "aria-label": `${texts.executive} ${seat.who}, ${texts.firm} ${row.firm}, ${texts.quarter} ${seat.from} ${texts.to} ${seat.to - 1}${until}`,
          style: "cursor: pointer" });
        const rect = put(group, "rect", { x: x(seat.from) + 0.5, y: y(place) - ROW / 2 + 1.75, width: Math.max(2, long - 1.5), height: ROW - 3.5, rx: 3,
          fill: "var(--st-secondary-background-color)", stroke: "var(--quiet)", "stroke-width": 0.8 });
        const name = put(names, "g", {});
        const room = String(seat.who).length * 7 + (seat.mark ? 18 : 8);
        if (long > room) put(name, "text", { x: x(seat.from) + 4, y: y(place) + 4, style: "font-size: 11px" + halo }, String(seat.who));
        if (seat.mark) put(name, "text", { x: x(seat.to) - 3, y: y(place) + 4.5, "text-anchor": "end", style: "font-weight: 700" + halo }, seat.mark);
        bars.push({ group, rect, who: seat.who, row: place, seat });
      });
    });
    const flames = data.bombs.map((bomb) => {
      const size = Math.min(1, 0.42 + bomb.amount / 34) * (narrow ? 0.7 : 1);
      return put(svg, "path", { d: FLAME, transform: `translate(${x(bomb.at + 0.5)} ${y(bomb.row)}) scale(${size})`, "pointer-events": "none",
        fill: bomb.left ? "var(--bad)" : "var(--st-background-color)", stroke: "var(--bad)", "stroke-width": 1.5 });
    });
    svg.appendChild(names);
    const future = put(svg, "rect", { y: 0, height: height - BOTTOM + 4, fill: "var(--st-background-color)", opacity: 0.78, "pointer-events": "none" });
    const head = put(svg, "line", { y1: 0, y2: height - BOTTOM + 4, stroke: "currentColor", "stroke-width": 1.5, "pointer-events": "none" });
    const threads = put(svg, "g", { "pointer-events": "none", fill: "none", stroke: "var(--bad)" });
    const every = narrow ? 20 : 10;
    for (let tick = 0; tick <= all; tick += every)
      put(svg, "text", { x: x(tick), y: height - 18, "text-anchor": tick ? "middle" : "start", class: "quiet", style: "font-size: 12px" }, String(tick));
    put(svg, "text", { x: (left + width) / 2, y: height - 3, "text-anchor": "middle", class: "quiet", style: "font-size: 12px" }, texts.xTitle);
    const end = (bomb) => bars.filter((one) => one.who === bomb.who && one.row === bomb.row && one.seat.to <= bomb.at).pop();
    drawn = { svg, bars, future, head, threads, flames, x, y, end, width, height };
    wire(bars);
    if (held !== undefined && bars[held]) bars[held].group.focus();
    show();
  };

  const thread = (bomb, strong) => {
    const { x, y, threads, end, width } = drawn;
    const [fx, fy] = [x(bomb.at + 0.5), y(bomb.row)];
    const look = { "stroke-width": strong ? 2.2 : 1.2, opacity: strong ? 1 : 0.75 };
    if (bomb.sits >= 0) {
      const ty = y(bomb.sits);
      const side = fx > width - 60 ? -26 : 26;
      put(threads, "path", { ...look, d: `M${fx},${fy} C${fx + side},${fy} ${fx + side},${ty} ${fx},${ty}` });
      put(threads, "circle", { ...look, cx: fx, cy: ty, r: 4, fill: "var(--st-background-color)" });
    } else {
      const seat = end(bomb);
      const tx = seat ? x(seat.seat.to) : x(0);
      put(threads, "path", { ...look, "stroke-dasharray": "3 3", d: `M${fx},${fy} Q${(fx + tx) / 2},${fy - 14} ${tx},${fy}` });
      if (bomb.firm >= 0) put(threads, "text", { x: fx + 8, y: fy - 6, style: "font-size: 11px; stroke: none; fill: var(--bad)" }, `${texts.at} ${bomb.firm}`);
    }
  };

  const show = () => {
    const { bars, flames, threads, future, head, x, width } = drawn;
    const over = now >= all;
    const own = (bomb) => bomb.who === chosen;
    threads.replaceChildren();
    data.bombs.forEach((bomb, place) => {
      const past = bomb.at < now;
      const fresh = !over && bomb.at === now - 1;
      flames[place].style.visibility = past ? "visible" : "hidden";
      flames[place].style.opacity = own(bomb) || fresh ? 1 : chosen !== null || !over ? 0.35 : 0.85;
      if (past && bomb.left && (own(bomb) || fresh || (over && chosen === null && bomb.sits >= 0))) thread(bomb, own(bomb));
    });
    bars.forEach(({ rect, who, group }) => {
      const mine = who === chosen;
      rect.style.stroke = mine ? "var(--st-primary-color)" : "var(--quiet)";
      rect.style.strokeWidth = mine ? 3 : 0.8;
      group.setAttribute("aria-pressed", String(mine));
    });
    future.setAttribute("x", x(now));
    future.setAttribute("width", Math.max(0, width - RIGHT - x(now) + 1));
    head.setAttribute("x1", x(now));
    head.setAttribute("x2", x(now));
    head.style.visibility = over ? "hidden" : "visible";
    scrub.value = now;
    scrub.setAttribute("aria-valuetext", `${texts.quarter} ${now}`);
    button.textContent = root.clock ? texts.pause : over ? texts.again : texts.play;
    if (!over) told.hidden = false;
    told.textContent = over || now === 0 ? "" : sentence(now - 1);
  };
  const sentence = (quarter) => {
    const here = data.bombs.filter((bomb) => bomb.at === quarter);
    if (!here.length) return `${texts.quarter} ${quarter}: ${texts.none}`;
    const cost = here.reduce((sum, bomb) => sum + bomb.amount, 0).toFixed(0);
    const gone = here.filter((bomb) => bomb.left).length;
    return `${texts.quarter} ${quarter}: ${here.length} ${here.length === 1 ? texts.one : texts.many}, ${cost} ${texts.cost} ${gone} ${texts.left}`;
  };

  const pick = (who) => {
    chosen = who;
    nth += 1;
    show();
    root.report("chosen", { who, nth: `${Date.now()}-${nth}` });
  };
  root.choose = (who) => { chosen = who; show(); };
  const wire = (bars) => {
    const first = Math.max(0, bars.findIndex(({ who }) => who === chosen));
    const reach = (place) => {
      bars.forEach(({ group }, other) => group.setAttribute("tabindex", other === place ? 0 : -1));
      bars[place].group.focus();
    };
    if (bars.length) bars[first].group.setAttribute("tabindex", 0);
    bars.forEach(({ group, who, row, seat }, place) => {
      group.addEventListener("click", () => { reach(place); pick(who); });
      group.addEventListener("keyup", (event) => event.stopPropagation());
      group.addEventListener("keydown", (event) => {
        if (event.key === "Tab" || event.ctrlKey || event.metaKey || event.altKey) return;
        event.stopPropagation();
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(who); return; }
        const turn = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        let next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: bars.length - 1 }[event.key];
        if (turn !== undefined) {
          const those = bars.map((one, other) => ({ one, other })).filter(({ one }) => one.row === row + turn);
          const over = those.find(({ one }) => one.seat.to > seat.from);
          next = (over || those[those.length - 1] || { other: place }).other;
        }
        if (next === undefined || !bars[next]) return;
        event.preventDefault();
        reach(next);
      });
    });
  };
  const stop = () => { clearInterval(root.clock); root.clock = 0; };
  button.addEventListener("click", () => {
    if (root.clock) { stop(); show(); return; }
    if (now >= all) now = 0;
    root.clock = setInterval(() => { now += 1; if (now >= all) stop(); show(); }, data.pace);
    show();
  });
  scrub.addEventListener("input", () => { stop(); now = Number(scrub.value); show(); });
  ["keydown", "keyup"].forEach((kind) => [scrub, button].forEach((one) => one.addEventListener(kind, (event) => {
    if (event.key !== "Tab") event.stopPropagation();
  })));
  stop();
  draw();
  let width = stage.clientWidth;
  root.sized = new ResizeObserver(() => { if (stage.clientWidth && stage.clientWidth !== width) { width = stage.clientWidth; draw(); } });
  root.sized.observe(stage);
  return () => { if (!root.isConnected) { stop(); root.sized.disconnect(); } };
}
