#!/usr/bin/env python3
"""Has decide.py read certificates that it must accept and others that it must refuse."""
import argparse
import hashlib
import json
import math
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DIGITS = HERE.parents[1] / "data/certified/digits.certificate.json"


def run(path, build):
    done = subprocess.run([sys.executable, HERE / "decide.py", path, "--build", build], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def sealed(certificate):
    """The certificate as text, its digest made anew: a forger knows the format."""
    text = json.dumps(certificate, indent=1, ensure_ascii=False)
    text = text[:text.rfind(' "digest"')]
    return text + f' "digest": "{hashlib.sha256(text.encode()).hexdigest()}"\n}}\n'


def of_one_claim(certificate, name):
    """A copy in which a hypothesis of every other claim is open, so that Coq is asked for this one's bounds alone; and the claim."""
    copy = json.loads(json.dumps(certificate))
    for claim in copy["claims"]:
        if claim["id"] != name:
            claim["sides"] = []
    return copy, next(c for c in copy["claims"] if c["id"] == name)


def lowered(certificate, claim, share):
    """The claim alone, its printed bound less this share of its interval's width."""
    forged, alone = of_one_claim(certificate, claim)
    printed = alone["sides"][0]["rhs"]
    low, high = map(float.fromhex, printed)
    printed[1] = (high - share * (high - low)).hex()
    printed[0] = min(low, float.fromhex(printed[1])).hex()
    return forged


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/formal"))
    parser.add_argument("--other", type=pathlib.Path, help="another certificate that must be accepted")
    options = parser.parse_args()
    certificate, wrong = json.loads(DIGITS.read_bytes()), []

    def expect(what, path, status, *lines):
        found, said = run(path, options.build)
        print(f"--- {what}: {found}\n{said}", flush=True)
        if found != status or not all(line in said for line in lines):
            wrong.append(what)

    with tempfile.TemporaryDirectory() as folder:
        def written(name, text):
            path = pathlib.Path(folder) / name
            path.write_text(text)
            return path

        expect("the digits", DIGITS, 0, "A2s  decided by Coq", "H6   decided by Coq", "H6e  decided by Coq")
        if options.other:
            expect("another network", options.other, 0, "decided by Coq", "H6j  not decided")
        # An upper end is printed a sixth of the interval's width above what the quantities give.
        forged = lowered(certificate, "A2s", 0.3)
        expect("a bound printed too small", written("low.json", sealed(forged)), 1, "A2s  NOT ACCEPTED")
        assert math.isclose(*[float.fromhex(of_one_claim(c, "A2s")[1]["sides"][0]["rhs"][1])
                              for c in (certificate, forged)], rel_tol=1e-9)
        expect("a bound from the cross-entropy printed too small",
               written("entropy.json", sealed(lowered(certificate, "H2", 0.3))), 1, "H2   NOT ACCEPTED")
        # Means that are nearer leave one sample of 200 that may not be nearest: more than H6's bound, fewer than
        # the two that are printed.
        forged, nearest = of_one_claim(certificate, "H6")
        apart = nearest["hypotheses"]["distinct_means"]
        apart[0] = (float.fromhex(apart[0]) / 8).hex()
        forged["last_layer"]["not_nearest"] = ["0x1p+1", "0x1p+1"]
        expect("samples printed as not nearest where there are none", written("nearest.json", sealed(forged)), 1,
               "H6   NOT ACCEPTED by Coq: by the reader's own", "is <= 1, the certificate has 2", "H6   not decided")
        text = DIGITS.read_text()
        expect("a damaged file", written("damaged.json", text.replace("0x1.", "0x1.0", 1)), 2, "is damaged")
        expect("no certificate", written("none.json", "{}"), 2, "is no certificate")
        forged = json.loads(text)
        forged["quantities"]["eps1"] = ["0.3", "0.3"]
        expect("a number that is none", written("number.json", sealed(forged)), 2, "is no number")
    if wrong:
        sys.exit("not as expected: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
