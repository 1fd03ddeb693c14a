"""The last affine layers of a checkpoint on disk, by PyTorch's names."""
from __future__ import annotations

import difflib
import functools
import json
import os
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

import numpy as np
import numpy.typing as npt

from .snapshot import Path, _array, _is_list, _shown

PREFIXES = ("module.", "_orig_mod.")
Read = Callable[[], npt.NDArray[Any]]
Tensors = Mapping[str, Read]


def plain(name: str) -> str:
    """Without what DataParallel and torch.compile put before every name."""
    for prefix in PREFIXES:
        while name.startswith(prefix):
            name = name[len(prefix):]
    return name.replace("._orig_mod.", ".")


def _safetensors(path: str) -> dict[str, Read]:
    """Reads a tensor when it is asked for: of a large checkpoint only the head enters memory."""
    kinds = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I8": "<i1", "U8": "<u1"}
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else size
        if length > size - 8:
            raise ValueError(f"{path}: is no safetensors file")
        try:
            header = json.loads(file.read(length))
            entries = {name: (entry["dtype"], tuple(entry["shape"]), tuple(entry["data_offsets"]))
                       for name, entry in header.items() if name != "__metadata__"}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(f"{path}: is no safetensors file") from None

    def read(name: str, dtype: str, shape: tuple[int, ...], begin: int, end: int) -> npt.NDArray[Any]:
        if dtype not in kinds:
            raise ValueError(f"{path}: tensor {name} has dtype {dtype}, which is not that of a layer's real weights")
        with open(path, "rb") as file:
            file.seek(8 + length + begin)
            data = np.frombuffer(file.read(end - begin), dtype=kinds[dtype])
        if dtype == "BF16":
            data = (data.astype(np.uint32) << 16).view(np.float32)
        if data.size != int(np.prod(shape)):
            raise ValueError(f"{path}: tensor {name} is cut short")
        return data.reshape(shape)

    return {name: functools.partial(read, name, dtype, shape, *offsets) for name, (dtype, shape, offsets) in entries.items()}


def _pickled(path: str) -> dict[str, Read]:
    try:
        import torch
    except ImportError:
        raise ValueError(f"{path}: only PyTorch reads a file of torch.save; install it, or give a .safetensors file") from None
    import inspect
    # Only tensors are unpickled where PyTorch offers that; a checkpoint may hold any program otherwise.
    safe = {"weights_only": True} if "weights_only" in inspect.signature(torch.load).parameters else {}
    try:
        found = torch.load(path, map_location="cpu", **safe)
    except Exception as error:  # PyTorch tells a damaged file by many kinds of exceptions
        if "Weights only" in str(error) or "weights_only" in str(error):
            raise ValueError(f"{path}: PyTorch cannot read it as tensors alone: it holds a model or another object, which may be any program; "
                             "save model.state_dict() in its place") from None
        raise ValueError(f"{path}: PyTorch cannot read it: {str(error).splitlines()[0] if str(error) else type(error).__name__}") from None
    if hasattr(found, "state_dict"):
        found = found.state_dict()
    if not isinstance(found, Mapping):
        raise ValueError(f"{path}: holds a {type(found).__name__}, needs a state_dict, or a mapping with one")
    return {str(name): functools.partial(_array, str(name), tensor) for name, tensor in _state_dict_in(path, found).items()
            if hasattr(tensor, "detach")}


def _state_dict_in(path: str, found: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Under a usual key, the whole, or under the only key that has one."""
    def has_weights(mapping: Any) -> bool:
        return isinstance(mapping, Mapping) and any(hasattr(tensor, "detach") and tensor.ndim >= 2 for tensor in mapping.values())

    inside = {key: mapping for key, mapping in found.items() if has_weights(mapping)}
    for key in ("state_dict", "model_state_dict", "model"):
        if key in inside:
            return dict(inside[key])
    if has_weights(found):
        return found
    if len(inside) != 1:
        where = f"weights under {', '.join(map(str, inside))}" if inside else "no weights"
        raise ValueError(f"{path}: has {where}, needs one state_dict: save the one that is meant alone")
    return dict(*inside.values())


def tensors_of(path: Path) -> Tensors:
    """All tensors by their names, each read when it is called."""
    where = os.fspath(path)
    if not os.path.exists(where):
        raise FileNotFoundError(f"{where}: there is no such file")
    if not where.endswith(".index.json"):
        return _safetensors(where) if where.endswith(".safetensors") else _pickled(where)
    with open(where, encoding="utf-8") as file:
        try:
            shards = json.load(file)["weight_map"]
            names = {str(name): str(shard) for name, shard in shards.items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(f"{where}: is no index of shards, which has a weight_map") from None
    opened: dict[str, Tensors] = {}

    def read(name: str) -> npt.NDArray[Any]:
        shard = os.path.join(os.path.dirname(where), os.path.basename(names[name]))
        if shard not in opened:
            opened[shard] = tensors_of(shard)
        if name not in opened[shard]:
            raise ValueError(f"{shard}: tensor {name} is missing, though {where} says that it is here")
        return opened[shard][name]()

    return {name: functools.partial(read, name) for name in names}


def head_of_checkpoint(path: Path, head: Sequence[str]) -> tuple[list[npt.NDArray[Any]], list[Optional[npt.NDArray[Any]]]]:
    """Weights and biases of the layers that `head` names, the lowest first."""
    if isinstance(head, str):
        raise ValueError(f'head is a text, needs a list of names: head=["{head}"]')
    if not _is_list(head) or not all(isinstance(layer, str) for layer in head):
        raise ValueError(f'head is {_shown(head)}, needs a list of names: head=["fc"]')
    if not head:
        raise ValueError('head is empty, needs the names of the last affine layers: head=["fc"]')
    tensors = {plain(name): read for name, read in tensors_of(path).items()}
    weights: list[npt.NDArray[Any]] = []
    biases: list[Optional[npt.NDArray[Any]]] = []
    for layer in head:
        name = plain(layer)
        name = name[:-len(".weight")] if name.endswith(".weight") else name
        if f"{name}.weight" not in tensors:
            layers = [key[:-len(".weight")] for key in tensors if key.endswith(".weight")]
            near = difflib.get_close_matches(name, layers, 3, 0.4) or layers[-3:]
            raise ValueError(f"{os.fspath(path)}: there is no {name}.weight; layers with such names are {', '.join(near) or 'none'}")
        weight = tensors[f"{name}.weight"]()
        if weight.ndim == 4 and weight.shape[2:] == (1, 1):
            weight = weight[:, :, 0, 0]
        if weight.ndim != 2 or weight.dtype.kind != "f":
            raise ValueError(f"{os.fspath(path)}: {name}.weight has shape {list(weight.shape)} and dtype {weight.dtype}, needs "
                             "[n_out, n_in] of real numbers, as torch.nn.Linear has it")
        weights.append(weight)
        biases.append(tensors[f"{name}.bias"]() if f"{name}.bias" in tensors else None)
    return weights, biases
