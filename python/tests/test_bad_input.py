"""What is wrong is a ValueError in one line that says so; nothing ends the interpreter."""
from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import NETWORKS, head

import ncverify

Z, Y, W = np.eye(4, 3), np.array([0, 1, 2, 0]), np.eye(3)


@pytest.mark.parametrize("changes, message", [
    (dict(features=Z * np.nan), "NaN or infinity"),
    (dict(features=Z[0]), "1 dimensions, needs 2"),
    (dict(features=np.zeros((0, 3))), "is empty"),
    (dict(features=Z.astype(complex)), "complex128"),
    (dict(features="abc"), "dimensions, needs 2"),
    (dict(features=[[1, 2], [3]]), "no array|objects"),
    (dict(features=None), "give features"),
    (dict(features=np.ma.masked_greater(Z, 0.5)), "features has masked entries"),
    (dict(weights=[np.ma.masked_equal(W, 1)]), "weights[0] has masked entries"),
    (dict(inputs=Z), "one of them"),
    (dict(labels=Y[:3]), "needs [4], one number a sample"),
    (dict(labels=Y + 1), "labels - 1 makes it right|outside 0..2"),
    (dict(labels=Y.astype(float)), "integer type"),
    (dict(labels=np.eye(3)[Y]), "argmax"),
    (dict(labels=np.zeros(4, int)), "classes 1, 2 have no sample"),
    (dict(labels=np.array([0, 1, 2**40, 0])), "outside 0..2"),
    (dict(weights=W), "needs a list"),
    (dict(weights=[]), "weights is empty"),
    (dict(weights={"W": W}), "weights is a dict, needs a list"),
    (dict(weights=(w for w in [W])), "weights is .*generator.*, needs a list"),
    (dict(weights=[np.eye(3, 5)]), "needs 3 columns"),
    (dict(weights=[np.ones((1, 3))]), "at least two classes"),
    (dict(biases=[]), "list of 1"),
    (dict(biases=[np.zeros(2)]), "needs [3]"),
    (dict(biases=0.0), "list of 1"),
    (dict(loss="hinge"), "cross_entropy"),
    (dict(reduction="none"), "mean"),
    (dict(weight_decay=-1.0), "negative"),
    (dict(weight_decay=float("inf")), "finite"),
    (dict(weight_decay="much"), "needs a number"),
    (dict(weight_decay=np.eye(2)), "weight_decay is a ndarray, needs a number"),
    (dict(learning_rate=[0.1]), "learning_rate is [0.1], needs a number"),
    (dict(activation=None), "activation is None, needs a text"),
    (dict(source=pathlib.Path("a")), "source is .*Path.*, needs a text"),
    (dict(notes="a note"), "notes is 'a note', needs a list"),
    (dict(notes=None), "notes is None, needs a list"),
    (dict(weight_decay={"W7": 1.0}), "names no tensor"),
    (dict(label_smoothing=2.0), "label_smoothing"),
    (dict(label_smoothing=0.1, loss="squared_error"), "without loss"),
    (dict(outputs=np.zeros((4, 2))), "outputs has shape"),
    (dict(nonlinear_layers=1), "whole network"),
])
def test_wrong_arrays_and_settings_are_refused_in_one_line(changes, message):
    import re
    arguments = dict(features=Z, labels=Y, weights=[W])
    arguments.update(changes)
    with pytest.raises(ValueError) as caught:
        ncverify.Snapshot(**arguments)
    text = str(caught.value)
    assert "\n" not in text and re.search(message.replace("[", r"\[").replace("]", r"\]"), text), text


def test_other_layouts_of_an_array_are_the_same_array():
    for features in (np.asfortranarray(Z), Z.astype(">f8"), Z[::-1][::-1], [list(row) for row in Z], np.repeat(Z, 2, axis=1)[:, ::2]):
        snapshot = ncverify.Snapshot(features=features, labels=list(Y), weights=[W])
        assert (snapshot.features == Z).all()


