#!/usr/bin/env python3
"""`ctest -L ID` must run a claim's property, and a counterexample's replay; `-L soak` every property; `-L quick` no test that
is listed as slow.

labels.py NCV BUILD CTEST
"""
import json
import pathlib
import re
import subprocess
import sys

SLOW = pathlib.Path(__file__).parents[2] / "cmake/slow_tests.txt"


def said(*command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def labelled(tests):
    """The labels of each test by its name."""
    properties = {test["name"]: test.get("properties", []) for test in tests}
    return {name: {label for p in found if p["name"] == "LABELS" for label in p["value"]} for name, found in properties.items()}


def main():
    ncv, build, ctest = sys.argv[1:]
    labels = labelled(said(ctest, "--test-dir", build, "--show-only=json-v1")["tests"])
    wrong = []
    for claim in said(ncv, "list", "--json"):
        name, kind = claim["id"], claim["kind"]
        if kind == "hypothesis":  # of experiments/, which are no tests
            continue
        if kind == "counterexample":
            if not any(f"Counterexamples.{name}Replays" in test for test, own in labels.items() if name in own):
                wrong.append(f"ctest -L {name} does not replay {name}")
            continue
        of_claim = re.compile(rf"properties\.[A-Za-z]*\.{name}[A-Za-z]*")
        for label in (name, "soak"):
            if not any(of_claim.search(test) for test, own in labels.items() if label in own):
                wrong.append(f"ctest -L {label} runs no property of {name}")
    for test in SLOW.read_text().splitlines():
        if not test.startswith("#") and (test not in labels or "quick" in labels[test]):
            wrong.append(f"cmake/slow_tests.txt: {test} is no test, or one of the quick ones")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
