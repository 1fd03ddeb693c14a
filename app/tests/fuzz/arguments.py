"""Command lines that nobody means: each is refused in a line, or does what it says."""
import os

from damage import WORDS

COMMANDS = ["list", "verify", "train", "check", "replay", "search", "theorem", "sweep", "merge", "report", "certify",
            "certificate", "certificate show", "data", "data info", "data fetch", "help", "chekc", ""]
OPTIONS = """--json --claims --arithmetic --steps --out -o --resume --certified --budget --drop --seed --store --status --jobs
--shard --target --bound --plan-only --quick --data --page --badge --from --to --refuted --help --version --force --nonsense
-x --""".split()
VALUES = """A2 a2s A2,A5 A2,,A5 , F1 E1 E8 B10t A2s double mp interval Double 1e6 1000000 0 -1 nan inf 1e-7 0.1 30s 1ms 0s -1s s 1/2
0/2 3/2 1/0 net.safetensors c.json . missing out null eps2 eps9""".split()
SLOW = {"verify", "data fetch", "search", "theorem", "sweep"}


def some_words(random):
    values = VALUES + WORDS[1:]
    return [random.choice(OPTIONS if random.random() < 0.45 else values).replace("\0", "") for _ in range(random.randint(0, 4))]


def arguments(lab):
    random = lab.random
    given = {name: (lab.seeds / seed).read_bytes() for name, seed in (("net.safetensors", "net-00.safetensors"), ("c.json", "net-00.json"))}
    for name, data in given.items():
        lab.write(name, data)
    os.symlink("/dev/null", lab.folder / "null")  # never the machine's own: it is replaced by what replaces links
    program = random.choice(["ncv"] * 5 + ["ncv-recheck"])
    words = random.choice(COMMANDS).split() if program == "ncv" else []
    slow = " ".join(words) in SLOW
    words += some_words(random)
    if "fetch" in words:  # no test asks another machine for anything
        words += ["--from", "missing"]
    run = lab.run(program, *words, writes=["*"], patience=3 if slow or "--" in words else 30)
    if run.code == 2 and len(run.said()) != 1:
        lab.complain(f"refused in {len(run.said())} lines: {run.err.strip()[-300:]}")
    for name, data in given.items():
        if not (lab.folder / name).exists() or lab.read(name) != data:
            lab.complain(f"destroys {name}, which it was given or which stood there")
