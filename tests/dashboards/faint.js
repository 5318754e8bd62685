() => {
  const parse = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const level = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * level(r) + 0.7152 * level(g) + 0.0722 * level(b);
  const over = (top, below) => {
    const a = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map((i) => top[i] * a + below[i] * (1 - a));
  };
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement || (at.getRootNode() || {}).host) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if (colour.length < 4 || colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  // what a text of a chart stands on: the first mark below its middle
  const mark = (node, box) => {
    const below = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2).find((at) =>
      at !== node && at.closest('svg') === node.closest('svg') && /^(rect|path|circle)$/.test(at.tagName) && !/background|foreground/.test(at.getAttribute('class') || '')
      && !['none', 'transparent'].includes(getComputedStyle(at).fill));
    if (!below) return null;
    const style = getComputedStyle(below);
    const [r, g, b, a = 1] = parse(style.fill);
    return over([r, g, b, a * style.fillOpacity * style.opacity], ground(node));
  };
  const faint = [];
  const walker = document.createTreeWalker(document.querySelector('[data-testid=stApp]'), NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (node.closest('[data-stale=true], [disabled], [aria-disabled=true], style, script, [data-testid=stIconMaterial], [data-testid=stSliderThumbValue]')) continue;
    const box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(node);
    const colour = node.closest('svg') && style.fill !== 'none' ? style.fill : style.color;
    const back = node.closest('svg') ? mark(node, box) || ground(node) : ground(node);
    const front = over(parse(colour), back);
    const [high, low] = [luminance(front), luminance(back)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} ${text.data.trim().slice(0, 40)} ${colour}`);
  }
  return faint;
}
