"""What was minimised, as it is read off a loss."""
from __future__ import annotations

import copy
import re

import pytest

import ncverify

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402

K, N = 4, 120
Y = torch.arange(N) % K
X = torch.nn.functional.one_hot(Y, 8).double() * 2 + 0.3 * torch.randn(N, 8, dtype=torch.double, generator=torch.Generator().manual_seed(0))


class Tempered(nn.CrossEntropyLoss):
    def forward(self, logits, labels):
        return super().forward(logits / 0.1, labels)


class Halved(nn.MSELoss):
    def forward(self, logits, labels):
        return super().forward(logits, labels) / 2


class Renamed(nn.CrossEntropyLoss):
    pass


@pytest.mark.parametrize("loss, message", [
    (Tempered(), "Tempered, whose forward is not CrossEntropyLoss's: say loss="),
    (Halved(), "Halved, whose forward is not MSELoss's: say loss="),
    (Tempered, "Tempered, whose forward is not CrossEntropyLoss's: say loss="),
    (nn.CrossEntropyLoss(ignore_index=2), "ignores samples of label 2, .*ignore_index"),
    (nn.CrossEntropyLoss(weight=torch.ones(K)), "weighs the classes"),
    (nn.CrossEntropyLoss(reduction="none"), "reduces by"),
    (5, "int, which is neither"),
])
def test_a_loss_that_is_none_of_the_theorys_is_refused(loss, message):
    with pytest.raises(ValueError, match=message) as caught:
        ncverify.check(nn.Linear(8, K).double(), (X, Y), loss=loss)
    assert "\n" not in str(caught.value)


def test_a_subclass_that_computes_the_same_is_taken():
    assert ncverify.capture(nn.Linear(8, K).double(), (X, Y), loss=Renamed(reduction="sum")).settings["loss"] == "cross_entropy"


DECAY = 0.01
LOADER = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, Y), batch_size=30)


def trained(loss, decay=DECAY):
    """A linear model at the minimum of loss(logits) + decay/2 ||theta||^2, and an optimiser that says so."""
    torch.manual_seed(0)
    model = nn.Linear(8, K).double()
    search = torch.optim.LBFGS(model.parameters(), max_iter=500, tolerance_grad=1e-12, tolerance_change=0, line_search_fn="strong_wolfe")

    def closure():
        search.zero_grad()
        value = loss(model(X)) + decay / 2 * sum((p ** 2).sum() for p in model.parameters())
        value.backward()
        return value
    search.step(closure)
    return model, torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=decay)


def cross_entropy(logits):
    return functional.cross_entropy(logits, Y)


def squared_error(logits):
    return functional.mse_loss(logits, functional.one_hot(Y, K).double())


CE, MSE = nn.CrossEntropyLoss, nn.MSELoss
MEAN = r"was the loss a mean over samples\?"


@pytest.mark.parametrize("minimised, decay, stated, doubt", [
    (cross_entropy, DECAY, CE(), None),
    (squared_error, DECAY, MSE(), None),
    (lambda z: 30 * cross_entropy(z), 0.3, CE(reduction="sum"), None),
    (cross_entropy, DECAY, CE(reduction="sum"), MEAN + r" Then say loss=nn.CrossEntropyLoss\(\), or reduction=\"mean\" to Snapshot"),
    (squared_error, DECAY, MSE(reduction="sum"), MEAN + r" Then say loss=nn.MSELoss\(\)"),
    (lambda z: 30 * cross_entropy(z), 0.3, CE(), r"a sum over batches of about 30\? .*nn.CrossEntropyLoss\(reduction=\"sum\"\).*loss_scale=0.25"),
    (lambda z: 120 * cross_entropy(z), 1.2, CE(), "a sum over batches of about 120?"),
    (lambda z: 8 * cross_entropy(z), 0.08, CE(reduction="sum"), "a sum over batches of about 8?"),
    (lambda z: 120 * squared_error(z) * 4, 4.8, MSE(), "a sum over batches of about 120?"),
    (squared_error, DECAY, CE(), 'as squared error makes them: if that was minimised, say loss="squared_error"'),
    (lambda z: K * squared_error(z) / 2, DECAY, MSE(reduction="sum"), "half the squared error of a sample, in the mean"),
    (cross_entropy, DECAY / 10, MSE(), 'if cross-entropy was minimised, say loss="cross_entropy"'),
    (lambda z: functional.cross_entropy(z, Y, label_smoothing=0.1), DECAY, CE(), "measured in another mode"),
])
def test_a_misstated_loss_is_doubted_by_the_arguments_that_state_it(minimised, decay, stated, doubt):
    model, optimizer = trained(minimised, decay)
    report = ncverify.check(model, LOADER, loss=stated, optimizer=optimizer)
    assert (report.doubt is None) == (doubt is None), report.doubt
    if doubt is not None:
        assert re.search(doubt, report.doubt), report.doubt
        assert "1/N" not in report.doubt and "metadata" not in report.doubt and "\n" not in report.doubt
    assert report.doubt is None or report.doubt in str(report)


def test_a_copy_doubts_as_its_snapshot_and_a_file_speaks_of_its_metadata(tmp_path):
    model, optimizer = trained(cross_entropy)
    snapshot = ncverify.capture(model, (X, Y), loss=CE(reduction="sum"), optimizer=optimizer)
    doubt = snapshot.check().doubt
    assert re.search(MEAN + " Then say loss", doubt) and copy.deepcopy(snapshot).check().doubt == doubt
    assert "state loss_scale = 1/N" in ncverify.load(snapshot.save(tmp_path / "net.safetensors")).check().doubt


@pytest.mark.parametrize("decay", [1e-320, 1e-300, 1e300])
def test_absurd_decays_are_doubted_without_a_crash(decay):
    model, _ = trained(cross_entropy)
    assert "measured in another mode" in ncverify.check(model, (X, Y), loss=CE(), weight_decay=decay).doubt
