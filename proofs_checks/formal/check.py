#!/usr/bin/env python3
"""Builds the formal proofs in a folder of its own and prints, claim by claim, what they rest on.

Fails unless every file compiles, every theorem is in assumptions.v, and each
is closed under the global context: no axiom, nothing admitted, no hypothesis left open; and
unless each has an instance, as met.py says.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import met

HERE = pathlib.Path(__file__).resolve().parent
CLOSED = "Closed under the global context"
# A theorem's name begins with its claim's id.
STATED = re.compile(r"^(?:Theorem|Corollary) (\w+)", re.M)
FORBIDDEN = re.compile(r"\b(?:Admitted|admit|Axiom|Axioms|Parameter|Parameters|Conjecture|give_up|bypass_check)\b")


def without_comments(text):
    depth, kept, at = 0, [], 0
    while at < len(text):
        two = text[at:at + 2]
        if two == "(*":
            depth, at = depth + 1, at + 2
        elif two == "*)" and depth:
            depth, at = depth - 1, at + 2
        else:
            if not depth or text[at] == "\n":
                kept.append(text[at])
            at += 1
    return "".join(kept)


def sources():
    lines = (HERE / "_CoqProject").read_text().split("\n")
    return [line for line in lines if line.endswith(".v")]


def source_of(name, mathcomp_1):
    """The file that is compiled as `name`: with MathComp 1 names.v has a variant."""
    return HERE / "mathcomp1" / name if mathcomp_1 and name == "names.v" else HERE / name


def has_mathcomp_1(folder):
    (folder / "version.v").write_text("From mathcomp Require Import ssrnum.\nCheck Num.Theory.ler_pXn2r.\n")
    return subprocess.run(["coqc", "-w", "none", "version.v"], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0


def lines_of(text, start):
    """Lines of a statement and its proof."""
    end = re.compile(r"\b(?:Qed|Defined)\.").search(text, start)
    return text.count("\n", start, end.end() if end else len(text)) + 1


def run(command, folder):
    # A make above this one keeps its own jobs.
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    done = subprocess.run(command, cwd=folder, text=True, env=own, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}")
    return done.stdout


def answers_of(name, folder):
    printed = run(["coqc", "-Q", ".", "NCV", "-w", "none", name], folder)
    return [a for a in re.split(rf"^(?={CLOSED}|Axioms:)", printed, flags=re.M) if a.strip()]


def closed_together(folder):
    """Whether a term that names every theorem is closed: what they share is walked through once, twenty times sooner."""
    listed = re.sub(r"^Print Assumptions (\S+)\.$", r"  let _ := @\1 in", (HERE / "assumptions.v").read_text(), flags=re.M)
    first = listed.index("  let _ :=")
    (folder / "together.v").write_text(
        f"{listed[:first]}Definition together :=\n{listed[first:]}  tt.\nPrint Assumptions together.\n")
    return [a.strip() for a in answers_of("together.v", folder)] == [CLOSED]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/formal"))
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    began = time.monotonic()

    files, problems = sources(), []
    listed = {str(path.relative_to(HERE)) for path in HERE.rglob("*.v")} - {"assumptions.v", "mathcomp1/names.v"}
    for name in sorted(listed ^ set(files)):
        problems.append(f"{name} is in only one of _CoqProject and the folder")
    theorems = {}
    for name in files:
        text = without_comments((HERE / name).read_text())
        for found in FORBIDDEN.finditer(text):
            problems.append(f"{name}: {found.group(0)}")
        for found in STATED.finditer(text):
            theorems[found.group(1)] = (name, lines_of(text, found.start()))
    asked = re.findall(r"^Print Assumptions (?:\w+\.)*(\w+)\.$", (HERE / "assumptions.v").read_text(), re.M)
    for name in sorted(set(theorems) ^ set(asked)):
        problems.append(f"{name} is in only one of assumptions.v and the proofs")
    if problems:
        sys.exit("\n".join(problems))

    options.build.mkdir(parents=True, exist_ok=True)
    mathcomp_1 = has_mathcomp_1(options.build)
    for name in ["_CoqProject", "assumptions.v", *files]:
        source, target = source_of(name, mathcomp_1), options.build / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != source.read_bytes():
            shutil.copyfile(source, target)
    run(["coq_makefile", "-f", "_CoqProject", "-o", "Makefile.coq"], options.build)
    run(["make", "-f", "Makefile.coq", f"-j{options.jobs}"], options.build)
    answers = [CLOSED] * len(asked) if closed_together(options.build) else answers_of("assumptions.v", options.build)
    if len(answers) != len(asked):
        sys.exit(f"{len(asked)} theorems, {len(answers)} answers")

    how, open_ones = met.table(options.build, {name: theorems[name][0] for name in asked},
                               lambda name: run(["coqc", "-Q", ".", "NCV", "-w", "none", name], options.build))
    print(f"{'claim':6} {'theorem':38} {'file':24} {'axioms':8} lines")
    for name, answer in zip(asked, answers):
        closed = answer.strip() == CLOSED
        if not closed:
            open_ones.append(f"{name}: {answer.strip()}")
        claim = name.split("_")[0] if re.match(r"(?:[A-I]\d|B_)", name) else "-"
        file, lines = theorems[name]
        print(f"{claim:6} {name:38} {file:24} {'none' if closed else 'SOME':8} {lines:5}")
    total = sum(len((HERE / name).read_text().splitlines()) for name in files)
    claims = {n.split("_")[0] for n in asked if re.match(r"[A-E]\d|[G-I]\d", n)}
    print(f"{len(asked)} theorems of {len(claims)} claims, {total} lines, {time.monotonic() - began:.0f} s")
    kinds = [text.split()[0] for text in how.values()]
    print(f"instances: {kinds.count('applied')} theorems applied at a network, {kinds.count('no')} without hypotheses")
    if open_ones:
        sys.exit("\n".join(open_ones))


if __name__ == "__main__":
    main()
