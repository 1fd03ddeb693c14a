"""The monitor: the same figures while training, and no training that it stops."""
from __future__ import annotations

import copy
import pickle
import types

import pytest

import ncverify

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402


def test_it_checks_every_so_often_and_logs_numbers(digits):
    x, y = digits
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, weight_decay=1e-3)
    logged = []
    monitor = ncverify.Monitor((x, y), every=10, optimizer=optimizer, log=lambda values, step: logged.append((step, values)))
    for step in range(31):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
        values = monitor(model, step)
        assert (values is None) == (step % 10 != 0) and model.training
    assert [step for step, _ in logged] == [0, 10, 20, 30] == [row["step"] for row in monitor.history]
    assert logged[-1][1]["ncv/accuracy"] > logged[0][1]["ncv/accuracy"] and all(isinstance(v, float) for v in logged[-1][1].values())
    same = ncverify.check(model, (x, y), optimizer=optimizer)
    assert same["nc1"].measured == logged[-1][1]["ncv/nc1"] == monitor.report["nc1"].measured


def test_its_cost_is_bounded_by_samples(digits):
    x, y = digits
    order = torch.randperm(len(y), generator=torch.Generator().manual_seed(0))
    monitor = ncverify.Monitor((x[order], y[order]), max_samples=200)
    monitor(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)))
    assert monitor.report.snapshot.samples == 200
    with pytest.raises(ValueError, match="every"):
        ncverify.Monitor((x, y), every=0)


def test_a_model_that_cannot_be_captured_stops_no_training(digits):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(1))
    monitor = ncverify.Monitor(digits)
    with pytest.warns(RuntimeWarning, match="step 0: .*Softmax"):
        assert monitor(model) is None
    assert "Softmax" in monitor.history[0]["error"]
    with pytest.raises(ValueError, match="Softmax"):
        ncverify.Monitor(digits, strict=True)(model)


def test_what_fails_in_the_model_itself_stops_no_training_and_is_told_once(digits):
    class Exhausted(nn.Linear):
        def forward(self, x):
            raise RuntimeError("CUDA out of memory")
    model = nn.Sequential(nn.Flatten(), Exhausted(784, 10))
    monitor = ncverify.Monitor(digits)
    with pytest.warns(RuntimeWarning, match="out of memory") as told:
        assert [monitor(model) for _ in range(3)] == [None] * 3
    assert len(told) == 1 and [row["error"] for row in monitor.history] == ["CUDA out of memory"] * 3 and model.training
    with pytest.raises(RuntimeError, match="out of memory"):
        ncverify.Monitor(digits, strict=True)(model)


def test_ctrl_c_goes_through(digits):
    class Interrupted(nn.Linear):
        def forward(self, x):
            raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        ncverify.Monitor(digits)(nn.Sequential(nn.Flatten(), Interrupted(784, 10)))


def test_callbacks_of_other_trainers_by_what_they_call(digits):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    monitor = ncverify.Monitor(digits)
    seen = []
    logger = types.SimpleNamespace(log_metrics=lambda values, step: seen.append((values, step)))
    monitor.lightning().on_train_epoch_end(types.SimpleNamespace(current_epoch=2, global_step=40, loggers=[logger]), model)
    assert seen[0][1] == 40 and "ncv/nc1" in seen[0][0] and monitor.history[0]["step"] == 2
    state = types.SimpleNamespace(global_step=50, epoch=3.0, log_history=[])
    monitor.hugging_face().on_epoch_end(None, state, "control", model=model)
    assert state.log_history[0]["step"] == 50 and "ncv/nc2_centred" in state.log_history[0]


def test_a_monitor_and_its_callbacks_survive_pickling_and_copying(digits):
    monitor = ncverify.Monitor(digits)
    monitor(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)))
    for again in (pickle.loads(pickle.dumps(monitor)), copy.deepcopy(monitor)):
        assert again.history == monitor.history and again.report.to_json() == monitor.report.to_json()
    logged = types.SimpleNamespace(global_step=1, epoch=1.0, log_history=[])
    for callback in (monitor.lightning(), monitor.hugging_face()):
        for again in (pickle.loads(pickle.dumps(callback)), copy.deepcopy(callback)):
            assert type(again).__name__ == "NeuralCollapse"
    copy.deepcopy(monitor.hugging_face()).on_epoch_end(None, logged, None, model=nn.Sequential(nn.Flatten(), nn.Linear(784, 10)))
    assert logged.log_history and len(monitor.history) == 1


def test_a_log_that_fails_stops_no_training(digits):
    def full(values, step):
        raise OSError("disk full")
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    monitor = ncverify.Monitor(digits, log=full)
    with pytest.warns(RuntimeWarning, match="step 0: disk full") as told:
        assert [monitor(model) for _ in range(2)] == [None] * 2
    assert len(told) == 1 and [row["error"] for row in monitor.history] == ["disk full"] * 2 and "ncv/nc1" in monitor.history[0]
    with pytest.raises(OSError, match="disk full"):
        ncverify.Monitor(digits, log=full, strict=True)(model)
    trainer = types.SimpleNamespace(current_epoch=2, global_step=40, loggers=[types.SimpleNamespace(log_metrics=full)])
    monitor = ncverify.Monitor(digits)
    with pytest.warns(RuntimeWarning, match="step 2: disk full"):
        monitor.lightning().on_train_epoch_end(trainer, model)
    assert monitor.history[0]["error"] == "disk full"


def test_samples_in_the_order_of_their_classes_are_to_be_shuffled(digits):
    x, y = digits
    order = torch.argsort(y, stable=True)
    monitor = ncverify.Monitor((x[order], y[order]), max_samples=100)
    with pytest.warns(RuntimeWarning, match="no sample of class 2, .*: let the loader shuffle, or raise max_samples") as told:
        monitor(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)))
    assert "classes=" not in str(told[0].message)
