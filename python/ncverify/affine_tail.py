"""The affine layers at the end of a PyTorch model, found by running it once."""
from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Optional, Union

import torch
from torch import Tensor, nn
from torch.ao.quantization import DeQuantStub, QuantStub

_DROPOUT = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout)
_PASSING = (nn.Identity, nn.Flatten, nn.Unflatten, QuantStub, DeQuantStub, *_DROPOUT)
_BATCH_NORM = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)

BY_HAND = "hand in features, labels, weights and biases by ncverify.Snapshot(...)"
WAY_ON = f"name the layers that end in the logits, the lowest first, by head=[...], or {BY_HAND}"


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
    unit: float  # roundoff of the precision that it computes in

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

    def added(self) -> Union[Tensor, float]:
        """Size of what is added to W x before a normalisation takes most of it away."""
        bias = getattr(self.module, "bias", None)
        out = 0.0 if bias is None else bias.detach().double().cpu().abs()
        for norm in self.norms:
            factor = (norm.running_var.double().cpu() + norm.eps).rsqrt()
            if norm.affine:
                factor = factor * norm.weight.detach().double().cpu().abs()
            out = (out + norm.running_mean.double().cpu().abs()) * factor
            if norm.affine:
                out = out + norm.bias.detach().double().cpu().abs()
        return out

    def exact(self) -> tuple[Tensor, Optional[Tensor]]:
        """The same, as stored where nothing is folded: float32 stays float32."""
        if self.norms:
            return self.parameters()
        bias = getattr(self.module, "bias", None)
        return widened(weight_of(self.module)), None if bias is None else widened(bias)


def affine(W: Tensor, b: Optional[Tensor], added: Union[Tensor, float], x: Tensor, error: Tensor, unit: float) -> tuple[Tensor, Tensor]:
    """W x + b of the rows of x, in double, and what rounding may have made of it where x is known up to `error` and `added` is of the size
    of what is added: eight times what sums of products err by, whose roundings go either way, and four roundings of what is kept. Halves
    are summed in single precision."""
    size = x.abs() @ W.abs().t() + added
    out = x @ W.t() if b is None else x @ W.t() + b
    share = 8 * math.sqrt(W.shape[1]) * min(unit, 2.0 ** -24) + 4 * unit
    return out, error @ W.abs().t() + share * size


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


def _unit(call: Call) -> float:
    """Roundoff of the least precise of weight, input and output; other processors than the CPU round the factors of products in single
    precision to ten bits (TF32)."""
    tensors = [t for t in (weight_of(call.module), call.given, call.out) if t is not None and t.is_floating_point()]
    unit: float = max(torch.finfo(t.dtype).eps / 2 for t in tensors)
    on_cpu = all(t.device.type == "cpu" for t in tensors)
    return unit if on_cpu or unit < 2.0 ** -24 else max(unit, 2.0 ** -11)


def require_real_weights(model: nn.Module) -> None:
    for name, module in model.named_modules():
        if "quantized" in type(module).__module__:
            raise ValueError(f"{_kind_of(name, module)} is quantised: its real weights are not there; check the model before it is quantised")


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


def outputs_of(output: Any) -> dict[str, Tensor]:
    """What may be the logits among what the model gives, by name: the tensor, or `logits` of a mapping, a dataclass or an object, or
    all that have a row a sample."""
    if isinstance(output, Tensor):
        return {"": output}
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
        return {"logits": parts["logits"]}
    found = {str(name): part for name, part in parts.items() if isinstance(part, Tensor) and part.dim() == 2 and part.is_floating_point()}
    if not found:
        raise ValueError(f"the model gives a {type(output).__name__} without logits [samples, classes]; {WAY_ON}")
    return found


def _version(tensor: Optional[Tensor]) -> int:
    """Rises with every change in place, of which PyTorch keeps no account in inference mode."""
    return -1 if tensor is None or tensor.is_inference() else int(tensor._version)


