"""Reads and writes full snapshots (docs/formats.md) with NumPy alone."""
import json, struct
from dataclasses import dataclass
import numpy as np

TYPES = {"F64": "<f8", "F32": "<f4", "I64": "<i8"}


@dataclass
class Snapshot:
    X: np.ndarray         # [N, d]
    labels: np.ndarray    # [N]
    weights: list         # W_l, [n_l, n_{l-1}]
    metadata: dict

    @property
    def nonlinear_layers(self):
        return int(self.metadata["nonlinear_layers"])

    @property
    def gamma(self):
        return float(self.metadata["gamma"])


def read_snapshot(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        body = file.read()
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        tensors[name] = np.frombuffer(body[begin:end], TYPES[tensor["dtype"]]).reshape(tensor["shape"]).copy()
    weights = [tensors[f"W{l}"] for l in range(1, sum(name[0] == "W" for name in tensors) + 1)]
    return Snapshot(tensors["X"], tensors["labels"], weights, metadata)


def write_snapshot(path, snapshot):
    tensors = {"X": snapshot.X, "labels": snapshot.labels}
    tensors |= {f"W{l}": W for l, W in enumerate(snapshot.weights, start=1)}
    header, body = {"__metadata__": snapshot.metadata}, b""
    for name, tensor in tensors.items():
        dtype = next(d for d, t in TYPES.items() if tensor.dtype == t)
        data = np.ascontiguousarray(tensor).tobytes()
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)
