// Ten people as small cards with their reports; tap some of them.
// data: people [{letter, reports, values or null, note}], picked, most, texts {picked, group, truth}
const [WIDTH, HEIGHT] = [180, 70];

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const root = parentElement.querySelector(".drawing");
  const sign = JSON.stringify([data.people, data.texts]);
  if (root.sign === sign) return; // the page ran again: who is picked, and the focus, stay
  root.sign = sign;
  root.replaceChildren();
  const all = data.people.flatMap(({ reports, values }) => [...reports, ...(values || [])]);
  const [low, high] = [Math.min(0, ...all), Math.max(...all)];
  const y = (value) => 4 + ((high - value) / (high - low)) * (HEIGHT - 8);
  const points = (series) => series.map((value, at) => `${(at / (series.length - 1)) * WIDTH},${y(value)}`).join(" ");
  const group = add(root, "div", { role: "group", "aria-label": data.texts.group,
    style: "display: grid; grid-template-columns: repeat(auto-fill, minmax(min(200px, 45%), 1fr)); gap: .5rem" });
  const picked = new Set(data.picked);
  data.people.forEach(({ letter, reports, values, note }) => {
    const card = add(group, "button", { type: "button", style: "text-align: left; padding: .45rem .6rem; background: transparent; display: flex; flex-direction: column; justify-content: start" });
    const head = add(card, "div", { style: "display: flex; justify-content: space-between; gap: .4rem; font-size: 13px" });
    add(head, "strong", {}, letter);
    const mark = add(head, "span", { style: "color: var(--bad)" });
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("aria-hidden", "true");
    card.appendChild(svg);
    put(svg, "line", { x1: 0, x2: WIDTH, y1: y(0), y2: y(0), class: "axis" });
    put(svg, "polyline", { points: points(reports), fill: "none", stroke: "var(--st-primary-color)", "stroke-width": 2 });
    if (values) put(svg, "polyline", { points: points(values), fill: "none", stroke: "currentColor", "stroke-width": 3.5 });
    if (note) add(card, "div", { style: "font-size: 12.5px; min-height: 1.2em" }, note);
    const show = () => {
      const chosen = picked.has(letter);
      card.setAttribute("aria-pressed", String(chosen));
      card.style.borderColor = chosen ? "var(--bad)" : "";
      card.style.boxShadow = chosen ? "0 0 0 1px var(--bad)" : "none";
      mark.textContent = chosen ? data.texts.picked : "";
    };
    card.addEventListener("click", () => {
      if (picked.has(letter)) picked.delete(letter);
      else if (picked.size < data.most) picked.add(letter);
      show();
      setStateValue("picked", [...picked]);
    });
    show();
  });
}
