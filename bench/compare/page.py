#!/usr/bin/env python3
"""Tables and pictures from what was measured.

    page.py BENCH.json    takes the measurement into docs/: benchmarks.json, benchmarks.svg, the generated part of benchmarks.md;
                          of one of small chains alone (run.py --small) their table only
    page.py --check       fails if docs/benchmarks.md or .svg is not what docs/benchmarks.json gives
"""
import json, pathlib, statistics, sys
from cases import TORCH
from plot import plots
from roofline import bounds, step_bytes, working_set

DOCS = pathlib.Path(__file__).parent.parent.parent / "docs"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
NAMES = {"ncv": "ncv", "eigen": "Eigen", "openblas": "Eigen on OpenBLAS", "blis": "Eigen on BLIS", "libxsmm": "Eigen on libxsmm", "onednn": "Eigen on oneDNN",
         "torch-eager": "PyTorch eager", "torch-script": "TorchScript", "torch-hand": "PyTorch by hand"}


def dumped(results):
    """JSON with a sample list a line; five digits are more than a clock is good for."""
    def rounded(v):
        if isinstance(v, float):
            return float(f"{v:.5g}")
        if isinstance(v, dict):
            return {k: rounded(x) for k, x in v.items()}
        return [rounded(x) for x in v] if isinstance(v, list) else v

    def text(v, indent):
        if isinstance(v, dict) and any(isinstance(x, (dict, list)) for x in v.values()) or isinstance(v, list) and any(isinstance(x, dict) for x in v):
            items = [f"{json.dumps(k)}: {text(x, indent + ' ')}" for k, x in v.items()] if isinstance(v, dict) else [text(x, indent + " ") for x in v]
            a, b = "{}" if isinstance(v, dict) else "[]"
            return a + "\n" + ",\n".join(f"{indent} {item}" for item in items) + f"\n{indent}" + b
        return json.dumps(v, ensure_ascii=False)
    return text(rounded(results), "") + "\n"


def median(values):
    return statistics.median(values)


def contestant(case, kind, threads=1):
    return next((c for c in case["contestants"] if (c["kind"], c["threads"]) == (kind, threads)), None)


def duration(seconds):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def with_spread(values, shown):
    """Median (least to largest)."""
    return f"{shown(median(values))} ({shown(min(values))} to {shown(max(values))})"


def table(heads, rows):
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)] + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def ratio(numerator, denominator):
    """How many times faster, round by round."""
    quotients = [a / b for a, b in zip(numerator["samples"], denominator["samples"])]
    return f"{median(quotients):.3g} ({min(quotients):.3g} to {max(quotients):.3g})"


def share(case, who):
    return median([case["flops"] / s / p for s, p in zip(who["samples"], case["peak"])])


def contestants_of(results):
    """Of the largest network: it has them all."""
    return [(c["kind"], c["threads"]) for c in results["steps"][-1]["contestants"]]


def label(kind, threads):
    return NAMES[kind] + (f", {threads} threads" if threads > 1 else "")


def steps_table(results):
    rows = []
    for case in results["steps"]:
        own = contestant(case, "ncv")
        rate = lambda s: f"{case['flops'] / s * 1e-9:.3g}"
        rows.append([case["name"], case["precision"], with_spread(own["samples"], duration), rate(median(own["samples"])),
                     f"{share(case, own):.2g}", ratio(contestant(case, "eigen"), own)])
        if contestant(case, "torch-eager"):
            rows[-1] += [ratio(contestant(case, kind), own) for kind in TORCH]
    heads = ["network", "precision", "ncv: a step", "GFLOP/s", "share of peak", "Eigen / ncv"]
    if contestant(results["steps"][0], "torch-eager"):
        heads += [f"{NAMES[kind]} / ncv" for kind in TORCH]
    return table(heads, rows)


def threads_table(results):
    """Where ncv itself ran on more than one thread: against its own one thread and PyTorch on as many."""
    rows = []
    for case in results["steps"]:
        for own in (c for c in case["contestants"] if c["kind"] == "ncv" and c["threads"] > 1):
            peers = [contestant(case, kind, own["threads"]) for kind in TORCH]
            rows.append([f"{case['name']}, {own['threads']} threads", case["precision"], with_spread(own["samples"], duration),
                         ratio(contestant(case, "ncv"), own)] + [ratio(peer, own) if peer else "–" for peer in peers])
    return table(["network", "precision", "ncv: a step", "one thread / ncv"] + [f"{NAMES[kind]} / ncv" for kind in TORCH], rows) if rows else ""


