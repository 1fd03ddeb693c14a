#!/usr/bin/env python3
"""Fills counterexamples/matrix.jsonl, a row for every claim and every hypothesis in its `needs`, and writes
matrix.md from it. Pairs that are there are skipped, stale ones removed; `--redo CLAIM` forgets a claim's rows.

    python3 counterexamples/matrix.py [--ncv build/release/bin/ncv] [--budget 5s] [--redo CLAIM]
"""
import argparse, json, pathlib, re, subprocess

HERE = pathlib.Path(__file__).parent

DEFINITIONAL = {  # hypothesis: why there is no statement without it; "CLAIM/hypothesis" or "hypothesis"
    "weight_decay_given": "the statement is about lambda",
    "linear_layer": "the statement is about the head",
    "learning_rate_given": "the statement is about a step of size eta",
    **{f"{c}/two_linear_layers": "one linear layer has no D_l and no pair of gradients: nothing is stated"
       for c in ("B1", "B2", "B2r", "B2s", "B2f", "B3")},
    "two_layers": "nothing is stated of one layer alone: no pair of gradients (B4), no W_2 (B5 and its consequences)",
    "A0b/head_rank": "P is measured where rank W_L = K; below it the right side would have m - rank W_L for m - K",
    **{f"{c}/{h}": "c is the price of the witness, which needs this: without it there is no c"
       for c in ("C1", "C1w", "C1s", "C1d", "C1p")
       for h in ("whole_network", "reaches_one", "witness_width", "independent_features", "inputs_are_labels")},
    "C3/learning_rate": "the statement is about 2/eta",
    "B5p/no_biases": "refuted as it stands, without biases",
    "complete_run": "the statement is about the run's end, which is not reached",
    **{f"{c}/squared_error": "the statement is about squared error: its constants are that loss's"
       for c in ("B4", "B5", "B5p", "B6", "B6s", "B7", "B7s", "B8", "B8s", "B8t", "B8u", "B9", "B9s", "B9t", "B9u", "B10", "B10s", "B10t", "B10u",
                 "C1", "C1w", "C1s", "C1d", "C1p", "C3")},
}
NOT_NEEDED = {  # with the proof
    **{f"{c}/head_width": "implied: eps1 < s_K(Y) gives rank Z_L = K by Weyl's inequality, so no layer of the head is narrower than K"
       for c in ("A0a", "A1", "A1s", "A2", "A2u", "A2s", "A2v", "A4", "A4e", "A4s", "A5", "A5s", "A6", "A6s", "A7", "A7d", "A7s", "B11")},
    **{f"{c}/interpolation": "from eps1 = s_K(Y) on the right side, which divides by s_K(Y) - eps1 or 1 - eps1/s_K(Y), counts as infinite and says nothing"
       for c in ("A1", "A1s", "A2", "A2u", "A2v", "A4", "A5", "A5s", "A6", "B11")},
    "A4s/interpolation": "x is infinite from eps1 = s_K(Y) on, so small_defect fails",
    "A0a/interpolation": "from eps1 = s_K(Y) on the right side is not positive",
    "A2s/interpolation": "the proof divides by s_K(W_L) alone; where rank W_L < K, kappa(W_L) is infinite and the bound says nothing",
    "A6s/interpolation": "the proof needs rank W_L = K alone; below it kappa(W_L) is infinite and the bound says nothing",
    "A4e/interpolation": "M M^T = (W_L W_L^T)^L2 for any balanced head (A3 with delta = 0)",
    **{f"{c}/interpolation": "implied by exact_interpolation" for c in ("A7", "A7d", "A7s")},
    "A0a/eps2": "does not enter the formula",
    "A4e/eps1": "does not enter the formula",
    "A0a/two_linear_layers": "the proof uses Z_L = W_L Z_{L-1} alone",
    "A3/two_linear_layers": "with L2 = 1 both sides are 0",
    **{f"{c}/two_linear_layers": "with L2 = 1, M = W_L: an equality" for c in ("A4", "A4e", "A4s")},
    "A7d/two_linear_layers": "with L2 = 1 there is no layer strictly inside the head: nothing is stated",
    "A4s/small_defect": "from x = 1 on the right side counts as infinite",
    "A5/small_psi": "from r Psi = s_K(Y) on the right side counts as infinite",
    **{f"{c}/positive_gradient": "grad C_0 = 0 leaves a = 0: the right side is 0 or less" for c in ("B6", "B6s")},
    **{f"{c}/positive_loss": "C_0 = 0 has grad C_0 = 0, so the right side is 0 or less" for c in ("B6", "B6s")},
    **{f"{c}/two_linear_layers": "with L2 = 1 there is no D_l; that C_lambda never increases is proved without" for c in ("B9", "B9s", "B9t", "B9u")},
    **{f"{c}/weight_decay": "at lambda = 0, m = C_lambda/(2 lambda) is infinite and says nothing" for c in ("B9", "B9s")},
    **{f"{c}/weight_decay": "at lambda = 0, S = 2 C_lambda/lambda is infinite and says nothing" for c in ("B9t", "B9u")},
    **{f"{c}/weight_decay": "implied by near_optimal: (lambda/2)(c + K L2) > C_lambda >= 0"
       for c in ("C1", "C1s", "C1d", "C1p")},
    **{f"{c}/fits": "from e = s_K(Y) on rho counts as infinite, and with it the right side"
       for c in ("C1", "C1s", "C1d", "C1p")},
    "C1d/small_defect": "q = 0 makes the right side infinite",
    **{f"{c}/interpolation": "from eps1 = s_K(Y) on the right side, which divides by s_K(Y) - eps1, counts as infinite" for c in ("C2", "C2s")},
    "H2m/positive_margin": "NC1_bal = cos^2 E_W S_T/tbar^2 - 1 whatever the sign of tbar; at tbar = 0 the right side is infinite",
    **{f"{c}/squared_error": "the proof is W_{l+1}^T G_{l+1} = G_l W_l^T, which holds for any loss (G4)"
       for c in ("B1", "B2", "B2r", "B2s", "B2f", "B3")},
    "B11/squared_error": "B3 holds for any loss, and A2 takes the residual as it is",
    "B12/squared_error": "G0 and G2t hold for any loss",
    **{f"{c}/squared_error": "the tangent kernel does not know the loss" for c in ("C2", "C2s", "C2t")},
    "A2s/no_biases": "biases move what is between classes by their mean alone and nothing within; kappa(W_L) is measured",
    **{f"{c}/no_biases": "the statement is about weights alone" for c in ("A0b", "A3", "A4e")},
    **{f"{c}/smooth_activation": "at a single network: leaky ReLU and ReLU have second derivative 0 off the kinks, so beta_s = 0 serves almost everywhere"
       for c in ("B7", "B7s")},
}
NOTES = {  # on searches that found nothing
    "B8": "a check follows 32 steps; at eta <= 1/beta the rate moves the bound by a few per cent in them, so a ratio of 2 is out of reach",
    "B8s": "as for B8",
    "B8t": "as for B8",
    "B8u": "as for B8",
    "B10": "no instance of this size meets the other hypotheses: the whole run is longer than the steps a check follows",
    "B10s": "as for B10",
    "B10t": "as for B10; complete runs are `ncv theorem`'s",
    "B10u": "as for B10; complete runs are `ncv theorem`'s",
}

