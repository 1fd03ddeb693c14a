"""Outputs that go where something stands, or cannot be written: nothing is destroyed, and what was not
written is said."""
import os

from configurations import DATA, NETWORK, SEED, TRAINING

SAYING = """list; list --json; check net.safetensors; check net.safetensors --json; certify net.safetensors -o new.json;
certificate show c.json; replay x.json; search A2s --budget 20ms; data info images; train c.toml --out run; --help;
--version""".split(";")
WRITING = """certify net.safetensors -o; certificate show c.json --page; certificate show c.json --badge; train c.toml --out;
search A2 --drop eps2 --budget 100ms -o""".split(";")
# Devices have links here: a program that replaces what it is to write through would take the machine's own.
LINKS = {"link.json": "note.json", "hanging.json": "nowhere.json", "full.json": "/dev/full", "null.json": "/dev/null"}
TARGETS = ["", *"""net.safetensors c.json c.toml note.txt note.json empty.json link.json hanging.json folder folder/new.json
missing/new.json note.txt/new.json full.json null.json net.json new.json""".split()]
EXPECTED = '{"id": "x", "claim": "A2", "lacks": "", "expected": {"status": "holds", "ratio": null}, "note": ""}\n'
NEW = {"new.json", "new.safetensors", "folder/new.json", "folder/new.safetensors", "missing", "nowhere.json", "hanging.json", "empty.json",
       "net.json"}


def set_the_table(lab):
    """A network and its certificate, things of others, and links to them."""
    lab.write("net.safetensors", (lab.seeds / "net-00.safetensors").read_bytes())
    lab.write("c.json", (lab.seeds / "net-00.json").read_bytes())
    lab.write("c.toml", NETWORK + DATA + TRAINING + SEED)
    lab.write("note.txt", "a note\n")
    lab.write("note.json", '{"a": "note"}\n')
    lab.write("empty.json", "")
    lab.write("folder/note.txt", "another\n")
    lab.write("x.safetensors", (lab.seeds / "net-00.safetensors").read_bytes())
    lab.write("x.json", EXPECTED)
    for link, target in LINKS.items():
        os.symlink(target, lab.folder / link)


def nothing_can_be_said(lab):
    """Standard output is full: exit code 3 and a line, as of a full disk."""
    program = lab.random.choice(["ncv"] * 6 + ["ncv-recheck"])
    words = lab.random.choice(SAYING).split() if program == "ncv" else ["c.json", "net.safetensors"]
    run = lab.run(program, *words, writes=["new.json", "run"], stdout="/dev/full")
    if run.code not in (2, 3):
        lab.complain(f"ends with {run.code} though nothing of what it says could be written: {' '.join(words)}")


def nothing_can_be_kept(lab):
    """No file may grow past a limit: exit code 3 and a line, no signal, nothing half written."""
    limit = lab.random.choice([0, 1, 64, 512, 4096])
    words = lab.random.choice(WRITING).split()
    run = lab.ncv(*words, "new.json", writes=["new.json", "new.safetensors"], under=["prlimit", f"--fsize={limit}"])
    if run.code == 3 and words[0] != "train" and (lab.folder / "new.json").exists():
        lab.complain(f"out of room, it leaves {(lab.folder / 'new.json').stat().st_size} bytes")


def something_is_in_the_way(lab):
    words, target = lab.random.choice(WRITING).split(), lab.random.choice(TARGETS)
    own = set(NEW)
    if words[0] == "certify":
        own.add("c.json")  # an earlier certificate is replaced
    elif words[0] == "train":
        own |= {f"{target}/{name}" for name in ("*.safetensors", "history.csv", "config.toml", "checksums.csv")}
    elif words[0] == "search" and target != "net.json":  # NAME.json stands for NAME.safetensors, too
        own |= {f"{name}.safetensors" for name in ("empty", "hanging", "nowhere", "full", "null")}
    run = lab.ncv(*words, target, writes=own)
    for link in LINKS:
        if not (lab.folder / link).is_symlink():
            lab.complain(f"{link} is no link any more after exit code {run.code}")


def outputs(lab):
    set_the_table(lab)
    lab.random.choice([nothing_can_be_said, nothing_can_be_kept, something_is_in_the_way, something_is_in_the_way])(lab)
