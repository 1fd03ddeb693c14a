// A run's charts: history, layers, angles between class means.

const historyLines = [
  ["NC1", row => row.nc1], ["NC2 − 1", row => row.nc2 === null ? null : row.nc2 - 1], ["1 − NC3", row => row.nc3 === null ? null : 1 - row.nc3],
  ["loss", row => row.loss], ["residual", row => row.residual], ["balancedness", row => row.balancedness]
];
const dashes = [[], [7, 3], [2, 3], [9, 3, 2, 3], [], [5, 2]];

/** Lines { name, x, y } over x; y on a logarithmic axis unless `linear`. */
function linesSpec(points, names, look, scheme, width) {
  const ys = points.map(p => p.y);
  return {
    width, height: look.height || 300, padding: 4, autosize: { type: "fit", contains: "padding" },
    data: [{ name: "points", values: points }],
    scales: [
      { name: "x", type: "linear", domain: extent(points.map(p => p.x), false, look.margin), range: "width", zero: false },
      { name: "y", type: look.linear ? "linear" : "log", domain: extent(ys, !look.linear), range: "height", zero: false },
      { name: "colour", type: "ordinal", domain: names, range: scheme.series }, { name: "dash", type: "ordinal", domain: names, range: dashes },
      { name: "shape", type: "ordinal", domain: names, range: shapes }],
    axes: [{ orient: "bottom", scale: "x", title: look.xTitle, tickCount: look.whole ? Math.min(look.whole, 12) : 6, ...numberLabels(false) },
           { orient: "left", scale: "y", title: look.yTitle, tickCount: 6, ...logTicks(ys, !look.linear, 7), ...numberLabels(false) }],
    legends: names.length > 1 ? [{ stroke: "colour", strokeDash: "dash", symbolType: "stroke", symbolSize: 500, symbolStrokeWidth: 2, columns: 3 }] : [],
    marks: [{ type: "group", from: { facet: { name: "line", data: "points", groupby: "name" } }, marks: [
      { type: "line", from: { data: "line" }, interactive: false, encode: { enter: { x: { scale: "x", field: "x" }, y: { scale: "y", field: "y" }, stroke: { scale: "colour", field: "name" },
        strokeDash: { scale: "dash", field: "name" }, strokeWidth: { value: 2 } } } },
      { type: "symbol", from: { data: "line" }, encode: { enter: { x: { scale: "x", field: "x" }, y: { scale: "y", field: "y" }, fill: { scale: "colour", field: "name" }, tooltip: { field: "tip" } },
        update: { size: { value: look.dots ? 50 : 60 }, opacity: { value: look.dots ? 1 : 0 } }, hover: { opacity: { value: 1 } } } }] }]
  };
}

function historyFigure(history, file) {
  const at = i => Object.fromEntries(Object.entries(history).map(([name, column]) => [name, column[i]]));
  const points = history.step.flatMap((step, i) => historyLines.map(([name, value]) => ({ name, x: step, y: value(at(i)), tip: { step: step.toLocaleString("en"), [name]: number(value(at(i)), 4) } })))
    .filter(p => Number.isFinite(p.y) && p.y > 0);
  const names = historyLines.map(([name]) => name).filter(name => points.some(p => p.name === name));
  return figure("Every recorded state; the axis is logarithmic, values of zero are left out.", {
    file: `${file}-history`, marks: points.length, description: `History of the run over training steps: ${names.join(", ")}.`,
    spec: (scheme, width) => linesSpec(points, names, { xTitle: "step", yTitle: null, height: 340, margin: 0 }, scheme, width)
  }).element;
}

/** One chart a metric over the layers; logarithmic where values span more than a decade. */
function layerFigure(name, layers, file) {
  const points = layers.number.map((layer, i) => ({ name, x: layer, y: layers.values[name][i], tip: { layer, [layerMeasureName(name)]: number(layers.values[name][i], 4) } }))
    .filter(p => Number.isFinite(p.y) && p.y !== null);
  if (points.length < 2) return null;
  const ys = points.map(p => p.y), linear = Math.min(...ys) <= 0 || Math.max(...ys) < 10 * Math.min(...ys);
  return figure(null, {
    file: `${file}-layers-${name}`, marks: points.length, description: `${layerMeasureName(name)} over the layers.`,
    spec: (scheme, width) => linesSpec(points, [name], { xTitle: "layer", yTitle: layerMeasureName(name), height: 190, linear, dots: true, whole: layers.number.length }, scheme, width)
  }).element;
}

