// What is drawn, from the runs: which quantity over which, in which colour, which levels. A plan's test
// gives the choice; the reader may take another.
//
// A quantity is { transforms, name }: a measure, or "seed". Horizontal may be a factor too.

/** The choice a test makes: { x, y, logX, logY, colour, shown: { factor: [levels] } }. */
function choiceOf(test, hypothesis) {
  const factors = hypothesis.factors;
  const response = onAxis(test.response), factor = onAxis(test.factor);
  const levelsOf = f => test.where[f.name] || f.levels.map(level => level.name);
  const varying = factors.filter(f => levelsOf(f).length > 1);
  const name = factor.name || Object.keys(test.high)[0] || (varying[0] || factors[0] || { name: "seed" }).name;
  const x = { transforms: factor.transforms, name }, y = { transforms: response.transforms, name: response.name };
  const colour = varying.find(f => f.name !== name);
  return { x, y, logX: factor.log || isWide(valuesOf(x, hypothesis)), logY: response.log || isWide(valuesOf(y, hypothesis)),
           colour: colour ? colour.name : null, shown: Object.fromEntries(factors.map(f => [f.name, [...levelsOf(f)]])) };
}

/** All values of a quantity or of a numeric factor. */
function valuesOf({ transforms, name }, hypothesis) {
  const factor = hypothesis.factors.find(f => f.name === name);
  const values = factor ? factor.levels.map(level => level.number) : name === "seed" ? hypothesis.cells.seed : hypothesis.cells.measures[name] || [];
  return values.map(value => transformed(value, transforms)).filter(value => value !== null);
}
/** Positive numbers over more than a decade read best on a logarithmic axis. */
function isWide(values) {
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  return low > 0 && high > 10 * low;
}

/** Points and look of a choice, for responseSpec; the rows it shows; how many values have no place on a logarithmic axis. */
function drawn(hypothesis, rows, choice) {
  const factor = hypothesis.factors.find(f => f.name === choice.x.name);
  const words = Boolean(factor) && (!isNumeric(factor) || choice.x.transforms.length > 0);
  const colour = hypothesis.factors.find(f => f.name === choice.colour);
  const others = hypothesis.factors.filter(f => f !== factor);
  const quantity = (row, t) => transformed(t.name === "seed" ? row.seed : row.values[t.name], t.transforms);
  const seen = (value, log) => value !== null && (!log || value > 0);
  const kept = rows.filter(row => within(row, choice.shown) && row.status !== "");
  let unseen = 0;
  const points = kept.map(row => {
    const value = quantity(row, choice.y), y = seen(value, choice.logY) ? value : null;
    if (value !== null && y === null) ++unseen;
    const tip = Object.fromEntries(hypothesis.factors.map(f => [factorName(f.name), row.levels[f.name]]));
    Object.assign(tip, { seed: row.seed, [transformedName(choice.y)]: number(value, 4), run: row.status === "finished" ? "click to open" : `${row.status}, click to open` });
    return { x: !factor ? quantity(row, choice.x) : words ? row.levels[factor.name] : row.x[factor.name], y, tip, url: runPage(row),
             series: colour ? row.levels[colour.name] : "all", line: [row.seed, ...others.map(f => row.levels[f.name])].join("|") };
  }).filter(p => words || seen(p.x, choice.logX));
  const levels = f => f.levels.filter(level => choice.shown[f.name].includes(level.name));
  const look = {
    xTitle: transformedName(choice.x), yTitle: transformedName(choice.y), logX: choice.logX && !words, logY: choice.logY, words,
    levels: factor ? levels(factor).map(level => words ? level.name : level.number) : null,
    series: colour ? levels(colour).map(level => level.name) : ["all"], seriesTitle: colour ? factorName(colour.name) : null,
    lines: new Set(points.map(p => p.line)).size <= 300, height: 400, meanName: choice.logY ? "geometric mean" : "mean"
  };
  return { points, look, kept, unseen };
}

/** What a drawn choice shows: the figure's caption and its text for screen readers. */
function choiceInWords({ points, look, unseen }) {
  const lost = points.filter(p => p.y === null).length - unseen;
  const sentences = [`${look.yTitle} against ${look.xTitle}, ${count(points.length, "run")}.`];
  if (look.levels) sentences.push(`${look.lines ? "Thin lines join the runs of a seed; bold" : "Bold"}: the ${look.meanName} with its 95 % bootstrap interval.`);
  if (lost > 0) sentences.push(`${count(lost, "run")} without a value: crosses on the upper edge.`);
  if (unseen > 0) sentences.push(`${count(unseen, "run")} not above zero: crosses on the upper edge of the logarithmic axis.`);
  return sentences.join(" ");
}
