#!/usr/bin/env python3
"""Draws docs/any_classifier.svg: what is measured of networks beside what each claim guarantees.

    ncv check a.safetensors --json > a.json
    python3 docs/bounds.py "cross-entropy, one layer, bias"=a.json ... > docs/any_classifier.svg
"""
import json
import math
import sys

# Row, the claims that bound it, and how a claim's side becomes the row's number.
ROWS = [
    ("share of errors", ["H1"], None),
    ("not nearest to their mean", ["H6e", "H6j", "H6"], None),
    ("NC1, class-balanced", ["H2h", "H2m", "H2", "G2v", "G2"], None),
    ("NC2 - 1, centred", ["H4", "G5v", "G5"], lambda v: v - 1),
    ("1 - cosine of means", ["H3"], lambda v: 1 - v),
    ("1 - NC3, centred", ["H5"], None),
]
LOWEST, HIGHEST = 1e-4, 1.0
LEFT, WIDTH, ROW, TOP = 190, 640, 46, 66


def across(value):
    share = math.log10(max(value, LOWEST) / LOWEST) / math.log10(HIGHEST / LOWEST)
    return LEFT + WIDTH * min(share, 1)


def text(x, y, words, kind="", anchor="middle"):
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{words}</text>'


def panel(name, claims, top):
    out = [text(LEFT, top - 22, name, "title", "start")]
    for decade in range(-4, 1):
        x = across(10.0**decade)
        out.append(f'<line x1="{x:.1f}" y1="{top - 8}" x2="{x:.1f}" y2="{top + ROW * len(ROWS) - 14}" class="grid"/>')
        out.append(text(x, top + ROW * len(ROWS) + 2, f"1e{decade}" if decade else "1", "soft"))
    for row, (label, ids, change) in enumerate(ROWS):
        y = top + ROW * row + 12
        change = change or (lambda v: v)
        bounds = {id: change(claims[id]["rhs"]) for id in ids
                  if claims.get(id, {}).get("status") == "holds" and claims[id]["rhs"] is not None}
        truth = next(change(claims[id]["lhs"]) for id in ids if claims.get(id, {}).get("lhs") is not None)
        best = min(bounds.values(), default=HIGHEST)
        out.append(text(LEFT - 14, y + 4, label, "", "end"))
        out.append(f'<line x1="{across(truth):.1f}" y1="{y}" x2="{across(best):.1f}" y2="{y}" class="gap"/>')
        out.append(f'<circle cx="{across(truth):.1f}" cy="{y}" r="5" class="truth"><title>measured {truth:.4g}</title></circle>')
        last = -100.0
        for number, (id, bound) in enumerate(sorted(bounds.items(), key=lambda b: b[1])):
            x = across(bound)
            out.append(f'<path d="M{x:.1f} {y - 8}v16" class="bound"><title>{id}: {bound:.4g}</title></path>')
            last = max(x, last + 26)
            out.append(text(last, y - 11, id, "soft"))
    return out


def main():
    nets = [argument.split("=", 1) for argument in sys.argv[1:]]
    if not nets or any(len(net) != 2 for net in nets):
        sys.exit(__doc__)
    height = TOP + len(nets) * (ROW * len(ROWS) + 60)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 40}" height="{height}" '
           f'viewBox="0 0 {LEFT + WIDTH + 40} {height}" role="img" aria-label="Measured collapse and the bounds of each claim">',
           "<style>svg{background:#fff;font:13px system-ui,Verdana,sans-serif}text{fill:#1c2127}.soft{fill:#5b6570;font-size:11px}"
           ".title{font-weight:600;font-size:15px}.grid{stroke:#dfe3e6}.gap{stroke:#9db4c4;stroke-width:4}.truth{fill:#00664a}"
           ".bound{stroke:#b03a00;stroke-width:2.5}</style>",
           text(LEFT, 20, "measured (dot) and guaranteed at most (bars, by claim); what is 0 stands at the left edge", "soft", "start")]
    for number, (name, path) in enumerate(nets):
        with open(path, encoding="utf-8") as file:
            claims = {claim["id"]: claim for claim in json.load(file)["claims"]}
        out += panel(name, claims, TOP + number * (ROW * len(ROWS) + 60))
    print("\n".join(out + ["</svg>"]))


if __name__ == "__main__":
    main()
