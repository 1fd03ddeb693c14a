"""The affine layers at the end of a PyTorch model, found by running it once."""
from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Optional, Union

import torch
from torch import Tensor, nn

_DROPOUT = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout)
_PASSING = (nn.Identity, nn.Flatten, nn.Unflatten, *_DROPOUT)
_BATCH_NORM = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)

WAY_ON = ("name the layers that end in the logits, the lowest first, by head=[...], or hand in features, labels, weights and biases by "
          "ncverify.Snapshot(...)")


@dataclass
class Call:
    """One call of a module without children, in the order of the forward pass. Versions tell whether a tensor was changed in place
    between two calls."""
    name: str
    module: nn.Module
    given: Optional[Tensor]
    given_version: int
    out: Optional[Tensor]
    out_version: int


@dataclass
class Layer:
    """W x + b with batch normalisations above it, which are folded in."""
    name: str
    module: nn.Module
    norms: list[nn.Module]

    def parameters(self) -> tuple[Tensor, Optional[Tensor]]:
        """[n_out, n_in] and [n_out], in double on the CPU."""
        weight, bias = weight_of(self.module), getattr(self.module, "bias", None)
        W = weight.detach().double().cpu()
        b = None if bias is None else bias.detach().double().cpu()
        for norm in self.norms:
            mean, variance = norm.running_mean.double().cpu(), norm.running_var.double().cpu()
            factor = (variance + norm.eps).rsqrt()
            if norm.affine:
                factor = factor * norm.weight.detach().double().cpu()
            shift = -mean * factor
            if norm.affine:
                shift = shift + norm.bias.detach().double().cpu()
            W = W * factor[:, None]
            b = shift if b is None else b * factor + shift
        return W, b

    def exact(self) -> tuple[Tensor, Optional[Tensor]]:
        """The same, as stored where nothing is folded: float32 stays float32."""
        if self.norms:
            return self.parameters()
        bias = getattr(self.module, "bias", None)
        return widened(weight_of(self.module)), None if bias is None else widened(bias)


def widened(tensor: Tensor) -> Tensor:
    """On the CPU, half precisions as float32, which holds them exactly."""
    out = tensor.detach().cpu()
    return out.float() if out.dtype in (torch.float16, torch.bfloat16) else out


def weight_of(module: nn.Module) -> Tensor:
    """[n_out, n_in]"""
    weight: Tensor = module.weight
    if isinstance(module, nn.Conv2d):
        return weight[:, :, 0, 0]
    return weight.t() if _is_transposed(module) else weight


def _is_transposed(module: nn.Module) -> bool:
    """Hugging Face's Conv1D is a linear layer with [n_in, n_out]."""
    return type(module).__name__ == "Conv1D" and not isinstance(module, nn.Conv1d)


def _is_pointwise(call: Call) -> bool:
    """A convolution of 1 x 1 on one position is a linear layer."""
    m = call.module
    return (isinstance(m, nn.Conv2d) and m.kernel_size == (1, 1) and m.groups == 1 and m.padding in ((0, 0), "valid", "same")
            and call.given is not None and call.given.dim() == 4 and call.given.shape[2:] == (1, 1))


def _is_linear(call: Call) -> bool:
    return isinstance(call.module, nn.Linear) or _is_transposed(call.module) or _is_pointwise(call)


def unwrapped(model: nn.Module) -> nn.Module:
    """Without DataParallel, DistributedDataParallel and torch.compile around it."""
    while True:
        if isinstance(model, (nn.DataParallel, nn.parallel.DistributedDataParallel)):
            model = model.module
        elif isinstance(getattr(model, "_orig_mod", None), nn.Module):
            model = model._orig_mod
        else:
            return model


def first_tensor(given: Any) -> Optional[Tensor]:
    if isinstance(given, Tensor):
        return given
    if isinstance(given, (tuple, list)):
        return next((x for x in given if isinstance(x, Tensor)), None)
    return None


def logits_of(output: Any) -> Tensor:
    """The logits among what the model gives: a tensor, or `logits` of a mapping, a dataclass or an object, or the first one with a row a
    sample."""
    if isinstance(output, Tensor):
        return output
    if isinstance(output, Mapping):
        parts = dict(output)
    elif is_dataclass(output):
        parts = {f.name: getattr(output, f.name) for f in fields(output)}
    elif isinstance(output, (tuple, list)):
        named = getattr(output, "_fields", range(len(output)))
        parts = dict(zip(map(str, named), output))
    else:
        parts = dict(getattr(output, "__dict__", {}))
    if isinstance(parts.get("logits"), Tensor):
        return parts["logits"]
    for value in parts.values():
        if isinstance(value, Tensor) and value.dim() == 2 and value.is_floating_point():
            return value
    raise ValueError(f"the model gives a {type(output).__name__} without logits [samples, classes]; {WAY_ON}")


