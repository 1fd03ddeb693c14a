"""What was minimised, as it is read off a loss."""
from __future__ import annotations

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
