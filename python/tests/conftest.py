"""What the tests share: where the repository and its programs are, the shipped digits and small trained models."""
from __future__ import annotations

import os
import pathlib
import subprocess
from typing import Any

import numpy as np
import pytest

import ncverify

ROOT = pathlib.Path(__file__).resolve().parents[2]
NETWORKS = ROOT / "app" / "tests" / "networks"


@pytest.fixture(scope="session")
def ncv() -> str:
    found = os.environ.get("NCV_BINARY")
    if not found:
        pytest.skip("NCV_BINARY does not say where ncv is")
    return found


@pytest.fixture(scope="session")
def recheck() -> str:
    found = os.environ.get("NCV_RECHECK")
    if not found:
        pytest.skip("NCV_RECHECK does not say where ncv-recheck is")
    return found


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def head(samples: int = 60, width: int = 6, classes: int = 3, seed: int = 0, **settings: Any) -> ncverify.Snapshot:
    """A head on features that are nearly collapsed."""
    rng = np.random.default_rng(seed)
    means = np.eye(classes, width) * 4
    labels = np.arange(samples) % classes
    features = means[labels] + 0.1 * rng.standard_normal((samples, width))
    return ncverify.Snapshot(features=features, labels=labels, weights=[means], biases=[np.zeros(classes)], **settings)


@pytest.fixture(scope="session")
def digits() -> Any:
    torch = pytest.importorskip("torch")
    images, labels = ncverify.digits()
    return torch.tensor(images, dtype=torch.float32)[:, None] / 255, torch.tensor(labels).long()


@pytest.fixture(scope="session")
def cnn(digits: Any) -> Any:
    """A small CNN with batch normalisation and dropout, trained by SGD on cross-entropy: model, loader, loss, optimiser."""
    torch = pytest.importorskip("torch")
    from torch import nn
    torch.manual_seed(1)
    model = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2), nn.ReLU(), nn.Flatten(),
                          nn.Linear(576, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 10))
    loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(*digits), batch_size=64, shuffle=True)
    for _ in range(15):
        for x, y in loader:
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()
    return model, loader, loss, optimizer
