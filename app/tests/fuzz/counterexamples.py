"""Stored counterexamples, edited: replay may accept only what they say of the very network."""
import json
import math
from pathlib import Path

from certificates import once
from damage import GARBAGE, damaged, deep, edited
from degenerate import reals
from networks import EXTREME
from programs import start
from snapshot_file import parsed, split, joined

GALLERY = Path(__file__).resolve().parents[3] / "counterexamples"
SEARCHES = ["A2 --drop eps2", "A2 --drop eps1", "A5s --drop eps2", "A6 --drop eps1", "A4 --drop eps2", "A2s", "B3"]


def prepare(tools, folder):
    """Small ones of the gallery, and some that the program under test searches for: c-NN.json."""
    folder.mkdir()
    stored = sorted(GALLERY.glob("f[1-9]_*.json")) + sorted(GALLERY.glob("found/A*.json"))[::4]
    for i, file in enumerate(stored):
        for end in ("json", "safetensors"):
            (folder / f"c-{i:02}.{end}").write_bytes(file.with_suffix("." + end).read_bytes())
    for i, words in enumerate(SEARCHES, start=len(stored)):
        start([tools["ncv"], "search", *words.split(), "--budget", "300ms", "-o", f"c-{i:02}.json"], folder)


def is_same_ratio(a, b):
    try:
        a, b = (float.fromhex(x) if isinstance(x, str) else x for x in (a, b))
    except ValueError:
        return False
    if a is None or b is None:
        return a is None  # null leaves the ratio unchecked
    return a == b or (math.isfinite(a) and math.isfinite(b) and abs(a - b) <= 1e-9 * max(abs(a), abs(b)))


def lies(text, honest, certified):
    try:
        tree = json.loads(text, object_pairs_hook=once)
        same = (tree["claim"], tree["lacks"]) == (honest["claim"], honest["lacks"])
        if same and tree["expected"]["status"] != honest["expected"]["status"]:
            yield f"status {tree['expected']['status']} for {honest['expected']['status']}"
        ratios = [t["expected"].get("ratio") for t in (tree, honest)]
        if same and not certified and not is_same_ratio(*ratios):
            yield f"ratio {ratios[0]} for {ratios[1]}"
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        yield f"a file that is none ({type(error).__name__}: {error})"


def other_network(random, file):
    snapshot = parsed(file)
    how = random.randrange(4)
    if how == 0:
        return damaged(random, file)
    if how == 1:
        header, data = split(file)
        return joined(edited(random, header), data)
    if how == 2:
        snapshot.metadata["weight_decay"] = random.choice(["0.5", "0.001", "0.0100001"])
        return snapshot.bytes()
    t = random.choice(reals(snapshot))
    at = random.randrange(len(t.values))
    v = t.values[at]
    t.values[at] = random.choice([v * (1 + 2**-40), v + 1, v * 2, -v, random.choice(EXTREME), random.gauss(0, 1)])
    return snapshot.bytes()


def other_text(random, text):
    tree, how = json.loads(text), random.randrange(7)
    ratio = tree["expected"].get("ratio")
    if how == 0:
        number = float.fromhex(ratio) if isinstance(ratio, str) else ratio or 1.0
        others = [number * (1 + 1e-8), number * 2, -number, 0, 1, 1.73e93, "inf", "nan", "0x1p+1000", None]
        tree["expected"]["ratio"] = random.choice(others)
    elif how == 1:
        tree["expected"]["status"] = random.choice(["holds", "violated", "vacuous", "not_applicable", "undecided"])
    elif how < 4:
        tree = edited(random, tree)
    elif how == 4:
        return text + random.choice(GARBAGE)
    elif how == 5:
        return deep(random).encode() if random.random() < 0.2 else damaged(random, text)
    return json.dumps(tree, indent=random.choice([None, 1])).encode()


def replays(lab):
    choice = lab.random.choice(sorted(lab.seeds.glob("c-*.json")))
    text, file = choice.read_bytes(), choice.with_suffix(".safetensors").read_bytes()
    honest = json.loads(text)
    other = lab.random.random()
    if other < 0.5:
        text = other_text(lab.random, text)
    elif other < 0.95:
        file = other_network(lab.random, file)
    lab.write("c.json", text)
    lab.write("c.safetensors", file)
    certified = lab.random.random() < 0.2
    run = lab.ncv("replay", "c.json", *(["--certified"] if certified else []))
    if run.code != 0:
        if other >= 0.95 and run.code != 2:
            lab.complain(f"an honest counterexample is not replayed: {run.out[-300:]}{run.err[-300:]}")
        return
    for lie in lies(text.decode(errors="replace"), honest, certified):
        lab.complain(f"false accepted: {lie}: {run.out[-300:]}")
    if file != choice.with_suffix(".safetensors").read_bytes():
        lab.complain(f"false accepted: another network than the stored one: {run.out[-300:]}")
