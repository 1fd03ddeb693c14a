"""Folders of images, damaged, renamed, compressed twice over."""
import gzip
import struct

from configurations import NETWORK, SEED, TRAINING
from damage import GARBAGE, damaged


def idx(kind, dimensions, entries):
    return bytes([0, 0, kind, len(dimensions)]) + struct.pack(f">{len(dimensions)}I", *dimensions) + bytes(entries)


def of_idx(random, N):
    side = random.randint(1, 3)
    images = idx(8, [N, side, side], [random.randrange(256) for _ in range(N * side * side)])
    labels = idx(8, [N], [i % 3 for i in range(N)])
    return {"train-images-idx3-ubyte": images, "train-labels-idx1-ubyte": labels}


def of_cifar(random, N):
    record = lambda i: bytes([i % 10]) + bytes(random.randrange(256) for _ in range(3072))
    return {"data_batch_1.bin": b"".join(record(i) for i in range(N)), "batches.meta.txt": b"a\nb\n"}


def compressed(random, data):
    cut = random.randrange(len(data) + 1)
    members = gzip.compress(data[:cut]) + gzip.compress(data[cut:])
    whole = gzip.compress(data)
    return random.choice([whole, members, members + b"\0" * 100, whole + random.choice(GARBAGE), gzip.compress(whole),
                          whole[:-random.randint(1, 12)]])


def images(lab):
    random = lab.random
    N = random.choice([0, 1, 6, 12, 20])
    for name, data in (of_cifar(random, N) if random.random() < 0.25 else of_idx(random, N)).items():
        how = random.randrange(10)
        if how == 0:
            continue
        if how == 1:
            name = random.choice([name.replace("-idx", ".idx"), name.upper(), name + ".bak", "t10k" + name[5:]])
        elif how < 4:
            data = damaged(random, data)
        elif how < 7:
            name, data = name + ".gz", compressed(random, data)
            data = damaged(random, data) if random.random() < 0.3 else data
        lab.write("images/" + name, data)
    (lab.folder / "images").mkdir(exist_ok=True)
    info = lab.ncv("data", "info", "images")
    if info.code not in (0, 2):
        lab.complain(f"data info ends with {info.code}: {info.err.strip()[-300:]}")
    lab.write("c.toml", NETWORK + '[data]\nsource = "images"\nper_class = 2\n' + TRAINING + SEED)
    run = lab.ncv("train", "c.toml", "--out", "run", writes=["run"], patience=20)
    if run.code == 0 and info.code == 2:
        lab.complain(f"trained on what data info refuses: {info.err.strip()[-300:]}")
