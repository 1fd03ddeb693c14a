"""What is guaranteed of a trained classifier: accuracy and neural collapse (NC1, NC2, NC3), with bounds that are theorems.

    import ncverify
    report = ncverify.check(model, loader)      # a PyTorch model: its affine layers at the end, one pass in evaluation mode
    report                                      # a table in a notebook, lines in a terminal
    report.certify("net.certificate.json")      # proved by interval arithmetic, for anyone to recheck

Without PyTorch: `Snapshot(features=..., labels=..., weights=[...], biases=[...])` from NumPy arrays, or `load("net.safetensors")`.
"""
from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional, Union, cast

from . import _engine
from .atlas import Metric, atlas, metrics
from .certificate import Certificate
from .monitor import Monitor
from .report import Claim, Cost, Guarantee, Report, check_snapshot
from .snapshot import Path, Snapshot, _shown, catalogue, load

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from torch import nn

__version__ = _engine.version
__all__ = ["Certificate", "Claim", "Cost", "Guarantee", "Metric", "Monitor", "Report", "Snapshot", "atlas", "capture", "catalogue",
           "check", "digits", "load", "metrics"]


def capture(model: nn.Module, loader: Any, *, head: Optional[Sequence[Union[str, nn.Module]]] = None, loss: Any = None,
            weight_decay: Optional[Union[float, dict[str, float]]] = None, optimizer: Any = None, max_samples: Optional[int] = None,
            classes: Optional[Sequence[int]] = None, device: Optional[Any] = None, show_progress: Optional[bool] = None) -> Snapshot:
    """A snapshot of a live PyTorch model, by one pass over the data in evaluation mode.

    Parameters
    ----------
    model : torch.nn.Module
        A classifier that ends in affine layers, as timm, torchvision and Hugging Face have them; they are found by running it. Identity,
        dropout and flattening may stand in between, batch normalisation is folded. DataParallel and torch.compile may be around it.
    loader : iterable of batches
        (inputs, labels), or mappings as Hugging Face has them; a Dataset; or a pair of arrays. The samples that it was trained on.
    head : list of names or modules
        In place of what is found: the last affine layers, the lowest first; the logits are what the last one gives.
    loss : nn.CrossEntropyLoss(), nn.MSELoss(), "cross_entropy" or "squared_error"
        What was minimised; cross-entropy unless given.
    optimizer : torch.optim.Optimizer
        Weight decay is read off its groups; `weight_decay` in its place says it by hand, in the units of the reduced loss.
    max_samples : int
        Only the first ones that the loader gives.
    classes : list of int
        Only samples of these, and only their rows of the last layer.
    device : where the model is; that of its first parameter unless given.
    show_progress : a bar, where tqdm is installed; on a terminal unless given.

    The model's training flags, all random generators and its hooks are as they were afterwards, also where it is interrupted. Numbers
    are taken over exactly; the logits that the model computes are kept and compared. Takes 4 to 8 bytes a feature, and 8 in the engine.
    Raises ValueError, in one line with the way on, for what cannot be read so.
    """
    try:
        from . import torch_capture
    except ImportError as error:
        if error.name is None or error.name.split(".")[0] != "torch":
            raise
        raise ImportError("ncverify.capture needs PyTorch; without it, ncverify.Snapshot takes NumPy arrays") from error
    if classes is not None:
        try:
            classes = [operator.index(c) for c in classes]
        except TypeError:
            raise ValueError(f"classes is {_shown(classes)}, needs a list of whole numbers: classes=[0, 1]") from None
    return torch_capture.capture(model, loader, head=head, loss=loss, weight_decay=weight_decay, optimizer=optimizer,
                                 max_samples=max_samples, classes=classes, device=device, show_progress=show_progress)


def check(model: Union[Snapshot, Path, nn.Module], loader: Any = None, *, claims: Union[str, Sequence[str], None] = None,
          arithmetic: str = "double", steps: int = 0, costly: bool = False, **settings: Any) -> Report:
    """What is guaranteed of a network: of a PyTorch model and its data, of a Snapshot, or of a snapshot's file.

    `claims`: ids ("H1,H2h" or a list), "all", or those that give the guarantees unless given. `arithmetic`: "double" (evidence, with
    rounding bounds), "mp" (100 digits) or "interval" (proof). `steps`: how far claims about runs follow gradient descent. `costly`: with
    claims="all" those that need the tangent kernel or a Hessian, too, where these take more than about a minute. `settings` are those of
    `capture`. Ctrl-C ends it.
    """
    if isinstance(model, Snapshot):
        snapshot = model
    elif isinstance(model, str) or hasattr(model, "__fspath__"):
        snapshot = load(cast(Path, model))
    else:
        if loader is None:
            raise ValueError("check needs the model's data, too: check(model, loader)")
        snapshot = capture(cast("nn.Module", model), loader, **settings)
        settings = {}
        loader = None
    if loader is not None or settings:
        raise ValueError("a snapshot has its data and settings: check takes no loader and none of "
                         f"{', '.join(settings) or 'a model`s settings'} for it")
    return check_snapshot(snapshot, claims=claims, arithmetic=arithmetic, steps=steps, costly=costly)


def digits() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """The 500 shipped digits of MNIST, 50 of each class: images [500, 28, 28] and labels [500]."""
    return _engine.digits()