def contestants_table(results):
    rows = []
    for kind, threads in contestants_of(results):
        row = [label(kind, threads)]
        for case in results["steps"]:
            who = contestant(case, kind, threads)
            row.append(f"{case['flops'] / median(who['samples']) * 1e-9:.3g}" if who else "–")
        rows.append(row)
    return table(["GFLOP/s"] + [f"{c['name']} {c['precision']}" for c in results["steps"]], rows)


def campaign_table(results):
    rows = []
    for case in results["campaigns"]:
        lanes, alone = contestant(case, "lanes"), contestant(case, "one-after-another")
        each = [s / case["networks"] / case["steps"] for s in lanes["samples"]]
        rows.append([case["name"], case["precision"], with_spread(each, duration), f"{case['flops'] / median(lanes['samples']) * 1e-9:.3g}",
                     f"{share(case, lanes):.2g}", ratio(alone, lanes), ratio(lanes, contestant(case, "lanes", 2)), ratio(alone, contestant(case, "lanes", 2))])
    return table(["networks", "precision", "a step of one network", "GFLOP/s", "share of peak", "one after another / lanes", "lanes: 1 thread / 2", "one after another / lanes on 2"], rows)


def small_table(results):
    """Of each chain the median of its rounds; of the chains the median, the least and the most."""
    small, rows = results["small"], []
    for precision in ("f64", "f32"):
        alone, campaigns = ([c for c in small[what] if c["precision"] == precision] for what in ("steps", "campaigns"))
        quotients = lambda cases, a, b: [median([x / y for x, y in zip(contestant(c, a)["samples"], contestant(c, b)["samples"])]) for c in cases]
        spread = lambda values: f"{median(values):.3g} ({min(values):.3g} to {max(values):.3g})"
        steps = [median(contestant(c, "ncv")["samples"]) for c in alone]
        rows.append([precision, with_spread(steps, duration), spread([share(c, contestant(c, "ncv")) for c in alone]), spread(quotients(alone, "eigen", "ncv")),
                     spread([share(c, contestant(c, "lanes")) for c in campaigns]), spread(quotients(campaigns, "one-after-another", "lanes"))])
    count = len(small["steps"]) // 2
    said = (f"{count} small chains, drawn by the seed {small['seed']} on {small['date']}: 3 to 8 layers, widths 2 to 16, 2 to 16 samples; campaigns of {small['campaigns'][0]['networks']} "
            f"networks each. Processor time, {small['rounds']} interleaved rounds, {small['other_work']:.2g} cores busy with other work meanwhile; of each chain the median, of the chains the median (least to most):\n\n")
    heads = ["precision", "ncv: a step", "share of peak", "Eigen / ncv", "campaigns: share of peak", "one after another / lanes"]
    return said + table(heads, rows)


def roofline_table(results):
    rows = []
    for case in results["steps"]:
        own, limit = contestant(case, "ncv"), bounds(case, median(case["peak"]), results["triad"])
        time = median(own["samples"])
        name = max(limit, key=limit.get)
        rows.append([case["name"], case["precision"], f"{case['flops'] * 1e-6:.4g}", f"{step_bytes(case) / 1024:.4g}",
                     f"{working_set(case) / 1024:.4g}", duration(limit["arithmetic"]), duration(limit["memory"]), duration(time),
                     f"{max(limit.values()) / time:.2g}", name])
    return table(["network", "precision", "MFLOP", "KiB moved", "KiB touched", "FLOPs at peak", "bytes at bandwidth", "ncv", "of the roofline", "nearer bound"], rows)


def bound_of(runs):
    """None where the bound says nothing, as after the few steps of --tiny."""
    bounds = [r["bound"] for r in runs if r["bound"] is not None]
    return f"{median(bounds):.4f}" if bounds else "none"


