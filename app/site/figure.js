// A figure: a Vega chart that keeps to the width of the page and to its scheme, with tooltips, and
// buttons that save it as SVG and PNG for a paper.

for (const part of ["vega-transforms", "vega-view-transforms", "vega-encode"])
  Object.assign(vega["vega-dataflow"].transforms, vega[part]);

function makeView(spec, scheme, options) {
  // Bootstrap intervals draw numbers: the same ones every time.
  vega["vega-statistics"].setRandom(vega["vega-statistics"].randomLCG(0.5));
  const runtime = vega["vega-parser"].parse({ ...spec, config: chartConfig(scheme) });
  return new vega["vega-view"].View(runtime, { logLevel: vega["vega-util"].Warn, ...options });
}

const tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
function showTip(_, event, item, value) {
  if (!tip.isConnected) document.body.append(tip);
  tip.hidden = !value;
  if (!value) return;
  const list = h("dl", {}, Object.entries(value).flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, String(text))]));
  tip.replaceChildren(list);
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 8))}px`;
  tip.style.top = `${event.clientY + box.height + 24 > innerHeight ? event.clientY - box.height - 12 : event.clientY + 16}px`;
}

/**
 * chart: { spec(scheme, width) -> Vega spec, description, file, marks (how many are drawn),
 *          click(datum), exports (default true) }.
 * Returns { element, update(chart) }.
 */
function figure(caption, chart) {
  const plot = h("div", { class: "plot" });
  const tools = h("div", { class: "tools" });
  const element = h("figure", {}, plot, caption ? h("figcaption", {}, caption) : null, tools);
  let view = null, shownWidth = 0;

  function draw() {
    shownWidth = plot.clientWidth;
    if (!shownWidth) return;
    if (view) view.finalize();
    plot.replaceChildren();
    view = makeView(chart.spec(currentScheme(), shownWidth), currentScheme(),
                    { container: plot, hover: true, renderer: chart.marks > 3000 ? "canvas" : "svg" });
    view.description(chart.description).tooltip(showTip);
    if (chart.click)
      view.addEventListener("click", (_, item) => { if (item && item.datum && item.datum.url) chart.click(item.datum); });
    plot.setAttribute("role", "img");
    view.runAsync().then(() => plot.firstElementChild.setAttribute("aria-hidden", "true"));
  }
  async function save(type) {
    const width = 640;
    const spec = { ...chart.spec(schemes.light, width), background: "#ffffff" };
    const url = await makeView(spec, schemes.light, { renderer: "none" }).toImageURL(type, type === "png" ? 3 : 1);
    const link = h("a", { href: url, download: `${chart.file}.${type}` });
    element.dataset.saved = link.download;
    link.click();
  }
  if (chart.exports !== false)
    tools.append(...["svg", "png"].map(type =>
      h("button", { class: "quiet", type: "button", onclick: () => save(type), "data-type": type.toUpperCase() }, `Save as ${type.toUpperCase()}`)));
  const describe = () => {
    for (const button of tools.children) button.setAttribute("aria-label", `Save as ${button.dataset.type}: ${chart.description}`);
  };
  describe();

  new ResizeObserver(() => { if (Math.abs(plot.clientWidth - shownWidth) > 1) draw(); }).observe(plot);
  darkScheme.addEventListener("change", draw);
  return { element, update(next) { chart = { ...chart, ...next }; describe(); draw(); }, get view() { return view; } };
}
