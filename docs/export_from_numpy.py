"""Writes a snapshot for `ncv check` with NumPy alone: python3 export_from_numpy.py FILE."""
import json, struct, sys
import numpy as np

def save(path, tensors, metadata):
    names = {np.dtype("f8"): "F64", np.dtype("f4"): "F32", np.dtype("i8"): "I64"}
    header, data = {"__metadata__": metadata}, b""
    for name, a in tensors.items():
        a = np.ascontiguousarray(a)
        header[name] = {"dtype": names[a.dtype], "shape": a.shape, "data_offsets": [len(data), len(data) + a.nbytes]}
        data += a.tobytes()
    head = json.dumps(header).encode()
    open(path, "wb").write(struct.pack("<Q", len(head)) + head + data)

# A balanced head that fits two classes exactly, W2 W1 x = y, with samples of norm 1.
if len(sys.argv) != 2:
    print("usage: python3 export_from_numpy.py FILE", file=sys.stderr)
    sys.exit(2)
X, labels = np.repeat(np.eye(3)[:2], 4, axis=0), np.repeat(np.arange(2), 4)
W1, W2 = np.eye(3)[[0, 1, 2]] * [[1], [1], [0]], np.eye(3)[:2]
save(sys.argv[1], {"X": X, "labels": labels, "W1": W1, "W2": W2},
     {"ncv": "1", "nonlinear_layers": "0", "activation": "identity", "loss": "squared_error", "weight_decay": "0.01"})
