// Response against factor: a point a run, a thin line a seed, the mean with its bootstrap interval.

/**
 * points: { x, y, series, line, url, tip }; a run without a value has y null and stands as a cross on the upper edge.
 * look: { xTitle, yTitle, logX, logY, levels (null: x is a number without levels), words (x is a word), series: [names],
 *         seriesTitle, small, height }.
 */
function responseSpec(points, look, scheme, width) {
  const finite = points.filter(p => p.y !== null), lost = points.filter(p => p.y === null);
  const many = finite.length > 1500, few = finite.length <= 400;
  const mean = look.levels !== null;
  const x = { scale: "x", field: "x", ...(look.words ? { band: 0.5, offset: { scale: "shift", field: "series" } } : {}) };
  // Beside one another where the series would hide each other.
  const beside = look.words || !mean ? x : { ...x, offset: { scale: "shift", field: "series" } };
  const y = field => ({ scale: "y", field });
  const colour = { scale: "colour", field: "series" };
  const back = field => ({ type: "formula", as: field, expr: look.logY ? `pow(10, datum.${field})` : `datum.${field}` });
  const faint = few ? 0.55 : many ? 0.18 : 0.35;
  const pointSize = look.small ? 9 : few ? 36 : many ? 10 : 18;

  const data = [
    { name: "runs", values: finite, transform: [{ type: "formula", as: "v", expr: look.logY ? "log(datum.y) / LN10" : "datum.y" }] },
    { name: "lost", values: lost }
  ];
  const marks = [];
  if (mean) {
    data.push({ name: "means", source: "runs", transform: [
      { type: "aggregate", groupby: ["series", "x"], fields: ["v", "v", "v", "v"], ops: ["mean", "ci0", "ci1", "count"], as: ["mean", "low", "high", "n"] },
      back("mean"), back("low"), back("high"), { type: "collect", sort: { field: "x" } }] });
    if (look.lines) marks.push(
      { type: "group", from: { facet: { name: "line", data: "runs", groupby: "line" } }, interactive: false,
        data: [{ name: "ordered", source: "line", transform: [{ type: "collect", sort: { field: "x" } }] }],
        marks: [{ type: "line", from: { data: "ordered" }, interactive: false, encode: { update: {
          x: beside, y: y("y"), stroke: colour, strokeWidth: { signal: "active === datum.line ? 2.5 : 0.8" },
          strokeOpacity: { signal: `active === datum.line ? 1 : ${faint * 0.6}` } } } }] });
    if (!look.words) marks.push(meanMark("area", { y: y("low"), y2: y("high"), fill: colour, fillOpacity: { value: 0.22 } }));
    if (!look.words) marks.push(meanMark("line", { y: y("mean"), stroke: colour, strokeWidth: { value: look.small ? 2 : 3 } }));
  }
  marks.push({ type: "symbol", name: "points", from: { data: "runs" }, interactive: !look.small, encode: {
    enter: { shape: { scale: "shape", field: "series" }, tooltip: { field: "tip" }, cursor: { value: "pointer" } },
    update: { x: beside, y: y("y"), fill: colour, stroke: colour, fillOpacity: { value: faint },
              strokeWidth: { value: 0.5 }, strokeOpacity: { value: faint }, size: { value: pointSize }, zindex: { value: 0 } },
    hover: { fillOpacity: { value: 1 }, strokeOpacity: { value: 1 }, size: { value: 110 }, zindex: { value: 1 } } } });
  if (mean) marks.push(
    { type: "rule", from: { data: "means" }, interactive: false, encode: { update: {
      x, y: y("low"), y2: y("high"), stroke: { value: scheme.page }, strokeWidth: { value: 5 }, opacity: { value: look.words ? 1 : 0 } } } },
    { type: "rule", from: { data: "means" }, interactive: false, encode: { update: {
      x, y: y("low"), y2: y("high"), stroke: colour, strokeWidth: { value: 2.5 }, opacity: { value: look.words ? 1 : 0 } } } },
    { type: "symbol", name: "mean", from: { data: "means" }, interactive: !look.small, encode: {
      enter: { shape: { scale: "shape", field: "series" }, tooltip: { signal: `{'${look.meanName || "mean"}': format(datum.mean, '.4~g'), '95 % interval': format(datum.low, '.3~g') + ' to ' + format(datum.high, '.3~g'), 'runs': datum.n}` } },
      update: { x, y: y("mean"), fill: colour, stroke: { value: scheme.page }, strokeWidth: { value: 1.5 }, size: { value: look.small ? 40 : 90 } } } });
  marks.push({ type: "symbol", from: { data: "lost" }, interactive: !look.small, encode: {
    enter: { shape: { value: "M-.4-.4L.4 .4M.4-.4L-.4 .4" }, tooltip: { field: "tip" }, cursor: { value: "pointer" } },
    update: { x, y: { value: 6 }, stroke: colour, strokeWidth: { value: 1.6 }, size: { value: look.small ? 60 : 130 } } } });

  const xTicks = look.levels && !look.words && look.levels.length <= 10 ? { values: look.levels }
    : logTicks(points.map(p => p.x), look.logX && !look.words, look.small ? 4 : 7);
  return {
    width, height: look.height, padding: 4, autosize: { type: "fit", contains: "padding" }, data, marks,
    signals: [{ name: "active", value: null, on: [
      { events: "@points:mouseover", update: many ? "null" : "datum.line" }, { events: "@points:mouseout", update: "null" }] }],
    scales: [
      look.words ? { name: "x", type: "band", domain: look.levels, range: "width", padding: 0.2 }
        : { name: "x", type: look.logX ? "log" : "linear", domain: extent(points.map(p => p.x), look.logX), range: "width", zero: false },
      { name: "y", type: look.logY ? "log" : "linear", domain: extent(finite.map(p => p.y), look.logY), range: "height", zero: false, nice: !look.logY },
      { name: "colour", type: "ordinal", domain: look.series, range: scheme.series },
      { name: "shift", type: "ordinal", domain: look.series, range: look.series.map((_, i) => (i - (look.series.length - 1) / 2) * (look.words ? 22 : look.small ? 2 : 5)) },
      { name: "shape", type: "ordinal", domain: look.series, range: shapes }
    ],
    axes: [
      { orient: "bottom", scale: "x", title: look.xTitle, offset: 4, tickCount: 6, ...xTicks, ...numberLabels(look.words) },
      { orient: "left", scale: "y", title: look.yTitle, tickCount: look.small ? 4 : 6, ...logTicks(finite.map(p => p.y), look.logY, look.small ? 4 : 7), ...numberLabels(false) }
    ],
    legends: look.series.length > 1 ? [{ fill: "colour", shape: "shape", title: look.small ? null : look.seriesTitle, columns: look.small ? 3 : 5 }] : []
  };
}