def verdict_table(results):
    rows = []
    for v in results["verdicts"]:
        for kind, runs in v["runs"].items():
            rows.append([v["recipe"], f"{v['steps']:,}", NAMES[kind], with_spread([r["train"] for r in runs], duration),
                         with_spread([r["check"] for r in runs], duration), duration(median([r["train"] + r["check"] for r in runs])),
                         bound_of(runs), str(len(runs))])
    return table(["recipe", "steps", "trained by", "training", "`ncv check`", "together", "A2's bound", "runs"], rows)


def size(bytes):
    return "unknown" if bytes is None else f"{bytes >> 20} MiB" if bytes >= 1 << 20 else f"{bytes >> 10} KiB"


def surroundings(results):
    m, v = results["machine"], results["versions"]
    peak = {p: median([x for c in results["steps"] if c["precision"] == p for x in c["peak"]]) * 1e-9 for p in ("f64", "f32")}
    lines = [
        f"Measured on {m['date']}, {results['rounds']} interleaved rounds, {m['other_work']:.2g} cores busy with other work meanwhile."
        + (" That is too many: the figures are low and spread." if m["other_work"] > 0.2 else ""),
        "",
        f"- Processor: {m['processor']} ({m['family']}{', a virtual machine' if m['virtual'] else ''}), {m['cores']} cores; caches as reported: "
        + ", ".join(f"{k} {size(b)}" for k, b in m["caches"].items()) + f"; {', '.join(m['instruction_sets'])}",
        f"- System: {m['system']}; " + ", ".join(f"{p} {x}" for p, x in v["packages"].items() if x),
        f"- C++: {v['native']['compiler']}, Eigen {v['native']['eigen']}, `{v['native']['flags']}`; Highway's best target here: {v['native']['highway_target']}",
    ]
    if "torch" in v:
        lines.append(f"- PyTorch {v['torch']['torch']} on Python {v['torch']['python']}; products by {v['torch']['blas']}")
    lines.append(f"- FMA peak of one core: {peak['f64']:.0f} GFLOP/s f64, {peak['f32']:.0f} f32; triad: "
                 + ", ".join(f"{t['bytes_per_second'] * 1e-9:.0f} GB/s in {size(t['bytes'])}" for t in results["triad"]))
    return "\n".join(lines) + "\n"


def tables(results):
    parts = [surroundings(results),
             "A step, median (least to largest). Ratios are of times, so above 1 ncv is faster; they and the shares are formed round by round.\n", steps_table(results), threads_table(results),
             "All contestants, medians:\n", contestants_table(results),
             f"Campaigns of {results['campaigns'][0]['networks']:,} networks, {results['campaigns'][0]['steps']} steps of each in turn:\n", campaign_table(results),
             small_table(results),
             "The roofline ([roofline.py](../bench/compare/roofline.py) counts the bytes):\n", roofline_table(results),
             "Time to a verdict (train the shipped digits to an A2 bound below 0.1, then check):\n", verdict_table(results)]
    return "\n".join(part for part in parts if part)


def pages(results, text):
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    picture = "![Time of a step against samples, width and depth](benchmarks.svg)\n"
    return text[:begin] + "\n" + tables(results) + "\n" + picture + text[end:]


def check():
    results = json.loads((DOCS / "benchmarks.json").read_text())
    if pages(results, (DOCS / "benchmarks.md").read_text()) != (DOCS / "benchmarks.md").read_text():
        raise SystemExit("docs/benchmarks.md is not what docs/benchmarks.json gives; run bench/compare/page.py docs/benchmarks.json")
    if plots(results) != (DOCS / "benchmarks.svg").read_text():
        raise SystemExit("docs/benchmarks.svg is not what docs/benchmarks.json gives; run bench/compare/page.py docs/benchmarks.json")


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    if sys.argv[1] == "--check":
        return check()
    results = json.loads(pathlib.Path(sys.argv[1]).read_text())
    rounds = min(r["rounds"] for r in (results, results["small"]) if "rounds" in r)
    if rounds < 7:
        raise SystemExit(f"page.py: {sys.argv[1]} has {rounds} rounds; figures to quote need at least 7")
    if list(results) == ["small"]:
        results = json.loads((DOCS / "benchmarks.json").read_text()) | results
    page = pages(results, (DOCS / "benchmarks.md").read_text())
    (DOCS / "benchmarks.json").write_text(dumped(results))
    (DOCS / "benchmarks.svg").write_text(plots(results))
    (DOCS / "benchmarks.md").write_text(page)


if __name__ == "__main__":
    main()
