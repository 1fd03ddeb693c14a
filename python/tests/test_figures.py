"""Figures of the Python package are those of the command line, bit for bit."""
from __future__ import annotations

import json
import math

import numpy as np
import pytest
from conftest import NETWORKS, head, run

import ncverify

SHIPPED = ["resnet_cross_entropy.safetensors", "resnet_squared_error.safetensors"]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("arithmetic", ["double", "interval"])
def test_shipped_networks_give_what_ncv_check_gives(ncv, name, arithmetic):
    path = str(NETWORKS / name)
    said = run(ncv, "check", path, "--json", "--arithmetic", arithmetic)
    report = ncverify.check(path, claims="all", arithmetic=arithmetic)
    assert json.loads(report.to_json()) == json.loads(said.stdout)


def test_a_report_in_a_terminal_is_the_lines_of_ncv_check(ncv):
    path = str(NETWORKS / SHIPPED[0])
    assert run(ncv, "check", path).stdout.split("\nThe bounds of")[0].rstrip() == str(ncverify.check(path)).rstrip()


def test_a_snapshot_of_arrays_and_its_saved_file_give_the_same(ncv, tmp_path):
    snapshot = head(weight_decay=1e-3)
    path = snapshot.save(tmp_path / "net.safetensors")
    assert json.loads(snapshot.check(claims="all").to_json()) == json.loads(run(ncv, "check", path, "--json").stdout)
    assert ncverify.load(path).to_bytes() == snapshot.to_bytes()


def test_single_precision_is_kept_where_nothing_is_lost(tmp_path):
    features = np.float32(np.random.default_rng(0).standard_normal((40, 5)))
    arrays = dict(labels=np.arange(40) % 2, weights=[np.float32(np.ones((2, 5)) * [[1], [2]])])
    single = ncverify.Snapshot(features=features, **arrays)
    double = ncverify.Snapshot(features=features.astype(float) + 1e-12, **arrays)
    assert len(double.to_bytes()) > len(single.to_bytes()) + 4 * features.size
    for snapshot in (single, double):
        again = ncverify.load(snapshot.save(tmp_path / "net.safetensors"))
        assert (again.features == snapshot.features).all()


def test_flushing_to_zero_elsewhere_in_the_process_changes_nothing():
    torch = pytest.importorskip("torch")
    snapshot = head()
    plain = snapshot.check(claims="all").to_json()
    if not torch.set_flush_denormal(True):
        pytest.skip("this processor cannot flush denormals")
    try:
        assert snapshot.check(claims="all").to_json() == plain
    finally:
        torch.set_flush_denormal(False)


def test_settings_are_in_the_units_of_the_summed_loss():
    by = {loss: head(60, loss=loss, weight_decay=1e-3, **rest).settings["weight_decay"]
          for loss, rest in [("cross_entropy", {}), ("squared_error", {})]}
    assert math.isclose(by["cross_entropy"], 60e-3) and math.isclose(by["squared_error"], 1e-3 * 60 * 3 / 2)
    assert math.isclose(head(60, reduction="sum", weight_decay=1e-3).settings["weight_decay"], 1e-3)
    assert math.isclose(head(60, loss="squared_error", reduction="sum", weight_decay=1e-3).settings["weight_decay"], 5e-4)
    assert head(60, weight_decay={"W1": 0.0}).settings["weight_decays"] == {"W1": 0.0}


def test_a_report_can_be_read():
    report = ncverify.check(str(NETWORKS / SHIPPED[0]))
    assert [g.quantity for g in report.guarantees] == [
        "accuracy", "nearest_mean_accuracy", "nc1", "nc1_balanced", "nc2", "nc2_centred", "nc3", "nc3_centred"]
    best = report["nc1"]
    assert best.claim == "H2h" and best.measured <= best.guaranteed and best.sense == "<=" and not best.rigorous
    assert float(best.text) >= best.guaranteed
    assert report["nc2"].claim is None and report["nc2"].text == "no claim"
    assert report.metrics["accuracy"] == 1 and report.claims["H1"].status == "holds" and not report.violated
    assert "weight decay is not given" in report.doubt
    assert "H2h" in report.explain() and "variance outside" in report.explain()
    with pytest.raises(KeyError, match="accuracy"):
        report["nc4"]


def test_intervals_are_shown_with_their_ends():
    report = head().check(arithmetic="interval")
    assert all(g.rigorous for g in report.guarantees if g.claim) and "proved by interval arithmetic" in report._repr_html_()
    low, high = report.metrics_enclosed["nc1_balanced"]
    assert low < high and low <= head().check()["nc1_balanced"].measured <= high
    assert "nc1_balanced in [" in str(report)


def test_a_report_in_a_notebook_escapes_and_needs_nothing_from_elsewhere():
    snapshot = head(source="<script>alert(1)</script>")
    report = snapshot.check()
    report.notes.append("<img src=x>")
    page = report._repr_html_()
    assert "<img" not in page and "<script" not in page and "http" not in page and "url(" not in page


def test_a_frame_has_a_row_for_each_quantity():
    pytest.importorskip("pandas")
    frame = head().check().to_frame()
    assert list(frame.columns) == ["measured", "sense", "guaranteed", "claim", "rigorous"] and len(frame) == 8


def test_plots_are_drawn(tmp_path):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    figure = ncverify.check(str(NETWORKS / SHIPPED[1])).plot()
    figure.savefig(tmp_path / "report.png", dpi=50)
    assert len(figure.axes) == 4


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("features, weights", [(0, 1), (1, 0), (0, 0)])
def test_plots_of_zeros_are_drawn_without_a_warning(tmp_path, features, weights):
    pytest.importorskip("matplotlib").use("Agg")
    snapshot = ncverify.Snapshot(features=features * np.eye(6, 4), labels=np.arange(6) % 3, weights=[weights * np.eye(3, 4)])
    snapshot.check().plot().savefig(tmp_path / "report.png", dpi=50)


def test_explain_tells_the_costs_of_a_head_without_biases():
    text = ncverify.check(str(NETWORKS / SHIPPED[1])).explain()
    assert "without the balancedness" in text or "without the residual" in text
