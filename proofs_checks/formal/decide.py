#!/usr/bin/env python3
"""Has Coq decide which printed bounds of a certificate follow from its printed quantities.

A third reader after ncv and ncv-recheck, with no floating point and no C++: the certificate's
numbers are written into a .v file as they are, decide.v's functions are run on them by vm_compute,
and each bound that they accept becomes a theorem about every network whose quantities lie in the
certificate's intervals. Needs what `make proofs` has built. Exit status 1 where Coq does not accept
a bound, 2 for what is no certificate.
"""
import argparse
import collections
import hashlib
import json
import math
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
NUMBER = re.compile(r"-?0x[01](\.[0-9a-f]+)?p[+-]\d+")

# What a bound is to this script: a claim's printed number, the function of decide.v that decides it,
# the theorem behind it, the conclusion in Coq and in words.
Bound = collections.namedtuple("Bound", "claim name record decides theorem printed conclusion words")


class Unreadable(Exception):
    pass


def number(text):
    if not isinstance(text, str) or not (NUMBER.fullmatch(text) or text == "inf"):
        raise Unreadable(f"{text!r} is no number as certificates print it")
    return math.inf if text == "inf" else float.fromhex(text)


def dyadic(value):
    """m 2^e, exactly."""
    fraction, exponent = math.frexp(value)
    mantissa, exponent = int(fraction * 2**53), exponent - 53
    while mantissa and mantissa % 2 == 0:
        mantissa, exponent = mantissa // 2, exponent + 1
    return f"(dyadic ({mantissa}) ({exponent if mantissa else 0}))"


def enclosure(printed, name):
    pair = printed[name] if isinstance(printed, dict) and name in printed else None
    if not isinstance(pair, list) or len(pair) != 2:
        raise Unreadable(f"{name} is no pair of numbers")
    low, high = map(number, pair)
    if not low <= high:
        raise Unreadable(f"{name}: the lower end is above the upper one")
    return low, high


class Record:
    """A record of decide.v, field by field."""

    def __init__(self, name, kind):
        self.name, self.kind, self.fields, self.open = name, kind, [], []

    def whole(self, field, value):
        self.fields.append(f"{field} := {value}%Z")

    def counts(self, field, counts):
        self.fields.append(f"{field} := ({' :: '.join(map(str, counts))} :: nil)%Z")

    def interval(self, field, printed, name=None):
        low, high = enclosure(printed, name or field)
        if math.isinf(high):  # No end is known: nothing can follow from it.
            self.open.append(name or field)
            high = low = 0.0
        self.fields.append(f"{field} := Interval {dyadic(low)} {dyadic(high)}")

    def text(self):
        return f"Definition {self.name} : {self.kind} := {{|\n  " + ";\n  ".join(self.fields) + " |}.\n"


def head_record(certificate):
    network, quantities = certificate["network"], certificate["quantities"]
    record = Record("this_head", "head")
    record.counts("head_counts", network["class_counts"])
    record.whole("width", network["widths"][-2])
    record.whole("width_below", network["widths"][-3])
    for field in "s_K_Y eps1 z1 z2 s1 s_K".split():
        record.interval(field, quantities)
    record.interval("eD", certificate["layers"][-2], "D")
    return record


HEAD = "head_in y W V Z1 Z2 this_head"
HEAD_BOUNDS = [
    ("A2s", "A2s", "NC1_weighted_le y Z1", "NC1 weighted by class sizes <="),
]


def sides(claim):
    return [(enclosure(side, "lhs"), enclosure(side, "rhs")) for side in claim["sides"]]


def bounds_of(certificate):
    """The records and the bounds that this script has Coq decide; what has none, and why."""
    claims = {claim["id"]: claim for claim in certificate["claims"]}
    records, bounds, without = [], [], []

    def stated(name):
        claim = claims.get(name)
        if claim is None:
            return None
        if not claim["sides"]:
            lacks = claim["lacks"]
            without.append((name, f"not applicable, lacks {lacks}" if lacks else claim["status"]))
            return None
        return claim

    if certificate["quantities"] and len(certificate["layers"]) >= 2:
        record = head_record(certificate)
        records.append(record)
        for claim, theorem, conclusion, words in HEAD_BOUNDS:
            if stated(claim):
                printed = sides(claims[claim])[0][1][1]
                bounds.append(Bound(claim, claim, record, f"{theorem}_decides this_head", f"{theorem}_decided",
                                    printed, f"{HEAD} ->\n    {conclusion} (QR R @)", words))
    return records, bounds, without


BINDERS = ("(R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K)\n"
           "    (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N))")


