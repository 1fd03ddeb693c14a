// index.html: what was asked, what came out, how that is decided.

function smallFigure(hypothesis) {
  const rows = rowsOf(hypothesis);
  if (!rows.some(row => row.status !== "")) return null;
  const now = drawn(hypothesis, rows, choiceOf(decidingTest(hypothesis), hypothesis));
  return figure(null, {
    file: `${hypothesis.id}-summary`, marks: now.points.length, exports: false,
    description: `${hypothesis.id}: ${now.look.yTitle} against ${now.look.xTitle}, a point a run, with the mean.`,
    spec: (scheme, width) => responseSpec(now.points, { ...now.look, small: true, height: 210 }, scheme, width)
  }).element;
}

/** The first test with the verdict of the whole. */
const decidingTest = hypothesis => hypothesis.tests[hypothesis.deciding];
const pageOf = hypothesis => `${hypothesis.id}.html`;

function hypothesisEntry(hypothesis) {
  const test = decidingTest(hypothesis);
  return h("article", { class: "hypothesis", id: hypothesis.id },
    h("p", { class: "over id" }, hypothesis.id),
    h("h3", {}, h("a", { href: pageOf(hypothesis) }, hypothesis.title)),
    h("p", { class: "statement" }, hypothesis.statement),
    h("p", {}, badge(hypothesis.verdict)),
    h("p", {}, hypothesis.sentence),
    h("p", { class: "meta" }, `${test.name}: ${effectName(test)}, ${number(test.result.effect)} ${interval(test.result.low, test.result.high)}. ${prediction(test)}`),
    h("p", { class: "meta" }, `${runCounts(hypothesis.counts, hypothesis.seeds)}.`),
    smallFigure(hypothesis));
}

function abstractOf(hypotheses, runs) {
  const by = verdict => hypotheses.filter(x => x.verdict === verdict);
  const said = ["supported", "refuted", "inconclusive"].filter(v => by(v).length)
    .map(v => `${by(v).length} ${v} (${by(v).map(x => x.id).join(", ")})`);
  const bad = runs.diverged + runs.failed;
  return `${capital(count(hypotheses.length, "hypothesis", "hypotheses"))} about neural collapse, each written down as a plan before its first run, `
    + `${hypotheses.length === 1 ? "was" : "were"} put to ${count(runs.total, "training run")}`
    + (bad ? `, of which ${runs.diverged.toLocaleString("en")} diverged and ${runs.failed.toLocaleString("en")} failed; they count too.` : ".")
    + ` The verdicts: ${listed(said)}.`;
}

function indexPage({ hypotheses, runs, versions }) {
  const summary = plainTable("Verdicts, effects and their sizes", ["hypothesis", "verdict", "effect of the deciding test", "interval", "predicted", "runs", "seeds"],
    hypotheses.map(x => {
      const { result, predicts, values } = decidingTest(x);
      return [[h("a", { href: pageOf(x) }, x.id), ` ${x.title}`], badge(x.verdict), number(result.effect), interval(result.low, result.high),
              `${predicts} ${values.map(given).join(" to ")}`, x.counts.planned.toLocaleString("en"), x.seeds];
    }), [0, 1]);
  fill("Neural collapse, put to the test", 
    h("header", {}, h("p", { class: "over" }, "ncv report"), h("h1", {}, "Neural collapse, put to the test"),
      h("p", { class: "abstract" }, abstractOf(hypotheses, runs))),
    h("section", { "aria-label": "Verdicts" }, summary),
    h("section", {}, h("h2", {}, "The hypotheses"), hypotheses.map(hypothesisEntry)),
    h("section", {}, h("h2", { id: "verdicts" }, "How a verdict is reached"),
      h("p", {}, "A plan names factors, levels, seeds, the measures and the tests before anything runs; the store keeps its text with its digest and takes no other text under the same name. "
        + "Every combination of levels is trained from the same seeds, so comparisons are made within a seed, and a seed counts once."),
      h("ul", {},
        h("li", {}, h("b", {}, "Effect and interval. "), "A number a seed: a slope, an exponent, a difference, a mean, a share, the value at which a slope vanishes. Its interval is Student’s t over seeds; shares get Clopper and Pearson’s exact interval, rank correlations the jackknife’s pseudo-values over seeds."),
        h("li", {}, h("b", {}, "Several tests. "), "The confidence is that of the whole hypothesis; p values for and against are each corrected for the number of its tests (Holm). The interval shown is the one that decided."),
        h("li", {}, h("b", {}, "Supported "), "if every test’s interval lies in what was predicted; ", h("b", {}, "refuted "), "if one lies outside, or so near to no effect that the plan does not count it as one; ", h("b", {}, "inconclusive "), "otherwise."),
        h("li", {}, h("b", {}, "Runs that diverge or fail "), "count: the verdict holds for every value they could have had. Where more than a tenth of a test’s runs have no value, it is inconclusive."))),
    h("section", {}, h("h2", {}, "Versions"),
      plainTable("The ncv that made the runs", ["version", "runs"], versions.map(v => [v.version, v.runs.toLocaleString("en")]))),
    pageEnd(""));
}
