#!/usr/bin/env python3
"""Which room of lib/ and app/ includes which: draws docs/includes.svg, and checks that no arrow runs up.

    python3 docs/includes.py             draws the picture anew; needs Graphviz (Debian's package graphviz)
    python3 docs/includes.py --check     fails on an include that runs up, on a room that has no place in the order, and on a picture
                                         of other arrows; needs Python alone
    python3 docs/includes.py --dot       prints the picture's source

The order of lib/'s rooms is the list in lib/CMakeLists.txt, the lowest first: a room includes itself and rooms before it. Those of
app/ follow, below in APP; the files of app/ itself, the commands, come last.
"""
import argparse
import collections
import html
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
APP = ["app/recheck", "app/common", "app/backbones", "app/verify", "app/sweep", "app/site", "app"]
ALONE = "app/recheck"  # the independent checker includes nothing of the others, and none of them includes it

Include = collections.namedtuple("Include", "file line target")


def order(root):
    listed = re.search(r"foreach\(room\s([^)]*)\)", (root / "lib" / "CMakeLists.txt").read_text())
    return ["lib/" + room for room in listed[1].split()] + APP


def room(path):
    """lib/training/kernels/lanes.hpp -> lib/training, app/site/page.cpp -> app/site, app/main.cpp -> app."""
    return "/".join(path.parts[:2]) if len(path.parts) > 2 else path.parts[0]


def sources(root):
    for top in ("lib", "app"):
        for path in sorted((root / top).rglob("*")):
            inside = path.relative_to(root)
            if path.suffix in (".cpp", ".hpp", ".h", ".c") and inside.parts[1] != "tests":
                yield inside


def includes(root):
    """All includes of files of ours, found as the compiler finds them: beside the file, in lib/, in app/."""
    for path in sources(root):
        for number, line in enumerate((root / path).read_text().splitlines(), 1):
            named = re.match(r'\s*#\s*include\s*["<]([^">]+)[">]', line)
            if not named:
                continue
            for folder in (path.parent, pathlib.Path("lib"), pathlib.Path("app")):
                if (root / folder / named[1]).is_file():
                    target = (root / folder / named[1]).resolve().relative_to(root)
                    yield Include(path, number, target)
                    break


def arrows(found):
    return {(room(i.file), room(i.target)) for i in found} - {(r, r) for r in {room(i.file) for i in found}}


def wrong(root, found):
    """One line for each thing that is not as it should be."""
    rooms = order(root)
    place = {name: i for i, name in enumerate(rooms)}
    out = [f"{name} has no place in the order of rooms" for name in sorted({room(p) for p in sources(root)} - set(rooms))]
    for i in found:
        here, there = room(i.file), room(i.target)
        if here == there or here not in place or there not in place:
            continue
        if ALONE in (here, there):
            out.append(f"{i.file}:{i.line} includes {i.target}: {ALONE} stands alone")
        elif place[here] < place[there]:
            out.append(f"{i.file}:{i.line} includes {i.target}: {here} lies below {there}")
    return out


def implied(pair, drawn):
    """Whether a longer way leads from the first to the second."""
    seen, open_ends = set(), [b for a, b in drawn if a == pair[0] and b != pair[1]]
    while open_ends:
        at = open_ends.pop()
        if at == pair[1]:
            return True
        if at not in seen:
            seen.add(at)
            open_ends += [b for a, b in drawn if a == at]
    return False


def graph(root, found):
    rooms = [r for r in order(root) if any(room(p) == r for p in sources(root))]
    place = {name: i for i, name in enumerate(rooms)}
    drawn = arrows(found)
    down = {(a, b) for a, b in drawn if place[a] > place[b]}
    lines = ["digraph includes {", '  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=13, height=0.4];',
             "  nodesep=0.35; ranksep=0.45; edge [arrowsize=0.7];"]
    for name in reversed(rooms):
        lines.append(f'  "{name}" [fillcolor="{"#dce9f7" if name.startswith("lib/") else "#f7ead0"}"];')
    for a, b in sorted(drawn, key=lambda pair: (-place[pair[0]], -place[pair[1]])):
        look = ("color=red, penwidth=2, constraint=false" if (a, b) not in down else
                'color="#b8b8b8"' if implied((a, b), down) else 'color="#303030", penwidth=1.3')
        lines.append(f'  "{a}" -> "{b}" [{look}];')
    return "\n".join(lines + ["}", ""])


def draw(source):
    try:
        svg = subprocess.run(["dot", "-Tsvg"], input=source, text=True, capture_output=True, check=True).stdout
    except FileNotFoundError:
        sys.exit("docs/includes.py: the picture needs Graphviz (Debian's package graphviz); --check does not")
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.S)
    return svg[svg.index("<svg"):]


def pictured(svg):
    """The arrows that a picture shows, from the titles that Graphviz gives them."""
    titles = (html.unescape(t) for t in re.findall(r"<title>(.*?)</title>", svg))
    return {tuple(t.split("->")) for t in titles if "->" in t}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="check the arrows and the stored picture, write nothing")
    parser.add_argument("--dot", action="store_true", help="print the picture's source")
    parser.add_argument("--root", type=pathlib.Path, default=HERE.parent, help="the repository, or a copy of it")
    arguments = parser.parse_args()
    root = arguments.root.resolve()
    picture = root / "docs" / "includes.svg"
    found = list(includes(root))
    complaints = wrong(root, found)
    if arguments.dot:
        print(graph(root, found), end="")
        return
    if not arguments.check:
        picture.write_text(draw(graph(root, found)))
    elif not picture.is_file() or pictured(picture.read_text()) != arrows(found):
        complaints.append("docs/includes.svg shows other arrows than there are: python3 docs/includes.py draws it anew")
    for line in complaints:
        print(line, file=sys.stderr)
    if complaints:
        sys.exit(1)
    print(f"{len(found)} includes, {len(arrows(found))} arrows between rooms")


main()
