"""Heads of checkpoints on disk, by PyTorch's names."""
from __future__ import annotations

import json
import re
import struct

import numpy as np
import pytest

import ncverify

RNG = np.random.default_rng(0)
W1, b1, W2 = np.float32(RNG.standard_normal((5, 4))), np.float32(RNG.standard_normal(5)), np.float32(RNG.standard_normal((3, 5)))
DATA = dict(features=RNG.standard_normal((30, 4)), labels=np.arange(30) % 3)


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, array in tensors.items():
        dtype = {"float32": "F32", "float16": "F16", "int8": "I8", "uint16": "BF16"}[array.dtype.name]
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod.", "module._orig_mod."])
def test_safetensors_with_prefixes(tmp_path, prefix):
    write_safetensors(tmp_path / "model.safetensors", {prefix + "head.fc1.weight": W1, prefix + "head.fc1.bias": b1,
                                                       prefix + "head.fc2.weight": W2, prefix + "body.weight": np.float32(np.zeros((9, 9)))})
    snapshot = ncverify.Snapshot.from_state_dict(tmp_path / "model.safetensors", head=["head.fc1", "head.fc2"], **DATA)
    assert np.array_equal(snapshot.weights[0], W1) and np.array_equal(snapshot.weights[1], W2)
    assert np.array_equal(snapshot.biases[0], b1) and snapshot.biases[1] is None


def test_shards_with_an_index(tmp_path):
    write_safetensors(tmp_path / "model-1.safetensors", {"fc1.weight": W1, "fc1.bias": b1})
    write_safetensors(tmp_path / "model-2.safetensors", {"fc2.weight": W2})
    index = {"weight_map": {"fc1.weight": "model-1.safetensors", "fc1.bias": "model-1.safetensors", "fc2.weight": "model-2.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    snapshot = ncverify.Snapshot.from_state_dict(tmp_path / "model.safetensors.index.json", head=["fc1", "fc2"], **DATA)
    assert np.array_equal(snapshot.weights[1], W2)
    (tmp_path / "model-2.safetensors").unlink()
    with pytest.raises(FileNotFoundError, match="model-2"):
        ncverify.Snapshot.from_state_dict(tmp_path / "model.safetensors.index.json", head=["fc2"], features=np.zeros((30, 5)),
                                          labels=DATA["labels"])


def test_shards_of_torch_save_with_an_index(tmp_path):
    torch = pytest.importorskip("torch")
    torch.save({"module.fc1.weight": torch.tensor(W1), "module.fc1.bias": torch.tensor(b1)}, tmp_path / "pytorch_model-1.bin")
    torch.save({"module.fc2.weight": torch.tensor(W2)}, tmp_path / "pytorch_model-2.bin")
    places = {"module.fc1.weight": "pytorch_model-1.bin", "module.fc1.bias": "pytorch_model-1.bin", "module.fc2.weight": "pytorch_model-2.bin"}
    index = tmp_path / "pytorch_model.bin.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": places}))
    snapshot = ncverify.Snapshot.from_state_dict(index, head=["fc1", "fc2"], **DATA)
    assert np.array_equal(snapshot.weights[0], W1) and np.array_equal(snapshot.biases[0], b1) and np.array_equal(snapshot.weights[1], W2)


def test_bfloat16_is_widened_exactly(tmp_path):
    raw = (W2.view(np.uint32) >> 16).astype(np.uint16)
    write_safetensors(tmp_path / "m.safetensors", {"fc.weight": raw})
    snapshot = ncverify.Snapshot.from_state_dict(tmp_path / "m.safetensors", head=["fc"], features=np.ones((30, 5)), labels=DATA["labels"])
    assert np.array_equal(snapshot.weights[0], (raw.astype(np.uint32) << 16).view(np.float32))


@pytest.mark.parametrize("wrapped", [lambda d: d, lambda d: {"state_dict": d, "epoch": 3}, lambda d: {"model": d}])
def test_files_of_torch_save(tmp_path, wrapped):
    torch = pytest.importorskip("torch")
    tensors = {"module.fc1.weight": torch.tensor(W1), "module.fc1.bias": torch.tensor(b1), "module.fc2.weight": torch.tensor(W2)}
    torch.save(wrapped(tensors), tmp_path / "checkpoint.pt")
    snapshot = ncverify.Snapshot.from_state_dict(tmp_path / "checkpoint.pt", head=["fc1", "fc2"], weight_decay=1e-3, **DATA)
    assert np.array_equal(snapshot.weights[0], W1) and snapshot.settings["weight_decay"] == pytest.approx(30e-3)


