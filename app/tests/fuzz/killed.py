"""The commands that are killed: what they are given, what goes on after a kill, what must be there
in the end. `old` stands where they write, where they may replace it."""
import json
import random
import re
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from typing import Callable

import stores
from configurations import DATA, NETWORK, PLAN, SEED, TRAINING, campaign_text
from networks import matrix, metadata
from programs import start
from snapshot_file import Snapshot, Tensor


@dataclass
class Command:
    make: Callable  # (run, folder): writes what it is given; run(words) runs ncv there
    words: list
    outputs: list  # files or folders
    again: Callable = None  # (folder) -> the words that go on, the same ones by default
    replaces: str = ""  # outputs stand there from before. whole: they are all old or all new, at every moment;
    #                     alike: some may be gone, but what is there is all old or all new
    results: Callable = None  # (folder) -> what must be the same in the end, the bytes by default
    kept: Callable = lambda folder: 0  # (folder) -> how much is done, which no kill may make less
    varies: re.Pattern = None  # what no two runs write alike: times
    early: float = 1  # kills crowd near the start: moments are T u^early

    def next_words(self, folder):
        return self.again(folder) if self.again else self.words


def resumed(words):
    """With --resume once the run's folder says what it is, as a user sees it."""
    def again(folder):
        out = folder / words[words.index("--out") + 1]
        begun = any((out / name).exists() for name in ("config.toml", "theorem.json"))
        return words + ["--resume"] if begun else words
    return again


def wide_network(width, N):
    chance = random.Random(7)
    snapshot = Snapshot(metadata=metadata(chance, "leaky_relu", 1))
    snapshot.tensors["X"] = Tensor([N, width], matrix(chance, N, width, "gauss"))
    for l in (1, 2):
        snapshot.tensors[f"W{l}"] = Tensor([width, width], matrix(chance, width, width, "gauss"))
    snapshot.tensors["W3"] = Tensor([5, width], matrix(chance, 5, width, "gauss"))
    snapshot.tensors["labels"] = Tensor([N], [i % 5 for i in range(N)], "I64")
    return snapshot.bytes()


def make_training(run, folder):
    text = NETWORK.replace("[4, 4]", "[24, 16]") + DATA + TRAINING + SEED
    for short, long in (("steps = 30", "steps = 3000"), ("every = 10\n", "every = 150\n"), ("every = 5\n", "every = 50\n")):
        text = text.replace(short, long)
    (folder / "c.toml").write_text(text)


def make_campaign(run, folder):
    (folder / "c.toml").write_text(campaign_text().replace("1..3", "1..60").replace("steps = 30", "steps = 1500"))


def make_plan(run, folder):
    (folder / "p.toml").write_text(PLAN.replace("count = 3", "count = 10").replace("steps = 30", "steps = 300"))


def make_theorem(run, folder):
    """A run as a kill soon after its first state leaves it: to choose its start takes seconds."""
    run(["theorem", "--out", "run", "--target", "1", "--bound", "A2s"], until=folder / "run/theorem.json")


def make_certifying(run, folder):
    (folder / "net.safetensors").write_bytes(wide_network(20, 20))
    run(["certify", "net.safetensors", "-o", "c.json"])
    (folder / "net.safetensors").write_bytes(wide_network(48, 60))


def make_store(run, folder):
    make_plan(run, folder)
    run(["sweep", "p.toml", "--store", "s.sqlite"])
    (folder / "q.toml").write_text(PLAN.replace('"E1"', '"E2"'))
    run(["sweep", "q.toml", "--store", "old.sqlite"])
    run(["report", "old.sqlite", "-o", "site"])


def make_run_folder(run, folder):
    make_training(run, folder)
    run(["train", "c.toml", "--out", "run"])
    (folder / "small.toml").write_text(NETWORK + DATA + TRAINING + SEED)
    run(["train", "small.toml", "--out", "small"])
    run(["report", "small", "-o", "page.html"])


def make_search(run, folder):
    run(["search", "A2", "--drop", "eps2", "--budget", "200ms", "--seed", "2", "-o", "c.json"])


def make_verified(run, folder):
    """A report as an earlier run would have left it, with other numbers."""
    run(["verify", "--quick", "--data", "synthetic", "--out", "out"])
    for file in (folder / "out").iterdir():
        data = bytearray(file.read_bytes())
        times = data.find(b'"spent"')
        at = max(data.rfind(b"%d" % digit, 0, times) for digit in range(1, 10))
        data[at:at + 1] = b"%d" % (int(data[at:at + 1]) % 9 + 1)
        file.write_bytes(data)


def opened(folder):
    """The store as it is, read from a copy: to open it would tidy up after the kill."""
    with tempfile.TemporaryDirectory() as copy:
        for file in folder.glob("s.sqlite*"):
            shutil.copy(file, copy)
        with sqlite3.connect(f"{copy}/s.sqlite") as db:
            whole = db.execute("PRAGMA integrity_check").fetchone()[0]
            runs = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'run'").fetchone()[0] and \
                db.execute("SELECT count(*) FROM run").fetchone()[0]
        db.close()
        return whole, runs, stores.rows_of(f"{copy}/s.sqlite") if runs else {}


def runs_kept(folder):
    return opened(folder)[1] if (folder / "s.sqlite").exists() else 0


def lines_kept(folder):
    file = folder / "run/campaign.csv"
    return file.read_bytes().count(b"\n") if file.exists() else 0


def states_kept(folder):
    return len(json.loads((folder / "run/theorem.json").read_text())["rows"])


def checkpoint_kept(folder):
    return max((int(p.name[11:23]) for p in (folder / "run").glob("checkpoint-*.safetensors")), default=0)


TRAIN = ["train", "c.toml", "--out", "run"]
SWEEP = ["sweep", "p.toml", "--store", "s.sqlite"]
SEARCH = ["search", "A2", "--drop", "eps2", "--budget", "200ms", "-o", "c.json"]
VERIFY = ["verify", "--quick", "--data", "synthetic", "--out", "out"]
THEOREM = ["theorem", "--out", "run", "--target", "1", "--bound", "A2s"]
COMMANDS = {
    "train": Command(make_training, TRAIN, ["run"], resumed(TRAIN), kept=checkpoint_kept),
    "campaign": Command(make_campaign, TRAIN, ["run"], resumed(TRAIN), kept=lines_kept),
    "sweep": Command(make_plan, SWEEP, ["s.sqlite"], results=opened, kept=runs_kept),
    "theorem": Command(make_theorem, THEOREM + ["--resume"], ["run"], kept=states_kept),
    "certify": Command(make_certifying, ["certify", "net.safetensors", "-o", "c.json"], ["c.json"], replaces="whole"),
    "report": Command(make_store, ["report", "s.sqlite", "-o", "site"], ["site"], replaces="whole"),
    "page": Command(make_run_folder, ["report", "run", "-o", "page.html"], ["page.html"], replaces="whole"),
    "search": Command(make_search, SEARCH, ["c.json", "c.safetensors"], replaces="alike"),
    "verify": Command(make_verified, VERIFY, ["out"], replaces="alike", early=4,
                      varies=re.compile(rb'"seconds": *[0-9.e+-]+')),
}
