#!/usr/bin/env python3
"""Has Coq decide which printed bounds of a certificate follow from its printed quantities.

A third reader after ncv and ncv-recheck, with no floating point and no C++: the certificate's
numbers are written into a .v file as they are, decide.v's functions are run on them by vm_compute,
and each bound that they accept becomes a theorem about every network whose quantities lie in the
certificate's intervals. Needs what `make proofs` has built. Exit status 1 where Coq does not accept
a bound that follows from what certificates print, 2 for what is no certificate.
"""
import argparse
import collections
import decimal
import fractions
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
# Where it is free, the printed bound takes more than the certificate prints and need not follow; found
# is the same number as the certificate has it from below.
Bound = collections.namedtuple("Bound", "claim name record decides theorem printed about conclusion words free found",
                               defaults=(False, 0))


DECIDED = ("decided_a", "decided_a_roots", "decided_g", "decided_h", "decided_h_entropy", "decided_h_nearest")


class Unreadable(Exception):
    pass


def number(text):
    if not isinstance(text, str) or not (NUMBER.fullmatch(text) or text == "inf"):
        raise Unreadable(f"{text!r} is no number as certificates print it")
    return math.inf if text == "inf" else float.fromhex(text)


def count(value):
    if type(value) is not int or value < 0:
        raise Unreadable(f"{value!r} is no count")
    return value


def dyadic(value):
    """m 2^e, exactly."""
    fraction, exponent = math.frexp(value)
    mantissa, exponent = int(fraction * 2**53), exponent - 53
    while mantissa and mantissa % 2 == 0:
        mantissa, exponent = mantissa // 2, exponent + 1
    return f"(dyadic ({mantissa}) ({exponent if mantissa else 0}))"


def rounded(value, words):
    """Six digits that say no more than the bound does."""
    mode = decimal.ROUND_FLOOR if words.endswith(">=") else decimal.ROUND_CEILING
    return f"{decimal.Context(prec=6, rounding=mode).create_decimal(value):g}"


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
        self.fields.append(f"{field} := {count(value)}%Z")

    def counts(self, field, counts):
        self.fields.append(f"{field} := ({' :: '.join(str(count(n)) for n in counts)} :: nil)%Z")

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


def tail_record(certificate, layer):
    record = Record(f"this_tail_{layer['layer']}", "tail")
    record.counts("tail_counts", certificate["network"]["class_counts"])
    for field in "logits_within logits_between logits_means misfit label_spread".split():
        record.interval(field, certificate["affine_tail"])
    for field in "s_1 s_rho outside_within".split():
        record.interval(field, layer)
    return record


def classifier_record(certificate):
    record = Record("this_classifier", "classifier")
    record.counts("class_counts", certificate["network"]["class_counts"])
    names = {"residual": "eps1", "margin": "margin", "S_within": "S_W", "S_between": "S_B", "E_weights": "E_W",
             "P_within": "P_W", "P_between": "P_B", "not_projected": "rest", "projected_1": "projected_1",
             "projected_least": "projected_least"}
    for field, name in names.items():
        record.interval(field, certificate["last_layer"], name)
    return record


def entropies_record(certificate):
    record = Record("this_entropies", "entropies")
    record.interval("entropy", certificate["last_layer"], "cross_entropy")
    record.interval("entropy_balanced", certificate["last_layer"], "cross_entropy_balanced")
    return record


def means_record(certificate, claim):
    record = Record("these_means", "means")
    record.interval("apart", claim["hypotheses"], "distinct_means")
    return record


def not_nearest_count(certificate, claim):
    """What decide.v's not_nearest_count comes to; Coq is asked whether it does. All samples where it says nothing."""
    counts = certificate["network"]["class_counts"]
    within = enclosure(certificate["last_layer"], "S_W")[1]
    apart = enclosure(claim["hypotheses"], "distinct_means")[0]
    if math.isinf(within) or apart <= 0:
        return sum(counts)
    return math.floor(max(counts) * len(counts) * 4 * fractions.Fraction(within) / fractions.Fraction(apart))


HEAD = ("(R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K)\n"
        "    (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N))",
        "head_in y W V Z1 Z2 {}")
