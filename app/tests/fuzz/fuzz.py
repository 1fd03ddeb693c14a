"""Fuzzes ncv and ncv-recheck as processes: fuzz.py NCV NCV_RECHECK [--runs N] [--seed S] [--jobs J]

A case is a folder with files of one kind, right or damaged, and a few runs of the programs on them.
Every run must end with 0, 1, 2 or 3 and at most three lines, leave its inputs as they were and nothing
else behind; and nothing false may be accepted (the kinds say what that is). What a case does depends on
the seed and its number alone. Findings are kept, with the commands that show them. Ends with 1 if there
are any.
"""
import argparse
import multiprocessing
import random
import re
import resource
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

import certifying
import counterexamples
import refutations
import run_folders
import searches
import stores
import theorem_runs
from arguments import arguments
from certifying import headers, networks, snapshot_bytes, tensors
from configurations import plans, trains
from counterexamples import replays
from forging import blind, guided
from images import images
from lab import Lab
from outputs import outputs
from refutations import refutations as edited_refutations
from reports import reports
from run_folders import resumes
from searches import searches as short_searches
from stores import stores as edited_stores
from theorem_runs import theorems

# A kind: its share of the cases, what a case is, what must be prepared for it.
KINDS = {
    "networks": (18, networks, certifying), "tensors": (12, tensors, certifying), "headers": (10, headers, certifying),
    "bytes": (6, snapshot_bytes, certifying), "guided": (6, guided, certifying), "blind": (20, blind, certifying),
    "counterexamples": (14, replays, counterexamples), "refutations": (2, edited_refutations, refutations),
    "searches": (3, short_searches, searches), "configurations": (6, trains, None), "plans": (3, plans, None),
    "runs": (8, resumes, run_folders), "stores": (7, edited_stores, stores), "theorems": (1, theorems, theorem_runs),
    "reports": (2, reports, None), "images": (4, images, None), "outputs": (5, outputs, certifying), "arguments": (10, arguments, certifying)}
MEMORY = 4 << 30
KEPT = 3  # findings of a sort


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("ncv")
    p.add_argument("recheck")
    p.add_argument("--runs", type=int, default=50_000, help="runs of the programs, at least")
    p.add_argument("--seed", default="1")
    p.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    p.add_argument("--kinds", default=",".join(KINDS))
    p.add_argument("--case", type=int, help="only this one")
    p.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    return p.parse_args()


def prepared(tools, kinds, work):
    for module in {KINDS[k][2] for k in kinds} - {None}:
        module.prepare(tools, work / module.__name__)


def kind_of(seed, number, kinds):
    return random.Random(f"{seed} {number}").choices(kinds, [KINDS[k][0] for k in kinds])[0]


def one(task):
    """A case: kind, codes, seconds, complaints, its folder where there are any."""
    tools, work, seed, kinds, number = task
    kind = kind_of(seed, number, kinds)
    _, case, module = KINDS[kind]
    lab = Lab(tools, kind, random.Random(f"{seed} {number} case"), work / f"case-{number}")
    lab.seeds = work / module.__name__ if module else None
    try:
        case(lab)
    except Exception:  # a fault of the fuzzer is a finding, too
        lab.complain("the fuzzer fails: " + traceback.format_exc(limit=-3))
    if not lab.complaints:
        shutil.rmtree(lab.folder, ignore_errors=True)
    return number, kind, lab.codes, lab.seconds, lab.complaints, lab.folder


def sort_of(kind, complaint):
    """Findings of one sort differ in numbers and names."""
    return kind + " " + re.sub(r'".*?"|\[.*?\]|-?0x[0-9a-fp.+-]+|[\d.]+', "#", complaint.split("\n")[0])[:60]


def keep(findings, seed, number, kind, complaints, folder):
    target = findings / f"{kind}-{seed}-{number}"
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder, target, symlinks=True)
    shutil.rmtree(folder, ignore_errors=True)
    lines = [f"{what}\n" + "".join(f"    {command}\n" for command in history) for what, history in complaints]
    (target / "FINDING.txt").write_text("\n".join(lines))
    first = complaints[0][0].splitlines()[0]
    print(f"{target}: {first[:300]}", flush=True)


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def table(codes, seconds, found):
    columns = [0, 1, 2, 3, "signal"]
    print(f"{'kind':16}" + "".join(f"{c:>8}" for c in columns) + f"{'findings':>10}{'seconds':>9}")
    for kind in KINDS:
        if kind in codes:
            counts = "".join(f"{codes[kind][c]:8}" for c in columns)
            print(f"{kind:16}{counts}{found[kind]:10}{seconds[kind]:9.0f}")


def main():
    o = options()
    tools = {"ncv": str(Path(o.ncv).resolve()), "ncv-recheck": str(Path(o.recheck).resolve())}
    kinds, codes = o.kinds.split(","), {}
    found, sorts, seconds = Counter(), Counter(), Counter()
    with tempfile.TemporaryDirectory(prefix="ncv-fuzz-") as name:
        work = Path(name)
        prepared(tools, kinds, work)
        numbers = [o.case] if o.case is not None else range(o.runs)
        tasks = ((tools, work, o.seed, kinds, n) for n in numbers)
        with multiprocessing.Pool(o.jobs, limited) as pool:
            runs = cases = 0
            for number, kind, counted, took, complaints, folder in pool.imap(one, tasks):
                if runs >= o.runs:  # the same cases count, whatever the number of jobs
                    break
                codes.setdefault(kind, Counter()).update(counted)
                seconds[kind] += took
                runs, cases = runs + sum(counted.values()), cases + 1
                if complaints:
                    found[kind] += 1
                    sort = sort_of(kind, complaints[0][0])
                    sorts[sort] += 1
                    if sorts[sort] <= KEPT:
                        keep(o.findings, o.seed, number, kind, complaints, folder)
                    else:
                        shutil.rmtree(folder, ignore_errors=True)
            pool.terminate()
    table(codes, seconds, found)
    for sort, times in sorts.most_common():
        print(f"{times:6} x {sort}")
    print(f"{runs} runs in {cases} cases, {sum(found.values())} cases with findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