@contextlib.contextmanager
def recorded(model: nn.Module) -> Iterator[list[Call]]:
    """The calls of modules without children while it is open."""
    calls: list[Call] = []
    pending: dict[int, list[tuple[Optional[Tensor], int]]] = {}
    handles = []

    def before(module: nn.Module, given: Any) -> None:
        tensor = first_tensor(given)
        pending.setdefault(id(module), []).append((tensor, -1 if tensor is None else tensor._version))

    def after(name: str) -> Any:
        def hook(module: nn.Module, given: Any, out: Any) -> None:
            tensor, version = pending[id(module)].pop()
            result = first_tensor(out)
            calls.append(Call(name, module, tensor, version, result, -1 if result is None else result._version))
        return hook

    try:
        for name, module in model.named_modules():
            if next(module.children(), None) is None or isinstance(module, nn.Linear):
                handles.append(module.register_forward_pre_hook(before))
                handles.append(module.register_forward_hook(after(name)))
        yield calls
    finally:
        for handle in handles:
            handle.remove()


def _same(a: Tensor, version: int, call: Call) -> bool:
    """Whether `a`, as it was at `version`, is what the call gave: the same numbers in memory, or equal ones."""
    b = call.out
    if b is None or a.numel() != b.numel() or not b.is_floating_point():
        return False
    if a.data_ptr() == b.data_ptr():
        return version == call.out_version
    return bool(torch.equal(a.reshape(-1).cpu().double(), b.reshape(-1).cpu().double()))


def _source(calls: Sequence[Call], tensor: Tensor, version: int, before: int) -> Optional[int]:
    """The latest call before number `before` that gave `tensor`."""
    for i in range(before - 1, -1, -1):
        if _same(tensor, version, calls[i]):
            return i
    return None


def _require_affine(call: Call) -> None:
    """Whether it computes W x + b and no more: subclasses may do anything. Compared in double, within what the precision rounds."""
    assert call.given is not None and call.out is not None
    W = weight_of(call.module)
    if W.dtype not in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
        raise ValueError(f"{call.name} ({type(call.module).__name__}) has quantised weights ({W.dtype}): the real ones are not there; "
                         f"check the model before it is quantised")
    if call.given_version != call.given._version:
        return  # its input is gone; the logits of the whole pass are compared later
    x = call.given.reshape(-1, W.shape[1]).cpu().double()
    bias = getattr(call.module, "bias", None)
    expected = x @ W.cpu().double().t() + (0 if bias is None else bias.cpu().double())
    got = call.out.reshape(expected.shape).cpu().double()
    if not got.isfinite().all():
        raise ValueError(f"{call.name or 'the model'} ({type(call.module).__name__}) gives NaN or infinity: the model has diverged, or its "
                         "inputs have them")
    coarse = 0.05 if W.dtype in (torch.float16, torch.bfloat16) else 1e-2
    if not float((got - expected).norm()) <= coarse * float(expected.norm()) + 1e-30:
        raise ValueError(f"{call.name} ({type(call.module).__name__}) does not compute W x + b of its weight and bias; {WAY_ON}")


def require_untied(model: nn.Module, layers: Sequence[Layer]) -> None:
    """Raises ValueError where a layer's weight is another parameter's, too."""
    owners: dict[int, list[str]] = {}
    for name, module in model.named_modules(remove_duplicate=False):
        for key, parameter in module._parameters.items():
            if parameter is not None:
                owners.setdefault(parameter.data_ptr(), []).append(f"{name}.{key}" if name else key)
    for layer in layers:
        weight = layer.module.weight
        places = sorted(set(owners.get(weight.data_ptr(), []))) if isinstance(weight, Tensor) else []
        if len(places) > 1:
            raise ValueError(f"the weight of {layer.name} is tied: it is {' and '.join(places)}; as a layer of its own it can be checked by "
                             "ncverify.Snapshot(features=..., labels=..., weights=[...]), without a weight decay")


def _folds(norm: nn.Module, above_nothing: bool) -> bool:
    if norm.training:
        raise ValueError(f"{type(norm).__name__} stays in training mode after model.eval(): it is no affine layer; {WAY_ON}")
    if norm.running_mean is None or norm.running_var is None:
        if above_nothing:
            raise ValueError("the logits come from a batch normalisation without running statistics, which in evaluation mode, too, depends "
                             f"on the other samples of its batch: it is no affine layer; {WAY_ON}")
        return False
    return True


def _kind(call: Call) -> str:
    return f"{call.name or 'the model'} ({type(call.module).__name__})"


