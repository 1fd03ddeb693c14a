"""The engine's doubts about what is stated of a snapshot, with their likely cause by the arguments that state it in Python."""
from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Optional

from .snapshot import scale_of_loss

if TYPE_CHECKING:
    from .snapshot import Snapshot

UNKNOWN = "measured in another mode than trained, not stationary, or another loss or weight decay than stated"
MODULES = {"cross_entropy": "nn.CrossEntropyLoss", "squared_error": "nn.MSELoss"}


def doubt_by_arguments(doubt: Optional[str], snapshot: Snapshot, decays: list[dict[str, Any]], residual: Optional[float]) -> Optional[str]:
    """`doubt` as it is where the snapshot is a file's, whose metadata it speaks of."""
    if doubt is None or snapshot._loss_scale is None:
        return doubt
    found, stated, _ = doubt.partition(" times that")
    if not stated:
        return doubt.replace("metadata loss should say so", 'say loss="cross_entropy"')
    N, K, loss = snapshot.samples, snapshot.classes, snapshot.settings["loss"]
    # With weight decay the logits of cross-entropy sum to 0 over the classes, so that one-hot labels are sqrt(1/K) away at least.
    if loss == "cross_entropy" and residual is not None and residual < math.sqrt(N / K):
        return (f"{found}{stated}; the logits are near the one-hot labels (residual {residual:.4g} of {math.sqrt(N):.4g}), as squared error "
                'makes them: if that was minimised, say loss="squared_error"')
    cause = _cause(loss, N, K, snapshot._loss_scale, [d for d in decays if _is_apart(d)])
    return f"{found}{stated}: {cause or UNKNOWN}"


def _is_apart(decay: dict[str, Any]) -> bool:
    stated, nearest = decay["stated"], decay["nearest"]
    return bool(stated) and not (nearest is not None and stated / 2 <= nearest <= 2 * stated)


def _is_along(decay: dict[str, Any]) -> bool:
    """The gradient along the weight, up to a share of its norm."""
    nearest, left = decay["nearest"], decay["left"]
    return nearest is not None and left is not None and nearest > 0 and left <= 0.75


def _cause(loss: str, samples: int, classes: int, stated: float, decays: list[dict[str, Any]]) -> str:
    """Of the loss scale under which these layers are stationary for the decay given; "" where the gradient is not along the weights, or where
    no reduction has such a scale."""
    if not all(_is_along(d) for d in decays):
        return ""
    scales = [stated * d["stated"] / d["nearest"] for d in decays]
    if not 0 < min(scales) <= max(scales) < math.inf:
        return ""

    def apart(scale: float) -> float:
        return max(abs(math.log2(found / scale)) for found in scales)

    module = MODULES[loss]
    known = {scale_of_loss(loss, "mean", samples, classes):
             f'was the loss a mean over samples? Then say loss={module}(), or reduction="mean" to Snapshot'}
    if loss == "squared_error":
        known[1 / samples] = "was the loss half the squared error of a sample, in the mean? Then say loss_scale=1/len(labels) to Snapshot"
    nearest = min(known, key=apart)
    if apart(nearest) <= min(2, apart(stated) / 3):
        return known[nearest]
    batch = samples * scales[0] / scale_of_loss(loss, "sum", samples, classes)
    if 1 < batch < 1.5 * samples and apart(scales[0]) <= 1:
        return (f'was the loss a sum over batches of about {batch:.0f}? Then say loss={module}(reduction="sum") and hand in a DataLoader of these '
                f"batches, or loss_scale={scales[0]:.3g} to Snapshot")
    return ""
