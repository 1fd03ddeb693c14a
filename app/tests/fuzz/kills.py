"""Kills commands of ncv and takes them up again: kills.py NCV [--kills N] [--terms N] [--commands train,sweep]

A command is killed (SIGKILL) at a moment of its run, sometimes as soon as it writes, then taken up again
as its user would, perhaps killed once more, and run to its end. Its inputs are then as they were, what stood
where it writes is at every moment old and whole, or new and whole, the end is that of a run that nothing
disturbed, and nothing else is left. With SIGTERM it must end with exit code 3, or be done; how soon it did is told.
Ends with 1 if anything was lost.
"""
import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from killed import COMMANDS
from programs import HANG, OWN_OF_SQLITE, contents, is_named

LONG = 3600  # seconds, for a whole `ncv verify` beside other work


class Bench:
    """One command: its folder as given, the undisturbed end, and its time."""

    def __init__(self, ncv, name, work):
        self.ncv, self.name, self.command = ncv, name, COMMANDS[name]
        self.given, self.done, self.work = work / f"{name}-given", work / f"{name}-done", work
        self.given.mkdir()
        self.command.make(self.run_in(self.given), self.given)
        self.seconds = min(self.undisturbed() for _ in range(1 if name == "verify" else 3))
        self.old = self.outputs(self.given)
        self.new = self.outputs(self.done)

    def undisturbed(self):
        shutil.rmtree(self.done, ignore_errors=True)
        shutil.copytree(self.given, self.done)
        began = time.monotonic()
        self.run_in(self.done)(self.command.words)
        return time.monotonic() - began

    def start(self, words, folder):
        return subprocess.Popen([self.ncv, *words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, start_new_session=True)

    def run_in(self, folder):
        def run(words, until=None):
            process = self.start(words, folder)
            while until and not until.exists() and process.poll() is None:
                time.sleep(0.001)
            if until:
                os.killpg(process.pid, signal.SIGKILL)
            err = process.communicate(timeout=LONG)[1]
            if not until and process.returncode > 1:
                raise SystemExit(f"ncv {' '.join(words)} ends with {process.returncode}: {err.decode()}")
        return run

    def outputs(self, folder):
        found = contents(folder, varies=self.command.varies)
        return {n: d for n, d in found.items() if is_named(n, self.command.outputs)}

    def inputs(self, folder):
        given = contents(self.given, self.command.outputs)
        return {n: d for n, d in contents(folder, self.command.outputs).items() if n in given}


def killed_at(random, bench, process, folder):
    """Waits for the moment and kills. Whether it was still there."""
    before = names(folder)
    how = random.random()
    if how < (0.9 if bench.command.early > 1 else 0.5):
        wait(process, bench.seconds * random.random() ** bench.command.early)
    elif how < 0.75:  # near its end
        wait(process, bench.seconds * random.uniform(0.8, 1.05))
    else:  # when it first writes
        while process.poll() is None and names(folder) == before:
            pass
        wait(process, random.choice([0, 0, 0.0003, 0.001, 0.003]))
    was_there = process.poll() is None
    if was_there:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return was_there


def names(folder):
    """What stands there and in its folders, as far as it stays while one looks."""
    return {path for path, folders, files in os.walk(folder) for path in (f"{path}/{name}" for name in folders + files)}


def wait(process, seconds):
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        pass


def torn(bench, folder):
    """What stands where the command writes must be old or new, all of it."""
    now = {n: d for n, d in bench.outputs(folder).items() if n in bench.old or n in bench.new}
    if not bench.command.replaces:
        return
    old = [n for n in now if now[n] == bench.old.get(n)]
    new = [n for n in now if now[n] == bench.new.get(n)]
    gone = [n for n in bench.old if n not in now]
    alike = len(now) in (len(old), len(new))
    if not alike or (bench.command.replaces == "whole" and now not in (bench.old, bench.new)):
        yield f"after the kill {len(old)} files are old, {len(new)} new, {len(gone)} gone, of {len(now)} there"


def lost(bench, folder):
    """What differs from an undisturbed end."""
    if bench.inputs(folder) != bench.inputs(bench.given):
        yield "an input has changed"
    if results := bench.command.results:
        if results(folder) != results(bench.done):
            yield "results differ from those of an undisturbed run"
    else:
        mine = bench.outputs(folder)
        # The account of checksums tells of what was written twice, twice.
        if other := [n for n in bench.new if mine.get(n) != bench.new[n] and not n.endswith("checksums.csv")]:
            yield f"ends differently than an undisturbed run: {other[:4]}"
    left = names_left(folder) - names_left(bench.done)
    if left:
        yield f"leaves {sorted(left)[:3]}"


def names_left(folder):
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*")}
    return {n for n in names if not n.endswith(OWN_OF_SQLITE)}


def one_kill(random, bench, folder, whole):
    """Kills, goes on, and tells what was lost."""
    killed, words, kept = 0, bench.command.words, bench.command.kept(bench.given)
    for _ in range(random.choice([1, 1, 2, 3])):
        killed += killed_at(random, bench, bench.start(words, folder), folder)
        yield from torn(bench, folder)
        if (now := bench.command.kept(folder)) < kept:
            yield f"after kill {killed} only {now} is there of {kept} that was done"
        kept = now
        words = bench.command.next_words(folder)
    if not whole:
        return
    process = bench.start(words, folder)
    err = process.communicate(timeout=LONG)[1].decode()
    if process.returncode not in (0, 1):
        yield f"`ncv {' '.join(words)}` after {killed} kills ends with {process.returncode}: {err.strip()[-200:]}"
        return
    yield from lost(bench, folder)


def is_listening(process):
    """Whether it has a handler for SIGTERM yet: before that the signal's default ends it."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1


def one_term(random, bench, folder):
    """Asks the command to end; after how many seconds it did, None if it was done before."""
    process = bench.start(bench.command.words, folder)
    while process.poll() is None and not is_listening(process):
        pass
    wait(process, bench.seconds * random.random() ** bench.command.early)
    if process.poll() is not None:
        process.communicate()
        return None, []
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGTERM)
    err = process.communicate(timeout=HANG)[1].decode()
    took = time.monotonic() - began
    right = process.returncode in (0, 1, 3)
    return took, [] if right else [f"SIGTERM after {took:.2f} s: ends with {process.returncode}: {err.strip()[-200:]}"]


def cases(o, bench, name):
    """Every kill and every SIGTERM of a command: what happened, as (what, complaints, folder)."""
    for i in range(o.kills + o.terms):
        folder = bench.work / "case"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(bench.given, folder)
        chance = random.Random(f"{o.seed} {name} {i}")
        if i < o.kills:
            whole = name != "verify" or i % 20 == 0
            yield i, None, list(one_kill(chance, bench, folder, whole)), folder
        else:
            yield i, *one_term(chance, bench, folder), folder


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("ncv", type=Path)
    p.add_argument("--kills", type=int, default=100, help="of each command")
    p.add_argument("--terms", type=int, default=10, help="SIGTERMs of each command")
    p.add_argument("--commands", default=",".join(COMMANDS))
    p.add_argument("--seed", default="1")
    p.add_argument("--findings", type=Path, default=Path("kill-findings"))
    o = p.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="ncv-kills-") as work:
        for name in o.commands.split(","):
            bench = Bench(str(o.ncv.resolve()), name, Path(work))
            sorts, delays = Counter(), []
            for i, delay, complaints, folder in cases(o, bench, name):
                delays += [delay] if delay is not None else []
                for complaint in complaints:
                    sorts[complaint[:60]] += 1
                    if sorts[complaint[:60]] == 1:
                        print(f"  {name} {i}: {complaint}", flush=True)
                        shutil.copytree(folder, o.findings / f"{name}-{i}", dirs_exist_ok=True)
            failed += sum(sorts.values())
            told = f"SIGTERM ends it within {max(delays):.2f} s" if delays else "no SIGTERM met it"
            losses = sum(sorts.values())
            print(f"{name}: {o.kills} kills over {bench.seconds:.2f} s, {losses} losses; {told}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