const meanMark = (type, channels) => ({ type: "group", from: { facet: { name: "mean_line", data: "means", groupby: "series" } }, interactive: false,
  marks: [{ type, from: { data: "mean_line" }, interactive: false, encode: { update: { x: { scale: "x", field: "x" }, ...channels } } }] });

/** The range of the values with a margin; Vega wants one even where there is none. */
function extent(values, log, margin = 0.05) {
  let low = Infinity, high = -Infinity;
  for (const v of values) { if (v < low) low = v; if (v > high) high = v; }
  if (!(low <= high)) return log ? [0.1, 1] : [0, 1];
  if (log) { const m = low === high ? 2 : (high / low) ** margin; return [low / m, high * m]; }
  const m = low === high ? Math.abs(low) * 0.1 || 1 : (high - low) * margin;
  return [low - m, high + m];
}

/** On a logarithmic axis: powers of ten where there are three or more, else 1, 2, 5 and their like. */
function logTicks(values, log, most) {
  if (!log) return {};
  const [low, high] = extent(values, true);
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 }, (_, i) => Math.floor(Math.log10(low)) + i);
  const inside = ticks => ticks.map(t => Number(t.toPrecision(6))).filter(t => t >= low && t <= high);
  const decades = inside(powers.map(p => 10 ** p));
  if (decades.length > 2) return { values: decades.filter((_, i) => i % Math.ceil(decades.length / most) === 0) };
  const finer = [[1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]].map(steps => inside(powers.flatMap(p => steps.map(step => step * 10 ** p))));
  const enough = finer.find(ticks => ticks.length > 2);
  return enough ? { values: enough } : {};
}

// Tick labels as Vega expressions: 0.05, 1,024, 10⁻⁶, 2·10⁷.
const size = "abs(datum.value)", power = `floor(log(${size}) / LN10 + 1e-9)`, digitAt = place => `substring('⁰¹²³⁴⁵⁶⁷⁸⁹', ${place}, ${place} + 1)`;
const superscript = `(${power} < 0 ? '⁻' : '') + (abs(${power}) > 9 ? ${digitAt(`floor(abs(${power}) / 10)`)} : '') + ${digitAt(`abs(${power}) % 10`)}`;
const mantissa = `format(datum.value / pow(10, ${power}), '.3~r')`;
const labelText = `datum.value == 0 ? '0' : ${size} >= 1e-4 && ${size} < 1e6 ? replace(format(datum.value, ',.4~r'), '-', '−')
  : (${mantissa} == '1' ? '' : replace(${mantissa}, '-', '−') + '·') + '10' + ${superscript}`;
const numberLabels = words => words ? {} : { encode: { labels: { update: { text: { signal: labelText } } } } };
