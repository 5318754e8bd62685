// A button that copies the address of the page.
// data: label, done, failed
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".drawing");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = data.label;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("keydown", (event) => event.stopPropagation());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      button.textContent = data.done;
    } catch {
      button.textContent = data.failed;
    }
    setTimeout(() => { button.textContent = data.label; }, 2000);
  });
  root.replaceChildren(button);
}
