"""What a PyTorch program minimised: loss and weight decay, read off the objects that it trained with."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, Union

import torch
from torch import nn
from torch.nn import functional

from .affine_tail import Layer

SAY_IT = 'say loss="cross_entropy" or "squared_error" to check the network as if that had been minimised, without weight decay'


@dataclass
class Objective:
    """`reduction` of the loss; `exact`: it is one of the theory's, so that a weight decay can be stated in its units."""
    loss: str = "cross_entropy"
    reduction: str = "mean"
    label_smoothing: float = 0.0
    exact: bool = True
    remarks: list[str] = field(default_factory=list)


def objective_of(loss: Any) -> Objective:
    """Of a name, a module of torch.nn or a function of torch.nn.functional."""
    if loss is None:
        return Objective(remarks=['loss is not given: taken for the mean cross-entropy; loss="squared_error" says otherwise'])
    if isinstance(loss, str):
        names = {"cross_entropy": "cross_entropy", "ce": "cross_entropy", "squared_error": "squared_error", "mse": "squared_error"}
        if loss not in names:
            raise ValueError(f'loss is "{loss}"; known are "cross_entropy" and "squared_error", nn.CrossEntropyLoss() and nn.MSELoss()')
        return Objective(names[loss])
    for base in (nn.CrossEntropyLoss, nn.MSELoss):
        kind: Any = loss if isinstance(loss, type) else type(loss)
        if issubclass(kind, base) and kind.forward is not base.forward:
            raise ValueError(f"loss is {kind.__name__}, whose forward is not {base.__name__}'s: {SAY_IT}")
    if loss is functional.cross_entropy or loss is nn.CrossEntropyLoss:
        return Objective()
    if loss is functional.mse_loss or loss is nn.MSELoss:
        return Objective("squared_error")
    if not isinstance(loss, (nn.CrossEntropyLoss, nn.MSELoss)):
        name = type(loss).__name__ if isinstance(loss, nn.Module) else getattr(loss, "__name__", type(loss).__name__)
        raise ValueError(f"loss is {name}, which is neither CrossEntropyLoss nor MSELoss: {SAY_IT}")
    if loss.reduction not in ("mean", "sum"):
        raise ValueError(f'loss reduces by "{loss.reduction}"; what is then made of it is not known: {SAY_IT}')
    if isinstance(loss, nn.MSELoss):
        return Objective("squared_error", loss.reduction)
    if loss.weight is not None:
        raise ValueError(f"loss weighs the classes, which no claim knows: {SAY_IT}")
    if loss.ignore_index >= 0:
        raise ValueError(f"loss ignores samples of label {loss.ignore_index}, which no claim does: leave ignore_index out where there are "
                         f"none, else {SAY_IT}")
    return Objective("cross_entropy", loss.reduction, float(loss.label_smoothing))


def _coupled(optimizer: torch.optim.Optimizer) -> Optional[bool]:
    """Whether weight decay is part of the gradient, as in a penalty; None for an optimiser that is not known."""
    if isinstance(optimizer, torch.optim.AdamW):
        return False
    names = ("SGD", "Adam", "Adagrad", "Adadelta", "Adamax", "ASGD", "NAdam", "RAdam", "RMSprop", "Rprop")
    known = [getattr(torch.optim, name, None) for name in names]
    return True if isinstance(optimizer, tuple(kind for kind in known if kind is not None)) else None


def decays_of(layers: Sequence[Layer], optimizer: torch.optim.Optimizer) -> tuple[dict[str, float], list[str]]:
    """Weight decay by the names of a snapshot (W1, b1, ...), as given to the optimiser, and remarks. A tensor that the optimiser does not
    train, or decays apart from the gradient, has none stated."""
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise ValueError(f"optimizer is a {type(optimizer).__name__}, needs one of torch.optim")
    while isinstance(getattr(optimizer, "optimizer", None), torch.optim.Optimizer):
        optimizer = optimizer.optimizer  # Hugging Face's Accelerate wraps it
    name = type(optimizer).__name__
    groups = {id(parameter): group for group in optimizer.param_groups for parameter in group["params"]}
    decays: dict[str, float] = {}
    remarks: list[str] = []
    for number, layer in enumerate(layers, start=1):
        for letter, key in (("W", "weight"), ("b", "bias")):
            parameter = getattr(layer.module, key, None)
            if not isinstance(parameter, torch.Tensor):
                continue
            where = f"{layer.name}.{key}"
            group = groups.get(id(parameter))
            if layer.norms:
                remarks.append(f"{where} has a batch normalisation folded in: no weight decay is stated for it")
            elif group is None:
                frozen = " (it is frozen)" if not parameter.requires_grad else ""
                remarks.append(f"{where} is not among what the optimiser trains{frozen}: no weight decay is stated for it")
            elif group.get("maximize"):
                raise ValueError("the optimiser maximises; what was minimised is not known")
            elif "weight_decay" not in group:
                remarks.append(f"{name} has no weight decay for {where}")
            else:
                decay = float(group["weight_decay"])
                coupled = False if group.get("decoupled_weight_decay") else _coupled(optimizer)
                if decay == 0 or coupled:
                    decays[f"{letter}{number}"] = decay
                elif coupled is None:
                    remarks.append(f"{name} is not known: whether its weight decay {decay:g} on {where} is a penalty is not stated")
                else:
                    remarks.append(f"{name} decays {where} by {decay:g} apart from the gradient, which is no penalty: none is stated")
    return decays, remarks


def stated_decays(layers: Sequence[Layer], objective: Objective, weight_decay: Optional[Union[float, dict[str, float]]],
                  optimizer: Any) -> tuple[Optional[Union[float, dict[str, float]]], list[str]]:
    """What is given by hand goes before what the optimiser says."""
    if weight_decay is not None:
        return weight_decay, []
    if optimizer is None:
        return None, []
    decays, remarks = decays_of(layers, optimizer)
    return decays or None, remarks