def test_a_checkpoint_that_would_run_a_program_is_refused(tmp_path):
    torch = pytest.importorskip("torch")
    import pathlib

    class Program:
        def __reduce__(self):
            return pathlib.Path.touch, (tmp_path / "ran",)
    torch.save({"state_dict": Program()}, tmp_path / "bad.pt")
    with pytest.raises(ValueError, match="cannot read"):
        ncverify.Snapshot.from_state_dict(tmp_path / "bad.pt", head=["fc"], **DATA)
    assert not (tmp_path / "ran").exists()


def test_wrong_names_and_files_say_what_is_there(tmp_path):
    write_safetensors(tmp_path / "m.safetensors", {"classifier.weight": W2, "q.weight": np.zeros((3, 5), np.int8)})
    make = ncverify.Snapshot.from_state_dict
    with pytest.raises(ValueError, match="there is no classifer.weight; layers with such names are classifier"):
        make(tmp_path / "m.safetensors", head=["classifer"], **DATA)
    with pytest.raises(ValueError, match="real numbers"):
        make(tmp_path / "m.safetensors", head=["q"], **DATA)
    with pytest.raises(ValueError, match="needs a list"):
        make(tmp_path / "m.safetensors", head="classifier", **DATA)
    with pytest.raises(ValueError, match="head is empty"):
        make(tmp_path / "m.safetensors", head=[], **DATA)
    with pytest.raises(FileNotFoundError):
        make(tmp_path / "none.safetensors", head=["fc"], **DATA)
    (tmp_path / "text.safetensors").write_text("hello, this is no checkpoint")
    with pytest.raises(ValueError, match="no safetensors file"):
        make(tmp_path / "text.safetensors", head=["fc"], **DATA)
    with pytest.raises(ValueError, match="needs 5 columns|to follow features"):
        make(tmp_path / "m.safetensors", head=["classifier"], **DATA)


def test_flax_kernels_are_transposed():
    layers = [{"kernel": W1.T, "bias": b1}, {"kernel": W2.T}]
    snapshot = ncverify.Snapshot.from_flax(layers=layers, **DATA)
    assert np.array_equal(snapshot.weights[0], W1) and np.array_equal(snapshot.biases[0], b1) and snapshot.biases[1] is None
    with pytest.raises(ValueError, match="needs kernel"):
        ncverify.Snapshot.from_flax(layers=[{"weight": W1}], **DATA)


def test_a_head_is_named_by_texts(tmp_path):
    write_safetensors(tmp_path / "model.safetensors", {"fc.weight": W1})
    for head in ([1], 1, None):
        with pytest.raises(ValueError, match=f"head is {re.escape(repr(head))}, needs a list of names"):
            ncverify.Snapshot.from_state_dict(tmp_path / "model.safetensors", head=head, **DATA)


def test_a_state_dict_under_any_one_key_is_found(tmp_path):
    torch = pytest.importorskip("torch")
    layer = torch.nn.Linear(4, 3)
    model = torch.nn.Sequential(layer)
    momenta = {"state": {0: {"momentum_buffer": torch.ones(3, 4)}}}
    torch.save({"net": model.state_dict(), "optimizer": momenta, "epoch": 3}, tmp_path / "one.pt")
    snapshot = ncverify.Snapshot.from_state_dict(tmp_path / "one.pt", head=["0"], **DATA)
    assert np.array_equal(snapshot.weights[0], layer.weight.detach())
    torch.save({"state_dict": model.state_dict(), "ema": momenta["state"][0], "best": torch.tensor(3)}, tmp_path / "usual.pt")
    assert ncverify.Snapshot.from_state_dict(tmp_path / "usual.pt", head=["0"], **DATA).classes == 3
    torch.save({"net": model.state_dict(), "ema": model.state_dict()}, tmp_path / "two.pt")
    with pytest.raises(ValueError, match="two.pt: has weights under net, ema, needs one state_dict: save"):
        ncverify.Snapshot.from_state_dict(tmp_path / "two.pt", head=["0"], **DATA)
    torch.save({"epoch": 3}, tmp_path / "none.pt")
    with pytest.raises(ValueError, match="none.pt: has no weights, needs one state_dict"):
        ncverify.Snapshot.from_state_dict(tmp_path / "none.pt", head=["0"], **DATA)


def test_a_pickled_model_is_to_be_saved_by_its_state_dict(tmp_path):
    torch = pytest.importorskip("torch")
    torch.save(torch.nn.Sequential(torch.nn.Linear(4, 3)), tmp_path / "model.pt")
    with pytest.raises(ValueError, match="tensors alone.*save model.state_dict") as caught:
        ncverify.Snapshot.from_state_dict(tmp_path / "model.pt", head=["0"], **DATA)
    assert "weights_only" not in str(caught.value)