def known(table, claim, hypothesis):
    return table.get(f"{claim}/{hypothesis}", table.get(hypothesis))

def search(ncv, claim, hypothesis, budget, seed):
    path = HERE / "found" / f"{claim}_{hypothesis}.json"
    command = [ncv, "search", claim, "--drop", hypothesis, "--budget", budget, "--seed", str(seed), "-o", str(path)]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(map(str, command))}: {run.stderr}")
    numbers = re.search(r"Restarts (\d+), evaluations (\d+)", run.stdout)
    row = {"restarts": int(numbers[1]), "evaluations": int(numbers[2]), "seed": seed, "budget": budget}
    if run.returncode == 1:
        ratio = re.search(r"ratio (\S+);", run.stdout)[1]
        size = re.search(r"The instance: (.*)\.\n", run.stdout)[1]
        return {"kind": "found", "file": f"found/{path.name}", "ratio": ratio, "instance": size, **row}
    for suffix in (".json", ".safetensors"):
        path.with_suffix(suffix).unlink(missing_ok=True)
    return {"kind": "searched", "largest_ratio": float(re.search(r"Largest ratio (\S+)\.\n", run.stdout)[1]), **row}

def lines(rows):
    return "".join(json.dumps(r) + "\n" for r in rows)

def fill(ncv, budget, redo):
    store = HERE / "matrix.jsonl"
    rows = [json.loads(line) for line in store.read_text().splitlines()] if store.exists() else []
    rows = {(r["claim"], r["hypothesis"]): r for r in rows if r["claim"] not in redo}
    registry = json.loads(subprocess.run([ncv, "list", "--json"], capture_output=True, text=True, check=True).stdout)
    ordered = []
    (HERE / "found").mkdir(exist_ok=True)
    for claim in registry:
        for hypothesis in claim.get("needs", []):
            pair = (claim["id"], hypothesis)
            row = rows.get(pair)
            if row is None:
                row = {"claim": pair[0], "hypothesis": pair[1]}
                if reason := known(DEFINITIONAL, *pair):
                    row |= {"kind": "definitional", "reason": reason}
                else:
                    row |= search(ncv, *pair, budget, 1)
                    if reason := known(NOT_NEEDED, *pair):
                        if row["kind"] == "found":
                            raise SystemExit(f"{pair} is said not to be needed, but {row['file']} refutes")
                        row |= {"kind": "not_needed", "reason": reason}
                print(*pair, row["kind"], flush=True)
            ordered.append(row)
            kept = {(r["claim"], r["hypothesis"]) for r in ordered}
            store.write_text(lines(ordered + [r for k, r in rows.items() if k not in kept]))
    store.write_text(lines(ordered))
    files = {r["file"] for r in ordered if r["kind"] == "found"}
    for path in (HERE / "found").glob("*.json"):
        if f"found/{path.name}" not in files:
            path.unlink()
            path.with_suffix(".safetensors").unlink(missing_ok=True)
    return ordered

