// E1.html: a hypothesis with its verdict, its data and its plan.

function testSection(hypothesis, test) {
  const r = test.result;
  return h("article", { class: "test" },
    h("h3", {}, test.name), h("p", {}, badge(r.verdict)),
    h("p", {}, r.sentence), h("p", { class: "meta" }, prediction(test)),
    effectFigure(test, hypothesis.id, false).element);
}

function testTable(hypothesis) {
  return plainTable("The tests, corrected for their number (Holm)",
    ["test", "effect", "interval", "p", "p corrected", "seeds", "runs", "without value", "verdict"],
    hypothesis.tests.map(({ name, result: r }) =>
      [name, number(r.effect, 4), interval(r.low, r.high), number(r.p_value), number(r.adjusted_p), r.seeds, r.runs.toLocaleString("en"), r.without_value, badge(r.verdict)]), [0, 8]);
}

function runTable(hypothesis) {
  const factor = f => ({ name: factorName(f.name), text: !isNumeric(f), value: row => row.x[f.name], show: row => row.levels[f.name] });
  const asked = [...new Set([...hypothesis.measures, ...hypothesis.tests.flatMap(t => [t.response.name, t.factor.name])])]
    .filter(name => name in hypothesis.cells.measures);
  return pagedTable("Every run that is shown above; the number leads to its page", [
    { name: "run", value: row => row.number, show: row => row.status === "" ? String(row.number) : h("a", { href: runPage(row) }, String(row.number)) },
    ...hypothesis.factors.map(factor),
    { name: "seed", value: row => row.seed, show: row => String(row.seed) },
    { name: "end", text: true, value: row => row.status, show: row => statusNames[row.status] },
    ...asked.map(name => ({ name: measureName(name), value: row => row.values[name], show: row => number(row.values[name], 4) }))
  ]);
}

function hypothesisPage({ hypothesis, neighbours }) {
  const rows = rowsOf(hypothesis);
  const table = runTable(hypothesis);
  const view = explorer(hypothesis, rows, kept => table.update(kept));
  const first = rows.find(row => row.status !== "");
  const link = (id, text) => id ? h("a", { href: `${id}.html` }, text(id)) : null;
  fill(`${hypothesis.id}: ${hypothesis.title}`,
    h("nav", { "aria-label": "Pages" }, h("a", { href: "index.html" }, "All hypotheses"), h("span", {}),
      link(neighbours.previous, id => `← ${id}`), link(neighbours.next, id => `${id} →`)),
    h("header", {}, h("p", { class: "over id" }, `Hypothesis ${hypothesis.id}`), h("h1", {}, hypothesis.title),
      hypothesis.statement ? h("p", { class: "lede statement" }, hypothesis.statement) : null),
    h("section", { class: `verdict ${hypothesis.verdict}`, "aria-label": "Verdict" }, badge(hypothesis.verdict), h("p", {}, hypothesis.sentence),
      h("p", { class: "meta" }, `${runCounts(hypothesis.counts, hypothesis.seeds)}; confidence ${number(100 * hypothesis.confidence)} % for the hypothesis as a whole. `,
        h("a", { href: "index.html#verdicts" }, "How a verdict is reached"), ".")),
    h("section", {}, h("h2", {}, hypothesis.tests.length > 1 ? "The effects" : "The effect"),
      h("div", { class: "figures" }, hypothesis.tests.map(test => testSection(hypothesis, test))), testTable(hypothesis)),
    h("section", {}, h("h2", {}, "The runs"), view),
    h("section", {}, h("h2", {}, "The table behind it"), table.element,
      h("p", {}, h("a", { class: "button", href: `${hypothesis.id}.csv`, download: `${hypothesis.id}.csv` }, `All runs, all measures: ${hypothesis.id}.csv`))),
    h("section", {}, h("h2", {}, "Do it again"),
      h("p", {}, "All of it:"), command(`ncv sweep ${hypothesis.id}.toml --store again.sqlite\nncv report again.sqlite -o again`),
      h("p", {}, "One run: each run’s page has its configuration and its command",
        first ? [", for example ", h("a", { href: runPage(first) }, `run ${first.number}`), ":"] : ".")),
    first ? command(`${hypothesis.plan.command} runs/${first.file}.toml --out run-${first.number}`) : null,
    h("section", {}, h("h2", {}, "The plan"),
      h("p", {}, "Declared in the store before its first run. The text below is all of it; its SHA-256 digest is ", h("span", { class: "digest" }, hypothesis.plan.digest),
        ". The store refuses another text under the name ", h("b", {}, hypothesis.id), ", so the statement, the tests and the number of seeds could not change once results were there."),
      hypothesis.notes ? h("p", {}, h("b", {}, "Notes. "), hypothesis.notes) : null,
      h("p", {}, h("a", { class: "button", href: `${hypothesis.id}.toml`, download: `${hypothesis.id}.toml` }, `${hypothesis.id}.toml`)),
      h("details", {}, h("summary", {}, "Show the plan"), h("pre", { tabindex: "0" }, hypothesis.plan.text))),
    pageEnd(""));
}
