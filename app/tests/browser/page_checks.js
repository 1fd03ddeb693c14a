// Functions that the browser test runs in the pages.
window.checks = {
  /** Drawn marks of every figure: shapes in an SVG, coloured pixels of a canvas. */
  ink: () => [...document.querySelectorAll(".plot")].map(plot => {
    const canvas = plot.querySelector("canvas");
    if (!canvas) return [...plot.querySelectorAll(".role-mark path, .role-mark text")].filter(e => e.getBoundingClientRect().width > 0).length;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let n = 0;
    for (let i = 3; i < data.length; i += 4) n += data[i] > 0;
    return n;
  }),
  links: () => [...document.querySelectorAll("[href], [src]")].map(e => e.href || e.src),
  /** Texts whose contrast with what lies behind is below 4.5 (3 for large ones), by WCAG's formula. */
  faint: () => {
    const parse = colour => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return [r, g, b, a]; };
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
      for (let e = element; e; e = e.parentElement) {
        const colour = parse(getComputedStyle(e).backgroundColor);
        if (colour[3] > 0) return colour;
      }
      return [255, 255, 255, 1];
    };
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node.parentElement, style = getComputedStyle(element);
      if (!node.textContent.trim() || !element.checkVisibility() || element.closest("script, noscript, option, :disabled")) continue;
      const svg = element.closest("svg");
      const ink = parse(svg ? style.fill : style.color), ground = behind(svg ? svg.parentElement : element);
      if (svg && element.closest(".role-mark")) continue; // numbers on coloured cells
      const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
      const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < (large ? 3 : 4.5)) found.push(`${contrast.toFixed(2)}: ${node.textContent.trim().slice(0, 40)}`);
    }
    return found;
  },
  focused: () => {
    const e = document.activeElement;
    return `${e.tagName.toLowerCase()} ${e.closest("label") ? e.closest("label").textContent.slice(0, 30) : (e.getAttribute("aria-label") || e.textContent).slice(0, 30)}`;
  }
};
