// A slider that answers while it is moved; Streamlit's own waits a fifth of a second for the hand to rest.
// data: label, low, high, step, value (to begin with), digits (behind the point)
export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const root = parentElement.querySelector(".drawing");
  const sign = JSON.stringify([data.label, data.low, data.high, data.step]);
  if (root.sign === sign) return; // the page ran again: where the hand is stays
  root.sign = sign;
  root.replaceChildren();
  const label = add(root, "label", { class: "dial" }, data.label);
  const bar = add(label, "span", { class: "bar" });
  const input = add(bar, "input", { type: "range", min: data.low, max: data.high, step: data.step, value: data.value });
  const output = add(bar, "output", {});
  const show = () => {
    output.textContent = Number(input.value).toFixed(data.digits);
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", () => { show(); setStateValue("value", Number(input.value)); });
  input.addEventListener("keydown", (event) => event.stopPropagation()); // arrows move it, and turn no screen
  show();
}
