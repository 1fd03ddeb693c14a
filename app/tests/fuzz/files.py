"""Snapshots as they come from the field, or as no program writes them: both programs must read or
refuse the same files."""
import json

from damage import VALUES, damaged, edited
from degenerate import inputs
from snapshot_file import Tensor, joined

TEXTS = ["", " 1", "1 ", "1\0", *"""0 1 2 -1 1.0 +1 01 0x1 0X1p0 0x1p-2 1e400 1e-400 nan inf -0 -0.5 0.5 .5 5. 0x.8p0 1e5 0x 1_000 0,5
99999999999999999999 pt relu leaky_relu RELU softplus_leaky_relu gaussian_leaky_relu cross_entropy""".split()]


def other_type(random, snapshot):
    t = random.choice([t for name, t in snapshot.tensors.items() if name != "labels"])
    t.dtype = random.choice(["F32", "F32", "F16", "BF16", "I64", "I32", "U8", "BOOL"])
    if t.dtype in ("F32", "F16", "BF16"):
        t.values = [v if abs(v) < 6e4 else 1.0 for v in t.values]
    else:
        t.values = [bool(v) if t.dtype == "BOOL" else min(abs(int(v)), 255) if abs(v) < 1e9 else 1 for v in t.values]


def other_labels(random, snapshot):
    t = snapshot.tensors["labels"]
    K = max(t.values) + 1
    how = random.randrange(7)
    if how < 2:
        t.dtype = random.choice(["I32", "I16", "I8", "U8", "U16", "U32", "U64"])
    elif how == 2:
        t.values = [v + 1 for v in t.values]
    elif how == 3:
        t.shape = random.choice([[len(t.values), 1], [1, len(t.values)], []])
    elif how == 4:
        t.dtype, t.values = "F64", [float(v) for v in t.values]
    elif how == 5:
        one_hot = [float(c == v) for v in t.values for c in range(K)]
        snapshot.tensors["labels"] = Tensor([len(t.values), K], one_hot, "F64")
    else:
        t.values[random.randrange(len(t.values))] = random.choice([-1, K, 2**40, -2**63, 2**63 - 1, 0])


def more_tensors(random, snapshot):
    N = inputs(snapshot).shape[0]
    name = random.choice(["b1", "b2", "b3", "W2.bias", "fc.bias", "outputs", "X", "features", "W9", "W0", "W02", "W1 ",
                          "backbone.W1", "backbone.fc.bias", "note", "Z"])
    shape = random.choice([[2], [N], [N, 2], [2, 2], [1], [N, inputs(snapshot).shape[1]]])
    size = shape[0] * (shape[1] if len(shape) > 1 else 1)
    snapshot.tensors.setdefault(name, Tensor(shape, [random.choice([0.0, 0.5, 1.0]) for _ in range(size)]))


def renamed(random, snapshot):
    style = random.choice(["fc{}.weight", "module.fc{}.weight", "_orig_mod.net.{}.weight", "w{}", "W{}.weight", "W0{}"])
    for name in [n for n in snapshot.tensors if n[0] == "W"]:
        if random.random() < 0.8:
            snapshot.tensors[style.format(name[1:])] = snapshot.tensors.pop(name)


def no_number(random, snapshot):
    real = [t for t in snapshot.tensors.values() if t.dtype in ("F64", "F32", "BF16")]
    t = random.choice(real or [Tensor([1], [0.0])])
    t.values[random.randrange(len(t.values))] = random.choice([float("inf"), float("-inf"), float("nan")])


def other_metadata(random, snapshot):
    m = snapshot.metadata
    key = random.choice(["ncv", "nonlinear_layers", "activation", "gamma", "sharpness", "weight_decay", "learning_rate",
                         "step", "seed", "source", "format", "loss", "loss_scale", "label_smoothing", "weight_decay_W1",
                         "weight_decay_b1", "weight_decay_W9", "weight_decay_", "weight_decay_w1", "backbone_connections"])
    m[key] = random.choice(TEXTS)
    if random.random() < 0.3:
        m.pop(random.choice(list(m)))


CHANGES = [other_type, other_labels, more_tensors, renamed, no_number, other_metadata, other_metadata]


def from_the_field(random, snapshot):
    """The bytes of a file with some things about it that are unusual or wrong."""
    for change in random.sample(CHANGES, random.choice([1, 1, 1, 2])):
        change(random, snapshot)
    return snapshot.bytes()


def with_a_damaged_header(random, snapshot):
    header, data = snapshot.parts()
    how = random.randrange(6)
    if how < 2:
        return joined(edited(random, header), data)
    if how == 2:  # offsets and shapes
        t = header[random.choice([k for k in header if k != "__metadata__"])]
        field = random.choice(["shape", "data_offsets"])
        t[field] = random.choice([t[field][::-1], [v + random.choice([-8, -1, 1, 8]) for v in t[field]],
                                  [2**62, 2**62], [-1, 8], [0, 0], [0], t[field] + [1], [1.0 * v for v in t[field]],
                                  random.choice(VALUES)])
        return joined(header, data)
    text = json.dumps(header).encode()
    if how == 3:  # a key twice
        key = random.choice(list(header["__metadata__"] or ["ncv"]))
        twice = text.replace(b'"' + key.encode(), b'"' + key.encode() + b'": "1", "' + key.encode(), 1)
        return joined(twice, data)
    if how == 4:
        after = random.choice([b" ", b"   ", b"\0", b"x", b"{}", b"\n"])
        return joined(text + after, data + random.choice([b"", b"\0", b"x" * 8]))
    return joined(damaged(random, text), data)
