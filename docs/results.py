#!/usr/bin/env python3
"""Writes docs/results.json and docs/results.md from what the programs say.

    make results        the whole: verify, the properties, a search for the largest ratio of each claim
    python3 docs/results.py --pages     only the pages, from docs/results.json and the counterexamples that are there

The largest ratios' instances are stored in counterexamples/sharpest/; a claim whose instance is there is
not searched again unless --search is given.
"""
import argparse, json, math, pathlib, re, subprocess

ROOT = pathlib.Path(__file__).parent.parent
SHARPEST = ROOT / "counterexamples" / "sharpest"
BIN = ROOT / "build" / "release" / "bin"  # or --bin

LOOSE = {  # claims whose largest ratio stays below 0.9: where the looseness comes from
    "A1": "one r for features and weights, and the sum of two orthogonal pieces where A1s has the root of squares",
    "A1s": "q directions are all charged with ||D_{L-1}||",
    "A2": "one r for features and weights",
    "A2u": "one r for features and weights",
    "A2s": "residual and defect cannot both be spent within classes in full",
    "A2v": "the between-class part of the residual is charged twice",
    "A3": "every layer is charged with the largest norm r and the largest defect",
    "A5": "one r; the error of the means enters numerator and denominator",
    "A6": "Cauchy where A6s has Kantorovich",
    "A6s": "Minkowski's three chords are seldom in line",
    "B3": "W_{l+1}^T R_{l+1} and R_l W_l^T would have to add up in full",
    "B6": "the proof halves the gradient where B6s subtracts; at its best share the bound is attained",
    "B8": "a is what is left of four halved singular values",
    "B11": "B3, then A2",
    "C1": "log x <= x - 1 and the same bound for all K singular values",
    "C1s": "all the head's surplus in one singular value, all its deficit in the others",
    "C1d": "as C1s; the defect is charged to every layer",
    "C1p": "the features' norm at its largest for any t",
    "C2": "the kernel's top eigenvector serves one layer only",
    "C2s": "the kernel sums all layers, the bound two of them",
    "C2t": "r bounds every layer",
}


def run(*command):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, cwd=ROOT)


def claims():
    return [c for c in json.loads(run(BIN / "ncv", "list", "--json").stdout) if c["kind"] not in ("counterexample", "hypothesis")]


def powers():
    """The properties' own account: power and instances of each claim."""
    out = {}
    for line in run(BIN / "properties").stdout.splitlines():
        m = re.match(r"(\w+): tried (\d+), applicable (\d+), .*largest ratio ([\d.]+), power ([\d.]+)", line)
        if m and float(m[5]):
            out[m[1]] = {"applicable": int(m[3]), "power": float(m[5])}
    if not out:
        raise SystemExit(f"{BIN / 'properties'} printed no powers")
    return out


def sharpest(claim, again, budget):
    """The largest ratio a search reaches; its instance is stored."""
    SHARPEST.mkdir(exist_ok=True)
    path = SHARPEST / f"{claim}.json"
    if again or not path.exists():
        run(BIN / "ncv", "search", claim, "--budget", budget, "-o", path)
    if not path.exists():
        return None
    said = run(BIN / "ncv", "check", path.with_suffix(".safetensors"), "--claims", claim, "--arithmetic", "mp", "--json")
    return json.loads(said.stdout)["claims"][0]["ratio"]


def counterexamples():
    out = {}
    for path in sorted((ROOT / "counterexamples").rglob("*.json")):
        if path.parent.name == "sharpest":
            continue
        out.setdefault(json.loads(path.read_text())["claim"], []).append(str(path.relative_to(ROOT)))
    return out


def status(claim, tally):
    if claim["kind"] == "quoted":
        return "refuted"
    if claim["kind"] == "empirical":
        return "measured"
    if tally["violated"]:
        return "violated"
    return "holds" if tally["applicable"] else "planned"


def gather(arguments):
    verify = json.loads((ROOT / arguments.verify / "results.json").read_text())
    power, rows = powers(), []
    for claim in claims():
        tally, digits = verify["random"][claim["id"]], verify["claims"][claim["id"]]
        identity = digits["relation"] == "identity"
        # A search follows a run for a few steps, not to its end.
        searched = None if "complete_run" in claim["needs"] else sharpest(claim["id"], arguments.search, arguments.budget)
        rows.append({
            "id": claim["id"], "status": status(claim, tally), "networks": tally["applicable"],
            "random": None if not tally["holds"] else tally["largest_ratio"],
            "digits": digits["ratio"] if digits["status"] in ("holds", "undecided", "violated") else None,
            "digits_status": digits["status"] + (f": {digits['lacks']}" if "lacks" in digits else ""),
            "searched": searched, "identity": identity,
            "power": None if identity else power.get(claim["id"], {}).get("power")})
    return {"rows": rows}


