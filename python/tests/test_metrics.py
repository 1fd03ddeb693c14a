"""The atlas against the formulas of the published packages, written as plain NumPy."""
from __future__ import annotations

import math
import pathlib
import re

import numpy as np
import pytest

import ncverify

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(params=[0, 1, 2])
def data(request):
    """Unequal classes, features off the origin."""
    rng = np.random.default_rng(request.param)
    K, p = 4, 7
    y = np.concatenate([np.full(n, c) for c, n in enumerate(rng.integers(5, 20, K))])
    rng.shuffle(y)
    Z = rng.standard_normal((K, p))[y] * 3 + rng.standard_normal((len(y), p)) * 0.3 + 1
    return Z, y, rng.standard_normal((K, p)), rng.standard_normal(K)


def means_of(Z, y):
    return np.stack([Z[y == c].mean(axis=0) for c in range(y.max() + 1)])


def covariances(Z, y):
    """Within and between, both as Papyan, Han and Donoho's code has them: N and K are the weights."""
    mu, mean = means_of(Z, y), Z.mean(axis=0)
    within = (Z - mu[y]).T @ (Z - mu[y]) / len(y)
    between = (mu - mean).T @ (mu - mean) / len(mu)
    return within, between, mu, mean


def test_nc1_in_its_forms(data):
    Z, y, W, b = data
    m = ncverify.metrics(Z, y, W, b)
    within, between, mu, mean = covariances(Z, y)
    total = (Z - Z.mean(axis=0)).T @ (Z - Z.mean(axis=0)) / len(y)
    assert m["nc1"] == pytest.approx(np.trace(within) / np.trace(between))
    assert m["nc1_within_total"] == pytest.approx(np.trace(within) / np.trace(total))
    assert m["nc1_pinv"] == pytest.approx(np.trace(within @ np.linalg.pinv(between)) / len(mu))
    u, s, vt = np.linalg.svd(between)
    r = len(mu) - 1
    assert m["nc1_pinv_truncated"] == pytest.approx(np.trace(within @ (vt[:r].T / s[:r]) @ u[:, :r].T) / len(mu))
    variances = [((Z[y == c] - mu[c]) ** 2).sum(axis=1).mean() for c in range(len(mu))]
    pairs = [(a, c) for a in range(len(mu)) for c in range(a)]
    assert m["cdnv"] == pytest.approx(np.mean([(variances[a] + variances[c]) / (2 * ((mu[a] - mu[c]) ** 2).sum()) for a, c in pairs]))
    balanced = mu - mu.mean(axis=0)
    assert m["nc1_balanced"] == pytest.approx(sum(variances) / (balanced ** 2).sum())
    assert m.class_variances == pytest.approx(variances)


def test_nc2_in_its_forms(data):
    Z, y, W, b = data
    m = ncverify.metrics(Z, y, W, b)
    _, _, mu, mean = covariances(Z, y)
    K = len(mu)
    centred = mu - mean
    s = np.linalg.svd(mu, compute_uv=False)
    assert m["nc2"] == pytest.approx(s[0] / s[K - 1])
    gram = centred @ centred.T
    etf = (np.eye(K) - np.ones((K, K)) / K) / math.sqrt(K - 1)
    assert m["nc2_etf"] == pytest.approx(np.linalg.norm(gram / np.linalg.norm(gram) - etf))
    gram = mu @ mu.T
    assert m["nc2_orthogonal_frame"] == pytest.approx(np.linalg.norm(gram / np.linalg.norm(gram) - np.eye(K) / math.sqrt(K)))
    norms = np.linalg.norm(centred, axis=1)
    assert m["nc2_equinorm"] == pytest.approx(norms.std() / norms.mean())
    cosines = (centred / norms[:, None]) @ (centred / norms[:, None]).T
    off = cosines[~np.eye(K, dtype=bool)]
    assert m["nc2_equiangularity"] == pytest.approx(off.std())
    assert m["nc2_maximal_angle"] == pytest.approx(np.abs(off + 1 / (K - 1)).mean())
    s = np.linalg.svd(mu - mu.mean(axis=0), compute_uv=False)
    assert m["nc2_centred"] == pytest.approx(s[0] / s[K - 2])
    unit = mu / np.linalg.norm(mu, axis=1, keepdims=True)
    assert m.class_mean_cosines == pytest.approx(unit @ unit.T)


def test_nc3_and_nc4_in_their_forms(data):
    Z, y, W, b = data
    m = ncverify.metrics(Z, y, W, b)
    _, _, mu, mean = covariances(Z, y)
    assert m["nc3"] == pytest.approx(np.mean([z @ W[c] / np.linalg.norm(z) / np.linalg.norm(W[c]) for z, c in zip(Z, y)]))
    for name, M in (("nc3_self_duality", mu), ("nc3_self_duality_centred", mu - mean)):
        assert m[name] == pytest.approx(np.linalg.norm(W / np.linalg.norm(W) - M / np.linalg.norm(M)))
    distances = ((Z[:, None] - mu[None]) ** 2).sum(axis=2)
    assert m["nearest_mean_accuracy"] == (distances.argmin(axis=1) == y).mean()
    assert m["accuracy"] == ((Z @ W.T + b).argmax(axis=1) == y).mean()
    assert m["nc4_agreement"] == (distances.argmin(axis=1) == (Z @ W.T + b).argmax(axis=1)).mean()
    total = (Z - Z.mean(axis=0)).T @ (Z - Z.mean(axis=0))
    shares = np.linalg.eigvalsh(total) / np.trace(total)
    assert m["effective_rank"] == pytest.approx(np.exp(-(shares * np.log(shares)).sum()))
    weighted = (mu - mean).T @ np.diag(np.bincount(y)) @ (mu - mean)
    assert m["vci"] == pytest.approx(1 - np.trace(np.linalg.pinv(total) @ weighted) / (len(mu) - 1))
    rows = W - W.mean(axis=0)
    centred = mu - mu.mean(axis=0)
    assert m["nc3_centred_means"] == pytest.approx((rows * centred).sum() / np.linalg.norm(rows) / np.linalg.norm(centred))


def test_every_metric_of_the_page_is_there_with_formula_and_source(data):
    Z, y, W, b = data
    page = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "metrics.md").read_text(), re.M)
    m = ncverify.metrics(Z, y, W, b)
    assert set(page) <= set(m)
    assert [name for name, formula, source in ncverify.atlas()] == page
    assert all(one.formula and one.source for one in m.described) and str(m).count("\n") == len(m) - 1


def test_metrics_are_those_of_a_snapshot_and_need_no_classifier(data):
    Z, y, W, b = data
    snapshot = ncverify.Snapshot(features=Z, labels=y, weights=[W], biases=[b])
    whole = ncverify.metrics(Z, y, W, b)
    report = snapshot.check()
    for name, value in whole.items():
        assert report.metrics[name] == value or name == "accuracy"
    alone = ncverify.metrics(Z, y)
    assert set(whole) - set(alone) == {"accuracy", "nc4_agreement", *(n for n in whole if n.startswith("nc3") or n == "classifier_row_sum")}
    assert all(alone[name] == whole[name] for name in alone)


def test_wrong_arrays_are_refused():
    Z, y = np.ones((4, 2)), np.array([0, 1, 0, 1])
    for arguments in ((Z, y[:3]), (Z, y.astype(float)), (Z[0], y), (Z, y, np.ones((2, 3))), (Z, y, None, np.ones(2)), (Z, y + 5), (Z, [])):
        with pytest.raises(ValueError) as caught:
            ncverify.metrics(*arguments)
        assert "\n" not in str(caught.value)
