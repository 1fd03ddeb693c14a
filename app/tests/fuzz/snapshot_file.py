"""Safetensors files, right ones and any others: a header is whatever JSON one puts there."""
import json
import struct
from dataclasses import dataclass, field

CODES = {"F64": "d", "F32": "f", "F16": "e", "I64": "q", "I32": "i", "I16": "h", "I8": "b", "U64": "Q",
         "U32": "I", "U16": "H", "U8": "B", "BOOL": "?"}


@dataclass
class Tensor:
    shape: list
    values: list  # row by row
    dtype: str = "F64"

    def bytes(self):
        if self.dtype == "BF16":  # the upper half of a single
            return b"".join(struct.pack("<f", v)[2:] for v in self.values)
        return struct.pack(f"<{len(self.values)}{CODES[self.dtype]}", *self.values)


@dataclass
class Snapshot:
    tensors: dict = field(default_factory=dict)
    metadata: dict = field(default_factory=dict)

    def parts(self):
        """The header as a tree, and the data."""
        header, data = {"__metadata__": self.metadata}, b""
        for name, tensor in self.tensors.items():
            raw = tensor.bytes()
            header[name] = {"dtype": tensor.dtype, "shape": tensor.shape,
                            "data_offsets": [len(data), len(data) + len(raw)]}
            data += raw
        return header, data

    def bytes(self):
        return joined(*self.parts())


def joined(header, data):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def split(file):
    """The header as a tree, and the data, of a right file."""
    length = struct.unpack("<Q", file[:8])[0]
    return json.loads(file[8:8 + length]), file[8 + length:]


def parsed(file):
    """A right file of F64 tensors and I64 labels."""
    header, data = split(file)
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, of in header.items():
        begin, end = of["data_offsets"]
        code = CODES[of["dtype"]]
        count = (end - begin) // struct.calcsize(code)
        tensors[name] = Tensor(of["shape"], list(struct.unpack(f"<{count}{code}", data[begin:end])), of["dtype"])
    return Snapshot(tensors, metadata)
