(most) => {
  const at = () => { let here = document.activeElement;
    while (here && here.shadowRoot && here.shadowRoot.activeElement) here = here.shadowRoot.activeElement;
    return here; };
  const here = at();
  const box = here ? here.getBoundingClientRect() : null;
  return here && here !== document.body
    ? { name: (here.getAttribute('aria-label') || here.innerText || here.id || here.tagName).slice(0, 60),
        tag: here.tagName, seen: here.checkVisibility({ visibilityProperty: true }) && box.width > 0 }
    : null;
}