def test_views_are_read_only_and_outlive_the_snapshot():
    features = head().features
    assert features.sum() == head().features.sum()
    with pytest.raises(ValueError):
        features[0, 0] = 1


def test_claims_and_arithmetic_that_are_not_known_name_the_nearest():
    with pytest.raises(ValueError, match='nearest known one is "H2h"'):
        head().check(claims=["H2hh"])
    with pytest.raises(ValueError, match="double, mp and interval"):
        head().check(arithmetic="single")
    with pytest.raises(ValueError, match="claims is empty"):
        head().check(claims=[])
    with pytest.raises(ValueError, match='claims is 5, needs "all" or ids'):
        head().check(claims=5)
    with pytest.raises(ValueError, match="claims is .*1.*, needs"):
        head().check(claims=["H1", 1])
    with pytest.raises(ValueError, match="arithmetic is None; known are double, mp and interval"):
        head().check(arithmetic=None)
    for steps in (1.5, "a", -1, 2**63):
        with pytest.raises(ValueError, match="^steps is .*, needs a whole number"):
            head().check(steps=steps)
    assert head().check(steps=np.int32(1)).claims
    with pytest.raises(ValueError, match="check needs the model's data"):
        ncverify.check(object())
    with pytest.raises(ValueError, match="takes no loader"):
        ncverify.check(head(), [1])


def test_what_takes_long_is_named_where_it_was_left_out_and_asked_for_by_costly(monkeypatch):
    checked = head().check(claims="all")._checked
    asked = []

    def engine(*given):
        asked.append(given[-1])
        found = {**json.loads(checked.json), "left_out": [] if given[-1] else ["B7", "C3"]}
        return SimpleNamespace(json=json.dumps(found), metrics=checked.metrics, table=checked.table, costs=checked.costs, misfit="")

    monkeypatch.setattr(ncverify._engine, "check", engine)
    quick, whole = (ncverify.check(head(), claims="all", costly=costly) for costly in (False, True))
    assert asked == [False, True]
    assert quick.left_out == ["B7", "C3"] and any("B7, C3; costly=True" in note for note in quick.notes)
    assert whole.left_out == [] and not any("costly" in note for note in whole.notes)


def test_files_that_are_no_snapshot_are_refused(tmp_path):
    with pytest.raises(FileNotFoundError):
        ncverify.load(tmp_path / "none.safetensors")
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(ValueError):
        ncverify.load(tmp_path / "a")


def test_damaged_files_never_do_more_than_raise(tmp_path):
    whole = bytearray(head(6, 3, 3).to_bytes())
    rng = np.random.default_rng(0)
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(rng.integers(1, 4)):
            data[rng.integers(0, len(data))] = rng.integers(0, 256)
        data = data[:rng.integers(0, len(data) + 1)] if rng.random() < 0.3 else data
        (tmp_path / "damaged").write_bytes(data)
        try:
            ncverify.load(tmp_path / "damaged").check(claims=["H1", "H2h"])
        except ValueError as error:
            assert "\n" not in str(error)


def test_odd_arrays_never_do_more_than_raise():
    rng = np.random.default_rng(1)
    kinds = [np.float64, np.float32, np.float16, np.int8, np.uint64, bool, complex, object, "S3", "M8[s]"]
    for _ in range(300):
        def drawn():
            shape = tuple(rng.integers(0, 4, rng.integers(0, 4)))
            return np.zeros(shape, kinds[rng.integers(0, len(kinds))])
        try:
            ncverify.Snapshot(features=drawn(), labels=drawn(), weights=[drawn() for _ in range(rng.integers(0, 3))],
                              outputs=drawn() if rng.random() < 0.2 else None)
        except ValueError as error:
            assert "\n" not in str(error)


def test_extreme_numbers_are_checked_without_a_crash():
    for scale in (1e-300, 1e-160, 1e160, 1e300):
        snapshot = ncverify.Snapshot(features=Z * scale, labels=Y, weights=[W * scale])
        snapshot.check(claims="all")


