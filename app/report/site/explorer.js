// What is drawn, from the runs: which quantity over which, in which colour, which levels. A plan's test
// gives the choice; the reader may take another.

/** The choice a test makes. */
function choiceOf(test, hypothesis) {
  const response = onAxis(test.response), factor = onAxis(test.factor);
  const contrasted = Object.keys(test.high)[0];
  const fixed = test.where;
  const varying = f => f.name in fixed ? fixed[f.name].length > 1 : f.levels.length > 1;
  const x = test.factor.name ? { name: factor.name, transforms: factor.transforms }
    : { name: contrasted || (hypothesis.factors.find(varying) || hypothesis.factors[0]).name, transforms: [] };
  const colour = hypothesis.factors.find(f => f.name !== x.name && varying(f));
  const shown = Object.fromEntries(hypothesis.factors.map(f => [f.name, (fixed[f.name] || f.levels.map(level => level.name)).slice()]));
  const numbers = hypothesis.factors.find(f => f.name === x.name);
  const y = { name: response.name, transforms: response.transforms };
  const valuesOf = t => hypothesis.cells.measures[t.name].map(v => transformed(v, t.transforms)).filter(v => v !== null);
  const xs = numbers ? numbers.levels.map(level => level.number) : valuesOf(x);
  return { x, y, logX: factor.log || wideRange(xs), logY: response.log || wideRange(valuesOf(y)), colour: colour ? colour.name : null, shown };
}
/** Positive numbers over more than a decade read best on a logarithmic axis. */
function wideRange(values) {
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  return low > 0 && high > 10 * low;
}

/** Points and look of a choice, for responseSpec. */
function drawn(hypothesis, rows, choice) {
  const factor = hypothesis.factors.find(f => f.name === choice.x.name);
  const words = Boolean(factor) && (!isNumeric(factor) || choice.x.transforms.length > 0);
  const colour = hypothesis.factors.find(f => f.name === choice.colour);
  const others = hypothesis.factors.filter(f => f.name !== choice.x.name);
  const kept = rows.filter(row => within(row, choice.shown) && row.status !== "");
  let unseen = 0;
  const points = kept.map(row => {
    const value = transformed(row.values[choice.y.name], choice.y.transforms);
    const x = factor ? (words ? row.levels[factor.name] : row.x[factor.name]) : transformed(row.values[choice.x.name], choice.x.transforms);
    const y = value === null || (choice.logY && value <= 0) ? null : value;
    if (value !== null && y === null) ++unseen;
    const tip = {};
    for (const f of hypothesis.factors) tip[factorName(f.name)] = row.levels[f.name];
    Object.assign(tip, { seed: row.seed, [transformedName(choice.y)]: value === null ? row.status : number(value, 4), run: row.status === "finished" ? "click to open" : `${row.status}, click to open` });
    return { x, y, series: colour ? row.levels[colour.name] : "all", line: `${row.seed}|${others.map(f => row.levels[f.name]).join("|")}`, url: runPage(row.digest), tip };
  }).filter(p => p.x !== null && p.x !== undefined && !(choice.logX && !words && p.x <= 0));
  const order = factor && factor.levels.filter(level => choice.shown[factor.name].includes(level.name));
  const look = {
    xTitle: transformedName(choice.x), yTitle: transformedName(choice.y), logX: choice.logX && !words, logY: choice.logY, words,
    levels: factor ? order.map(level => words ? level.name : level.number) : null,
    series: colour ? colour.levels.map(l => l.name).filter(name => choice.shown[colour.name].includes(name)) : ["all"],
    lines: new Set(points.map(p => p.line)).size <= 300, seriesTitle: colour ? factorName(colour.name) : null, height: 400, meanName: choice.logY ? "geometric mean" : "mean"
  };
  return { points, look, kept, unseen };
}