def shown(v):
    if v is None:
        return "–"
    return f"{v:.4f}" if 1e-3 <= v < 10 else f"{v:.1e}"


def sharpest_of(row):
    values = [row[k] for k in ("random", "digits", "searched") if row[k] is not None and math.isfinite(row[k])]
    return None if row["identity"] or not values else max(values) if row["status"] == "refuted" else min(max(values), 1.0)


def outcome_row(claim, row):
    sharp = "identity" if row["identity"] else shown(sharpest_of(row))
    return (f"| {claim['id']} | {claim['title']} | {claim['kind']} | {row['networks']:,} | {sharp} | {row['status']} "
            f"| {len(row['counterexamples']) or '–'} |\n")


def pages(results):
    rows = {r["id"]: r for r in results["rows"]}
    catalogue = claims()
    text = """# Every claim: its outcome, how sharp its bound is, and what its property notices

Written by `make results` ([results.py](results.py)) from `ncv verify`, the properties and `ncv search`. What a claim says, its hypotheses and its
proof: [claims.md](claims.md). What came of the empirical claims E1 to E8: [experiments](../experiments/README.md). The way in: [README](../README.md).

## Outcomes

*Networks*: random networks that met the hypotheses in `ncv verify`. *Sharpest ratio*: the largest left side over right side (the inverse for lower bounds)
seen on them, on the digits or by search; 1 is attained, above 1 would be a violation. *Counterexamples*: stored networks that break the claim when one
hypothesis is dropped ([gallery](../counterexamples/README.md)). *Planned*: the theorem's whole run is longer than a check follows; what it promises is
computed beforehand, what it needs is checked, and phase 1 is followed to its end. `ncv theorem` runs B10u's plan, all of it: [theorem.md](theorem.md).

<!-- claims:begin -->
| id | claim | kind | networks | sharpest ratio | status | counterexamples |
|---|---|---|---|---|---|---|
"""
    text += "".join(outcome_row(c, rows[c["id"]]) for c in catalogue)
    text += """<!-- claims:end -->

## Ratios

*Search* is the largest ratio that restarts and ascent reach; its instance is stored in `counterexamples/sharpest/`. *Digits* is the network that
`ncv verify` trains.

| claim | search | random networks | digits | attained |
|---|---|---|---|---|
"""
    for c in catalogue:
        r = rows[c["id"]]
        sharp = sharpest_of(r)
        verdict = ("identity" if r["identity"] else "refuted" if r["status"] == "refuted" else
                   "measured only" if r["status"] == "measured" else
                   "run longer than checks follow" if sharp is None else
                   "yes" if sharp > 0.99 else "nearly" if sharp > 0.9 else "no: " + LOOSE.get(c["id"], "not analysed"))
        digits = shown(r["digits"]) if r["digits"] is not None else r["digits_status"].replace("_", " ")
        text += f"| {c['id']} | {shown(None if r['identity'] else r['searched'])} | {shown(None if r['identity'] else r['random'])} | {digits} | {verdict} |\n"
    text += """
## Power of the properties

*Power* is the factor by which the claim's right side could be wrong without its property noticing at the quick count: 0.99 means that one per cent is
noticed. Identities are compared with their rounding, so any wrong factor beyond 1e-12 or so shows.

| claim | smallest wrong factor noticed |
|---|---|
"""
    for c in catalogue:
        r = rows[c["id"]]
        text += f"| {c['id']} | {'any, beyond rounding' if r['identity'] else shown(r['power'])} |\n"
    (ROOT / "docs" / "results.md").write_text(text)


def main():
    global BIN
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verify", default="verify-report", help="folder that ncv verify wrote")
    parser.add_argument("--pages", action="store_true", help="only write the pages again")
    parser.add_argument("--search", action="store_true", help="search for the largest ratios again")
    parser.add_argument("--budget", default="5s", help="of each search")
    parser.add_argument("--bin", type=pathlib.Path, default=BIN, help="folder of ncv and properties")
    arguments = parser.parse_args()
    BIN = arguments.bin.resolve()
    stored = ROOT / "docs" / "results.json"
    results = json.loads(stored.read_text()) if arguments.pages else gather(arguments)
    files = counterexamples()
    for row in results["rows"]:
        row["counterexamples"] = files.get(row["id"], [])
    stored.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    pages(results)


main()
