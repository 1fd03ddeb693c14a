#!/usr/bin/env python3
"""Compares training steps and the time to a verdict, interleaved, and writes OUT/bench.json (docs/benchmarks.md).

    make bench          ncv beside a plain Eigen step
    make bench-peers    the same step on OpenBLAS, BLIS, libxsmm and oneDNN, and PyTorch as well
    run.py --small      small chains alone, in a minute; `page.py OUT/small.json` takes them into the page
"""
import argparse, json, os, pathlib, secrets, tempfile
import page
from cases import campaign_cases, reference_cases, small_cases, sweeps
from machine import OtherWork, machine, versions
from measure import bandwidths, measure, progress
from verdict import verdict
from workers import BENCH, Workers, peers_are_there

FOOTPRINTS = [24 << 10, 512 << 10, 8 << 20, 32 << 20, 256 << 20]


def gather_small(arguments, workers, folder):
    """40 chains that no one chose: processor time, so that other work on the machine counts little."""
    seed = secrets.randbelow(2**32) if arguments.seed is None else arguments.seed
    progress(f"small chains of seed {seed}")
    rounds, seconds = (1, 1e-3) if arguments.tiny else (arguments.rounds, 0.01)
    other = OtherWork()
    alone, campaigns = small_cases(seed, 2 if arguments.tiny else 40, workers.native.ask("about")["campaign"]["steps"])
    out = {"date": machine()["date"], "rounds": rounds, "seed": seed, "steps": measure(workers, alone, rounds, seconds, folder, "small chains"),
           "campaigns": measure(workers, campaigns, rounds, seconds, folder, "their campaigns")}
    return out | {"other_work": other.cores()}


def gather(arguments):
    tiny = arguments.tiny
    rounds, seconds = (1, 1e-3) if tiny else (arguments.rounds, 0.06)
    binaries = pathlib.Path(arguments.binaries)
    other = OtherWork()
    with tempfile.TemporaryDirectory() as folder, Workers(binaries, arguments.peers) as workers:
        folder = pathlib.Path(folder)
        out = {"format": 1, "rounds": rounds, "machine": machine(), "versions": versions(workers)}
        progress("bandwidth")
        out["triad"] = bandwidths(workers, FOOTPRINTS[:2] if tiny else FOOTPRINTS, rounds)
        networks = workers.native.ask("networks")
        out["steps"] = measure(workers, reference_cases(networks[:2] if tiny else networks, arguments.peers), rounds, seconds, folder, "steps")
        out["campaigns"] = measure(workers, campaign_cases(networks, out["versions"]["native"]["campaign"]), rounds, seconds, folder, "campaigns")
        out["small"] = gather_small(arguments, workers, folder)
        out["sweeps"] = {parameter: measure(workers, cases, rounds, seconds / 2, folder, parameter)
                         for parameter, cases in sweeps(networks, arguments.peers, tiny).items()}
        if tiny:
            out["verdicts"] = [verdict(binaries, arguments.peers, 1, folder, "quick", steps=20)]
        else:
            out["verdicts"] = [verdict(binaries, arguments.peers, min(rounds, 5), folder, "quick"),
                               verdict(binaries, arguments.peers, 3, folder, "digits")]
    out["machine"]["other_work"] = other.cores()
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", default=BENCH.parent / "build" / "release" / "bin", help="folder of ncv and ncv_bench_worker")
    parser.add_argument("--out", default="bench-report", help="folder for bench.json")
    parser.add_argument("--rounds", type=int, default=9, help="samples of every contestant, at least 7 for figures to quote")
    parser.add_argument("--peers", action="store_true", help="with OpenBLAS, BLIS, libxsmm, oneDNN and PyTorch")
    parser.add_argument("--small", action="store_true", help="small chains alone, into OUT/small.json")
    parser.add_argument("--seed", type=int, help="of the small chains; else one is drawn")
    parser.add_argument("--tiny", action="store_true", help="one short round on the small networks: does it run?")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    if not (pathlib.Path(arguments.binaries) / "ncv_bench_worker").exists():
        parser.error(f"{arguments.binaries} holds no ncv_bench_worker; make build builds it")
    if arguments.peers and not peers_are_there(pathlib.Path(arguments.binaries)):
        parser.error("--peers needs Debian's python3-torch, OpenBLAS, BLIS, libxsmm and oneDNN, and workers built with them; make bench-peers sees to it")
    out = pathlib.Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    if arguments.small:
        with tempfile.TemporaryDirectory() as folder, Workers(pathlib.Path(arguments.binaries), False) as workers:
            text = page.dumped({"small": gather_small(arguments, workers, pathlib.Path(folder))})
        shown = page.small_table
    else:
        text, shown = page.dumped(gather(arguments)), page.tables
    target = out / ("small.json" if arguments.small else "bench.json")
    partial = target.with_suffix(".json.part")
    partial.write_text(text)
    os.replace(partial, target)
    print(shown(json.loads(text)))


main()