TAIL = ("(R : rcfType) (u : nat -> nat) (N : nat) (y : 'I_N -> 'I_(u 0%N))\n"
        "    (W : forall j, 'M[R]_(u j, u j.+1)) (b : forall j, 'cV[R]_(u j)) (Z : forall j, 'M[R]_(u j, N))\n"
        "    (A : 'M[R]_(u 0%N)) (Delta : 'M[R]_(u 0%N, N)) (d : nat) (lam : R) (X : 'M[R]_(u d, u 0%N))",
        "tail_in y W b Z A Delta lam X {}")
CLASSIFIER = ("(R : rcfType) (N K : nat) (y : 'I_N -> 'I_K) (p : nat)\n"
              "    (W : 'M[R]_(K, p)) (b : 'cV[R]_K) (Z : 'M[R]_(p, N)) (X : 'M[R]_(p, K))",
              "classifier_in y W b Z X {}")
ENTROPY = (CLASSIFIER[0] + "\n    (ex ln : R -> R)",
           "classifier_in y W b Z X {} -> entropies_in y W b Z ex ln this_entropies")
NEAREST = (CLASSIFIER[0], "classifier_in y W b Z X {} -> means_in y Z these_means")


def sides_of(claim):
    """The lower and upper ends of each side: lhs, rhs."""
    return [(enclosure(side, "lhs"), enclosure(side, "rhs")) for side in claim["sides"]]


def bounds_of(certificate):
    """The records and the bounds that this script has Coq decide; what has none, and why."""
    claims = {claim["id"]: claim for claim in certificate["claims"]}
    records, bounds, without = [], [], []

    def stated(name):
        claim = claims.get(name)
        if claim and not claim["sides"]:
            lacks = claim["lacks"]
            without.append((name, f"it is not applicable, {lacks} is not met" if lacks else "a hypothesis is open"))
        return sides_of(claim) if claim and claim["sides"] else None

    def add(claim, suffix, record, about, printed, conclusion, words, argument=""):
        decides = f"{claim}{suffix}_decides {record.name}{argument}"
        bounds.append(Bound(claim, f"{claim}{suffix}_{len(bounds)}", record, decides, f"{claim}{suffix}_decided",
                            printed, about, conclusion, words))

    if certificate["quantities"] and len(certificate["layers"]) >= 2:
        record = head_record(certificate)
        records.append(record)
        for claim, conclusion, words in [
                ("A1s", "forall X, is_pinv W X -> sqn (Z1 - X *m onehot y) <= QR R @",
                 "|Z_{L-1} - W_L^+ Y|_F^2 <="),
                ("A2", "NC1_le y Z1 (QR R @)", "NC1 <="),
                ("A2s", "NC1_weighted_le y Z1 (QR R @)", "NC1, weighted by class sizes, <="),
                ("A5s", "NC2_le y Z1 (QR R @)", "NC2 <="),
                ("A6s", "1 - NC3 y Z1 W <= QR R @", "1 - NC3 <=")]:
            sides = stated(claim)
            if sides:
                add(claim, "", record, HEAD, sides[0][1][1], conclusion, words)
    layers = certificate.get("affine_layers") or []
    tails = [tail_record(certificate, layer) for layer in reversed(layers)]
    records += tails
    g2, g2t = stated("G2"), stated("G2t")
    for i, record in enumerate(tails):
        of = f"of layer {layers[-1 - i]['layer']}"
        if g2:
            add("G2", "", record, TAIL, g2[2 * i][1][1], "NC1_weighted_le y (Z d) (QR R @)",
                f"NC1 {of}, weighted by class sizes, <=")
            add("G2", "_means", record, TAIL, g2[2 * i + 1][1][1], "NC1_le y (Z d) (QR R @)", f"NC1 {of} <=")
        if g2t:
            add("G2t", "", record, TAIL, g2t[i][1][1], "NC1_weighted_le y (Z d) (QR R @)",
                f"NC1 {of}, weighted by class sizes, <=")
    if certificate.get("last_layer"):
        record = classifier_record(certificate)
        records.append(record)
        nc1 = "S_W y Z / S_B y Z"
        if stated("H1"):
            add("H1", "", record, CLASSIFIER, enclosure(claims["H1"]["bounds"], "rhs_squared_error")[1],
                "#|margin_le y (logits W b Z) (QR R 0%frac)|%:R / N%:R <= QR R @",
                "the share of errors, from the squared error, <=", " 0%frac")
        for claim, conclusion, words in [("H2m", f"{nc1} <= QR R @", "NC1 of balanced classes <="),
                                         ("H2h", f"{nc1} <= QR R @", "NC1 of balanced classes <="),
                                         ("H4", "cond_centred (Mu_C y Z) (QR R @)", "NC2 of centred means <=")]:
            sides = stated(claim)
            if sides:
                add(claim, "", record, CLASSIFIER, sides[0][1][1], conclusion, words)
            if sides and claim == "H2h":
                add(claim, "_least", record, CLASSIFIER, sides[1][0][0], f"QR R @ <= {nc1}",
                    "NC1 of balanced classes >=")
        sides = stated("H3")
        if sides:
            add("H3", "", record, CLASSIFIER, sides[0][1][0], "QR R @ <= cos_means y W Z", "cos(W~^T, M~) >=")
        entropies = entropies_record(certificate)
        records.append(entropies)
        if not entropies.open:
            given = " this_entropies"
            if claims["H1"]["sides"]:
                add("H1", "_entropy", record, ENTROPY, enclosure(claims["H1"]["bounds"], "rhs_cross_entropy")[1],
                    "#|margin_le y (logits W b Z) (QR R 0%frac)|%:R / N%:R <= QR R @",
                    "the share of errors, from the cross-entropy, <=", given + " 0%frac")
            loss = stated("H2")
            if loss:
                add("H2", "", record, ENTROPY, loss[0][1][1], f"{nc1} <= QR R @",
                    "NC1 of balanced classes, from the cross-entropy, <=", given)
            if sides and len(sides) > 1:
                add("H3", "_entropy", record, ENTROPY, sides[1][0][0], "QR R @ <= cos_means y W Z",
                    "cos(W~^T, M~), from the cross-entropy, >=", given)
        add_nearest(certificate, claims, record, records, bounds, stated, without)
    return records, bounds, without


