"""The noun everything speaks of: a trained network, or its last affine layers, with its data, labels and settings."""
from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional, Union

import numpy as np
import numpy.typing as npt

from . import _engine

if TYPE_CHECKING:
    from .certificate import Certificate
    from .report import Report

ArrayLike = npt.ArrayLike
Path = Union[str, "os.PathLike[str]"]
Decay = Union[float, Mapping[str, float]]

LOSSES = ("cross_entropy", "squared_error")


def scale_of_loss(loss: str, reduction: str, samples: int, classes: int) -> float:
    """c of an objective that is c times the theory's loss: cross-entropy summed over samples, or half the squared error summed over
    samples and classes. `reduction` is that of PyTorch's CrossEntropyLoss and MSELoss, "mean" or "sum"."""
    if loss not in LOSSES:
        raise ValueError(f'loss is "{loss}"; known are "cross_entropy" and "squared_error"')
    if reduction not in ("mean", "sum"):
        raise ValueError(f'reduction is "{reduction}"; known are "mean" and "sum"')
    if loss == "cross_entropy":
        return 1 / samples if reduction == "mean" else 1.0
    return 2 / (samples * classes) if reduction == "mean" else 2.0


def _shown(given: Any) -> str:
    """Of an argument, for the one line of an error."""
    text = repr(given)
    return f"a {type(given).__name__}" if "\n" in text or len(text) > 80 else text


def _number(name: str, value: float) -> str:
    try:
        return repr(float(value))
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {_shown(value)}, needs a number") from None


def _text(name: str, value: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} is {_shown(value)}, needs a text")
    return value


def _is_list(given: Any) -> bool:
    """Of any kind, but no array, text or mapping."""
    return hasattr(given, "__len__") and hasattr(given, "__iter__") and not (
        hasattr(given, "ndim") or isinstance(given, (str, bytes, Mapping)))


def _array(name: str, given: Any) -> npt.NDArray[Any]:
    """As NumPy has it; tensors of PyTorch, on any device and in any precision, too."""
    if isinstance(given, np.ma.MaskedArray) and np.any(given.mask):
        raise ValueError(f"{name} has masked entries, which no claim leaves out: hand in the rows that count, as a plain array")
    try:
        if hasattr(given, "detach"):
            tensor = given.detach().cpu()
            given = tensor.float().numpy() if str(tensor.dtype) == "torch.bfloat16" else tensor.numpy()
        array = np.asarray(given)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name} is no array: {str(error).splitlines()[0]}") from None
    if array.dtype == object:
        raise ValueError(f"{name} holds objects of Python, needs numbers in rows of one length")
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


