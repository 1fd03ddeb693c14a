"""Both programs on one snapshot: what ncv certifies, ncv-recheck verifies; what one refuses, so does
the other."""
import json
import random as chance
import re

from certificates import broken_bounds, contradictions, named_after
from degenerate import degenerate
from files import from_the_field, with_a_damaged_header
from damage import damaged
from networks import network
from programs import start

SEEDS = 40


def prepare(tools, folder):
    """Networks of every sort with honest certificates: net-NN.safetensors, net-NN.json."""
    folder.mkdir()
    kept = 0
    for i in range(4 * SEEDS):
        random = chance.Random(f"seed {i}")
        snapshot = network(random)
        if i % 3 == 2:
            degenerate(random, snapshot)
        (folder / "net.safetensors").write_bytes(snapshot.bytes())
        made = start([tools["ncv"], "certify", "net.safetensors", "-o", "net.json"], folder)
        if made.code > 1 or start([tools["ncv-recheck"], "net.json", "net.safetensors"], folder).code != made.code:
            continue
        for end in ("safetensors", "json"):
            (folder / f"net.{end}").rename(folder / f"net-{kept:02}.{end}")
        kept += 1
        if kept == SEEDS:
            return
    raise SystemExit("hardly a network is certified and verified; the fuzzer has no seeds")


def strict(text):
    def refuse(word):
        raise ValueError(word)
    return json.loads(text, parse_constant=refuse)


def look_at_certificate(lab, made, checked):
    text = lab.read("c.json").decode(errors="replace")
    if re.search(r'"-?nan"', text):
        lab.complain("a certificate holds NaN")
    for line in broken_bounds(json.loads(text)):
        lab.complain(line)
    again = lab.recheck("c.json", "net.safetensors")
    if again.code != made.code:
        lab.complain(f"certified with {made.code}, rechecked with {again.code}: {again.err.strip()[-300:]}")
    if checked.code not in (0, 1):
        lab.complain(f"certified, but ncv check ends with {checked.code}: {checked.err.strip()[-300:]}")
    elif checked.out:
        for line in contradictions(json.loads(text), strict(checked.out)["claims"]):
            lab.complain(line)
    if lab.random.random() < 0.2:
        pages = ["c.html", "c.svg"]
        shown = lab.ncv("certificate", "show", "c.json", "--page", pages[0], "--badge", pages[1], writes=pages)
        if shown.code != made.code:
            lab.complain(f"certified with {made.code}, shown with {shown.code}: {shown.err.strip()[-300:]}")


def both_programs(lab, data):
    lab.write("net.safetensors", data)
    arithmetic = lab.random.choice(["double", "double", "mp", "interval"])
    checked = lab.ncv("check", "net.safetensors", "--arithmetic", arithmetic, "--json")
    if checked.code in (0, 1):
        try:
            strict(checked.out)
        except ValueError as error:
            lab.complain(f"check --json prints no JSON: {error}")
    made = lab.ncv("certify", "net.safetensors", "-o", "c.json", writes=["c.json"])
    if made.code in (0, 1):
        look_at_certificate(lab, made, checked)
    elif made.code == 2:
        other = lab.seeds / f"net-{lab.random.randrange(SEEDS):02}.json"
        lab.write("named.json", named_after(other.read_text(), data))
        again = lab.recheck("named.json", "net.safetensors")
        if again.code != 2:
            lab.complain(f"refused by certify ({made.err.strip()[-200:]}), read by recheck: {again.err.strip()[-200:]}")
    else:
        lab.complain(f"certify ends with {made.code}: {made.err.strip()[-300:]}")


def networks(lab):
    both_programs(lab, degenerate(lab.random, network(lab.random)).bytes())


def tensors(lab):
    both_programs(lab, from_the_field(lab.random, network(lab.random)))


def headers(lab):
    both_programs(lab, with_a_damaged_header(lab.random, network(lab.random)))


def snapshot_bytes(lab):
    both_programs(lab, damaged(lab.random, network(lab.random).bytes()))
