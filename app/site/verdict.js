// Verdicts in words and signs.

const verdictSigns = { supported: "✓", refuted: "✗", inconclusive: "?" };
const badge = verdict => h("span", { class: `badge ${verdict}` },
  h("span", { "aria-hidden": "true" }, verdictSigns[verdict] || "·"), capital(verdict));

/** "Predicted: below 0." */
function prediction(test) {
  const [low, high] = test.values;
  const side = { below: `below ${given(low)}`, above: `above ${given(low)}`,
                 between: `between ${given(low)} and ${given(high)}`, outside: `outside ${given(low)} to ${given(high)}` };
  const least = test.smallest_effect ? `; nearer than ${given(test.smallest_effect)} counts as no effect` : "";
  return `Predicted: ${side[test.predicts]}${least}.`;
}

/** What a test's number is. */
function effectName(test) {
  const y = transformedName(test.response);
  return {
    slope: `slope of ${y} in ${transformedName(test.factor)}`, exponent: `exponent of ${y} in ${transformedName(test.factor)}`,
    contrast: `difference of ${y}, ${selectionName(test.high)} less ${selectionName(test.low)}`, mean: `mean of ${y}`, share: `share of runs with ${y}`,
    crossing: `value of ${factorName(test.across.name)} at which ${y} does not depend on ${transformedName(test.factor)}`,
    rank_correlation: `rank correlation of ${y} and ${transformedName(test.factor)}`
  }[test.kind];
}
const selectionName = selection => Object.entries(selection).map(([factor, names]) => `${factorName(factor)} = ${names.join(" or ")}`).join(", ");

/** "1,200 runs (1,188 finished, 10 diverged, 2 failed), 12 seeds". */
function runCounts(counts, seeds) {
  const bad = ["diverged", "failed"].filter(status => counts[status]).map(status => `${counts[status].toLocaleString("en")} ${status}`);
  const missing = counts.planned - counts.finished - counts.diverged - counts.failed;
  if (missing) bad.push(`${missing.toLocaleString("en")} not run yet`);
  const detail = bad.length ? ` (${[`${counts.finished.toLocaleString("en")} finished`, ...bad].join(", ")})` : "";
  return `${count(counts.planned, "run")}${detail}, ${count(seeds, "seed")}`;
}
