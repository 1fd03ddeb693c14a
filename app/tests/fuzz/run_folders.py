"""Folders of `ncv train`, damaged, and taken up again: refused, or the bytes of the undamaged run."""
import shutil
import struct

from configurations import DATA, NETWORK, SEED, TRAINING, campaign_text
from damage import damaged
from programs import start
from snapshot_file import parsed

RESULTS = ["final.safetensors", "history.csv", "campaign.csv"]


def prepare(tools, folder):
    """A whole run `whole` with its configuration, and `died`: as a kill at step 20 leaves it."""
    folder.mkdir()
    (folder / "c.toml").write_text(NETWORK + DATA + TRAINING + SEED)
    for name in ("whole", "died"):
        start([tools["ncv"], "train", "c.toml", "--out", name], folder)
    (folder / "died/final.safetensors").unlink()
    (folder / "died/checkpoint-000000000030.safetensors").unlink()
    (folder / "many.toml").write_text(campaign_text())
    start([tools["ncv"], "train", "many.toml", "--out", "many"], folder)


def other_history(random, data):
    lines = data.decode().splitlines()
    at = random.randrange(len(lines))
    cells = lines[at].split(",")
    how = random.randrange(6)
    if how < 3:
        c = random.randrange(len(cells))
        cells[c] = random.choice(["0", "1e-9", "nan", "inf", "", "-1", "5", "1e400", cells[c] + "1", cells[c][:-1]])
        lines[at] = ",".join(cells)
    elif how == 3:
        del lines[at]
    elif how == 4:
        lines.insert(at, lines[at])
    else:
        lines[at] += random.choice([",1", " ", "\0"])
    return ("\n".join(lines) + "\n").encode()


def other_checkpoint(random, data):
    snapshot = parsed(data)
    if random.random() < 0.5:
        t = random.choice(list(snapshot.tensors.values()))
        at = random.randrange(len(t.values))
        t.values[at] = (t.values[at] + 1) % 3 if t.dtype == "I64" else t.values[at] * (1 + 2**-30) + 1e-9
    else:
        key = random.choice(list(snapshot.metadata))
        snapshot.metadata[key] = random.choice(["0", "1", "5", "20", "0.5", "25", "tanh", "relu", "x"])
    return snapshot.bytes()


def harm(lab):
    """One or two files of the run in `run` changed, lost, empty, moved."""
    for _ in range(lab.random.choice([1, 1, 1, 2])):
        files = sorted(p for p in (lab.folder / "run").iterdir() if p.is_file())
        if not files:
            return
        file = lab.random.choice(files)
        data, how = file.read_bytes(), lab.random.randrange(8)
        if how < 4 and file.name.endswith(".csv"):
            file.write_bytes(other_history(lab.random, data))
        elif how < 3 and file.name.startswith("checkpoint") and len(data) > 400:
            file.write_bytes(other_checkpoint(lab.random, data))
        elif how < 5:
            file.write_bytes(damaged(lab.random, data))
        elif how == 5:
            file.write_bytes(b"")
        elif how == 6:
            file.unlink()
        else:
            other = lab.random.choice(files)
            file.write_bytes(other.read_bytes())


def resumes(lab):
    given = lab.random.choice(["died", "died", "died", "whole", "many"])
    whole = lab.seeds / ("many" if given == "many" else "whole")
    lab.write("c.toml", (lab.seeds / ("many.toml" if given == "many" else "c.toml")).read_bytes())
    shutil.copytree(lab.seeds / given, lab.folder / "run")
    if given == "many":  # killed after some runs
        lines = lab.read("run/campaign.csv").splitlines(keepends=True)
        lab.write("run/campaign.csv", b"".join(lines[:lab.random.randint(0, len(lines))]))
    try:
        harm(lab)
    except (ValueError, KeyError, IndexError, struct.error):  # a second change met a file that no longer is one
        pass
    # Without its checksums a folder is one from before there were any: nothing shows a change of it.
    believed = (lab.folder / "run" / ("campaign.crc32" if given == "many" else "checksums.csv")).exists()
    if lab.random.random() < 0.3:
        lab.ncv("check", "run")
    if lab.random.random() < 0.3:
        lab.ncv("report", "run", "-o", "page.html", writes=["page.html"])
    run = lab.ncv("train", "c.toml", "--out", "run", "--resume", writes=["run"], patience=10)
    if run.code == 0 and believed:
        for name in RESULTS:
            if (whole / name).exists() and lab.read("run/" + name) != (whole / name).read_bytes():
                lab.complain(f"false accepted: resumed to another {name} than the undamaged run's")
                break
    if run.code not in (0, 2):
        lab.complain(f"resumed, it ends with {run.code}: {run.err.strip()[-300:]}")
