// A test's effect with its interval, beside what was predicted.

function effectSpec(test, scheme, width, small) {
  const { effect, low, high } = test.result;
  const [first, second] = test.values;
  const s = test.smallest_effect;
  const numbers = [effect, low, high, ...test.values, first - s, (second ?? first) + s].filter(Number.isFinite);
  const [from, to] = extent(numbers, false);
  const colour = { supported: scheme === schemes.dark ? "#58cfa6" : "#006249", refuted: scheme === schemes.dark ? "#ffa06b" : "#a33600",
                   inconclusive: scheme === schemes.dark ? "#c0b8d8" : "#5a5568" }[test.result.verdict];
  const regions = { below: [[from, first]], above: [[first, to]], between: [[first, second]], outside: [[from, first], [second, to]] }[test.predicts];
  const at = value => ({ scale: "x", value });
  const middle = { signal: "height / 2" };
  const rect = (a, b, fill) => ({ type: "rect", encode: { enter: { x: at(a), x2: at(b), y: { value: 0 }, y2: { signal: "height" }, fill: { value: fill } } } });
  const known = Number.isFinite(effect) && effect !== null;
  return {
    width, height: small ? 46 : 74, padding: 4, autosize: { type: "fit", contains: "padding" },
    scales: [{ name: "x", type: "linear", domain: [from, to], range: "width", zero: false, nice: false }],
    axes: [{ orient: "bottom", scale: "x", tickCount: 6, title: small ? null : capital(effectName(test)), ...numberLabels(false) }],
    marks: [
      ...regions.map(([a, b]) => rect(a, b, scheme.band)),
      ...(s > 0 ? test.values.map(value => rect(value - s, value + s, scheme.zone)) : []),
      ...test.values.map(value => ({ type: "rule", encode: { enter: { x: at(value), y: { value: 0 }, y2: { signal: "height" }, stroke: { value: scheme.soft }, strokeDash: { value: [3, 3] } } } })),
      ...(known ? [
        { type: "rule", encode: { enter: { x: at(low), x2: at(high), y: middle, stroke: { value: colour }, strokeWidth: { value: 3 } } } },
        ...[low, high].map(v => ({ type: "rule", encode: { enter: { x: at(v), y: { signal: "height / 2 - 6" }, y2: { signal: "height / 2 + 6" }, stroke: { value: colour }, strokeWidth: { value: 2 } } } })),
        { type: "symbol", encode: { enter: { x: at(effect), y: middle, fill: { value: colour }, size: { value: 110 }, stroke: { value: scheme.page }, strokeWidth: { value: 1.5 } } } }] : [])
    ]
  };
}

function effectFigure(test, id, small) {
  const { effect, low, high, verdict } = test.result;
  return figure(small ? null : "Tinted: what was predicted. Grey: too near to count as an effect. Dot and bar: the effect with its corrected interval.", {
    file: `${id}-effect-${test.name.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}`, marks: 1, exports: !small,
    description: `${test.name}: effect ${number(effect)}, interval ${number(low)} to ${number(high)}, ${verdict}.`,
    spec: (scheme, width) => effectSpec(test, scheme, width, small)
  });
}
