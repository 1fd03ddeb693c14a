"""A report in pictures, through matplotlib."""
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .report import Report


def plot_report(report: Report) -> Figure:
    """Cosines of the class means (uncentred), singular values of the centred means and rows of the last layer, and each NC metric with its
    bound, on a logarithmic axis."""
    from matplotlib import pyplot
    figure: Figure
    figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(15, 4.2), constrained_layout=True)
    cosines = np.array(report.metrics["class_mean_cosines"], dtype=float)
    image = left.imshow(cosines, vmin=-1, vmax=1, cmap="RdBu_r")
    figure.colorbar(image, ax=left, shrink=0.85)
    left.set_title("cosines of class means")
    left.set_xlabel("class")
    left.set_ylabel("class")

    snapshot = report.snapshot
    features = np.asarray(snapshot.features)
    weights, biases = snapshot.weights, snapshot.biases
    if snapshot.settings["nonlinear_layers"] == 0:
        for W, b in zip(weights[:-1], biases[:-1]):
            features = features @ W.T + (0 if b is None else b)
        means = np.stack([features[snapshot.labels == c].mean(axis=0) for c in range(snapshot.classes)])
        means -= means.mean(axis=0)
        rows = weights[-1] - weights[-1].mean(axis=0)
        for name, matrix in (("centred class means", means), ("centred rows of the last layer", rows)):
            values = np.linalg.svd(matrix, compute_uv=False)[:snapshot.classes - 1]
            middle.plot(np.arange(1, len(values) + 1), values / (values[0] or 1), marker="o", label=name)
        middle.set_ylim(0, 1.05)
        middle.legend()
    middle.set_title("singular values, of the largest")
    middle.set_xlabel("number")

    bounded = [g for g in report.guarantees if g.guaranteed is not None and g.measured is not None and g.quantity.startswith("nc")]
    places = np.arange(len(bounded))

    def drawn(quantity: str, value: float) -> float:
        """NC3 as its distance from 1, so that smaller is better everywhere."""
        return max(1 - value if quantity.startswith("nc3") else value, 1e-16)
    right.barh(places + 0.2, [drawn(g.quantity, g.measured or 0) for g in bounded], 0.38, label="measured")
    right.barh(places - 0.2, [drawn(g.quantity, g.guaranteed or 0) for g in bounded], 0.38, label="bound")
    right.set_yticks(places, [f"1 - {g.quantity}" if g.quantity.startswith("nc3") else g.quantity for g in bounded])
    right.set_xscale("log")
    right.invert_yaxis()
    right.set_title("bound beside truth")
    right.legend()
    return figure
