#!/usr/bin/env python3
"""Writes the verdicts' tables of experiments/README.md: experiments/verdicts.py SITE...

A SITE is what `ncv report` made of a store. Its verdicts are kept in verdicts.json beside this script, in place of earlier ones
of the same plans; those of other plans stay.
"""
import json
import pathlib
import re
import sys
import textwrap

HERE = pathlib.Path(__file__).parent
KEPT = HERE / "verdicts.json"


def number(x):
    return "–" if x is None else f"{x:.3g}".replace("-", "−")


def effect(test):
    r = test["result"]
    return f"{number(r['effect'])} ({number(r['low'])} to {number(r['high'])})"


def predicted(test):
    v = test["values"]
    slack = f" by {number(test['smallest_effect'])}" if test["smallest_effect"] else ""
    if test["predicts"] in ("below", "above"):
        return f"{test['predicts']} {number(v[0])}{slack}"
    return f"{test['predicts']} {number(v[0])} and {number(v[1])}"


def kind(test):
    names = {"slope": "slope", "exponent": "exponent", "contrast": "difference", "mean": "mean", "share": "share",
             "crossing": "p", "rank_correlation": "rank correlation"}
    y = " ".join(test["response"]["transforms"] + [test["response"]["name"]]).replace("one_minus nc3", "(1 − nc3)").replace("minus_one nc2", "(nc2 − 1)")
    return f"{names[test['kind']]} of {y}"


def summary(all_of_them):
    lines = ["| | hypothesis | verdict | deciding test | effect (interval) | predicted |", "|---|---|---|---|---|---|"]
    for h in all_of_them:
        test = h["tests"][h["deciding"]]
        lines.append(f"| {h['id']} | {h['title']} | **{h['verdict']}** | {test['name']}: {kind(test)} | {effect(test)} | {predicted(test)} |")
    return "\n".join(lines)


def wrapped(text):
    return textwrap.fill(text, 160, break_long_words=False, break_on_hyphens=False)


def details(all_of_them):
    out = []
    for h in all_of_them:
        runs = h["counts"]
        bad = ", ".join(f"{runs[k]} {k}" for k in ("diverged", "failed") if runs[k])
        out.append(f"### {h['id']}: {h['title']}\n\n{wrapped(h['statement'])}\n\n**{h['sentence']}**")
        out.append(wrapped(f"{runs['planned']:,} runs{' (' + bad + ')' if bad else ''}, {h['seeds']} seeds. {h['notes']}") + "\n")
        out.append("| test | quantity | effect | interval | level | predicted | verdict |\n|---|---|---|---|---|---|---|")
        for t in h["tests"]:
            r = t["result"]
            out.append(f"| {t['name']} | {kind(t)} | {number(r['effect'])} | {number(r['low'])} to {number(r['high'])} | "
                       f"{100 * r['confidence']:.4g} % | {predicted(t)} | {r['verdict']} |")
        out.append("")
    return "\n".join(out).rstrip()


def put(page, name, text):
    old = page.read_text()
    new, found = re.subn(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", lambda m: m[1] + text + "\n" + m[2], old, flags=re.S)
    if found != 1:
        sys.exit(f"{page}: the marks <!-- {name}:begin --> and <!-- {name}:end --> are there {found} times, not once")
    page.write_text(new)


if __name__ == "__main__":
    verdicts = json.loads(KEPT.read_text())
    for site in sys.argv[1:]:
        new = json.loads((pathlib.Path(site) / "verdicts.json").read_text())
        verdicts = [v for v in verdicts if v["id"] not in {n["id"] for n in new}] + new
    if len(sys.argv) > 1:
        verdicts.sort(key=lambda v: v["id"])
        KEPT.write_text(json.dumps(verdicts, indent=1, ensure_ascii=False) + "\n")
    put(HERE / "README.md", "summary", summary(verdicts))
    put(HERE / "README.md", "verdicts", details(verdicts))
