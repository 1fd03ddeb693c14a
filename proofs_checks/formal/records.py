#!/usr/bin/env python3
"""Names the checked theorems where claims are: `.theorems` in their records, the table in docs/claims.md.

    python3 proofs_checks/formal/records.py           writes both anew, after a theorem was added
    python3 proofs_checks/formal/records.py --check   fails where they are not what it would write

A theorem of assumptions.v is about the claim that its name begins with; X_decided is about certificates.
"""
import argparse
import pathlib
import re
import sys

import check

ROOT = check.HERE.parent.parent
RECORD = re.compile(r"^inline auto \w+_record\(\) \{\n.*?^\}\n", re.M | re.S)
THEOREMS = re.compile(r"            \.theorems = \{.*?\},\n", re.S)
PAGE = re.compile(r"(?<=<!-- theorems: records\.py -->\n\n).*?(?=\n<!-- /theorems -->)", re.S)


def theorems():
    """Claim -> its theorems, and theorem -> its file."""
    asked = re.findall(r"^Print Assumptions (\w+)\.$|^Print Assumptions \w+\.(\w+)\.$",
                       (check.HERE / "assumptions.v").read_text(), re.M)
    of_claim = {}
    for name in (a or b for a, b in asked):
        if not name.endswith("_decided"):
            of_claim.setdefault(name.split("_")[0], []).append(name)
    files = {}
    for name in check.sources():
        for found in check.STATED.finditer(check.without_comments((check.HERE / name).read_text())):
            files[found.group(1)] = name
    return of_claim, files


def with_theorems(record, of_claim):
    record = THEOREMS.sub("", record)
    names = of_claim.get(re.search(r'\.id = "(\w+)"', record)[1], [])
    if not names:
        return record
    lines, indent = [], " " * 25
    for name in names:
        item = f'"{name}"'
        if lines and len(lines[-1]) + len(item) + 4 <= 100:
            lines[-1] += f", {item}"
        else:
            lines.append((indent if lines else "            .theorems = {") + item)
    return record.replace("\n        },\n", "\n" + ",\n".join(lines) + "},\n        },\n", 1)


def headers():
    return sorted((ROOT / "lib/claims").glob("[a-z][0-9]*.hpp"))


def proof(claim, record, of_claim, files):
    """The theorems, file by file; else in words, or none for what is tested as quoted or only measured."""
    by_file = {}
    for name in of_claim.get(claim, []):
        by_file.setdefault(files[name], []).append(f"`{name}`")
    if by_file:
        return ", ".join(f"{', '.join(names)} in [{file}](../proofs_checks/formal/{file})" for file, names in by_file.items())
    return "none" if re.search(r"\.kind = Kind::(?:quoted|empirical)", record) else "in words"


def table(of_claim, files):
    rows = {}
    for path in headers():
        for record in RECORD.findall(path.read_text()):
            claim = re.search(r'\.id = "(\w+)"', record)[1]
            rows[claim[0], int(re.search(r"\d+", claim)[0]), claim] = f"| {claim} | {proof(claim, record, of_claim, files)} |\n"
    return "| claim | proof |\n|---|---|\n" + "".join(rows[key] for key in sorted(rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    only_check = parser.parse_args().check
    of_claim, files = theorems()
    page = ROOT / "docs/claims.md"
    wanted = {path: RECORD.sub(lambda r: with_theorems(r.group(0), of_claim), path.read_text()) for path in headers()}
    wanted[page] = PAGE.sub(lambda _: table(of_claim, files), page.read_text())
    stale = [path for path, text in wanted.items() if path.read_text() != text]
    if only_check:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what proofs_checks/formal/records.py writes", file=sys.stderr)
        sys.exit(bool(stale))
    for path in stale:
        path.write_text(wanted[path])


if __name__ == "__main__":
    main()