/** In words what a drawn choice shows: the figure's caption and its text for screen readers. */
function choiceInWords({ points, look, unseen }) {
  const lost = points.filter(p => p.y === null).length;
  const sentences = [`${look.yTitle} ${look.levels ? "against" : "and"} ${look.xTitle}, ${count(points.length, "run")}.`];
  if (look.levels) sentences.push(`${look.lines ? "Thin lines join the runs of a seed; bold" : "Bold"}: the ${look.meanName} with its 95 % bootstrap interval.`);
  if (lost - unseen > 0) sentences.push(`${count(lost - unseen, "run")} without a value: crosses on the upper edge.`);
  if (unseen) sentences.push(`${count(unseen, "run")} not above zero: crosses on the upper edge of the logarithmic axis.`);
  return sentences.join(" ");
}

/** The figure with its controls. onchange(kept rows) is told which runs are shown. */
function explorer(hypothesis, rows, onchange) {
  let choice = choiceOf(hypothesis.tests[0], hypothesis);
  const measures = Object.keys(hypothesis.cells.measures);
  const caption = h("span", {});
  const chart = figure(caption, { file: hypothesis.id, description: "", marks: 0, spec: () => ({}), click: point => { location.href = point.url; } });
  const controls = h("div", {});

  const option = (value, text, chosen) => h("option", { value, selected: value === chosen }, text);
  const field = (name, options, change) =>
    h("label", { class: "field" }, name, h("select", { onchange: event => { change(event.target.value); refresh(true); } }, options));
  const check = (name, on, change) => h("label", { class: "chip" },
    h("input", { type: "checkbox", checked: on, onchange: event => { change(event.target.checked); refresh(false); } }), name);
  // A test's response such as 1 − NC3 is offered beside the plain measures.
  const key = t => [...t.transforms, t.name].join(" ");
  const own = hypothesis.tests.flatMap(test => [test.response, test.factor]).map(onAxis).filter(t => measures.includes(t.name));
  const quantities = new Map([...own, ...measures.map(name => ({ transforms: [], name }))].map(t => [key(t), { transforms: t.transforms, name: t.name }]));
  const factorKeys = hypothesis.factors.map(f => f.name);

  function build() {
    const choices = new Map([...hypothesis.factors.map(f => [f.name, { name: f.name, transforms: [] }]), ...quantities]);
    controls.replaceChildren(
      h("div", { class: "bar" },
        hypothesis.tests.length > 1 ? h("label", { class: "field" }, "As in the test", h("select", { onchange: event => {
          choice = choiceOf(hypothesis.tests[Number(event.target.value)], hypothesis); refresh(true); } },
          hypothesis.tests.map((test, i) => option(String(i), test.name, null)))) : null,
        field("Vertical", [...quantities].map(([k, t]) => option(k, transformedName(t), key(choice.y))), k => { choice.y = quantities.get(k); }),
        field("Horizontal", [...choices].map(([k, t]) => option(k, transformedName(t), key(choice.x))), k => { choice.x = choices.get(k); if (choice.colour === k) choice.colour = null; }),
        field("Colour", [option("", "one colour", choice.colour || ""), ...factorKeys.filter(name => name !== choice.x.name).map(name => option(name, factorName(name), choice.colour))],
              name => { choice.colour = name || null; }),
        h("div", { class: "chips" }, check("log vertical", choice.logY, on => { choice.logY = on; }), check("log horizontal", choice.logX, on => { choice.logX = on; }))),
      h("div", { class: "bar" }, hypothesis.factors.filter(f => f.levels.length > 1).map(f => h("fieldset", {}, h("legend", {}, factorName(f.name)),
        h("div", { class: "chips" }, f.levels.map(level => check(level.name, choice.shown[f.name].includes(level.name), on => {
          const set = choice.shown[f.name];
          choice.shown[f.name] = on ? [...set, level.name] : set.filter(name => name !== level.name);
        })))))));
  }
  function refresh(rebuild) {
    if (rebuild) build();
    const now = drawn(hypothesis, rows, choice);
    caption.textContent = choiceInWords(now);
    chart.update({ spec: (scheme, width) => responseSpec(now.points, now.look, scheme, width), marks: now.points.length,
                   description: choiceInWords(now), file: `${hypothesis.id}-${key(choice.y)}-${key(choice.x)}`.replace(/[^A-Za-z0-9-]+/g, "_") });
    onchange(now.kept);
  }
  refresh(true);
  return { element: h("div", {}, controls, chart.element), choose(test) { choice = choiceOf(test, hypothesis); refresh(true); }, figure: chart };
}
