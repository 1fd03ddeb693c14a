"""The metrics of neural collapse, each under a name of its own."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import numpy.typing as npt

from . import _engine
from .snapshot import _array


@dataclass(frozen=True)
class Metric:
    """Its value and what it is: docs/metrics.md."""
    name: str
    value: float
    formula: str
    source: str


class Metrics(Mapping[str, float]):
    """Values by name; `described` has formula and source of each. `class_mean_norms` and `class_variances` [K], `class_mean_cosines` [K, K]
    of the class means, uncentred."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.class_mean_norms: npt.NDArray[np.float64] = found.pop("class_mean_norms")
        self.class_variances: npt.NDArray[np.float64] = found.pop("class_variances")
        self.class_mean_cosines: npt.NDArray[np.float64] = found.pop("class_mean_cosines")
        self._values: dict[str, float] = found

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def described(self) -> list[Metric]:
        known = {name: (formula, source) for name, formula, source, _ in _engine.atlas()}
        known["accuracy"] = ("share of samples whose own class has the largest logit, alone", "common")
        return [Metric(name, value, *known[name]) for name, value in self._values.items()]

    def __repr__(self) -> str:
        return "\n".join(f"{m.name:28}{m.value:>14.6g}  {m.formula}  [{m.source}]" for m in self.described)


def metrics(features: npt.ArrayLike, labels: npt.ArrayLike, W: Optional[npt.ArrayLike] = None,
            b: Optional[npt.ArrayLike] = None) -> Metrics:
    """The whole atlas of features [N, p] with labels [N] in 0 .. K-1, and of the last layer W [K, p] with its bias b [K] where they are
    given; without W the metrics that compare with it are left out. In double; sums are two-pass, class sizes are counted. Undefined
    metrics are NaN."""
    tensors: dict[str, Any] = {"features": _array("features", features), "labels": _array("labels", labels)}
    if W is not None:
        tensors["W1"] = _array("W", W)
        if b is not None:
            tensors["b1"] = _array("b", b)
    else:
        if b is not None:
            raise ValueError("b is given without W")
        y, Z = tensors["labels"], tensors["features"]
        if y.size == 0 or y.dtype.kind not in "iu" or Z.ndim != 2:
            raise ValueError(f"needs features [N, p] and whole numbers as labels [N], has {list(Z.shape)} and {y.dtype} {list(y.shape)}")
        most = int(y.max())
        if most >= max(y.size, 2):
            raise ValueError(f"label {most} is no class: every class of 0 .. {most} needs a sample, and there are {y.size}")
        tensors["W1"] = np.zeros((max(most + 1, 2), Z.shape[1]))
    found = _engine.metrics(tensors, W is not None)
    if W is None:
        for name, _, _, needs_classifier in _engine.atlas():
            if needs_classifier:
                found.pop(name, None)
    return Metrics(found)


def atlas() -> list[tuple[str, str, str]]:
    """Name, formula and source of every metric."""
    return [(name, formula, source) for name, formula, source, _ in _engine.atlas()]
