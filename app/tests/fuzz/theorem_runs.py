"""Stored runs of the theorem, edited: every field counts."""
import json
import shutil
import struct

from certificates import once
from damage import GARBAGE, damaged, deep, edited, node, places, with_node
from programs import start
from run_folders import other_checkpoint
from snapshot_file import parsed

FILES = ["theorem.json", "start.safetensors", "final.safetensors"]
SHORT = ["--target", "1", "--bound", "A2s"]  # a second's steps


def prepare(tools, folder):
    folder.mkdir()
    start([tools["ncv"], "theorem", "--out", "run", *SHORT], folder)
    if not (folder / "run/final.safetensors").exists():
        raise SystemExit("ncv theorem makes no run; the fuzzer has no seed")


def falsified(random, tree):
    """One field outside the weights: they are most of the file."""
    while True:
        path = random.choice([p for p in places(tree) if p and not (len(p) > 3 and p[2] == "weights")])
        old = node(tree, path)
        if isinstance(old, bool):
            return with_node(tree, path, not old)
        if isinstance(old, (int, float)):
            return with_node(tree, path, random.choice([0, old + 1, -1, old * 2 + 1, old * (1 + 1e-9) + 1e-12, None]))
        if isinstance(old, str):
            return with_node(tree, path, random.choice([old[:-1] or "x", old + "0", "b10s", "00000000"]))
        if isinstance(old, list) and old:
            at = random.randrange(len(old))
            return with_node(tree, path, random.choice([old[:at] + old[at + 1:], [], old + old[at:at + 1], old[:at]]))


def other_file(random, name, data):
    how = random.randrange(6)
    if name != "theorem.json":
        return other_checkpoint(random, data) if how < 3 else damaged(random, data)
    if random.random() < 0.05:
        return deep(random).encode()
    if how < 3:
        return json.dumps(falsified(random, json.loads(data)), indent=1).encode()
    if how == 3:
        return json.dumps(edited(random, json.loads(data)), indent=1).encode()
    return data + random.choice(GARBAGE) if how == 4 else damaged(random, data)


def meaning(file):
    """A snapshot but for what is a note in it."""
    snapshot = parsed(file)
    notes = ("source", "seed", "step")
    return snapshot.tensors, {key: value for key, value in snapshot.metadata.items() if key not in notes}


def says_the_same(name, data, honest):
    if data == honest:
        return True
    try:
        if name == "theorem.json":
            return json.loads(data, object_pairs_hook=once) == json.loads(honest)
        return meaning(data) == meaning(honest)
    except (ValueError, RecursionError, KeyError, TypeError, struct.error):
        return False


def theorems(lab):
    honest = {name: (lab.seeds / "run" / name).read_bytes() for name in FILES}
    shutil.copytree(lab.seeds / "run", lab.folder / "run")
    name = lab.random.choice(["theorem.json"] * 3 + FILES)
    data = other_file(lab.random, name, honest[name])
    lab.write("run/" + name, data)
    same = says_the_same(name, data, honest[name])
    if lab.random.random() < 0.7:
        run = lab.ncv("replay", lab.random.choice(["run", "run/theorem.json"]))
        if run.code == 0 and not same:
            lab.complain(f"false accepted: replay of an edited {name}: {run.out[-300:]}")
        return
    run = lab.ncv("theorem", "--out", "run", "--resume", writes=["run"], patience=60)
    if run.code == 0 and not all(says_the_same(n, lab.read("run/" + n), honest[n]) for n in FILES):
        lab.complain(f"false accepted: resumed from an edited {name} to another end")
