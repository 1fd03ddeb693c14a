// A figure of a hypothesis' runs with its controls.

/** onchange(rows) is told which runs are shown. */
function explorer(hypothesis, rows, onchange) {
  const { factors, tests } = hypothesis;
  let choice = choiceOf(tests[0], hypothesis);
  const caption = h("span");
  const chart = figure(caption, { file: hypothesis.id, description: "", marks: 0, spec: () => ({}), click: point => { location.href = point.url; } });
  const controls = h("div");

  // A test's quantity such as 1 − NC3 stands beside the plain measures.
  const key = t => [...t.transforms, t.name].join(" ");
  const isFactor = t => factors.some(f => f.name === t.name);
  const quantities = [...tests.flatMap(test => [test.response, test.factor]).filter(t => t.name && !isFactor(t)).map(onAxis),
                      ...Object.keys(hypothesis.cells.measures).map(name => ({ transforms: [], name }))];
  const vertical = new Map(quantities.map(t => [key(t), { transforms: t.transforms, name: t.name }]));
  const horizontal = new Map([...factors.map(f => f.name), "seed"].map(name => [name, { transforms: [], name }]).concat([...vertical]));

  const choose = (name, options, chosen, change) => h("label", { class: "field" }, name,
    h("select", { onchange: event => { change(event.target.value); refresh(); } },
      options.map(([value, text]) => h("option", { value, selected: value === chosen }, text))));
  const named = choices => [...choices].map(([value, t]) => [value, transformedName(t)]);
  const check = (on, change) => h("input", { type: "checkbox", checked: on, onchange: event => { change(event.target.checked); refresh(); } });
  const chip = (box, name) => h("label", { class: "chip" }, box, name);

  function build() {
    const logX = check(choice.logX, on => { choice.logX = on; });
    const logY = check(choice.logY, on => { choice.logY = on; });
    const toggle = (factor, level) => on => {
      const others = choice.shown[factor].filter(name => name !== level);
      choice.shown[factor] = on ? [...others, level] : others;
    };
    controls.replaceChildren(
      h("div", { class: "bar" },
        choose("Vertical", named(vertical), key(choice.y), value => {
          choice.y = vertical.get(value);
          logY.checked = choice.logY = isWide(valuesOf(choice.y, hypothesis));
        }),
        choose("Horizontal", named(horizontal), key(choice.x), value => {
          choice.x = horizontal.get(value);
          logX.checked = choice.logX = isWide(valuesOf(choice.x, hypothesis));
        }),
        choose("Colour", [["", "one colour"], ...factors.map(f => [f.name, factorName(f.name)])], choice.colour || "", value => { choice.colour = value || null; }),
        h("div", { class: "chips" }, chip(logY, "log vertical"), chip(logX, "log horizontal"))),
      h("div", { class: "bar" }, factors.filter(f => f.levels.length > 1).map(f => h("fieldset", {}, h("legend", {}, factorName(f.name)),
        h("div", { class: "chips" }, f.levels.map(({ name }) => chip(check(choice.shown[f.name].includes(name), toggle(f.name, name)), name)))))));
  }
  function refresh() {
    const now = drawn(hypothesis, rows, choice), words = choiceInWords(now);
    caption.textContent = words;
    chart.update({ spec: (scheme, width) => responseSpec(now.points, now.look, scheme, width), marks: now.points.length, description: words,
                   file: `${hypothesis.id}-${key(choice.y)}-${key(choice.x)}`.replace(/[^A-Za-z0-9-]+/g, "_") });
    onchange(now.kept);
  }
  const preset = tests.length < 2 ? null : h("div", { class: "bar" },
    choose("As in the test", tests.map((test, i) => [String(i), test.name]), "0", value => { choice = choiceOf(tests[Number(value)], hypothesis); build(); }));
  build();
  refresh();
  return h("div", {}, preset, controls, chart.element);
}
