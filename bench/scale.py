#!/usr/bin/env python3
"""What a check of many samples takes: python3 bench/scale.py NCV [NCV ...] [--runs 5] [--certify] [--files r4.safetensors ...]

Draws heads of affine layers, checks them by each program in turn, interleaved, and prints medians of user CPU seconds and
the peak memory, beside NumPy computing the metrics of `ncv check` alone. With --certify, after each check its `ncv certify` and
the `ncv-recheck` beside it. Needs NumPy.
"""
import argparse, json, os, resource, statistics, struct, subprocess, sys, tempfile
import numpy as np


def draw(path, N, p, K, layers, loss="squared_error", seed=1):
    """Labels in turn; features by class means that the head maps near the labels, and noise; F32."""
    random = np.random.default_rng(seed)
    labels = np.arange(N) % K
    weights, product = [], np.eye(p)
    for l in range(layers):
        W = np.eye(K if l == layers - 1 else p, p)
        W = W + 0.05 * random.standard_normal(W.shape)
        weights.append(W.astype("f4"))
        product = weights[-1] @ product
    means = (np.linalg.pinv(product) @ np.eye(K)).T.astype("f4")
    tensors = [(f"W{l + 1}", W) for l, W in enumerate(weights)] + [("labels", labels.astype("i8"))]
    header, begin = {"__metadata__": {"ncv": "1", "nonlinear_layers": "0", "activation": "identity", "weight_decay": "0.01",
                                      "loss": loss}}, 0
    names = {"f4": "F32", "i8": "I64"}
    sizes = [(n, a.dtype.str[1:], a.shape, a.nbytes) for n, a in tensors] + [("features", "f4", (N, p), 4 * N * p)]
    for name, kind, shape, size in sizes:
        header[name] = {"dtype": names[kind], "shape": shape, "data_offsets": [begin, begin + size]}
        begin += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for _, a in tensors:
            out.write(a.tobytes())
        for first in range(0, N, 65536):
            some = labels[first:first + 65536]
            out.write((means[some] + np.float32(0.02) * random.standard_normal((len(some), p), "f4")).tobytes())


def metrics(path):
    """The metrics that `ncv check` prints, by NumPy in double; user seconds without the import."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
        kinds = {"F32": "f4", "F64": "f8", "I64": "i8"}
        t = {}
        for name, entry in header.items():
            if name != "__metadata__":
                file.seek(8 + length + entry["data_offsets"][0])
                count = int(np.prod(entry["shape"]))
                t[name] = np.fromfile(file, kinds[entry["dtype"]], count).reshape(entry["shape"])
    layers = sorted((n for n in t if n[0] == "W"), key=lambda n: int(n[1:]))
    Z, labels = t["features"].astype("f8"), t["labels"]
    bias = lambda n: t["b" + n[1:]].astype("f8") if "b" + n[1:] in t else 0
    for n in layers[:-1]:
        Z = Z @ t[n].astype("f8").T + bias(n)
    W = t[layers[-1]].astype("f8")
    outputs, K, N = Z @ W.T + bias(layers[-1]), len(W), len(labels)
    counts = np.bincount(labels, minlength=K)
    order = np.argsort(labels, kind="stable")
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    means = np.add.reduceat(Z[order], starts) / counts[:, None]
    within = Z - means[labels]
    squares = np.bincount(labels, (within ** 2).sum(1), minlength=K)
    centred, balanced, rows = means - Z.mean(0), means - means.mean(0), W - W.mean(0)
    cosines = lambda A, B: (A * B).sum(1) / np.maximum(np.linalg.norm(A, axis=1) * np.linalg.norm(B, axis=1), 1e-300)
    values = np.linalg.svd(means, compute_uv=False), np.linalg.svd(balanced, compute_uv=False)
    nearest = ((means ** 2).sum(1)[None] - 2 * Z @ means.T).argmin(1)
    out = {"nc1": squares.sum() / N / ((centred ** 2).sum() / K), "nc2": values[0][0] / values[0][-1],
           "nc3": cosines(Z, W[labels]).mean(), "nc1_balanced": (squares / counts).sum() / (balanced ** 2).sum(),
           "nc2_centred": values[1][0] / values[1][K - 2] if K - 2 < len(values[1]) else np.inf,
           "nc3_centred": (np.bincount(labels, cosines(Z - means.mean(0), rows[labels])) / counts).mean(),
           "nearest": (nearest == labels).mean(), "accuracy": (outputs.argmax(1) == labels).mean(),
           "residual": np.linalg.norm(outputs - np.eye(K)[labels]) if K * N < 1e8 else None}
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime - before, usage.ru_maxrss, out


def run(command):
    """User seconds and peak kilobytes."""
    with tempfile.NamedTemporaryFile("r") as told:
        subprocess.run(["/usr/bin/time", "-o", told.name, "-f", "%U %M"] + command, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        user, peak = told.read().split()[-2:]
    return float(user), int(peak)


def commands(program, path, options, certify):
    certificate = path + ".certificate.json"
    yield [program, "check", path] + options
    if certify:
        yield [program, "certify", path, "-o", certificate, "--force"]
        yield [os.path.join(os.path.dirname(program), "ncv-recheck"), certificate, path]


def measure(path, programs, options, runs, certify):
    every = [command for program in programs for command in commands(program, path, options, certify)]
    results = [[] for _ in every] + [[]]
    for _ in range(runs):
        for k, command in enumerate(every):
            results[k].append(run(command))
        told = subprocess.run([sys.executable, __file__, "--metrics", path], capture_output=True, text=True).stdout.split()
        results[-1].append((float(told[0]), int(told[1])))
    return [(statistics.median(u for u, _ in r), max(m for _, m in r)) for r in results]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("programs", nargs="*")
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--certify", action="store_true")
    options.add_argument("--files", nargs="*", default=[])
    options.add_argument("--drawn", nargs="*", default=["50000x64x10x3", "300000x64x100x1", "16000x64x1000x3"],
                         help="N x p x K x layers, with a final 'e' for cross-entropy")
    options.add_argument("--options", default=",--all,--json", type=lambda text: text.split(","),
                         help="of `ncv check`, apart by commas: --options=--all")
    options.add_argument("--metrics", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.metrics:
        seconds, peak, _ = metrics(given.metrics)
        print(seconds, peak)
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = list(given.files)
        for shape in given.drawn:
            N, p, K, layers = map(int, shape.rstrip("e").split("x"))
            paths.append(os.path.join(folder, shape + ".safetensors"))
            draw(paths[-1], N, p, K, layers, "cross_entropy" if shape.endswith("e") else "squared_error")
        for path in paths:
            for chosen in given.options:
                row = measure(path, given.programs, chosen.split(), given.runs, given.certify)
                print(os.path.basename(path), chosen or "headlines",
                      *(f"{u:.2f} s {m / 1024:.0f} MB" for u, m in row), sep=" | ", flush=True)


if __name__ == "__main__":
    main()
