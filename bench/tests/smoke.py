#!/usr/bin/env python3
"""One short round of the comparison: it runs, contestants agree, and the JSON is what the page is made from.

    smoke.py BINARIES          ncv and Eigen
    smoke.py BINARIES peers    all peers; exit code 77 (skipped) where one is not installed
"""
import json, math, pathlib, subprocess, sys, tempfile

COMPARE = pathlib.Path(__file__).parent.parent / "compare"
sys.path.insert(0, str(COMPARE))
import page, plot, workers


def expect(what, condition):
    if not condition:
        raise SystemExit(f"smoke: {what}")


def positive(values, count):
    return len(values) == count and all(math.isfinite(v) and v > 0 for v in values)


def main():
    peers = sys.argv[2:] == ["peers"]
    if peers and not workers.peers_are_there(pathlib.Path(sys.argv[1])):
        print("skipped: PyTorch, OpenBLAS, BLIS, libxsmm or oneDNN is not installed (make bench-peers installs them)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, COMPARE / "run.py", "--tiny", "--binaries", sys.argv[1], "--out", out] + ["--peers"] * peers
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
        expect(f"run.py failed:\n{done.stderr}", done.returncode == 0)
        results = json.loads((pathlib.Path(out) / "bench.json").read_text())
    own = [("ncv", 1), ("eigen", 1)]
    others = {"f64": [(kind, 1) for kind in ("openblas", "blis", "libxsmm")]}
    others["f32"] = others["f64"] + [("onednn", 1)]
    torch = [(kind, t) for t in (1, 2) for kind in ("torch-eager", "torch-script", "torch-hand")]
    expect("the steps are not T and A in both precisions",
           [(c["name"], c["precision"]) for c in results["steps"]] == [(n, p) for n in "TA" for p in ("f64", "f32")])
    for case in results["steps"]:
        expect(f"contestants of {case['name']}", [(c["kind"], c["threads"]) for c in case["contestants"]] == own + (others[case["precision"]] + torch) * peers)
    expect("the campaigns", [(c["name"], c["precision"], [(x["kind"], x["threads"]) for x in c["contestants"]]) for c in results["campaigns"]] ==
           [(n, p, [("lanes", 1), ("lanes", 2), ("one-after-another", 1)]) for n in "TA" for p in ("f64", "f32")])
    expect("the sweeps", list(results["sweeps"]) == ["samples", "width", "depth"])
    small = results["small"]
    expect("two small chains in both precisions, the same in steps and campaigns",
           [c["precision"] for c in small["steps"]] == ["f64", "f32"] * 2 and [c["widths"] for c in small["steps"]] == [c["widths"] for c in small["campaigns"]])
    expect("their sizes", all(4 <= len(c["widths"]) <= 9 and min(c["widths"]) >= 2 and max(c["widths"]) <= 16 and 2 <= c["samples"] <= 16 for c in small["steps"]))
    for case in small["steps"] + small["campaigns"] + results["steps"] + results["campaigns"] + [c for cases in results["sweeps"].values() for c in cases]:
        expect(f"{case['name']}: FLOPs and peak", case["flops"] > 0 and positive(case["peak"], results["rounds"]))
        for contestant in case["contestants"]:
            expect(f"{case['name']}: samples", positive(contestant["samples"], results["rounds"]))
    expect("bandwidth", positive([t["bytes_per_second"] for t in results["triad"]], 2))
    expect("verdict", set(results["verdicts"][0]["runs"]) == {"ncv"} | ({"torch-eager"} if peers else set()))
    expect("other work's share of the cores", 0 <= results["machine"]["other_work"] < 1024)
    expect("processor and versions", results["machine"]["processor"] and results["versions"]["native"]["eigen"])
    text = page.pages(results, f"before {page.BEGIN}STALE{page.END} after")
    expect("the page keeps what is outside the markers", text.startswith("before") and text.endswith("after"))
    expect("the page shows no figures", "STALE" not in text and text.count("\n|---") == 6)
    expect("the printed tables are the page's", page.tables(results) in done.stdout)
    for case in results["steps"]:
        case["contestants"].append(case["contestants"][0] | {"threads": 2})
    expect("no table of ncv on 2 threads", page.tables(results).count("\n|---") == 7)
    expect("the picture", plot.plots(results).count("<text") > 20)


main()