def find_tail(model: nn.Module, calls: Sequence[Call], logits: Tensor) -> tuple[list[Layer], list[str]]:
    """The affine layers that end in `logits`, the lowest first, and remarks."""
    remarks: list[str] = []
    layers: list[Layer] = []
    norms: list[nn.Module] = []
    tensor, version, at = logits, logits._version, len(calls)
    while True:
        source = _source(calls, tensor, version, at)
        if source is None:
            if not layers and not norms:
                last = _kind(calls[-1]) if calls else "none"
                raise ValueError("the model's output is not that of one of its layers: something is computed after the last one, which is "
                                 f"{last}; {WAY_ON}")
            break
        call = calls[source]
        m = call.module
        if call.given is None or call.out is None:
            break
        if _is_linear(call):
            _require_affine(call)
            layers.append(Layer(call.name, m, list(reversed(norms))))
            norms = []
        elif isinstance(m, _BATCH_NORM) and call.out.shape[2:].numel() == 1:
            if not _folds(m, not layers and not norms):
                remarks.append(f"{call.name} normalises by the batch even in evaluation mode: the features are taken above it")
                break
            norms.append(m)
        elif isinstance(m, _PASSING):
            if isinstance(m, _DROPOUT) and m.training:
                raise ValueError(f"{_kind(call)} stays in training mode after model.eval()")
        else:
            if not layers:
                if "quantized" in type(m).__module__ or "Quant" in type(m).__name__:
                    raise ValueError(f"{_kind(call)} is quantised: its real weights are not there; check the model before it is quantised")
                raise ValueError(f"the model ends in {_kind(call)}, which is no affine layer; {WAY_ON}")
            break
        tensor, version, at = call.given, call.given_version, source
    # A normalisation below the lowest linear layer stays below: the features are what that layer is given.
    layers.reverse()
    if not layers:
        raise ValueError(f"the model ends in a normalisation without a linear layer below it; {WAY_ON}")
    names = [layer.name for layer in layers]
    if len(set(names)) < len(names) or len({id(layer.module) for layer in layers}) < len(layers):
        raise ValueError(f"a layer is used twice at the model's end ({', '.join(names)}): tied layers are not those of the theory; {WAY_ON}")
    return layers, remarks


def named_tail(model: nn.Module, calls: Sequence[Call], head: Sequence[Union[str, nn.Module]]) -> tuple[list[Layer], list[str]]:
    """The layers that a person names, checked: nothing but what passes through stands between them."""
    if isinstance(head, (str, nn.Module)):
        head = [head]
    if not head:
        raise ValueError('head is empty, needs the names of the last affine layers, the lowest first: head=["fc"]')
    modules = dict(model.named_modules())
    found: list[int] = []
    for given in head:
        if isinstance(given, str):
            name = given
            for prefix in ("module.", "_orig_mod."):
                name = name[len(prefix):] if name.startswith(prefix) and name not in modules else name
            if name not in modules:
                import difflib
                near = difflib.get_close_matches(name, [n for n in modules if n], 3, 0.4) or [n for n in modules if n][-3:]
                raise ValueError(f'head: there is no module "{given}"; such names are {", ".join(near) or "none"}')
            module = modules[name]
        else:
            module = given
        at = [i for i, call in enumerate(calls) if call.module is module]
        if len(at) != 1:
            raise ValueError(f"head: {given if isinstance(given, str) else type(given).__name__} is called {len(at)} times in a forward pass, "
                             "needs once (a layer, no container of several)")
        if not _is_linear(calls[at[0]]):
            raise ValueError(f"head: {_kind(calls[at[0]])} is no linear layer")
        found.append(at[0])
    layers: list[Layer] = []
    for number, i in enumerate(found):
        _require_affine(calls[i])
        norms: list[nn.Module] = []
        if number + 1 < len(found):
            above = calls[found[number + 1]]
            if found[number + 1] < i:
                raise ValueError("head: the layers are not in the order of the forward pass, the lowest first")
            tensor, version, at_call = above.given, above.given_version, found[number + 1]
            while tensor is not None:
                source = _source(calls, tensor, version, at_call)
                if source == i:
                    break
                between = None if source is None else calls[source]
                if between is not None and isinstance(between.module, _BATCH_NORM) and _folds(between.module, False):
                    norms.append(between.module)
                elif between is None or not isinstance(between.module, _PASSING):
                    raise ValueError(f"head: between {calls[i].name} and {above.name} stands "
                                     f"{_kind(between) if between is not None else 'a function'}, which is no affine layer")
                assert source is not None and between is not None
                tensor, version, at_call = between.given, between.given_version, source
        layers.append(Layer(calls[i].name, calls[i].module, list(reversed(norms))))
    return layers, []
