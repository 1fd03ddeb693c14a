// Elements, numbers and names. Text only ever becomes text nodes, so a plan's words cannot be markup.

/** h("a", { href }, "text", node, null): an element; null and undefined children are left out. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

const superscripts = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const powerOfTen = exponent => "10" + [...String(exponent)].map(c => superscripts[c]).join("");

/** A real with `digits` significant digits; "–" where it is undefined. */
function number(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return minus(value.toLocaleString("en"));
  if (size >= 1e-3 && size < 1e5) return minus(value.toPrecision(digits).includes("e") ? value.toFixed(0) : value.toPrecision(digits));
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${minus(mantissa)} × ${powerOfTen(Number(exponent))}`;
}
const minus = text => String(text).replace("-", "−");
/** A number someone wrote down, as they wrote it. */
const given = value => minus(String(value));
const count = (n, one, many = one + "s") => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const interval = (low, high) => `[${number(low)}, ${number(high)}]`;
const capital = text => text.charAt(0).toUpperCase() + text.slice(1);
const listed = items => items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/** A duration in words: 42 s, 3.5 min, 2.1 h. */
const duration = seconds => seconds < 100 ? `${number(seconds, 2)} s`
  : seconds < 6000 ? `${number(seconds / 60, 2)} min` : `${number(seconds / 3600, 2)} h`;

const measureNames = {
  nc1: "NC1", nc2: "NC2", nc3: "NC3", loss: "loss", residual: "residual", balancedness: "balancedness",
  kappa_head: "κ(M)", kappa_last: "κ(W_L)", norm: "‖θ‖", negativity: "negativity", train_accuracy: "training accuracy",
  t_nc1: "step of NC1’s change", t_nc2: "step of NC2’s change", t_nc3: "step of NC3’s change", order_123: "order NC1, NC2, NC3",
  half_nc1: "step of half of NC1’s change", half_nc2: "step of half of NC2’s change", half_nc3: "step of half of NC3’s change", half_order: "order of the half-way steps",
  half_order_123: "half-way order NC1, NC2, NC3", order: "order of the changes", sharpness: "sharpness", gradient_norm: "gradient norm",
  negativity_below: "mean negativity of the nonlinear layers", imbalance_below: "mean imbalance of the nonlinear layers"
};
const measureName = name => measureNames[name] || (name.startsWith("bound_") ? `${name.slice(6)}’s bound` : name.startsWith("ratio_") ? `${name.slice(6)}’s ratio` : factorName(name));
const layerMeasureName = name => name === "norm" ? "‖W_l‖" : measureName(name);
/** n_1 as n₁. */
const factorName = name => name.replace(/_([0-9]+)\b/g, (_, index) => [...index].map(c => "₀₁₂₃₄₅₆₇₈₉"[c]).join(""));

const transformWords = { log10: x => `log₁₀ ${x}`, log: x => `log ${x}`, one_minus: x => `1 − ${x}`, minus_one: x => `${x} − 1` };
/** "log 1 − NC3" from { transforms: ["log", "one_minus"], name: "nc3" }. */
function transformedName(t) {
  return t.transforms.reduceRight((name, step) => {
    const inner = /^log/.test(step) && / /.test(name) ? `(${name})` : name;
    return transformWords[step] ? transformWords[step](inner) : `${step} ${inner}`;
  }, measureName(t.name));
}