def test_ctrl_c_ends_a_check_at_once_and_the_interpreter_in_order():
    program = (
        "import numpy as np, time, ncverify\n"
        "rng = np.random.default_rng(0)\n"
        "s = ncverify.Snapshot(features=rng.standard_normal((600, 40)), labels=np.arange(600) % 20,\n"
        "                      weights=[rng.standard_normal((40, 40)), rng.standard_normal((20, 40))])\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    s.check(claims='all', arithmetic='mp')  # ten seconds, unless it is interrupted\n"
        "    print('finished', flush=True)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', flush=True)\n")
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=os.environ)
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.2)
    child.send_signal(signal.SIGINT)
    assert child.stdout.readline() == "interrupted\n"
    assert child.wait() == 0


def test_the_lock_is_released_while_it_works():
    snapshot = ncverify.load(NETWORKS / "resnet_squared_error.safetensors")
    ticks = []
    stop = threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)
    thread = threading.Thread(target=tick)
    thread.start()
    snapshot.check()
    stop.set()
    thread.join()
    assert len(ticks) > 10


def test_checks_on_several_threads_agree():
    snapshot = head()
    expected = snapshot.check().to_json()
    found = []
    threads = [threading.Thread(target=lambda: found.append(snapshot.check().to_json())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_a_snapshot_survives_pickling_and_copying():
    import copy
    import pickle
    snapshot = head(weight_decay=1e-3)
    for again in (pickle.loads(pickle.dumps(snapshot)), copy.deepcopy(snapshot)):
        assert again.to_bytes() == snapshot.to_bytes() and again.settings == snapshot.settings


def test_a_report_survives_pickling_and_copying():
    import copy
    import pickle
    report = head(weight_decay=1e-3, notes=["of a test"]).check(claims="all")
    for again in (pickle.loads(pickle.dumps(report)), copy.deepcopy(report)):
        assert again.to_json() == report.to_json() and str(again) == str(report) and again.doubt == report.doubt
        assert again.explain() == report.explain() and again._repr_html_() == report._repr_html_()
        assert again.snapshot.to_bytes() == report.snapshot.to_bytes()


def test_a_tensor_that_numpy_cannot_have_is_refused():
    torch = pytest.importorskip("torch")
    with pytest.raises(ValueError, match="features is no array: .*[Ss]parse"):
        ncverify.Snapshot(features=torch.tensor(Z).to_sparse(), labels=Y, weights=[W])


@pytest.mark.parametrize("classes, message", [
    ([0.0, 1.0], r"classes is \[0.0, 1.0\], needs a list of whole numbers"), (2, "classes is 2, needs a list"),
    ("ab", "classes is 'ab', needs a list"), ([[0], [1]], "needs a list of whole numbers")])
def test_classes_are_whole_numbers(classes, message):
    torch = pytest.importorskip("torch")
    model, data = torch.nn.Linear(3, 3).double(), (torch.tensor(Z), torch.tensor(Y))
    with pytest.raises(ValueError, match=message):
        ncverify.check(model, data, classes=classes)
    for chosen in (np.array([0, 2]), torch.tensor([0, 2]), range(0, 3, 2)):
        assert ncverify.capture(model, data, classes=chosen).classes == 2


@pytest.mark.parametrize("layers, message", [
    ({"kernel": W}, r"layers is a dict, needs a list of mappings: layers=\[params"), (None, "layers is None, needs a list"),
    ([W], r"layers\[0\] is a ndarray, needs a mapping with kernel"), ([{"weight": W}], "has the keys weight, needs kernel"),
    ([{"params": {"kernel": W}}], "has the keys params, needs kernel"), ([{1: W, "kernel": W}], "has the keys 1, kernel, needs kernel"),
    ([{"kernel": np.ma.masked_equal(W, 1)}], "masked")])
def test_layers_of_flax_are_mappings(layers, message):
    with pytest.raises(ValueError, match=message) as caught:
        ncverify.Snapshot.from_flax(layers=layers, features=Z, labels=Y)
    assert "\n" not in str(caught.value)