/** A metric of every layer over training. */
function layerHistoryFigure(name, states, file) {
  const points = states.flatMap(({ step, layers }) => layers.number.map((layer, i) => ({ name: `layer ${layer}`, x: step, y: layers.values[name]?.[i],
    tip: { step: step.toLocaleString("en"), layer, [layerMeasureName(name)]: number(layers.values[name]?.[i], 4) } })))
    .filter(p => Number.isFinite(p.y) && p.y > 0);
  if (!points.length) return null;
  const names = [...new Set(points.map(p => p.name))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return figure(null, {
    file: `${file}-layer-history-${name}`, marks: points.length, description: `${layerMeasureName(name)} of each layer over training steps.`,
    spec: (scheme, width) => linesSpec(points, names, { xTitle: "step", yTitle: layerMeasureName(name), height: 260, margin: 0 }, scheme, width)
  }).element;
}

/** Angles in degrees between class means; 90 everywhere off the diagonal is what NC2 = 1 asks for. */
function anglesFigure(title, angles, classes, file) {
  const degrees = cosine => 180 / Math.PI * Math.acos(Math.max(-1, Math.min(1, cosine)));
  const cells = angles.flatMap(([a, b, cosine]) => cosine === null ? [] : [[a, b], [b, a]].map(([row, column]) =>
    ({ row, column, degrees: degrees(cosine), tip: { classes: `${a} and ${b}`, angle: `${number(degrees(cosine), 4)}°` } })));
  const all = Array.from({ length: classes }, (_, i) => i);
  const spec = (scheme, width) => {
    const size = Math.min(width, 460), dark = scheme === schemes.dark;
    return {
      width: size, height: size, padding: 4, autosize: { type: "fit", contains: "padding" },
      data: [{ name: "cells", values: cells }, { name: "diagonal", values: all.map(i => ({ row: i, column: i })) }],
      scales: [{ name: "x", type: "band", domain: all, range: "width", padding: 0.03 }, { name: "y", type: "band", domain: all, range: [0, { signal: "height" }], padding: 0.03 },
        { name: "colour", type: "linear", domain: [0, 90, 180], range: dark ? ["#e69f00", "#262c32", "#56b4e9"] : ["#d55e00", "#f6f6f3", "#0072b2"], interpolate: "lab", clamp: true }],
      axes: [{ orient: "top", scale: "x", domain: false, ticks: false, title: "class" }, { orient: "left", scale: "y", domain: false, ticks: false, grid: false, title: "class" }],
      marks: [
        { type: "rect", from: { data: "cells" }, encode: { enter: { x: { scale: "x", field: "column" }, y: { scale: "y", field: "row" }, width: { scale: "x", band: 1 }, height: { scale: "y", band: 1 },
          fill: { scale: "colour", field: "degrees" }, tooltip: { field: "tip" } } } },
        { type: "text", from: { data: "cells" }, interactive: false, encode: { enter: { x: { scale: "x", field: "column", band: 0.5 }, y: { scale: "y", field: "row", band: 0.5 }, align: { value: "center" }, baseline: { value: "middle" },
          text: { signal: "format(datum.degrees, '.0f')" }, fontSize: { value: Math.max(7, Math.min(13, size / (classes + 1) / 2.6)) },
          fill: { signal: `abs(datum.degrees - 90) > ${dark ? 45 : 50} ? '${dark ? "#101418" : "#ffffff"}' : '${scheme.ink}'` } } } },
        { type: "text", from: { data: "diagonal" }, interactive: false, encode: { enter: { x: { scale: "x", field: "column", band: 0.5 }, y: { scale: "y", field: "row", band: 0.5 }, align: { value: "center" }, baseline: { value: "middle" }, text: { value: "·" }, fill: { value: scheme.soft } } } }]
    };
  };
  const off = cells.map(c => Math.abs(c.degrees - 90));
  const words = `${title}: angles between class means in degrees; the largest distance from 90 is ${number(Math.max(...off), 3)}.`;
  return figure(words, { file: `${file}-angles-${title.toLowerCase()}`, marks: cells.length, description: words, spec }).element;
}