def page(rows):
    def cell(r):
        if r["kind"] == "found":
            return f"[found]({r['file']}), ratio {r['ratio']}", f"{r['instance']}; {r['evaluations']} evaluations"
        if r["kind"] == "searched":
            reached = f"largest ratio {r['largest_ratio']:.4g}" if r["largest_ratio"] else "no instance with a bound that says something"
            note = f"; {NOTES[r['claim']]}" if r["claim"] in NOTES else ""
            return "not found", f"{reached} in {r['evaluations']} evaluations, {r['restarts']} restarts, seed {r['seed']}{note}"
        checked = f" (and {r['evaluations']} evaluations found none)" if "evaluations" in r else ""
        return r["kind"].replace("_", " "), r["reason"] + checked
    count = {k: sum(r["kind"] == k for r in rows) for k in ("found", "not_needed", "definitional", "searched")}
    lines = ["# Which hypotheses are needed", "",
             "For every claim and every hypothesis it names: a stored instance that refutes the claim without it (ratio 2 or more, "
             "confirmed at 100 digits), the proof that it is not needed, or the effort that found none. *Definitional*: without it "
             "there is no statement. Written by `counterexamples/matrix.py`; do not edit.", "",
             f"{len(rows)} pairs: {count['found']} found, {count['not_needed']} not needed, {count['definitional']} definitional, "
             f"{count['searched']} searched without success.", "",
             "| claim | without | | |", "|---|---|---|---|"]
    lines += [f"| {r['claim']} | {r['hypothesis']} | {cell(r)[0]} | {cell(r)[1]} |" for r in rows]
    (HERE / "matrix.md").write_text("\n".join(lines) + "\n")

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ncv", default=str(HERE.parent / "build/release/bin/ncv"))
    parser.add_argument("--budget", default="5s")
    parser.add_argument("--redo", action="append", default=[])
    options = parser.parse_args()
    page(fill(options.ncv, options.budget, options.redo))
