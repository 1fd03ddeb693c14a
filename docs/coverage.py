#!/usr/bin/env python3
"""Line and branch coverage by room of lib/ and app/, and the least covered files, from a build with gcov's counters.

    cmake --preset coverage && cmake --build --preset coverage && ctest --preset coverage -L quick
    python3 docs/coverage.py build/coverage

Needs Python's standard library and the compiler's gcov. Counts of all programs of the build are added up: a line is covered if any of
them ran it, in any instance of a template. A branch is a way out of a line that is not an exception's; it is covered if any instance
took it. Objects that never ran count with none of their lines covered; a source that is not in the build does not appear.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Counts:
    """Of one source: how often each line ran, and each branch out of it was taken."""

    def __init__(self):
        self.lines = collections.Counter()
        self.branches = collections.Counter()

    def add(self, line):
        number = line["line_number"]
        self.lines[number] += line["count"]
        ways = [b for b in line.get("branches", []) if not b["throw"]]
        if len(ways) > 1:
            for index, way in enumerate(ways):
                self.branches[number, index] += way["count"]


class Share:
    """Covered of all, of lines and of branches."""

    def __init__(self, counts=()):
        self.lines = sum(sum(n > 0 for n in c.lines.values()) for c in counts), sum(len(c.lines) for c in counts)
        self.branches = sum(sum(n > 0 for n in c.branches.values()) for c in counts), sum(len(c.branches) for c in counts)


def share(pair):
    return f"{100 * pair[0] / pair[1]:5.1f} %" if pair[1] else "      –"


def room(path):
    """lib/training/kernels/lanes.hpp -> lib/training, app/main.cpp -> app."""
    return "/".join(path.parts[:2]) if len(path.parts) > 2 else path.parts[0]


def ours(path):
    return len(path.parts) > 1 and path.parts[0] in ("lib", "app") and path.parts[1] != "tests"


def report_of(note, gcov):
    """What gcov says of one object: a list of sources with their lines."""
    command = [gcov, "--json-format", "--stdout", "--branch-probabilities", "--source-prefix", str(ROOT), "--relative-only", note.name]
    said = subprocess.run(command, cwd=note.parent, capture_output=True, text=True)
    if said.returncode:
        sys.exit(f"{gcov} {note}: {said.stderr.strip()}")
    out = []
    for document in filter(None, said.stdout.splitlines()):
        report = json.loads(document)
        for source in report["files"]:
            # As a path is named from where the compiler ran; /a/../b is b, links are followed.
            path = (pathlib.Path(report["current_working_directory"]) / source["file"]).resolve()
            if path.is_relative_to(ROOT) and ours(path.relative_to(ROOT)):
                out.append((path.relative_to(ROOT), source["lines"]))
    return out


def measured(build, gcov, jobs):
    notes = sorted(build.rglob("*.gcno"))
    if not notes:
        sys.exit(f"{build} has no .gcno file: it was not built with --coverage")
    if not any(build.rglob("*.gcda")):
        sys.exit(f"{build} has no .gcda file: nothing of it has run")
    files = collections.defaultdict(Counts)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for sources in pool.map(lambda note: report_of(note, gcov), notes):
            for path, lines in sources:
                for line in lines:
                    files[path].add(line)
    if not files:
        sys.exit(f"{build} has no source of lib/ or app/ of {ROOT}: it was built from another folder")
    return files


def uncovered(counts):
    """Lines that never ran, as 3-5, 9."""
    known, runs = sorted(counts.lines), []
    for before, line in zip([None] + known, known):
        if counts.lines[line]:
            continue
        if runs and runs[-1][1] == before:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def row(name, counts):
    s = Share(counts)
    print(f"{name:44} {s.lines[1]:7,} {share(s.lines)} {s.branches[1]:9,} {share(s.branches)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="folder of the build, in which programs have run")
    parser.add_argument("--least", type=int, default=20, help="how many of the least covered files are listed (20)")
    parser.add_argument("--lines", action="store_true", help="list the lines of these files that never ran, too")
    parser.add_argument("--gcov", default="gcov", help="the gcov of the compiler that built it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many of them at once")
    arguments = parser.parse_args()
    files = measured(arguments.build, arguments.gcov, arguments.jobs)
    rooms = collections.defaultdict(list)
    for path, counts in files.items():
        rooms[room(path)].append(counts)
    print(f"{'room':44} {'lines':>7} {'covered':>7} {'branches':>9} {'covered':>7}")
    for name in sorted(rooms, key=lambda r: (r.startswith("app"), r)):
        row(name, rooms[name])
    row("all", files.values())
    print(f"\nleast covered of {len(files)} files:")
    parts = {path: Share([counts]).lines for path, counts in files.items()}
    for path in sorted(files, key=lambda p: (parts[p][0] / max(parts[p][1], 1), -parts[p][1], p))[:arguments.least]:
        row(path.as_posix(), [files[path]])
        if arguments.lines:
            print(f"    never ran: {uncovered(files[path]) or 'none'}")


main()
