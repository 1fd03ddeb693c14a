"""Command lines that nobody means: each is refused in a line, or does what it says."""
from damage import WORDS

COMMANDS = ["list", "verify", "train", "check", "replay", "search", "theorem", "sweep", "merge", "report", "certify",
            "certificate", "certificate show", "data", "data info", "data fetch", "help", "chekc", ""]
OPTIONS = ["--json", "--claims", "--arithmetic", "--steps", "--out", "-o", "--resume", "--certified", "--budget", "--drop", "--seed",
           "--store", "--status", "--jobs", "--shard", "--target", "--bound", "--plan-only", "--quick", "--data", "--page", "--badge",
           "--from", "--to", "--refuted", "--help", "--version", "--force", "--nonsense", "-x", "--"]
VALUES = ["A2", "a2s", "A2,A5", "A2,,A5", ",", "F1", "E1", "E8", "B10t", "double", "mp", "interval", "Double", "1e6", "1000000", "0", "-1", "nan",
          "inf", "1e-7", "0.1", "30s", "1ms", "0s", "-1s", "s", "1/2", "0/2", "3/2", "1/0", "net.safetensors", "c.json", ".", "missing", "out",
          "/dev/null", "eps2", "eps9", "A2s"]
SLOW = {"verify", "data fetch", "search", "theorem", "sweep"}


def arguments(lab):
    random = lab.random
    lab.write("net.safetensors", (lab.seeds / "net-00.safetensors").read_bytes())
    lab.write("c.json", (lab.seeds / "net-00.json").read_bytes())
    program = random.choice(["ncv"] * 5 + ["ncv-recheck"])
    command = random.choice(COMMANDS).split() if program == "ncv" else []
    more = [random.choice(OPTIONS) if random.random() < 0.45 else random.choice(VALUES + WORDS[1:]) for _ in range(random.randint(0, 4))]
    words = [w.replace("\0", "") for w in command + more]
    if "fetch" in words:  # no test asks another machine for anything
        words += ["--from", "missing"]
    patience = 3 if " ".join(command[:2]) in SLOW or "--" in words else 30
    run = lab.run(program, *words, writes=["out", "out/*", "*"], patience=patience)
    if run.code == 2 and len(run.said()) != 1:
        lab.complain(f"refused in {len(run.said())} lines: {run.err.strip()[-300:]}")
    for name in ("net.safetensors", "c.json"):
        if not (lab.folder / name).exists() or lab.read(name) != (lab.seeds / name.replace("net", "net-00").replace("c.j", "net-00.j")).read_bytes():
            lab.complain(f"destroys {name}, which it was given or which stood there")
