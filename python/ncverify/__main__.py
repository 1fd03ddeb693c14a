"""python -m ncverify: check and certify a snapshot's file without anything but this package."""
from __future__ import annotations

import argparse
import sys
from typing import Optional

from . import __version__, catalogue, load


def main(arguments: Optional[list[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ncverify", description="What is guaranteed of a trained classifier.")
    parser.add_argument("--version", action="version", version=f"ncverify {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="what is guaranteed of a snapshot's file")
    check.add_argument("snapshot")
    check.add_argument("--claims", help='ids, e.g. H1,H2h, or "all"')
    check.add_argument("--arithmetic", default="double", help="double, mp or interval")
    check.add_argument("--costly", action="store_true", help="with --claims all those that take more than about a minute, too")
    check.add_argument("--json", action="store_true", help="one JSON object")
    check.add_argument("--explain", action="store_true", help="what costs each bound most")
    certify = commands.add_parser("certify", help="prove the bounds and write a certificate")
    certify.add_argument("snapshot")
    certify.add_argument("-o", "--out", required=True)
    certify.add_argument("--budget", type=float, default=60.0, help="seconds for more digits")
    commands.add_parser("claims", help="the claims by their ids")
    given = parser.parse_args(arguments)
    try:
        if given.command == "claims":
            for claim in catalogue():
                print(f"{claim['id']:6}{claim['title']}")
            return 0
        snapshot = load(given.snapshot)
        if given.command == "certify":
            print(snapshot.certify(given.out, budget=given.budget))
            return 0
        report = snapshot.check(claims=given.claims, arithmetic=given.arithmetic, costly=given.costly)
        print(report.to_json() if given.json else report)
        if given.explain:
            print("\n" + report.explain())
        return 1 if report.violated else 0
    except (ValueError, OSError) as error:
        print(f"ncverify: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("ncverify: interrupted", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
