"""On a GPU: a model in mixed precision is captured from where it is."""
from __future__ import annotations

import pytest

import ncverify

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU that PyTorch can use")


def test_a_model_trained_in_mixed_precision_on_the_gpu(digits):
    x, y = digits
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 16, 3), nn.BatchNorm2d(16), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 26 * 26, 64), nn.ReLU(),
                          nn.Linear(64, 32), nn.Linear(32, 10)).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
    loss = nn.CrossEntropyLoss()
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=100, shuffle=True, pin_memory=True)
    for _ in range(10):
        for a, b in loader:
            optimizer.zero_grad()
            with torch.autocast("cuda", dtype=torch.bfloat16):
                out = model(a.cuda())
            loss(out.float(), b.cuda()).backward()
            optimizer.step()
    state = torch.cuda.get_rng_state().tolist()
    with torch.autocast("cuda", dtype=torch.bfloat16):
        snapshot = ncverify.capture(model, loader, loss=loss, optimizer=optimizer)
    assert torch.cuda.get_rng_state().tolist() == state and model.training
    assert [W.shape for W in snapshot.weights] == [(32, 64), (10, 32)]
    assert snapshot.outputs_apart < 1e-2 and snapshot.check()["accuracy"].measured > 0.9


def test_half_the_model_elsewhere_is_no_surprise(digits):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10)).cuda().half()
    snapshot = ncverify.capture(model, digits)
    assert snapshot.outputs_apart < 2 ** -6
    with pytest.raises(ValueError, match="move one of them"):
        ncverify.capture(model, digits, device="cpu")
