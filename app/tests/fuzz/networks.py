"""Small networks with their data: valid by construction, exact, near a bound, degenerate."""
import math

from snapshot_file import Snapshot, Tensor

ACTIVATIONS = ["leaky_relu", "softplus_leaky_relu", "gaussian_leaky_relu", "relu", "tanh", "identity"]
EXTREME = [0.0, -0.0, 5e-324, 1e-310, 2.2250738585072014e-308, 1e-160, 1e-80, 1e-17, 1 + 2**-52, -1.0, 3.0, 1e17,
           1e80, 1e155, 1e160, 1e300, -1.7976931348623157e308]


def matrix(random, rows, columns, style=None):
    """Row by row."""
    style = style or random.choice(["gauss", "gauss", "dyadic", "dyadic", "identity", "rank_one", "zero"])
    size = rows * columns
    if style == "gauss":
        return [random.gauss(0, 1 / math.sqrt(columns)) for _ in range(size)]
    if style == "dyadic":
        return [random.randint(-4, 4) / 4 for _ in range(size)]
    if style == "identity":
        return [float(i == j) for i in range(rows) for j in range(columns)]
    if style == "rank_one":
        a, b = (matrix(random, n, 1, "dyadic") for n in (rows, columns))
        return [x * y for x in a for y in b]
    return [0.0] * size


def near_identity(random, rows, columns, noise):
    return [v + (random.gauss(0, noise) if noise else 0) for v in matrix(random, rows, columns, "identity")]


def metadata(random, activation, L1):
    out = {"ncv": "1", "nonlinear_layers": str(L1), "activation": activation}
    if "leaky" in activation:
        out["gamma"] = repr(random.choice([0.1, 0.5, 0.25, 0.9, 1e-3]))
    if activation.endswith("_leaky_relu") and activation != "leaky_relu":
        out["sharpness"] = repr(random.choice([1.0, 4.0, 0.5, 400.0]))
    if random.random() < 0.7:
        out["weight_decay"] = random.choice(["0.05", "0.001", "0", "0x1p-10", "1e-300"])
    if random.random() < 0.5:
        out["learning_rate"] = random.choice(["0.004", "0.1", "1e-6"])
    return out


def add_biases(random, snapshot, layers):
    """To some layers, with weight decays of their own."""
    for l in layers:
        if random.random() < 0.7:
            rows = snapshot.tensors[f"W{l}"].shape[0]
            snapshot.tensors[f"b{l}"] = Tensor([rows], matrix(random, rows, 1))
    for letter in "Wb":
        own = f"{letter}{random.choice(layers)}"
        if own in snapshot.tensors and random.random() < 0.2:
            snapshot.metadata[f"weight_decay_{own}"] = random.choice(["0", "0.05", "1e-300"])


def add_loss(random, snapshot):
    if random.random() < 0.5:
        snapshot.metadata["loss"] = "cross_entropy"
        if random.random() < 0.4:
            snapshot.metadata["label_smoothing"] = random.choice(["0", "0.1", "0.5"])
    if random.random() < 0.3:
        snapshot.metadata["loss_scale"] = random.choice(["1", "0.25", "0x1p-3", "1e-3"])


def network(random):
    """A snapshot that is in order, with a residual anywhere from 0 up, half of them with biases and
    half of these for the cross-entropy."""
    K = random.choice([2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 1])
    even = random.random() < 0.6
    size = random.randint(1, 3)
    counts = [size if even else random.randint(1, 3) for _ in range(K)]
    labels = [c for c in range(K) for _ in range(counts[c])]
    if random.random() < 0.3:
        random.shuffle(labels)
    N = len(labels)
    L = random.choice([1, 2, 2, 2, 3, 3, 3, 4, 4, 5])
    L1 = L if random.random() < 0.05 else random.randint(0, L - 1)
    narrow = random.random() < 0.1
    widths = [random.randint(1, 6) if narrow else random.randint(K, K + 2) for _ in range(L)] + [K]
    if random.random() < 0.5:
        noise = random.choice([0, 0, 2**-30, 1e-6, 1e-3, 0.02, 0.2])
        X = [float(j == c) for c in labels for j in range(widths[0])]
        X = [v + (random.gauss(0, noise) if noise else 0) for v in X]
        scale = random.choice([1, 1, 1, 2, 0.5])
        weights = [near_identity(random, widths[l + 1], widths[l], noise) for l in range(L)]
        weights[0] = [v * scale for v in weights[0]]
        weights[-1] = [v / scale for v in weights[-1]]
    else:
        X = matrix(random, N, widths[0], random.choice(["gauss", "dyadic"]))
        weights = [matrix(random, widths[l + 1], widths[l]) for l in range(L)]
    snapshot = Snapshot(metadata=metadata(random, random.choice(ACTIVATIONS), L1))
    head = L1 < L and random.random() < 0.3
    snapshot.tensors["features" if head else "X"] = Tensor([N, widths[0]], X)
    first = L1 + 1 if head else 1  # the stored layers of a head are all linear
    for l in range(L):
        snapshot.tensors[f"W{first + l}"] = Tensor([widths[l + 1], widths[l]], weights[l])
    if random.random() < 0.5:
        add_biases(random, snapshot, range(first, first + L))
        add_loss(random, snapshot)
    snapshot.tensors["labels"] = Tensor([N], labels, "I64")
    return snapshot