@contextlib.contextmanager
def recorded(model: nn.Module) -> Iterator[list[Call]]:
    """The calls of modules without children while it is open."""
    calls: list[Call] = []
    pending: dict[int, list[tuple[Optional[Tensor], int]]] = {}
    handles = []

    def before(module: nn.Module, given: Any) -> None:
        tensor = first_tensor(given)
        pending.setdefault(id(module), []).append((tensor, _version(tensor)))

    def after(name: str) -> Any:
        def hook(module: nn.Module, given: Any, out: Any) -> None:
            tensor, version = pending[id(module)].pop()
            result = first_tensor(out)
            calls.append(Call(name, module, tensor, version, result, _version(result)))
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
    if call.given_version != _version(call.given):
        return  # its input is gone; the logits of the whole pass are compared later
    x = call.given.reshape(-1, W.shape[1]).cpu().double()
    layer = Layer(call.name, call.module, [], _unit(call))
    expected, error = affine(*layer.parameters(), layer.added(), x, torch.zeros_like(x), layer.unit)
    got = call.out.reshape(expected.shape).cpu().double()
    if not got.isfinite().all():
        raise ValueError(f"{call.name or 'the model'} ({type(call.module).__name__}) gives NaN or infinity: the model has diverged, or its "
                         "inputs have them")
    if not bool(((got - expected).norm(dim=1) <= error.norm(dim=1)).all()):
        raise ValueError(f"{call.name} ({type(call.module).__name__}) does not compute W x + b of its weight and bias; {WAY_ON}")


def require_untied(model: nn.Module, layers: Sequence[Layer]) -> None:
    """Raises ValueError where a layer's weight is another parameter's, too."""
    owners: dict[int, list[str]] = {}
    for name, module in model.named_modules():
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


def _kind_of(name: str, module: nn.Module) -> str:
    return f"{name or 'the model'} ({type(module).__name__})"


def _kind(call: Call) -> str:
    return _kind_of(call.name, call.module)


def _require_called_once(layers: Sequence[Layer], calls: Sequence[Call]) -> None:
    for layer in layers:
        times = sum(call.module is layer.module for call in calls)
        if times > 1:
            raise ValueError(f"{layer.name} is called {times} times in a forward pass, so that its features are not told from others; {BY_HAND}")


def training_still(model: nn.Module) -> list[str]:
    """Remarks on what evaluation mode does not reach."""
    names = [_kind_of(name, module) for name, module in model.named_modules() if module.training and isinstance(module, (*_BATCH_NORM, *_DROPOUT))]
    return [f"{', '.join(names)} stays in training mode after model.eval(): the features are those of this pass alone"] if names else []


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
                require_real_weights(model)
                last = _kind(calls[-1]) if calls else "none"
                raise ValueError("the model's output is not that of one of its layers: something is computed after the last one, which is "
                                 f"{last}; {WAY_ON}")
            break
        call = calls[source]
        m = call.module
        if call.given is None and isinstance(m, nn.Linear):
            raise ValueError(f"{_kind(call)} is given its input by name, which is not followed: call it as layer(x), or {BY_HAND}")
        if call.given is None or call.out is None:
            break
        if _is_linear(call):
            _require_affine(call)
            layers.append(Layer(call.name, m, list(reversed(norms)), _unit(call)))
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
    _require_called_once(layers, calls)
    return layers, remarks


def named_tail(model: nn.Module, calls: Sequence[Call], head: Sequence[Union[str, nn.Module]]) -> tuple[list[Layer], list[str]]:
    """The layers that a person names, checked: nothing but what passes through stands between them."""
    if isinstance(head, (str, nn.Module)):
        head = [head]
    if not head:
        raise ValueError('head is empty, needs the names of the last affine layers, the lowest first: head=["fc"]')
    modules = dict(model.named_modules(remove_duplicate=False))
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
                             f"needs once (a layer, no container of several); {BY_HAND}")
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
        layers.append(Layer(calls[i].name, calls[i].module, list(reversed(norms)), _unit(calls[i])))
    return layers, []
