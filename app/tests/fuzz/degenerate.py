"""Networks at the edge of what formulas allow: each change keeps the file in order."""
from networks import EXTREME
from snapshot_file import Tensor


def reals(snapshot):
    return [t for name, t in snapshot.tensors.items() if name != "labels"]


def matrices(snapshot):
    return [t for t in reals(snapshot) if len(t.shape) == 2]


def inputs(snapshot):
    return snapshot.tensors.get("X") or snapshot.tensors["features"]


def weights(snapshot):
    return [t for name, t in snapshot.tensors.items() if name.startswith("W")]


def rescaled(random, snapshot):
    t = random.choice(reals(snapshot))
    factor = random.choice([2.0**-500, 2.0**500, 1e-300, 1e300, 1e80, 1e-80, 2.0**-20, 2.0**20, -1.0])
    t.values = [v * factor if abs(v * factor) < 1.7e308 else v for v in t.values]


def one_entry(random, snapshot):
    t = random.choice(reals(snapshot))
    t.values[random.randrange(len(t.values))] = random.choice(EXTREME)


def dead_layer(random, snapshot):
    t = random.choice(reals(snapshot))
    t.values = [0.0] * len(t.values)


def same_rows(random, snapshot):
    t = random.choice(matrices(snapshot))
    rows, columns = t.shape
    a, b = random.randrange(rows), random.randrange(rows)
    t.values[b * columns:(b + 1) * columns] = t.values[a * columns:(a + 1) * columns]


def zero_column(random, snapshot):
    t = random.choice(weights(snapshot))
    rows, columns = t.shape
    j = random.randrange(columns)
    for i in range(rows):
        t.values[i * columns + j] = 0.0


def classes_coincide(random, snapshot):
    t = inputs(snapshot)
    rows, columns = t.shape
    t.values = t.values[:columns] * rows


def collapsed(random, snapshot):
    """All samples of a class alike."""
    t, labels = inputs(snapshot), snapshot.tensors["labels"].values
    rows, columns = t.shape
    first = {c: labels.index(c) for c in labels}
    t.values = [t.values[first[c] * columns + j] for c in labels for j in range(columns)]


def no_gap(random, snapshot):
    """As many samples without output as the smallest class has: for layers that are parts of the
    identity s_K(Y) - eps1 is exactly 0."""
    labels = snapshot.tensors["labels"].values
    for t in weights(snapshot):
        rows, columns = t.shape
        t.values = [float(i == j) for i in range(rows) for j in range(columns)]
    t = inputs(snapshot)
    columns = t.shape[1]
    t.values = [float(j == c) for c in labels for j in range(columns)]
    for i in random.sample(range(len(labels)), min(map(labels.count, labels))):
        t.values[i * columns:(i + 1) * columns] = [0.0] * columns


def through_a_bias(random, snapshot):
    """The labels, by a last layer that lacks rank and a bias; what it does not see is free."""
    last = max(int(name[1:]) for name in snapshot.tensors if name.startswith("W"))
    W, t, labels = snapshot.tensors[f"W{last}"], inputs(snapshot), snapshot.tensors["labels"].values
    (K, width), columns = W.shape, t.shape[1]
    for layer in weights(snapshot)[:-1]:
        layer.values = [float(i == j) for i in range(layer.shape[0]) for j in range(layer.shape[1])]
    W.values = [(i == j) - 1 / K if j < K else 0.0 for i in range(K) for j in range(width)]
    free = random.choice([0.0, 1.0, 5.0])
    t.values = [float(j == c) + free * random.choice([-1, 1]) * (j >= K or random.random() < 0.5)
                for c in labels for j in range(columns)]
    if random.random() < 0.7:
        for i in range(len(labels)):  # the same for all classes: in the kernel
            lift = random.choice([-3.0, 0.0, 3.0])
            for j in range(columns):
                t.values[i * columns + j] = float(j == labels[i]) + lift
    snapshot.tensors[f"b{last}"] = Tensor([K], [1 / K] * K)


def narrow(random, snapshot):
    """A hidden layer with one row that is not 0."""
    hidden = weights(snapshot)[:-1] or weights(snapshot)
    t = random.choice(hidden)
    t.values[t.shape[1]:] = [0.0] * (len(t.values) - t.shape[1])


def small_integers(random, snapshot):
    for t in reals(snapshot):
        t.values = [float(random.randint(-2, 2)) for _ in t.values]


def sharp_activation(random, snapshot):
    for key in ("gamma", "sharpness"):
        if key in snapshot.metadata:
            values = ["0.9999999999999999", "5e-324", "1e-300", "0x1p-1"]
            snapshot.metadata[key] = random.choice(values if key == "gamma" else values + ["1e300", "1e16"])


CHANGES = [rescaled, rescaled, one_entry, one_entry, one_entry, dead_layer, same_rows, zero_column, classes_coincide,
           collapsed, no_gap, no_gap, through_a_bias, through_a_bias, narrow, small_integers, sharp_activation]


def degenerate(random, snapshot):
    for change in random.sample(CHANGES, random.choice([0, 1, 1, 1, 2, 2, 3])):
        change(random, snapshot)
    return snapshot
