#!/usr/bin/env python3
"""Which files a claim is written in, by hand: its header, property, proof steps, mutant, row in docs/claims.md; where a certificate
states it, also the rechecker's formula and docs/certificates.md. All else is derived from the record at the foot of its header.

    python3 docs/claim_files.py A2s      prints the files of a claim
    python3 docs/claim_files.py --check  fails where a claim lacks one of its files, and where code names a claim that is not about it
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

ABOUT = {  # code that is about certain claims: why
    "lib/claims/gallery.cpp": "each counterexample is to a claim",
    "lib/theorem/plan.cpp": "the main theorem is B10, B10s, B10t, B10u",
    "lib/theorem/watch.cpp": "steps of the theorem's run obey B2, B9t, B9u",
    "app/check_history.cpp": "a run's history is checked by B8, B8s, B9s",
    "app/theorem_command.cpp": "the run is planned by A2 or A2s",
    "app/verify_command.cpp": "the summary's sentence names its bounds",
    "app/verify/random_networks.cpp": "the theorem's start is checked by B8 and B10",
    "app/recheck/claims.cpp": "the independent checker knows its claims itself",
    "app/recheck/head_claims.cpp": "so do its sections A and B",
    "app/recheck/tail_claims.cpp": "and G",
    "app/recheck/last_layer_claims.cpp": "and H1 to H6e",
    "app/recheck/norm_claims.cpp": "and H7b to H11c",
    "bench/verdicts.cpp": "it times one claim",
}


def read(path):
    return (ROOT / path).read_text()


def names(text, claim):
    return re.search(rf"\b{claim}\b", text) is not None


class Claim:
    def __init__(self, header, record):
        self.id = re.search(r'\.id = "(\w+)"', record)[1]
        self.header = header
        self.certified = ".certified = true" in record

    def files(self):
        """What each file is, and those that there are."""
        found = {"header": [self.header]}
        for kind, room in (("property", "properties"), ("proof steps", "proofs_checks")):
            family = ROOT / room / (pathlib.Path(self.header).stem + ".cpp")
            naming = [p for p in sorted((ROOT / room).glob("*.cpp")) if names(p.read_text(), self.id)]
            own = [family] if family.exists() else naming[:1]
            found[kind] = [p.relative_to(ROOT).as_posix() for p in own]
        tables = sorted((ROOT / "proofs_checks/mutants").glob("*.toml"))
        found["mutant"] = [f"proofs_checks/mutants/{p.name}" for p in tables if f'claim = "{self.id}"' in p.read_text()][:1]
        found["statement and proof"] = ["docs/claims.md"] if names(read("docs/claims.md"), self.id) else []
        if self.certified:
            tables = [f"app/recheck/{part}_claims.cpp" for part in ("head", "tail", "last_layer", "norm")]
            found["rechecker"] = [path for path in tables if f'{{"{self.id}"' in read(path)]
            found["certificates"] = ["docs/certificates.md"] if names(read("docs/certificates.md"), self.id) else []
        return found


def claims():
    out = []
    for path in sorted((ROOT / "lib/claims").glob("[a-z][0-9]*.hpp")):
        for record in re.findall(r"^inline auto \w+_record\(\) \{\n.*?^\}\n", path.read_text(), re.M | re.S):
            out.append(Claim(path.relative_to(ROOT).as_posix(), record))
    return out


def wrong():
    all_claims = claims()
    out = [f"{c.id} has no {kind}" for c in all_claims for kind, found in c.files().items() if not found]
    letters = "".join(sorted({c.id[0] for c in all_claims}))
    named = re.compile(rf'"[{letters}][0-9]+[a-z]{{0,2}}"')
    headers = {c.header for c in all_claims}
    for room in ("lib", "app", "bench"):
        for path in sorted((ROOT / room).rglob("*.[ch]pp")):
            name = path.relative_to(ROOT).as_posix()
            if name in headers or name in ABOUT or name.startswith("app/tests/"):
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if named.search(line.split("//")[0]):
                    out.append(f"{name}:{number} names a claim: derive it from the records, or say in docs/claim_files.py why not")
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claim", nargs="?")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if arguments.check:
        complaints = wrong()
        print("\n".join(complaints), file=sys.stderr)
        most = max(sum(map(len, c.files().values())) for c in claims())
        print(f"{len(claims())} claims, at most {most} files by hand each")
        sys.exit(1 if complaints else 0)
    for c in claims():
        if c.id == arguments.claim:
            for kind, found in c.files().items():
                print(f"{kind}: {', '.join(found) or 'none'}")
            return
    sys.exit(f"no claim {arguments.claim}; there are {', '.join(c.id for c in claims())}")


main()