class Snapshot:
    """A trained head, or a whole network, with its data.

    Parameters
    ----------
    features : [N, p]
        What the first of the affine layers at the network's end is given, one row a sample. Any of float16, 32 and 64; widened exactly.
    inputs : [N, d]
        In place of `features`, where `weights` are those of the whole network; then `nonlinear_layers` of them are followed by
        `activation` ("leaky_relu", "softplus_leaky_relu", "gaussian_leaky_relu", "relu", "tanh"), with `gamma` and `sharpness`.
    labels : [N], integers in 0 .. K-1
        Every class needs a sample.
    weights : list of [n_out, n_in]
        As torch.nn.Linear has them, the lowest layer first; the last one has K rows.
    biases : list of [n_out] or None
        One a layer, None where it has none.
    loss : "cross_entropy" or "squared_error"
        What was minimised; `label_smoothing` in [0, 1) as PyTorch's.
    reduction : "mean" or "sum"
        That of the loss, as PyTorch's CrossEntropyLoss and MSELoss reduce. `loss_scale` in its place says by which number the loss
        summed over samples (half the squared error, for that) was multiplied.
    weight_decay : float or {"W1": ..., "b1": ...}
        As given to SGD, in units of the reduced loss: the objective was the loss plus weight_decay/2 times the sum of squares. With a
        mapping, tensors that it does not name have none stated.
    learning_rate : float
        In the same units.
    outputs : [N, K]
        The logits as the program that trained it computes them, to be compared.

    Raises ValueError, in one line, for what is no network with its data.
    """

    def __init__(self, *, features: Optional[ArrayLike] = None, labels: ArrayLike, weights: Sequence[ArrayLike],
                 biases: Optional[Sequence[Optional[ArrayLike]]] = None, loss: str = "cross_entropy", reduction: str = "mean",
                 loss_scale: Optional[float] = None, label_smoothing: float = 0.0, weight_decay: Optional[Decay] = None,
                 learning_rate: Optional[float] = None, outputs: Optional[ArrayLike] = None, inputs: Optional[ArrayLike] = None,
                 nonlinear_layers: int = 0, activation: str = "identity", gamma: Optional[float] = None,
                 sharpness: Optional[float] = None, source: str = "", notes: Sequence[str] = ()) -> None:
        if (features is None) == (inputs is None):
            raise ValueError("give features, for the affine layers at the end, or inputs, for a whole network: one of them")
        if features is not None and nonlinear_layers:
            raise ValueError("nonlinear_layers are counted in a whole network, which has inputs in place of features")
        if hasattr(weights, "ndim") or hasattr(weights, "dim"):
            raise ValueError("weights is one array, needs a list with one for each layer: weights=[W]")
        if not _is_list(weights):
            raise ValueError(f"weights is {_shown(weights)}, needs a list with one array for each layer: weights=[W]")
        if not weights:
            raise ValueError("weights is empty, needs one array for each layer")
        if not _is_list(notes):
            raise ValueError(f"notes is {_shown(notes)}, needs a list of texts")
        if biases is not None and (not _is_list(biases) or len(biases) != len(weights)):
            raise ValueError(f"biases must be a list of {len(weights)}, one for each of weights, None where a layer has none")
        tensors: dict[str, npt.NDArray[Any]] = {}
        key = "X" if features is None else "features"
        tensors[key] = _array("inputs" if features is None else "features", inputs if features is None else features)
        tensors["labels"] = _array("labels", labels)
        for layer, weight in enumerate(weights, start=1):
            tensors[f"W{layer}"] = _array(f"weights[{layer - 1}]", weight)
        for layer, bias in enumerate(biases or (), start=1):
            if bias is not None:
                tensors[f"b{layer}"] = _array(f"biases[{layer - 1}]", bias)
        if outputs is not None:
            tensors["outputs"] = _array("outputs", outputs)
        last = tensors[f"W{len(weights)}"]
        samples, classes = (tensors[key].shape or (1,))[0], (last.shape or (1,))[0]
        scale = scale_of_loss(loss, reduction, max(samples, 1), max(classes, 1))
        stated_scale = _number("loss_scale", scale if loss_scale is None else loss_scale)
        self._loss_scale: Optional[float] = float(stated_scale)
        metadata = {"ncv": "1", "nonlinear_layers": str(nonlinear_layers), "activation": _text("activation", activation), "loss": loss,
                    "loss_scale": stated_scale}
        if label_smoothing:
            metadata["label_smoothing"] = _number("label_smoothing", label_smoothing)
        if isinstance(weight_decay, Mapping):
            for name, decay in weight_decay.items():
                metadata[f"weight_decay_{name}"] = _number(f"weight_decay of {name}", decay)
        elif weight_decay is not None:
            metadata["weight_decay"] = _number("weight_decay", weight_decay)
        for name, value in (("learning_rate", learning_rate), ("gamma", gamma), ("sharpness", sharpness)):
            if value is not None:
                metadata[name] = _number(name, value)
        if source:
            metadata["source"] = _text("source", source)
        self._engine = _engine.Snapshot(tensors, metadata, "snapshot")
        self._path: Optional[str] = None
        self.notes: list[str] = list(notes)

    @classmethod
    def _parsed(cls, data: bytes, name: str, path: Optional[str] = None, notes: Sequence[str] = (),
                loss_scale: Optional[float] = None) -> Snapshot:
        out = cls.__new__(cls)
        out._engine, out._path, out.notes, out._loss_scale = _engine.Snapshot.parse(data, name), path, list(notes), loss_scale
        if out._engine.ignored:
            out.notes.append("ignored, for a snapshot has no such tensor: " + ", ".join(out._engine.ignored))
        return out

    @classmethod
    def from_flax(cls, *, features: ArrayLike, labels: ArrayLike, layers: Sequence[Mapping[str, ArrayLike]],
                  **settings: Any) -> Snapshot:
        """Of JAX's Flax, whose Dense has a `kernel` [n_in, n_out] and a `bias`: `layers` are the parameters of the last ones, the lowest
        first, each a mapping with these two keys (`bias` may be left out). `settings` as Snapshot takes them."""
        if not _is_list(layers):
            raise ValueError(f'layers is {_shown(layers)}, needs a list of mappings: layers=[params["head"]]')
        for number, layer in enumerate(layers):
            if not isinstance(layer, Mapping):
                raise ValueError(f"layers[{number}] is {_shown(layer)}, needs a mapping with kernel and, where there is one, bias")
            if "kernel" not in layer or set(layer) - {"kernel", "bias"}:
                raise ValueError(f"layers[{number}] has the keys {', '.join(map(str, layer))}, needs kernel and, where there is one, bias")
        return cls(features=features, labels=labels, biases=[layer.get("bias") for layer in layers],
                   weights=[_array(f"kernel of layers[{number}]", layer["kernel"]).T for number, layer in enumerate(layers)], **settings)

    @classmethod
    def from_state_dict(cls, path: Path, *, head: Sequence[str], features: ArrayLike, labels: ArrayLike, **settings: Any) -> Snapshot:
        """Of a checkpoint on disk: `head` names its last affine layers by PyTorch's names, the lowest first ("classifier", "head.fc"),
        with or without the prefixes `module.` and `_orig_mod.`. `path` is a .safetensors file, a file of torch.save (a state_dict, or a
        mapping with one under any one key), or the index of one in shards (*.index.json). `settings` as Snapshot takes
        them."""
        from .state_dict import head_of_checkpoint
        weights, biases = head_of_checkpoint(path, head)
        settings.setdefault("source", f"{os.path.basename(os.fspath(path))}: {', '.join(head)}")
        return cls(features=features, labels=labels, weights=weights, biases=biases, **settings)

    @property
    def features(self) -> npt.NDArray[np.float64]:
        """[N, p] of a head, the inputs [N, d] of a whole network: a read-only view."""
        return self._engine.inputs

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """[N]"""
        return self._engine.labels

    @property
    def weights(self) -> list[npt.NDArray[np.float64]]:
        """[n_out, n_in] each, the lowest first: read-only views."""
        return self._engine.weights

    @property
    def biases(self) -> list[Optional[npt.NDArray[np.float64]]]:
        """[n_out] each, None where a layer has none."""
        return self._engine.biases

    @property
    def outputs(self) -> Optional[npt.NDArray[np.float64]]:
        """[N, K], the logits as the training program computed them."""
        return self._engine.outputs

    @property
    def samples(self) -> int:
        """N"""
        return int(self._engine.described()["samples"])

    @property
    def classes(self) -> int:
        """K"""
        return int(self._engine.described()["classes"])

    @property
    def settings(self) -> dict[str, Any]:
        """Loss, weight decay, learning rate and the like, in the theory's units: those of the loss summed over samples."""
        return self._engine.described()

    @property
    def outputs_apart(self) -> float:
        """How far `outputs` are from what the layers give in double: the Frobenius norm of the difference, relative."""
        return self._engine.outputs_apart()[0]

    @property
    def path(self) -> Optional[str]:
        """The file that it was read from or last saved to."""
        return self._path

    def to_bytes(self) -> bytes:
        """A safetensors file, in float32 where nothing is lost by it, else in float64."""
        return self._engine.format()

    def save(self, path: Path, *, force: bool = False) -> str:
        """Writes a safetensors file, whole or not at all, that `ncv check` and `ncverify.load` read. A file that is no snapshot is
        written over with `force` alone."""
        where = os.fspath(path)
        _engine.require_replaceable("save", where, "snapshot", [], force)
        _engine.write_file(where, self.to_bytes())
        self._path = where
        return where

    def check(self, *, claims: Union[str, Sequence[str], None] = None, arithmetic: str = "double", steps: int = 0,
              costly: bool = False) -> Report:
        """What is guaranteed of it: see ncverify.check."""
        from .report import check_snapshot
        return check_snapshot(self, claims=claims, arithmetic=arithmetic, steps=steps, costly=costly)

    def certify(self, path: Path, **options: Any) -> Certificate:
        """Proves the bounds by interval arithmetic and writes a certificate: see Report.certify."""
        from .certificate import certify
        return certify(self, path, **options)

    def __repr__(self) -> str:
        return f"<ncverify.Snapshot: {self._engine.described()['understood']}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Snapshot._parsed, (self.to_bytes(), "snapshot", self._path, self.notes, self._loss_scale)


def load(path: Path) -> Snapshot:
    """Reads a snapshot's file, docs/formats.md. ValueError says in one line what is wrong with it."""
    where = os.fspath(path)
    with open(where, "rb") as file:
        return Snapshot._parsed(file.read(), where, where)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def catalogue() -> list[dict[str, Any]]:
    """The claims, as `ncv list --json` tells them: id, title, statement, kind, source."""
    out: list[dict[str, Any]] = json.loads(_engine.claims())
    return out
