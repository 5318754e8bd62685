// Applicants as dots that pass gates: a row per place where they end, the first with all who apply.
// data: rows [{name, note}], dots [{row, vacancy, bad}], pace, texts
// reports: revealed (true once it is asked who is misaligned)
const PALE = 0.3;

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const root = parentElement.querySelector(".drawing");
  root.report = setStateValue;
  const story = JSON.stringify(data);
  if (root.story === story) return;
  root.story = story;
  clearInterval(root.clock);
  if (root.sized) root.sized.disconnect();
  root.replaceChildren();
  const { rows, dots, texts } = data;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const bar = add(root, "div", { class: "bar" });
  const play = add(bar, "button", { type: "button" }, texts.play);
  const reveal = add(bar, "button", { type: "button", "aria-pressed": "false" });
  const told = add(bar, "p", { style: "flex: 1 1 14rem; margin: 0; font-size: 14px" });
  const stage = add(root, "div", {});
  let [step, shown, drawn] = [rows.length - 1, Boolean(root.shown), null];

  const draw = () => {
    const width = Math.max(280, stage.clientWidth || 720);
    const narrow = width < 640;
    const left = narrow ? 8 : 290;
    const size = narrow ? 13 : 17;
    const across = Math.floor((width - left - 8) / size);
    const head = narrow ? 22 : 0;
    const tops = [];
    let y = 4;
    rows.forEach((_, row) => {
      tops.push(y + head);
      const count = row ? dots.filter((dot) => dot.row === row).length : dots.length;
      y += head + Math.max(1, Math.ceil(count / across)) * size + 14;
    });
    stage.replaceChildren();
    const svg = put(stage, "svg", { viewBox: `0 0 ${width} ${y}`, role: "img", "aria-label": texts.label });
    const labels = rows.map((row, place) => {
      if (place) put(svg, "line", { x1: 0, x2: width, y1: tops[place] - head - 8, y2: tops[place] - head - 8, class: "axis" });
      const at = narrow ? { x: left, y: tops[place] - 8 } : { x: 0, y: tops[place] + 12 };
      const name = put(svg, "text", at, "");
      return name;
    });
    const mark = (pale) => {
      const group = put(svg, "g", { opacity: pale ? PALE : 1 });
      put(group, "circle", { r: size * 0.33, fill: "none", stroke: "currentColor", "stroke-width": 1.6 });
      put(group, "path", { d: `M0,${-size * 0.44}L${size * 0.44},0L0,${size * 0.44}L${-size * 0.44},0Z`, fill: "var(--bad)", stroke: "var(--bad)" });
      if (!still && !pale) group.style.transition = "transform .7s ease-in-out";
      return group;
    };
    drawn = { tops, left, size, across, labels, pale: dots.map(() => mark(true)), real: dots.map(() => mark(false)) };
    show();
  };
  const show = () => {
    const { tops, left, size, across, labels, pale, real } = drawn;
    const order = (those) => shown ? [...those].sort((a, b) => dots[b].bad - dots[a].bad || a - b) : those;
    const place = (group, row, nth) => {
      group.style.transform = `translate(${left + (nth % across) * size + size / 2}px, ${tops[row] + Math.floor(nth / across) * size + size / 2}px)`;
    };
    const everybody = order(dots.map((_, dot) => dot));
    everybody.forEach((dot, nth) => place(pale[dot], 0, nth));
    rows.forEach((_, row) => {
      // who ends in a later row waits in the first one
      const here = order(dots.map((_, dot) => dot).filter((dot) => dots[dot].row === row && row <= step));
      here.forEach((dot, nth) => place(real[dot], row, nth));
    });
    everybody.forEach((dot, nth) => { if (dots[dot].row > step) place(real[dot], 0, nth); });
    [pale, real].forEach((kind) => kind.forEach((group, dot) => {
      const bad = shown && dots[dot].bad;
      group.children[0].style.display = bad ? "none" : "";
      group.children[1].style.display = bad ? "" : "none";
    }));
    rows.forEach((row, at) => {
      const those = at ? dots.filter((dot) => dot.row === at) : dots;
      const bad = those.filter((dot) => dot.bad).length;
      const name = at > step ? row.name : `${row.name}: ${those.length}`;
      labels[at].textContent = shown && at <= step && those.length ? `${name} (${bad} ${texts.bad})` : name;
    });
    reveal.textContent = shown ? texts.hide : texts.reveal;
    reveal.setAttribute("aria-pressed", String(shown));
    play.textContent = root.clock ? texts.pause : texts.play;
    told.textContent = shown ? texts.key : "";
  };
  const stop = () => { clearInterval(root.clock); root.clock = 0; };
  play.addEventListener("click", () => {
    if (root.clock) { stop(); show(); return; }
    step = 0;
    root.clock = setInterval(() => { step += 1; if (step >= rows.length - 1) stop(); show(); }, data.pace);
    show();
  });
  reveal.addEventListener("click", () => {
    shown = !shown;
    root.shown = shown;
    show();
    root.report("revealed", shown);
  });
  ["keydown", "keyup"].forEach((kind) => [play, reveal].forEach((one) => one.addEventListener(kind, (event) => {
    if (event.key !== "Tab") event.stopPropagation();
  })));
  stop();
  draw();
  let width = stage.clientWidth;
  root.sized = new ResizeObserver(() => { if (stage.clientWidth && stage.clientWidth !== width) { width = stage.clientWidth; draw(); } });
  root.sized.observe(stage);
  return () => { if (!root.isConnected) { stop(); root.sized.disconnect(); } };
}