def add_nearest(certificate, claims, classifier, records, bounds, stated, without):
    """H6, H6j, H6e: how many samples S_W and the least distance of class means leave, and whether no bound is less.

    The bounds' own quantities, variances along mu_j - mu_c and nearness, are not in a certificate.
    """
    shares = {name: sides[0][1][1] for name in ("H6", "H6j", "H6e") if (sides := stated(name))}
    count = not_nearest_count(certificate, claims["H6"]) if "H6" in shares else math.inf
    if count >= sum(certificate["network"]["class_counts"]):
        without += [(name, "what is printed of S_W and of the means' distance leaves any share") for name in shares]
        return
    records.append(means_record(certificate, claims["H6"]))
    quantities, wrong = f"{classifier.name} these_means", "not nearest to their own class's mean"
    found = enclosure(certificate["last_layer"], "not_nearest")[0]
    bounds.append(Bound("H6", f"H6_count_{len(bounds)}", classifier, f"H6_count_decides {quantities}",
                        "H6_count_decided", float(count), NEAREST, "#|not_nearest y Z|%:R <= QR R @",
                        f"by the reader's own bound the number of samples {wrong} is <=", found=found))
    for name, printed in shares.items():
        bounds.append(Bound(name, f"{name}_{len(bounds)}", classifier, f"H6_decides {quantities}", "H6_decided",
                            printed, NEAREST, "#|not_nearest y Z|%:R / N%:R <= QR R @",
                            f"the share of samples {wrong} is <=", free=True))


def numbers_text(records, bounds):
    lines = ["From Coq Require Import ZArith QArith List.", "From NCV Require Import decide.",
             "Delimit Scope Q_scope with frac.",
             *(record.text() for record in records)]
    lines += [f"Definition {bound.name}_printed : Q := {dyadic(bound.printed)}." for bound in bounds]
    return "\n".join(lines) + "\n"


