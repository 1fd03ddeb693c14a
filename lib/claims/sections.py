#!/usr/bin/env python3
"""Gathers the records at the foot of the claims' headers: writes section_*.cpp and sections.hpp.

    python3 lib/claims/sections.py           writes them anew, after a header was added or a record in one
    python3 lib/claims/sections.py --check   fails where they are not what it would write

A claim X9 is known by `inline auto x9_record() {` in a header x9*.hpp, or in one whose claims it belongs to. Claims come in the order
of their numbers, those of one number in the order of headers and of records in them.
"""
import argparse
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent


def natural(name):
    letter, number, rest = re.match(r"([a-z])(\d+)(.*)", name).groups()
    return letter, int(number), rest


def sections():
    """Letter -> its headers, and its claims' records in order."""
    out = {}
    for header in sorted((p for p in HERE.glob("[a-z][0-9]*.hpp")), key=lambda p: natural(p.stem)):
        headers, records = out.setdefault(header.stem[0], ([], []))
        headers.append(header.name)
        records += re.findall(r"^inline auto (\w+)_record\(\) \{$", header.read_text(), re.M)
    for headers, records in out.values():
        records.sort(key=lambda r: natural(r)[:2])
    return out


def files():
    found = sections()
    out = {}
    for letter, (headers, records) in found.items():
        includes = "".join(f'#include "claims/{name}"\n' for name in headers)
        calls = "".join(f"        entry({r}_record()),\n" for r in records)
        out[f"section_{letter}.cpp"] = (
            f"/// Section {letter.upper()} of docs/claims.md. Written by sections.py.\n// clang-format off\n{includes}"
            f'#include "claims/catalogue.hpp"\n\nnamespace ncv {{\n\nstd::vector<CatalogueEntry> section_{letter}() {{\n'
            f"    return {{\n{calls}    }};\n}}\n\n}} // namespace ncv\n")
    declared = "".join(f"std::vector<CatalogueEntry> section_{letter}();\n" for letter in found)
    names = ", ".join(f"section_{letter}" for letter in found)
    out["sections.hpp"] = (
        "/// The sections of docs/claims.md, each with its claims. Written by sections.py.\n// clang-format off\n#pragma once\n\n"
        f'#include "claims/catalogue.hpp"\n\nnamespace ncv {{\n\n{declared}\ninline constexpr std::vector<CatalogueEntry> (*sections[])() = {{{names}}};\n\n}} // namespace ncv\n')
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    wanted = files()
    stale = [p.name for p in HERE.glob("section_*.cpp") if p.name not in wanted]
    for name, text in wanted.items():
        path = HERE / name
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text)
    if check and stale:
        sys.exit(f"lib/claims: {', '.join(sorted(stale))}: not what the headers say; run python3 lib/claims/sections.py")
    for name in stale:
        if name not in wanted:
            (HERE / name).unlink()


main()
