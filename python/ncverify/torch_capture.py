"""A snapshot of a live PyTorch model: its affine layers at the end, with features, logits and labels of one pass over the data."""
from __future__ import annotations

import contextlib
import inspect
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Optional, Union

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from .affine_tail import (Layer, WAY_ON, affine, find_tail, first_tensor, named_tail, outputs_of, recorded, require_real_weights,
                          require_untied, training_still, unwrapped, widened)
from .objective import objective_of, stated_decays
from .snapshot import Snapshot, scale_of_loss

LABELS = ("labels", "label", "targets", "target", "y")
INPUTS = ("pixel_values", "image", "images", "inputs", "input", "x")
BATCH = 256

Batch = tuple[Any, Any]


class Rows:
    """Rows that arrive batch by batch, in one array that grows: never more than twice what is there."""

    def __init__(self, expected: Optional[int]) -> None:
        self._expected = expected
        self._data: Optional[npt.NDArray[Any]] = None
        self.count = 0

    def add(self, rows: npt.NDArray[Any]) -> None:
        needed = self.count + len(rows)
        if self._data is None:
            try:
                self._data = np.empty((max(needed, self._expected or 0), *rows.shape[1:]), rows.dtype)
            except MemoryError:  # a loader may take few of what its dataset has
                self._data = np.empty((needed, *rows.shape[1:]), rows.dtype)
        if needed > len(self._data):
            larger = np.empty((max(needed, 3 * len(self._data) // 2), *rows.shape[1:]), rows.dtype)
            larger[:self.count] = self._data[:self.count]
            self._data = larger
        self._data[self.count:needed] = rows
        self.count = needed

    def all(self) -> npt.NDArray[Any]:
        assert self._data is not None
        return self._data[:self.count]


@contextlib.contextmanager
def left_as_it_was(model: nn.Module, loader: Any) -> Iterator[None]:
    """Training flags and buffers of every module and the states of all random generators return at the end, however it ends. Modules that are
    compiled in place run as they are written meanwhile, for else no hook is called."""
    flags = [(module, module.training) for module in model.modules()]
    buffers = [(module, dict(module._buffers)) for module in model.modules()]
    values = [(buffer, buffer.detach().clone()) for buffer in model.buffers()]
    compiled = [(module, module._compiled_call_impl) for module in model.modules() if getattr(module, "_compiled_call_impl", None) is not None]
    states: list[tuple[Any, Any]] = [(torch.set_rng_state, torch.get_rng_state()), (random.setstate, random.getstate()),
                                     (np.random.set_state, np.random.get_state())]
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        states.append((torch.cuda.set_rng_state_all, torch.cuda.get_rng_state_all()))
    for owner in (loader, getattr(loader, "sampler", None), getattr(getattr(loader, "batch_sampler", None), "sampler", None)):
        generator = getattr(owner, "generator", None)
        if isinstance(generator, torch.Generator):
            states.append((generator.set_state, generator.get_state()))
    try:
        for module, _ in compiled:
            module._compiled_call_impl = None
        yield
    finally:
        for module, call in compiled:
            module._compiled_call_impl = call
        for module, flag in flags:
            module.training = flag
        for module, given in buffers:
            module._buffers.update(given)
        with torch.no_grad():
            for buffer, value in values:
                if not torch.equal(buffer, value):
                    buffer.copy_(value)
        for restore, state in states:
            restore(state)


def tensor_of(array: Any) -> Tensor:
    """PyTorch has no whole numbers but these; larger ones of NumPy become int64."""
    try:
        return torch.as_tensor(array)
    except TypeError:
        if array.dtype.kind not in "iu":
            raise ValueError(f"an array of the loader has dtype {array.dtype}, needs numbers") from None
        return torch.as_tensor(array.astype(np.int64))


def batches_of(loader: Any) -> Iterable[Any]:
    """A loader as it is; a Dataset, or a pair of tensors, in batches."""
    if isinstance(loader, nn.Module) or isinstance(loader, (str, Tensor, np.ndarray)):
        raise ValueError(f"loader is a {type(loader).__name__}, needs an iterable of batches (inputs, labels), a Dataset or a pair of arrays")
    if isinstance(loader, torch.utils.data.Dataset) and hasattr(loader, "__getitem__"):
        return torch.utils.data.DataLoader(loader, batch_size=BATCH)
    if isinstance(loader, tuple) and len(loader) == 2 and all(isinstance(part, (Tensor, np.ndarray)) for part in loader):
        X, y = (tensor_of(part) for part in loader)
        if len(X) != len(y):
            raise ValueError(f"the pair of arrays has {len(X)} inputs and {len(y)} labels")
        return zip(X.split(BATCH), y.split(BATCH))
    if not hasattr(loader, "__iter__"):
        raise ValueError(f"loader is a {type(loader).__name__}, needs an iterable of batches (inputs, labels), a Dataset or a pair of arrays")
    return loader


def samples_of(loader: Any) -> Optional[int]:
    """How many samples are expected, where it can be told."""
    try:
        if isinstance(loader, tuple):
            return len(loader[0]) if loader else None
        return len(loader.sampler) if hasattr(loader, "sampler") else len(loader) if hasattr(loader, "__getitem__") else None
    except (TypeError, NotImplementedError):
        return None


def split_batch(batch: Any) -> Batch:
    """Inputs and labels of a batch: a pair, or a mapping as Hugging Face has it."""
    if isinstance(batch, Mapping):
        for key in LABELS:
            if key in batch:
                return {name: value for name, value in batch.items() if name != key}, batch[key]
        raise ValueError(f"a batch has the keys {', '.join(map(str, batch))} and no labels; needs one of {', '.join(LABELS)}")
    if isinstance(batch, (tuple, list)) and len(batch) >= 2:
        return batch[0], batch[1]
    raise ValueError(f"a batch of the loader is a {type(batch).__name__}, needs a pair (inputs, labels)")


def to_device(given: Any, device: torch.device, dtype: Optional[torch.dtype]) -> Any:
    """With floating tensors in the precision of the model, where it has one."""
    if isinstance(given, np.ndarray):
        given = tensor_of(given)
    if isinstance(given, Tensor):
        floating = given.is_floating_point() and dtype is not None
        return given.to(device=device, dtype=dtype if floating else None, non_blocking=True)
    if isinstance(given, PackedSequence):
        packed = given.to(device)
        return packed.to(dtype) if given.data.is_floating_point() and dtype is not None else packed
    if isinstance(given, Mapping):
        return {key: to_device(value, device, dtype) for key, value in given.items()}
    if hasattr(given, "_fields"):  # a namedtuple
        return type(given)(*(to_device(value, device, dtype) for value in given))
    if isinstance(given, (tuple, list)):
        return type(given)(to_device(value, device, dtype) for value in given)
    return given


def called(model: nn.Module, inputs: Any) -> Any:
    """A mapping is handed over by name, as far as the model takes these names; several tensors one by one, where it needs several."""
    parameters = inspect.signature(model.forward).parameters
    if isinstance(inputs, (tuple, list)) and not isinstance(inputs, PackedSequence):
        needed = [p for p in parameters.values() if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        return model(*inputs) if len(needed) > 1 else model(inputs)
    if not isinstance(inputs, Mapping):
        return model(inputs)
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    named = {key: value for key, value in inputs.items() if takes_all or key in parameters}
    if named:
        return model(**named)
    tensors = [inputs[key] for key in INPUTS if key in inputs] or [v for v in inputs.values() if isinstance(v, Tensor)]
    if len(tensors) != 1:
        raise ValueError(f"a batch has the inputs {', '.join(map(str, inputs))}, the model takes {', '.join(parameters)}")
    return model(tensors[0])


def whole_labels(labels: Any, rows: int) -> npt.NDArray[np.int64]:
    """[rows] integers, also of labels [rows, 1] and of one-hot ones."""
    array: npt.NDArray[Any] = np.asarray(labels.detach().cpu() if isinstance(labels, Tensor) else labels)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim == 2:
        if not (np.isin(array, (0, 1)).all() and (array.sum(axis=1) == 1).all()):
            raise ValueError(f"labels have shape {list(array.shape)} and are not one-hot: soft or mixed labels are those of no class; take the "
                             "labels before they are mixed")
        array = array.argmax(axis=1)
    if array.ndim == 0:
        raise ValueError("a batch has one label that is no array: the loader gives single samples; wrap the data in a DataLoader with a "
                         "batch_size")
    if array.ndim != 1 or len(array) != rows:
        raise ValueError(f"a batch has {rows} rows of logits and labels of shape {list(array.shape)}, needs one number a sample")
    if array.dtype.kind == "f" and (np.abs(array) < 2 ** 53).all() and (array == np.floor(array)).all():
        array = array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise ValueError(f"labels have dtype {array.dtype}, need whole numbers")
    return array.astype(np.int64)


def two_dimensional(logits: Tensor) -> Tensor:
    if logits.dim() > 2 and logits.shape[2:].numel() == 1:
        logits = logits.reshape(logits.shape[:2])
    if logits.dim() != 2:
        raise ValueError(f"the logits have shape {list(logits.shape)}, need [samples, classes]: one label a sample")
    if logits.shape[1] < 2:
        raise ValueError("the model has one logit: of a binary classifier with a sigmoid the same network has two rows: "
                         "weights=[numpy.stack([0 * w, w])] and biases=[[0, b]] in ncverify.Snapshot")
    return logits


def progress(batches: Iterable[Any], show: bool) -> Iterable[Any]:
    if not show:
        return batches
    try:
        from tqdm import tqdm
    except ImportError:
        return batches
    shown: Iterable[Any] = tqdm(batches, desc="ncverify: one pass", leave=False, delay=2)
    return shown


class Capture:
    """One pass in evaluation mode, with hooks that are gone afterwards."""

    def __init__(self, model: nn.Module, head: Optional[Sequence[Union[str, nn.Module]]], device: Optional[Any]) -> None:
        self.model = unwrapped(model)
        self.head = head
        self.layers: list[Layer] = []
        self.weights: list[tuple[Tensor, Optional[Tensor]]] = []
        self.remarks: list[str] = []
        self.rows_seen = self.rows_apart = 0
        parameters = list(self.model.parameters())
        if not parameters:
            require_real_weights(self.model)
            raise ValueError("the model has no parameters")
        scripted = [name for name, module in self.model.named_modules() if isinstance(module, torch.jit.ScriptModule)]
        if scripted:
            raise ValueError(f"{scripted[0] or 'the model'} is compiled by TorchScript, whose layers cannot be followed: check the model that it "
                             "was made of")
        try:
            self.device = torch.device(device) if device is not None else parameters[0].device
        except (RuntimeError, TypeError) as error:
            raise ValueError(f"device is {device!r}: {str(error).splitlines()[0]}") from None
        if device is not None and parameters[0].device.type != self.device.type:
            raise ValueError(f"device is {self.device}, the model is on {parameters[0].device}: move one of them")
        precisions = {p.dtype for p in parameters if p.is_floating_point()}
        self.dtype = precisions.pop() if len(precisions) == 1 else None
        self._output: Optional[str] = None
        self._given: Optional[Tensor] = None
        self._out: Optional[Tensor] = None
        self._handles: list[Any] = []

    def first_batch(self, inputs: Any, target: Any) -> None:
        """Finds the tail, and takes its weights in evaluation mode: some are computed anew in every step of a training."""
        with recorded(self.model) as calls:
            output = called(self.model, inputs)
        said: list[str] = []
        if self.head is not None:
            self.layers, self.remarks = named_tail(self.model, calls, self.head)
        else:
            self._output, said = chosen_output(outputs_of(output), target)
            self.layers, self.remarks = find_tail(self.model, calls, two_dimensional(outputs_of(output)[self._output]))
        require_untied(self.model, self.layers)
        self.weights = [layer.exact() for layer in self.layers]
        self.remarks = said + self.remarks + training_still(self.model)

        def given(module: nn.Module, arguments: Any) -> None:
            tensor = first_tensor(arguments)
            self._given = None if tensor is None else tensor.detach().cpu().clone()

        def gave(module: nn.Module, arguments: Any, out: Any) -> None:
            tensor = first_tensor(out)
            self._out = None if tensor is None else tensor.detach().clone()

        self._handles = [self.layers[0].module.register_forward_pre_hook(given), self.layers[-1].module.register_forward_hook(gave)]

    def rows(self, inputs: Any) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Features [B, p] and logits [B, K] of a batch."""
        output = called(self.model, inputs)
        named = self.head is not None
        logits = two_dimensional(self._out if named and self._out is not None else outputs_of(output)[self._output or ""])
        if self._given is None:
            raise ValueError(f"{self.layers[0].name} was not called in a later batch, though in the first")
        features = widened(self._given)
        self._given = self._out = None
        features = features.reshape(-1, self.weights[0][0].shape[1])
        if len(features) != len(logits):
            raise ValueError(f"{self.layers[0].name} is given {len(features)} rows for {len(logits)} samples, needs one a sample")
        self._compare(features, logits)
        return features.numpy(), widened(logits).numpy()

    def _compare(self, features: Tensor, logits: Tensor) -> None:
        """Counts the samples whose logits are not those of their features, up to rounding: what happens between two layers, to some samples
        alone, the first batch need not show."""
        out, error = features.double(), torch.zeros_like(features, dtype=torch.float64)
        for layer, (W, b) in zip(self.layers, self.weights):
            out, error = affine(W.double(), None if b is None else b.double(), layer.added(), out, error, layer.unit)
        self.rows_seen += len(out)
        self.rows_apart += int(((logits.cpu().double() - out).norm(dim=1) > error.norm(dim=1)).sum())

    def close(self) -> None:
        for handle in self._handles:
            handle.remove()


def chosen_output(outputs: dict[str, Tensor], target: Any) -> tuple[str, list[str]]:
    """Of several outputs the one that fits the labels best, and a remark that says so."""
    if len(outputs) == 1:
        return next(iter(outputs)), []
    labels = whole_labels(target, len(next(iter(outputs.values()))))
    fits = {name: float(np.mean(out.argmax(dim=1).cpu().numpy() == labels)) for name, out in outputs.items() if len(out) == len(labels)}
    best = max(fits.values(), default=0.0)
    named = ", ".join(f"{name} {list(outputs[name].shape)}" for name in outputs)
    fitting = [name for name, fit in fits.items() if fit == best]
    if len(fitting) != 1:
        raise ValueError(f"the model gives several outputs that may be logits ({named}), and no one fits the labels best; {WAY_ON}")
    return fitting[0], [f"of the outputs {named} output {fitting[0]} is taken, whose largest entry is the label of {best:.0%} of the first batch; "
                        "head=[...] names the layers of another"]


def only(classes: Sequence[int], rows: int, labels: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Labels by the place of their class in `classes`, and which samples are of these."""
    wanted = [int(c) for c in classes]
    if len(set(wanted)) != len(wanted) or len(wanted) < 2 or min(wanted) < 0 or max(wanted) >= rows:
        raise ValueError(f"classes is {wanted}, needs two at least, each once, in 0 .. {rows - 1}")
    place = np.full(rows, -1, np.int64)
    place[wanted] = np.arange(len(wanted))
    inside = (labels >= 0) & (labels < rows)
    out = np.where(inside, place[np.where(inside, labels, 0)], -1)
    return out, out >= 0


def capture(model: nn.Module, loader: Any, *, head: Optional[Sequence[Union[str, nn.Module]]] = None, loss: Any = None,
            weight_decay: Optional[Union[float, dict[str, float]]] = None, optimizer: Any = None, max_samples: Optional[int] = None,
            classes: Optional[Sequence[int]] = None, device: Optional[Any] = None, show_progress: Optional[bool] = None) -> Snapshot:
    """See ncverify.capture."""
    if not isinstance(model, nn.Module):
        raise ValueError(f"model is a {type(model).__name__}, needs a torch.nn.Module; without PyTorch, ncverify.Snapshot takes arrays")
    if max_samples is not None and (not isinstance(max_samples, (int, np.integer)) or max_samples < 1):
        raise ValueError(f"max_samples is {max_samples!r}, needs a whole number, 1 or more")
    objective = objective_of(loss)
    pass_over = Capture(model, head, device)
    batches = batches_of(loader)
    expected = samples_of(loader)
    if expected is not None and max_samples is not None:
        expected = min(expected, max_samples)
    features, logits, labels = Rows(expected), Rows(expected), Rows(expected)
    seen, cut = 0, False
    import sys
    show = sys.stderr.isatty() if show_progress is None else show_progress
    autocast = torch.autocast(pass_over.device.type, enabled=False) if pass_over.device.type in ("cpu", "cuda") else contextlib.nullcontext()
    with left_as_it_was(model, loader), torch.inference_mode(False), torch.no_grad(), autocast:
        model.eval()
        try:
            for batch in progress(batches, show):
                if cut:
                    break
                given, target = split_batch(batch)
                if isinstance(target, (Tensor, np.ndarray)) and target.shape[:1] == (0,):
                    continue
                given = to_device(given, pass_over.device, pass_over.dtype)
                if not pass_over.layers:
                    pass_over.first_batch(given, target)
                F, Z = pass_over.rows(given)
                y = whole_labels(target, len(Z))
                if classes is not None:
                    y, wanted = only(classes, Z.shape[1], y)
                    F, Z, y = F[wanted], Z[wanted][:, list(classes)], y[wanted]
                room = len(y) if max_samples is None else min(len(y), max_samples - seen)
                cut = max_samples is not None and seen + room >= max_samples
                seen += room
                if room:
                    features.add(F[:room])
                    logits.add(Z[:room])
                    labels.add(y[:room])
        finally:
            pass_over.close()
    if not pass_over.layers:
        raise ValueError("the loader gives no sample")
    if seen == 0:
        raise ValueError(f"no sample is of the classes {list(classes or ())}")
    batch = getattr(batches, "batch_size", None)
    return _snapshot(pass_over, features, logits, labels, classes, objective, weight_decay, optimizer,
                     batch if isinstance(batch, int) else None)


def _snapshot(pass_over: Capture, features: Rows, logits: Rows, labels: Rows, classes: Optional[Sequence[int]], objective: Any,
              weight_decay: Optional[Union[float, dict[str, float]]], optimizer: Any, batch: Optional[int]) -> Snapshot:
    layers = pass_over.layers
    weights = [W.numpy() for W, _ in pass_over.weights]
    biases = [None if b is None else b.numpy() for _, b in pass_over.weights]
    remarks = list(objective.remarks) + list(pass_over.remarks)
    if classes is None:
        decays, more = stated_decays(layers, objective, weight_decay, optimizer)
        _require_all_classes(labels.all(), weights[-1].shape[0])
    else:
        # Logits of some classes alone are those of another loss than the one minimised.
        chosen = list(classes)
        weights[-1] = weights[-1][chosen]
        biases[-1] = None if biases[-1] is None else biases[-1][chosen]
        decays, more = None, [f"classes {chosen} alone: the loss minimised was that of all, so no weight decay is stated"]
    remarks += more
    for layer in layers:
        if layer.norms:
            remarks.append(f"{', '.join(type(n).__name__ for n in layer.norms)} above {layer.name} is folded into it, in double")
    scale = None
    if objective.reduction == "sum" and batch is not None and batch < labels.count:
        # A step on a sum over B of N samples is one on B/N of the sum over all.
        scale = scale_of_loss(objective.loss, "sum", labels.count, weights[-1].shape[0]) * batch / labels.count
        remarks.append(f"the loss is a sum, taken to be over the loader's batches of {batch}")
    source = f"{type(pass_over.model).__name__}: {', '.join(layer.name or type(layer.module).__name__ for layer in layers)}"
    if pass_over.rows_apart:
        raise ValueError(f"of {pass_over.rows_apart} of {pass_over.rows_seen} samples the model's logits are not those that {source} gives: "
                         f"something else happens after these layers; {WAY_ON}")
    return Snapshot(features=features.all(), labels=labels.all(), weights=weights, biases=biases, loss=objective.loss,
                    reduction=objective.reduction, loss_scale=scale, label_smoothing=objective.label_smoothing, weight_decay=decays,
                    outputs=logits.all(), source=source, notes=remarks)


def _require_all_classes(labels: npt.NDArray[np.int64], rows: int) -> None:
    if labels.min() < 0 or labels.max() >= rows:
        return  # the engine says which one is wrong
    there = np.unique(labels)
    if len(there) == rows:
        return
    missing = sorted(set(range(rows)) - {int(c) for c in there})
    shown = ", ".join(map(str, missing[:6])) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
    some = f"[{', '.join(map(str, there[:4]))}{', ...' if len(there) > 4 else ''}]"
    way = f", or classes={some} to check these alone" if len(there) > 1 else ": all are of one"
    raise ValueError(f"no sample of class {shown} among {len(labels)}, though the last layer has {rows} rows: give samples of all{way}")
