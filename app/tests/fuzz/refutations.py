"""Refuted hypotheses with their runs, edited: the verdict follows from what is stored, and runs repeat."""
import json

from certificates import once
from configurations import PLAN
from damage import GARBAGE, damaged, deep, edited
from programs import start

REFUTED = PLAN.replace('kind = "slope"', 'kind = "mean"').replace('factor = "log n_1"\n', "").replace(
    'predicts = "below"\nvalue = 0.0', 'predicts = "below"\nvalue = -30.0')


def prepare(tools, folder):
    folder.mkdir()
    (folder / "p.toml").write_text(REFUTED)
    start([tools["ncv"], "sweep", "p.toml", "--store", "s.sqlite"], folder)
    start([tools["ncv"], "report", "s.sqlite", "-o", "site", "--refuted", "."], folder)
    if not (folder / "f12_e1.json").exists():
        raise SystemExit("no hypothesis is refuted; the fuzzer has no seed")


def refutations(lab):
    honest = (lab.seeds / "f12_e1.json").read_bytes()
    how = lab.random.randrange(4)
    if how < 2:
        data = json.dumps(edited(lab.random, json.loads(honest)), indent=1).encode()
    else:
        data = honest + lab.random.choice(GARBAGE) if how == 2 else damaged(lab.random, honest)
        data = deep(lab.random).encode() if lab.random.random() < 0.1 else data
    lab.write("f.json", data)
    run = lab.ncv("replay", "f.json", patience=30)
    if run.code != 0:
        return
    try:
        tree = json.loads(data, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        lab.complain(f"false accepted: a file that is none ({error})")
        return
    for key, value in json.loads(honest).items():
        if tree.get(key) != value and key not in ("version", "runs"):  # three runs are made again, no more
            lab.complain(f"false accepted: an edited {key}: {run.out[-300:]}")
