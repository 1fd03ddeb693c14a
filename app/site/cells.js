// The runs of a plan as rows, from the columns a page carries.

const statusNames = { finished: "finished", diverged: "diverged", failed: "failed", "": "not run yet" };

/** Rows { number, levels: { factor: name }, x: { factor: number or name }, seed, file, status, values }. */
function rowsOf(hypothesis) {
  const { factors, cells } = hypothesis;
  const measures = Object.keys(cells.measures);
  return cells.seed.map((seed, i) => {
    const levels = {}, x = {}, values = {};
    factors.forEach((factor, f) => {
      const level = factor.levels[cells.levels[f][i]];
      levels[factor.name] = level.name;
      x[factor.name] = level.number ?? level.name;
    });
    for (const measure of measures) values[measure] = cells.measures[measure][i];
    return { number: cells.number[i], levels, x, seed, file: cells.file[i], status: cells.status[i], values };
  });
}

const runPage = row => `runs/${row.file}.html`;

/** A numeric factor has a number at every level. */
const isNumeric = factor => factor.levels.every(level => level.number !== null);

/** Whether a row lies within { factor: [names] }. */
const within = (row, selection) => Object.entries(selection).every(([factor, names]) => names.includes(row.levels[factor]));

/** What stays of a transformed quantity when a logarithmic axis takes its outermost log. */
function onAxis(t) {
  const log = /^log/.test(t.transforms[0] || "");
  const rest = { transforms: log ? t.transforms.slice(1) : t.transforms, name: t.name };
  return { log, ...rest };
}

const transforms = { log10: Math.log10, log: Math.log, one_minus: x => 1 - x, minus_one: x => x - 1 };
/** The value after the transforms; null where there is none. */
function transformed(value, steps) {
  if (value === null || value === undefined) return null;
  const result = steps.reduceRight((x, step) => transforms[step](x), value);
  return Number.isFinite(result) ? result : null;
}