def numbers_text(records, bounds):
    lines = ["From Coq Require Import ZArith QArith List.", "From NCV Require Import decide.",
             *(record.text() for record in records)]
    lines += [f"Definition {bound.name}_printed : Q := {dyadic(bound.printed)}." for bound in bounds]
    return "\n".join(lines) + "\n"


def theorem_text(bound):
    printed = f"{bound.name}_printed"
    return (f"Theorem {bound.name}_of_this_network {BINDERS} :\n"
            f"  {bound.conclusion.replace('@', printed)}.\n"
            f"Proof. by move=> H; apply: ({bound.theorem} H); vm_cast_no_check (erefl true). Qed.\n"
            f"Print Assumptions {bound.name}_of_this_network.\n")


def coqc(text, path, build):
    path.write_text(text)
    command = ["coqc", "-Q", str(build.resolve()), "NCV", "-w", "none", path.name]
    done = subprocess.run(command, cwd=path.parent, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(f"coqc failed on {path.name}:\n{done.stdout[-4000:]}")
    return done.stdout


def read(path):
    try:
        text = path.read_bytes()
        certificate = json.loads(text)
    except (OSError, ValueError) as error:
        raise Unreadable(f"is no certificate: {error}") from None
    if not isinstance(certificate, dict) or certificate.get("certificate") not in (1, 2):
        raise Unreadable("is no certificate of version 1 or 2")
    before = text[:text.rfind(b' "digest"')]
    if certificate.get("digest") != hashlib.sha256(before).hexdigest():
        raise Unreadable("is damaged: its digest is not that of what stands before it")
    return certificate


def check_built(build):
    """The proofs that are imported must be built, and from these sources."""
    for name in ("decide", "rationals", "decided_a"):
        source, copy = HERE / f"{name}.v", build / f"{name}.v"
        if not (build / f"{name}.vo").exists() or copy.read_bytes() != source.read_bytes():
            raise Unreadable(f"is not read: {build} holds no proofs built from {source.name}; run `make proofs`")


def decide(path, build, kept):
    certificate = read(path)
    check_built(build)
    if not shutil.which("coqc"):
        raise Unreadable("is not read: there is no coqc; run `make proofs`")
    records, bounds, without = bounds_of(certificate)
    for record in records:
        if record.open:
            without.append((record.name, f"no upper end is printed of {', '.join(record.open)}"))
    without += [(b.claim, "no finite bound is printed") for b in bounds if math.isinf(b.printed)]
    bounds = [bound for bound in bounds if not bound.record.open and not math.isinf(bound.printed)]
    with tempfile.TemporaryDirectory() as folder:
        numbers = numbers_text(records, bounds)
        asked = "".join(f"Eval vm_compute in {b.decides} {b.name}_printed.\n" for b in bounds)
        answers = re.findall(r"= (true|false)\b", coqc(numbers + asked, pathlib.Path(folder) / "decisions.v", build))
        if len(answers) != len(bounds):
            sys.exit(f"{len(bounds)} bounds, {len(answers)} answers")
        accepted = [bound for bound, answer in zip(bounds, answers) if answer == "true"]
        theorems = ("From mathcomp Require Import all_ssreflect all_algebra.\n"
                    "From NCV Require Import defs rationals decided_a.\n" + numbers +
                    "Local Open Scope ring_scope.\n" + "".join(map(theorem_text, accepted)))
        found = coqc(theorems, pathlib.Path(folder) / "theorems.v", build)
        if found.count("Closed under the global context") != len(accepted):
            sys.exit(f"a theorem rests on an axiom:\n{found}")
    if kept:
        kept.write_text(theorems)
    status = {claim["id"]: claim["status"] for claim in certificate["claims"]}
    for bound, answer in zip(bounds, answers):
        said = f"{bound.words} {bound.printed:.6g}"
        if answer == "true":
            print(f"{bound.claim:4} decided by Coq: {said} ({status[bound.claim]})")
        else:
            print(f"{bound.claim:4} NOT ACCEPTED by Coq: {said} does not follow from the printed intervals")
    for name, why in without:
        print(f"{name:4} nothing to decide: {why}")
    print(f"{len(accepted)} of {len(bounds)} bounds decided by Coq")
    return 0 if len(accepted) == len(bounds) else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("certificate", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/formal"),
                        help="folder that `make proofs` or check.py has built in")
    parser.add_argument("--keep", type=pathlib.Path, metavar="FILE.v", help="write the theorems here")
    options = parser.parse_args()
    try:
        return decide(options.certificate, options.build, options.keep)
    except Unreadable as error:
        print(f"{options.certificate}: {error}", file=sys.stderr)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        print(f"{options.certificate}: is no certificate as docs/certificates.md has it: {error!r}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
