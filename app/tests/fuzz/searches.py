"""Searches of a moment for any claim, less any of its hypotheses: what they store, replay finds again."""
import json

from programs import start


def prepare(tools, folder):
    folder.mkdir()
    (folder / "claims.json").write_text(start([tools["ncv"], "list", "--json"], folder).out)


def searches(lab):
    random = lab.random
    entries = json.loads((lab.seeds / "claims.json").read_text())
    claim = random.choice([e for e in entries if e.get("needs")])
    words = ["search", claim["id"], "--budget", random.choice(["1ms", "20ms", "100ms"]), "--seed", random.randrange(1000)]
    if random.random() < 0.8:
        words += ["--drop", random.choice(claim["needs"])]
    run = lab.ncv(*words, "-o", "c.json", writes=["c.json", "c.safetensors"])
    if run.code not in (0, 1) or not (lab.folder / "c.json").exists():
        return
    again = lab.ncv("replay", "c.json")
    if again.code != 0:
        lab.complain(f"stored by search, replay ends with {again.code}: {again.out[-400:]}{again.err[-200:]}")
    if random.random() < 0.3:
        lab.ncv("replay", "--certified", "c.json")