def theorem_text(bound):
    printed, (binders, encloses) = f"{bound.name}_printed", bound.about
    proof = {ENTROPY: "move=> H E; exact ({} H {} E)", NEAREST: "move=> H M; exact ({} H M {})"}.get(
        bound.about, "by move=> H *; exact: ({} H {})")
    return (f"Lemma {bound.name}_follows : {bound.decides} {printed} = true.\n"
            "Proof. vm_cast_no_check (erefl true). Qed.\n"
            f"Theorem {bound.name}_of_this_network {binders} :\n"
            f"  {encloses.format(bound.record.name)} ->\n  {bound.conclusion.replace('@', printed)}.\n"
            f"Proof. {proof.format(bound.theorem, bound.name + '_follows')}. Qed.\n")


def assumptions_text(bounds):
    """Asks once what all these theorems rest on."""
    names = ", ".join(f"@{bound.name}_of_this_network" for bound in bounds)
    return f"Definition of_this_network := ({names or 'tt'}).\nPrint Assumptions of_this_network.\n"


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
    if not isinstance(certificate, dict) or certificate.get("certificate") not in (1, 2, 3):
        raise Unreadable("is no certificate of version 1, 2 or 3")
    before = text[:text.rfind(b' "digest"')]
    if certificate.get("digest") != hashlib.sha256(before).hexdigest():
        raise Unreadable("is damaged: its digest is not that of what stands before it")
    return certificate


def check_built(build):
    """The proofs that are imported must be built, and from these sources."""
    for name in ("decide", "rationals", *DECIDED):
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
            without += [(bound.claim, f"no upper end is printed of {', '.join(record.open)}")
                        for bound in bounds if bound.record is record]
    without += [(b.claim, "its bound is infinite") for b in bounds if math.isinf(b.printed) and not b.record.open]
    bounds = [bound for bound in bounds if not bound.record.open and not math.isinf(bound.printed)]
    with tempfile.TemporaryDirectory() as folder:
        numbers = numbers_text(records, bounds)
        asked = "".join(f"Eval vm_compute in {b.decides} {b.name}_printed.\n" for b in bounds)
        answers = re.findall(r"= (true|false)\b", coqc(numbers + asked, pathlib.Path(folder) / "decisions.v", build))
        if len(answers) != len(bounds):
            sys.exit(f"{len(bounds)} bounds, {len(answers)} answers")
        accepted = [bound for bound, answer in zip(bounds, answers) if answer == "true"]
        theorems = ("From mathcomp Require Import all_ssreflect all_algebra.\n"
                    f"From NCV Require Import defs g h h_algebraic h_means h_nearest rationals {' '.join(DECIDED)}.\n" +
                    numbers + "Import GRing.Theory Num.Theory.\n"
                    "Local Open Scope ring_scope.\n" + "".join(map(theorem_text, accepted)) +
                    assumptions_text(accepted))
        found = coqc(theorems, pathlib.Path(folder) / "theorems.v", build)
        if found.strip() != "Closed under the global context":
            sys.exit(f"a theorem rests on an axiom:\n{found}")
    if kept:
        kept.write_text(theorems)
    refused = []
    status = {claim["id"]: claim["status"] for claim in certificate["claims"]}
    for bound, answer in zip(bounds, answers):
        said = f"{bound.words} {rounded(bound.printed, bound.words)}"
        if answer == "true" and bound.found > bound.printed:
            refused.append(bound)
            print(f"{bound.claim:4} NOT ACCEPTED by Coq: {said}, the certificate has {bound.found:g}")
        elif answer == "true":
            print(f"{bound.claim:4} decided by Coq: {said} ({status[bound.claim]})")
        elif bound.free:
            print(f"{bound.claim:4} not decided: that {said} takes more than the certificate prints")
        else:
            refused.append(bound)
            print(f"{bound.claim:4} NOT ACCEPTED by Coq: {said} does not follow from the printed intervals")
    for name, why in without:
        print(f"{name:4} nothing to decide: {why}")
    print(f"{len(accepted)} of {len(bounds)} bounds decided by Coq")
    return 1 if refused else 0


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
