"""Snapshots of live PyTorch models: what is found, what is refused and what stays as it was."""
from __future__ import annotations

import json
import random
import sys
import types
from collections import OrderedDict, namedtuple
from dataclasses import dataclass

import numpy as np
import pytest
from conftest import run

import ncverify

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402

X = torch.randn(60, 8, generator=torch.Generator().manual_seed(0))
Y = torch.arange(60) % 3
LOADER = [(X[:40], Y[:40]), (X[40:], Y[40:])]


def seeded(build):
    torch.manual_seed(0)
    return build()


def layers_of(snapshot):
    return [tuple(W.shape) for W in snapshot.weights]


# --- three lines ------------------------------------------------------------------------------------------------------------------------

def test_a_cnn_trained_with_cross_entropy_gives_what_ncv_check_gives(cnn, ncv, tmp_path):
    model, loader, loss, optimizer = cnn
    report = ncverify.check(model, loader, loss=loss, optimizer=optimizer, claims="all")
    assert layers_of(report.snapshot) == [(10, 64)] and report.snapshot.samples == 500
    assert report.snapshot.settings["weight_decay"] == pytest.approx(0.5)
    path = report.snapshot.save(tmp_path / "net.safetensors")
    assert json.loads(run(ncv, "check", path, "--json").stdout) == json.loads(report.to_json())
    x, y = loader.dataset.tensors
    assert report["accuracy"].measured == pytest.approx((logits(model, x).argmax(1) == y).float().mean().item())


def logits(model, inputs):
    was = model.training
    model.eval()
    with torch.no_grad():
        out = model(inputs)
    model.train(was)
    return out


def test_an_mlp_trained_by_adamw_with_label_smoothing(digits, ncv, tmp_path):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.LeakyReLU(0.1), nn.Linear(64, 32), nn.Linear(32, 10))
    loss = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-2)
    x, y = digits
    for _ in range(200):
        optimizer.zero_grad()
        loss(model(x), y).backward()
        optimizer.step()
    report = ncverify.check(model, (x, y), loss=loss, optimizer=optimizer)
    assert layers_of(report.snapshot) == [(32, 64), (10, 32)]
    settings = report.snapshot.settings
    assert settings["label_smoothing"] == 0.1 and settings["weight_decay"] is None and not settings["weight_decays"]
    assert any("apart from the gradient" in note for note in report.notes)
    path = report.snapshot.save(tmp_path / "net.safetensors")
    assert json.loads(run(ncv, "check", path, "--json").stdout) == json.loads(report.snapshot.check(claims="all").to_json())
    assert report["accuracy"].measured > 0.95 and report["nc1_balanced"].claim


def test_gradient_descent_to_the_end_finds_its_own_weight_decay():
    """Loss mean over samples, weight decay coupled: the decay for which the snapshot is nearest to stationary is the one it was given."""
    for loss, reduction in ((nn.CrossEntropyLoss(), "mean"), (nn.MSELoss(), "mean"), (nn.CrossEntropyLoss(reduction="sum"), "sum")):
        model = seeded(lambda: nn.Linear(8, 3)).double()
        x, y = X.double(), Y
        decay = 0.02 if reduction == "mean" else 0.02 * 60
        target = functional.one_hot(y, 3).double() if isinstance(loss, nn.MSELoss) else y
        optimizer = torch.optim.SGD(model.parameters(), lr=0.2 if reduction == "mean" else 0.2 / 60, weight_decay=decay)
        for _ in range(3000):
            optimizer.zero_grad()
            loss(model(x), target).backward()
            optimizer.step()
        report = ncverify.check(model, (x, y), loss=loss, optimizer=optimizer)
        found = report.stationary_decay[0]
        assert found["nearest"] == pytest.approx(found["stated"], rel=1e-6) and found["left"] < 1e-4 and report.doubt is None, loss


def test_the_commonest_mistake_is_named():
    model = seeded(lambda: nn.Linear(8, 3)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, weight_decay=0.02)
    for _ in range(3000):
        optimizer.zero_grad()
        functional.cross_entropy(model(X.double()), Y).backward()
        optimizer.step()
    report = ncverify.check(model, (X.double(), Y), loss=nn.CrossEntropyLoss(reduction="sum"), optimizer=optimizer)
    assert "was the loss a mean over samples" in report.doubt


# --- shapes of models -------------------------------------------------------------------------------------------------------------------

class Backboned(nn.Module):
    """As timm and torchvision: a body, pooling, and a head under some name."""

    def __init__(self, name, head):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 6), nn.ReLU())
        self.name = name
        setattr(self, name, head)

    def forward(self, x):
        return getattr(self, self.name)(self.body(x))


class Head(nn.Module):
    """timm's head.fc: pooling, dropout and a flattening around the layer."""

    def __init__(self):
        super().__init__()
        self.global_pool, self.drop, self.fc, self.flatten = nn.Identity(), nn.Dropout(0.5), nn.Linear(6, 3), nn.Flatten(1)

    def forward(self, x):
        return self.flatten(self.fc(self.drop(self.global_pool(x))))


@dataclass
class ImageClassifierOutput:
    loss: object = None
    logits: object = None


Pair = namedtuple("Pair", "features logits")


class Wrapping(nn.Module):
    def __init__(self, wrap):
        super().__init__()
        self.body, self.classifier, self.wrap = nn.Sequential(nn.Linear(8, 6), nn.Tanh()), nn.Linear(6, 3), wrap

    def forward(self, x):
        z = self.body(x)
        return self.wrap(z, self.classifier(z))


@pytest.mark.parametrize("model", [
    lambda: Backboned("fc", nn.Linear(6, 3)),
    lambda: Backboned("classifier", nn.Sequential(nn.Dropout(0.4), nn.Linear(6, 3))),
    lambda: Backboned("head", Head()),
    lambda: Backboned("heads", nn.Sequential(OrderedDict(head=nn.Linear(6, 3)))),
    lambda: Wrapping(lambda z, out: ImageClassifierOutput(logits=out)),
    lambda: Wrapping(lambda z, out: {"features": z, "logits": out}),
    lambda: Wrapping(lambda z, out: OrderedDict(logits=out, hidden=z)),
    lambda: Wrapping(lambda z, out: Pair(z, out)),
    lambda: Wrapping(lambda z, out: (out, z)),
    lambda: Wrapping(lambda z, out: out.float().contiguous().clone()),
    lambda: nn.DataParallel(Backboned("fc", nn.Linear(6, 3))),
], ids=["fc", "classifier", "head.fc", "heads", "dataclass", "dict", "ordered", "namedtuple", "tuple", "cast", "DataParallel"])
def test_heads_are_found_in_models_of_many_shapes(model):
    model = seeded(model)
    snapshot = ncverify.capture(model, LOADER)
    assert layers_of(snapshot) == [(3, 6)]
    inner = model.module if isinstance(model, nn.DataParallel) else model
    assert np.array_equal(snapshot.features, logits(inner.body, X).double().numpy())
    assert snapshot.outputs_apart < 1e-6


def test_the_chain_ends_at_the_activation_below():
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 7), nn.ReLU(inplace=True), nn.Linear(7, 6), nn.Identity(), nn.Linear(6, 5, bias=False),
                                         nn.Dropout(0.3), nn.Linear(5, 3)))
    snapshot = ncverify.capture(model, LOADER)
    assert layers_of(snapshot) == [(6, 7), (5, 6), (3, 5)]
    assert [b is None for b in snapshot.biases] == [False, True, False]
    assert np.array_equal(snapshot.features, logits(model[:2], X).double().numpy())
    assert snapshot.outputs_apart < 1e-6


class Functional(nn.Module):
    def __init__(self, between, after=lambda z: z):
        super().__init__()
        self.a, self.b, self.between, self.after = nn.Linear(8, 6), nn.Linear(6, 3), between, after

    def forward(self, x):
        return self.after(self.b(self.between(self.a(x))))


@pytest.mark.parametrize("between", [torch.relu, functional.relu_, lambda z: z * 2, lambda z: functional.normalize(z, dim=1), torch.Tensor.exp_],
                         ids=["relu", "relu_", "times", "normalize", "exp_"])
def test_functions_between_layers_end_the_chain_though_no_module_is_called(between):
    assert layers_of(ncverify.capture(seeded(lambda: Functional(between)), LOADER)) == [(3, 6)]


def test_dropout_as_a_function_and_flattening_pass_through():
    model = seeded(lambda: Functional(lambda z: functional.dropout(torch.flatten(z, 1), 0.5, training=False)))
    assert layers_of(ncverify.capture(model, LOADER)) == [(6, 8), (3, 6)]


@pytest.mark.parametrize("seed", range(60))
def test_the_tail_of_random_networks_is_what_its_modules_say(seed):
    """Modules drawn at random below a linear layer: the chain goes down to the first one that is not affine, and no further."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    modules, width, expected = [], 8, []
    for _ in range(rng.randrange(8)):
        kind = rng.choice(["linear", "linear", "relu", "relu in place", "tanh", "identity", "dropout", "flatten", "norm", "layer norm"])
        if kind == "linear":
            wider = rng.randrange(3, 9)
            modules.append(nn.Linear(width, wider, bias=rng.random() < 0.7))
            expected.append((wider, width))
            width = wider
        elif kind in ("relu", "relu in place", "tanh", "layer norm"):
            modules.append({"relu": nn.ReLU(), "relu in place": nn.ReLU(inplace=True), "tanh": nn.Tanh(), "layer norm": nn.LayerNorm(width)}[kind])
            expected = []
        else:
            modules.append({"identity": nn.Identity(), "dropout": nn.Dropout(0.5), "flatten": nn.Flatten(), "norm": nn.BatchNorm1d(width)}[kind])
    model = nn.Sequential(*modules, nn.Linear(width, 3))
    expected.append((3, width))
    for _ in range(3):
        model(X + 0.3)
    snapshot = ncverify.capture(model, LOADER)
    assert layers_of(snapshot) == expected and snapshot.outputs_apart < 1e-5, model


def test_a_convolution_on_one_position_is_a_linear_layer():
    model = seeded(lambda: nn.Sequential(nn.Unflatten(1, (8, 1, 1)), nn.Conv2d(8, 5, 1), nn.ReLU(), nn.Conv2d(5, 3, 1), nn.Flatten()))
    snapshot = ncverify.capture(model, LOADER)
    assert layers_of(snapshot) == [(3, 5)] and snapshot.outputs_apart < 1e-6


def test_conv1d_of_hugging_face_is_transposed():
    class Conv1D(nn.Module):
        def __init__(self, nf, nx):
            super().__init__()
            self.weight, self.bias = nn.Parameter(torch.randn(nx, nf)), nn.Parameter(torch.randn(nf))

        def forward(self, x):
            return torch.addmm(self.bias, x, self.weight)
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 6), nn.ReLU(), Conv1D(3, 6)))
    snapshot = ncverify.capture(model, LOADER)
    assert layers_of(snapshot) == [(3, 6)] and snapshot.outputs_apart < 1e-6


def test_batch_norm_between_linear_layers_is_folded_and_below_them_left():
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 7), nn.ReLU(), nn.BatchNorm1d(7), nn.Linear(7, 6, bias=False), nn.BatchNorm1d(6),
                                         nn.Linear(6, 3), nn.BatchNorm1d(3, affine=False)))
    for _ in range(20):
        model(X + 1)
    snapshot = ncverify.capture(model, LOADER)
    assert layers_of(snapshot) == [(6, 7), (3, 6)] and all(b is not None for b in snapshot.biases)
    assert np.array_equal(snapshot.features, logits(model[:3], X).double().numpy())
    assert snapshot.outputs_apart < 1e-6 and any("folded" in note for note in snapshot.notes)


def test_torchvision_models_of_random_weights():
    models = pytest.importorskip("torchvision.models")
    x = torch.randn(4, 3, 64, 64)
    for build, shapes in ((models.resnet18, [(2, 512)]), (models.mobilenet_v3_small, [(2, 1024)]), (models.densenet121, [(2, 1024)])):
        snapshot = ncverify.capture(build(num_classes=2), [(x, torch.tensor([0, 1, 0, 1]))])
        assert layers_of(snapshot) == shapes and snapshot.outputs_apart < 1e-5


@pytest.mark.parametrize("model, message", [
    (lambda: nn.Sequential(nn.Linear(8, 3), nn.Softmax(1)), "ends in 1 \\(Softmax\\), which is no affine layer; name the layers"),
    (lambda: nn.Sequential(nn.Linear(8, 3), nn.ReLU()), "no affine layer"),
    (lambda: Functional(torch.relu, lambda z: functional.log_softmax(z, 1)), "something is computed after the last one"),
    (lambda: Functional(torch.relu, lambda z: z / 2), "something is computed after the last one"),
    (lambda: Functional(torch.relu, functional.relu_), "something is computed after the last one"),
    (lambda: nn.Sequential(nn.Linear(8, 3), nn.BatchNorm1d(3, track_running_stats=False)), "without running statistics"),
    (lambda: nn.Sequential(nn.Linear(8, 1)), "one logit"),
    (lambda: Wrapping(lambda z, out: {"loss": out.sum()}), "without logits"),
    (lambda: nn.Sequential(nn.Unflatten(1, (2, 4)), nn.Linear(4, 3)), "one label a sample"),
    (lambda: nn.Identity(), "no parameters"),
])
def test_what_cannot_be_a_tail_is_refused_with_the_way_on(model, message):
    with pytest.raises(ValueError, match=message) as caught:
        ncverify.capture(seeded(model), LOADER)
    assert "\n" not in str(caught.value)


def test_head_names_the_layers_where_something_comes_after_them():
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 5), nn.Linear(5, 3), nn.Softmax(1)))
    for head in (["2", "3"], [model[2], model[3]], ["module.2", "_orig_mod.3"]):
        assert layers_of(ncverify.capture(model, LOADER, head=head)) == [(5, 6), (3, 5)]
    assert layers_of(ncverify.capture(model, LOADER, head=["3"])) == [(3, 5)]
    for head, message in ((["9"], "no module"), (["0", "3"], "stands"), (["3", "2"], "order"), (["1"], "no linear layer"), ([], "empty")):
        with pytest.raises(ValueError, match=message):
            ncverify.capture(model, LOADER, head=head)


def test_layers_that_are_not_what_they_seem_are_refused():
    class Cosine(nn.Linear):
        def forward(self, x):
            return functional.linear(functional.normalize(x), functional.normalize(self.weight))
    with pytest.raises(ValueError, match="does not compute W x"):
        ncverify.capture(seeded(lambda: Cosine(8, 3)), LOADER)

    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding, self.mix, self.out = nn.Embedding(3, 8), nn.Tanh(), nn.Linear(8, 3, bias=False)
            self.out.weight = self.embedding.weight

        def forward(self, x):
            return self.out(self.mix(x))
    with pytest.raises(ValueError, match="tied: it is embedding.weight and out.weight"):
        ncverify.capture(seeded(Tied), LOADER)

    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.square, self.out = nn.Linear(8, 8), nn.Linear(8, 3)

        def forward(self, x):
            return self.out(self.square(self.square(x)))
    with pytest.raises(ValueError, match="used twice"):
        ncverify.capture(seeded(Twice), LOADER)


def test_quantised_weights_are_refused():
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 3)))
    try:
        quantised = torch.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)
        quantised(X)
    except RuntimeError:
        pytest.skip("this build of PyTorch has no quantised engine")
    with pytest.raises(ValueError, match="quantised|no parameters"):
        ncverify.capture(quantised, LOADER)


# --- data -------------------------------------------------------------------------------------------------------------------------------

@pytest.fixture
def model():
    return seeded(lambda: nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 3)))


def test_loaders_of_many_kinds_give_the_same_samples(model):
    expected = ncverify.capture(model, LOADER).to_bytes()
    data = torch.utils.data.TensorDataset(X, Y)
    for loader in (data, torch.utils.data.DataLoader(data, batch_size=17), (X, Y), (X.numpy(), Y.numpy()), iter(LOADER), (b for b in LOADER),
                   [(X, Y[:, None])], [(X, functional.one_hot(Y, 3).float())], [(X, Y, torch.arange(60))], [{"x": X, "labels": Y}],
                   [(X.double(), Y.int())]):
        snapshot = ncverify.capture(model, loader)
        assert np.abs(snapshot.features - ncverify.capture(model, LOADER).features).max() < 1e-5
        assert (snapshot.labels == Y.numpy()).all() and len(snapshot.to_bytes()) == len(expected)


@pytest.mark.parametrize("workers", [0, 2])
def test_an_iterable_dataset_of_unknown_length(model, workers):
    class Stream(torch.utils.data.IterableDataset):
        def __iter__(self):
            worker = torch.utils.data.get_worker_info()
            first, every = (worker.id, worker.num_workers) if worker else (0, 1)
            return ((X[i], Y[i]) for i in range(first, len(X), every))
    plain = ncverify.capture(model, LOADER)
    for loader in (torch.utils.data.DataLoader(Stream(), batch_size=7, num_workers=workers), Stream()):
        snapshot = ncverify.capture(model, loader)
        order = np.lexsort(snapshot.features.T), np.lexsort(plain.features.T)
        assert np.allclose(snapshot.features[order[0]], plain.features[order[1]], atol=1e-5)
        assert (snapshot.labels[order[0]] == plain.labels[order[1]]).all()


def test_a_bar_shows_the_pass_where_tqdm_is_and_nothing_changes_where_it_is_not(model, monkeypatch):
    shown = []
    bar = types.SimpleNamespace(tqdm=lambda batches, **how: shown.append(how["desc"]) or batches)
    expected = ncverify.capture(model, LOADER, show_progress=False).to_bytes()
    for module, times in ((bar, 1), (None, 0)):
        shown.clear()
        monkeypatch.setitem(sys.modules, "tqdm", module)
        assert ncverify.capture(model, LOADER, show_progress=True).to_bytes() == expected
        assert shown == ["ncverify: one pass"] * times


def test_a_shuffling_loader_keeps_samples_and_labels_together(model):
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, Y), batch_size=16, shuffle=True)
    snapshot = ncverify.capture(model, loader)
    plain = ncverify.capture(model, LOADER)
    order = np.lexsort(snapshot.features.T), np.lexsort(plain.features.T)
    assert np.allclose(snapshot.features[order[0]], plain.features[order[1]], atol=1e-5)
    assert snapshot.check().metrics["nc1"] == pytest.approx(plain.check().metrics["nc1"], rel=1e-4)


def test_mappings_as_hugging_face_has_them():
    class Named(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.classifier = nn.Sequential(nn.Linear(8, 6), nn.ReLU()), nn.Linear(6, 3)

        def forward(self, pixel_values, labels=None):
            assert labels is None
            return ImageClassifierOutput(logits=self.classifier(self.body(pixel_values)))
    batches = [{"pixel_values": X, "labels": Y, "idx": torch.arange(60)}]
    assert layers_of(ncverify.capture(seeded(Named), batches)) == [(3, 6)]


def test_models_of_several_inputs():
    class Pairwise(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.fc = nn.Linear(4, 6), nn.Linear(4, 6), nn.Linear(6, 3)

        def forward(self, left, right):
            return self.fc(torch.relu(self.a(left) + self.b(right)))

    class OfAList(Pairwise):
        def forward(self, both):
            return super().forward(*both)
    for model in (seeded(Pairwise), seeded(OfAList)):
        assert layers_of(ncverify.capture(model, [([X[:, :4], X[:, 4:]], Y)])) == [(3, 6)]
    assert layers_of(ncverify.capture(seeded(OfAList), [(Pair(X[:, :4], X[:, 4:]), Y)])) == [(3, 6)]


def test_packed_sequences_of_unequal_length():
    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.fc = nn.GRU(2, 6, batch_first=True), nn.Linear(6, 3)

        def forward(self, x):
            return self.fc(self.body(x)[1][-1])
    model = seeded(Recurrent)
    packed = nn.utils.rnn.pack_padded_sequence(X.view(60, 4, 2), 1 + torch.arange(60) % 4, batch_first=True, enforce_sorted=False)
    snapshot = ncverify.capture(model, [(packed, Y)])
    assert layers_of(snapshot) == [(3, 6)] and np.array_equal(snapshot.features, model.body(packed)[1][-1].detach().double().numpy())
    assert layers_of(ncverify.capture(model.double(), [(packed, Y)])) == [(3, 6)]


@pytest.mark.parametrize("loader, message", [
    ([], "no sample"), ([X], "Tensor, needs a pair"), ([{"x": X}], "no labels"), (X, "Tensor, needs an iterable"), (3, "int, needs an iterable"),
    (zip(X, Y), "one label|row|logits"), ([(X, Y[:5])], "one number a sample"), ([(X, torch.rand(60, 3))], "not one-hot"),
    ([(X, Y + 0.5)], "whole numbers"), ([(X, Y * 0)], "no sample of class 1, 2"), ([(X, Y + 1)], "outside 0..2"), ((X, Y[:3]), "3 labels"),
])
def test_data_that_is_none_is_refused(model, loader, message):
    with pytest.raises(ValueError, match=message) as caught:
        ncverify.capture(model, loader)
    assert "\n" not in str(caught.value)


def test_classes_and_samples_can_be_fewer(model):
    snapshot = ncverify.capture(model, [(X, Y % 2)], classes=[1, 0])
    assert snapshot.classes == 2 and np.array_equal(snapshot.weights[0], model[2].weight.detach().double().numpy()[[1, 0]])
    assert snapshot.outputs_apart < 1e-6 and snapshot.settings["weight_decay"] is None
    assert ncverify.capture(model, LOADER, max_samples=45).samples == 45
    assert ncverify.capture(model, LOADER, max_samples=4000).samples == 60
    for classes in ([0], [0, 0], [0, 3]):
        with pytest.raises(ValueError, match="classes is"):
            ncverify.capture(model, LOADER, classes=classes)
    for samples in (0, 10.5, "all"):
        with pytest.raises(ValueError, match="max_samples"):
            ncverify.capture(model, LOADER, max_samples=samples)


def test_a_device_that_is_none_or_another_is_refused(model):
    for device, message in (("gpu", "device is 'gpu'"), (1.5, "device is 1.5"), ("cuda", "move one of them")):
        with pytest.raises(ValueError, match=message) as caught:
            ncverify.capture(model, LOADER, device=device)
        assert "\n" not in str(caught.value)


def test_a_model_that_has_diverged_is_said_to_have(model):
    with torch.no_grad():
        model[0].weight[0, 0] = float("nan")
    with pytest.raises(ValueError, match="2 \\(Linear\\) gives NaN or infinity"):
        ncverify.capture(model, LOADER)


def test_a_scripted_model_is_refused(model):
    for scripted in (torch.jit.script(model), nn.Sequential(torch.jit.script(nn.Linear(8, 6)), nn.ReLU(), nn.Linear(6, 3))):
        with pytest.raises(ValueError, match="TorchScript"):
            ncverify.capture(scripted, LOADER)


# --- settings ---------------------------------------------------------------------------------------------------------------------------

def test_weight_decay_by_group_is_read_in_the_units_of_the_summed_loss(model):
    optimizer = torch.optim.SGD([{"params": [model[2].weight], "weight_decay": 0.1}, {"params": [model[2].bias], "weight_decay": 0.0}], lr=1)
    settings = ncverify.capture(model, LOADER, loss=nn.CrossEntropyLoss(), optimizer=optimizer).settings
    assert settings["weight_decays"] == pytest.approx({"W1": 6.0, "b1": 0.0})
    settings = ncverify.capture(model, LOADER, loss=nn.MSELoss(), optimizer=optimizer).settings
    assert settings["weight_decays"] == pytest.approx({"W1": 0.1 * 60 * 3 / 2, "b1": 0.0})


def test_optimisers_whose_decay_is_no_penalty_state_none(model):
    notes = ncverify.capture(model, LOADER, optimizer=torch.optim.AdamW(model.parameters())).notes
    assert any("AdamW decays 2.weight by 0.01 apart from the gradient" in note for note in notes)
    settings = ncverify.capture(model, LOADER, optimizer=torch.optim.Adam(model.parameters(), weight_decay=0.1)).settings
    assert settings["weight_decay"] == pytest.approx(6.0)
    notes = ncverify.capture(model, LOADER, optimizer=torch.optim.SGD(model[0].parameters(), lr=1, weight_decay=0.1)).notes
    assert any("2.weight is not among what the optimiser trains" in note for note in notes)
    model.requires_grad_(False)
    notes = ncverify.capture(model, LOADER, optimizer=torch.optim.SGD([torch.zeros(1)], lr=1)).notes
    assert any("it is frozen" in note for note in notes)


def test_an_optimiser_in_a_wrapper_is_unwrapped(model):
    class Accelerated(torch.optim.Optimizer):
        def __init__(self, optimizer):
            self.optimizer = optimizer

        @property
        def param_groups(self):
            return self.optimizer.param_groups
    wrapped = Accelerated(torch.optim.SGD(model.parameters(), lr=1, weight_decay=0.1))
    assert ncverify.capture(model, LOADER, optimizer=wrapped).settings["weight_decay"] == pytest.approx(6.0)


@pytest.mark.skipif(not hasattr(nn.Module, "compile"), reason="this PyTorch compiles no module in place")
def test_a_model_that_is_compiled_in_place_runs_as_it_is_written(model):
    expected = ncverify.capture(model, LOADER).to_bytes()
    model.compile(backend="eager")
    call = model._compiled_call_impl
    assert ncverify.capture(model, LOADER).to_bytes() == expected and model._compiled_call_impl is call


@pytest.mark.parametrize("loss, message", [
    (nn.CrossEntropyLoss(weight=torch.ones(3)), "weighs the classes"), (nn.BCEWithLogitsLoss(), "neither CrossEntropyLoss nor MSELoss"),
    (nn.CrossEntropyLoss(reduction="none"), "reduces by"), ("hinge", "known are"), (lambda z, y: 0, "neither")])
def test_losses_that_are_not_the_theorys_are_refused_with_the_way_on(model, loss, message):
    with pytest.raises(ValueError, match=message):
        ncverify.capture(model, LOADER, loss=loss)


def test_an_optimizer_of_another_library_is_refused(model):
    with pytest.raises(ValueError, match="torch.optim"):
        ncverify.capture(model, LOADER, optimizer="sgd")


# --- what stays as it was ---------------------------------------------------------------------------------------------------------------

def state(model):
    hooks = [len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules()]
    return ([m.training for m in model.modules()], hooks, torch.get_rng_state().tolist(), random.getstate(), np.random.get_state()[1].tolist(),
            [b.tolist() for b in model.buffers()], [p.grad for p in model.parameters()])


@pytest.fixture
def mixed():
    """Training, with a part that is kept in evaluation mode."""
    out = seeded(lambda: nn.Sequential(nn.Linear(8, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(0.5), nn.Linear(6, 3)))
    out.train()
    out[1].eval()
    return out


def test_training_flags_generators_hooks_and_buffers_stay(mixed):
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, Y), batch_size=16, shuffle=True,
                                         generator=torch.Generator().manual_seed(3))
    before, order = state(mixed), loader.generator.get_state().tolist()
    ncverify.capture(mixed, loader)
    assert state(mixed) == before and loader.generator.get_state().tolist() == order


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError, ValueError])
@pytest.mark.parametrize("after", [0, 1])
def test_they_stay_where_a_capture_is_interrupted(mixed, kind, after):
    def loader():
        for number, batch in enumerate(LOADER):
            if number == after:
                torch.rand(3)
                random.random()
                raise kind("stop")
            yield batch
    before = state(mixed)
    with pytest.raises(kind):
        ncverify.capture(mixed, loader())
    assert state(mixed) == before


def test_capture_works_in_inference_mode_and_under_autocast(model):
    expected = ncverify.capture(model, LOADER).to_bytes()
    with torch.inference_mode():
        assert ncverify.capture(model, LOADER).to_bytes() == expected
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert ncverify.capture(model, LOADER).to_bytes() == expected


def test_half_precision_and_channels_last_are_taken_over_exactly():
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 3))).bfloat16()
    snapshot = ncverify.capture(model, LOADER)
    assert np.array_equal(snapshot.weights[0], model[2].weight.detach().double().numpy())
    assert np.array_equal(snapshot.features, logits(model[:2], X.bfloat16()).double().numpy())
    assert 1e-6 < snapshot.outputs_apart < 2 ** -6
    image = torch.randn(12, 3, 8, 8).to(memory_format=torch.channels_last)
    conv = seeded(lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)))
    snapshot = ncverify.capture(conv.to(memory_format=torch.channels_last), (image, Y[:12]))
    assert layers_of(snapshot) == [(3, 4)] and snapshot.outputs_apart < 1e-6


def test_frozen_layers_are_captured_and_stay_frozen(model):
    expected = ncverify.capture(model, LOADER).to_bytes()
    for layers in ((model[0],), (model[2],), (model,)):
        model.requires_grad_(True)
        for layer in layers:
            layer.requires_grad_(False)
        before = [p.requires_grad for p in model.parameters()]
        assert ncverify.capture(model, LOADER).to_bytes() == expected
        assert [p.requires_grad for p in model.parameters()] == before


def test_weight_norm_and_orthogonal_layers_are_captured():
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.utils.weight_norm(nn.Linear(6, 3))))
    assert ncverify.capture(model, LOADER).outputs_apart < 1e-6
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.utils.parametrizations.orthogonal(nn.Linear(6, 3))))
    assert ncverify.capture(model, LOADER).outputs_apart < 1e-6


def test_many_samples_fit_in_a_small_multiple_of_the_features(tmp_path):
    import os
    import subprocess
    program = (
        "import resource, sys, torch, ncverify\n"
        "model = torch.nn.Sequential(torch.nn.Identity(), torch.nn.ReLU(), torch.nn.Linear(256, 10))\n"
        "data = [(torch.randn(1000, 256), torch.arange(1000) % 10) for _ in range(2)]\n"
        "ncverify.check(model, data)\n"
        "def most(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = most()\n"
        "snapshot = ncverify.capture(model, (data[i % 2] for i in range(100)))\n"
        "print((most() - before) * 1024 / (100000 * 256 * 4))\n"
        "snapshot.check()\n"
        "print((most() - before) * 1024 / (100000 * 256 * 4))\n"
        "snapshot.certify(sys.argv[1])\n"
        "print((most() - before) * 1024 / (100000 * 256 * 4))\n")
    said = subprocess.run([sys.executable, "-c", program, str(tmp_path / "large.certificate.json")], capture_output=True, text=True,
                          check=True, env=os.environ)
    captured, checked, certified = map(float, said.stdout.split())
    assert captured < 6.5 and checked < 6.5 and certified < 6.5, said.stdout


# --- what the pass itself might change or miss -----------------------------------------------------------------------------------------

def test_the_weights_are_those_of_the_evaluation_mode_and_stay():
    head = nn.utils.parametrizations.spectral_norm(nn.Linear(8, 3), n_power_iterations=1)
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 8), nn.ReLU())).append(head).train()
    before = [b.clone() for b in model.buffers()]
    snapshot = ncverify.capture(model, LOADER)
    assert all(torch.equal(a, b) for a, b in zip(before, model.buffers()))
    assert snapshot.outputs_apart < 1e-6
    model.eval()
    assert np.array_equal(snapshot.weights[0], head.weight.detach().numpy())


class Counting(nn.Module):
    """Counts its calls, and has a batch normalisation that no eval() reaches."""

    def __init__(self):
        super().__init__()
        self.register_buffer("calls", torch.zeros((), dtype=torch.long))
        self.norm, self.head = nn.BatchNorm1d(8), nn.Linear(8, 3)

    def train(self, mode=True):
        super().train(mode)
        self.norm.train(True)
        return self

    def forward(self, x):
        self.calls = self.calls + 1
        return self.head(torch.relu(self.norm(x)))


def test_buffers_stay_as_they_were_and_what_stays_in_training_mode_is_said():
    model = seeded(Counting)
    model.norm.momentum = 0.9
    before = {name: b.clone() for name, b in model.named_buffers()}
    snapshot = ncverify.capture(model, LOADER)
    assert all(torch.equal(before[name], b) for name, b in model.named_buffers())
    assert any("norm (BatchNorm1d) stays in training mode" in note for note in snapshot.notes)


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 3)

    def forward(self, x):
        logits = self.fc(x)
        self.consistency = self.fc(x + 1e-3)
        return logits


def test_a_layer_that_is_called_twice_is_refused():
    for head in (None, ["fc"]):
        with pytest.raises(ValueError, match="fc is called 2 times in a forward pass"):
            ncverify.capture(seeded(Twice), LOADER, head=head)


def test_what_the_first_batch_does_not_show_is_refused_in_any_order():
    class Hidden(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(8, 8), nn.Linear(8, 3)

        def forward(self, x):
            return self.fc2(functional.relu(self.fc1(x)))

    model = seeded(Hidden)
    least = model.fc1(X).min(dim=1).values.sort().values.detach()
    model.fc1.bias.data -= (least[2] + least[3]) / 2
    shown = (model.fc1(X) < 0).any(dim=1)
    hidden, seen = (X[~shown], Y[~shown]), (X[shown], Y[shown])
    assert layers_of(ncverify.capture(model, [seen, hidden])) == [(3, 8)]
    with pytest.raises(ValueError, match="of 3 of 60 samples.*head="):
        ncverify.capture(model, [hidden, seen])
    assert layers_of(ncverify.capture(model, [hidden, seen], head=["fc2"])) == [(3, 8)]


@pytest.mark.parametrize("large", [1e2, 1e4])
def test_a_bias_that_a_normalisation_takes_away_costs_digits_and_is_followed(large):
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 3), nn.BatchNorm1d(3)))
    model[0].bias.data += large
    for _ in range(200):
        model(X)
    assert ncverify.capture(model, LOADER).outputs_apart < 1e-6 * large


def test_weights_that_are_not_those_of_the_pass_are_refused():
    scaled = seeded(lambda: nn.Linear(8, 3))
    scaled.register_forward_hook(lambda module, given, out: out * 1.005)
    with pytest.raises(ValueError, match="does not compute W x"):
        ncverify.capture(nn.Sequential(scaled), LOADER)


class Several(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        self.below, self.head, self.order = nn.Linear(8, width), nn.Linear(width, 3), order

    def forward(self, x):
        embedding = self.below(x)
        parts = (embedding, self.head(embedding))
        return tuple(parts[i] for i in self.order)


@pytest.mark.parametrize("width", [3, 6])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_several_outputs_the_one_that_fits_the_labels_is_taken_and_said(width, order):
    model = seeded(lambda: Several(width, order))
    optimizer = torch.optim.Adam(model.parameters(), 0.05)
    at, y = order.index(1), X[:, :3].argmax(1)
    for _ in range(150):
        optimizer.zero_grad()
        functional.cross_entropy(model(X)[at], y).backward()
        optimizer.step()
    report = ncverify.check(model, (X, y))
    assert report["accuracy"].measured == pytest.approx((model(X)[at].argmax(1) == y).float().mean().item())
    assert any(f"output {at} is taken" in note for note in report.snapshot.notes)


def test_outputs_that_fit_alike_are_refused():
    class Same(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Linear(8, 3)

        def forward(self, x):
            z = self.a(x)
            return z, 2 * z

    with pytest.raises(ValueError, match="several outputs.*0.*1.*head="):
        ncverify.capture(seeded(Same), LOADER)


def test_one_module_under_two_names_is_one_layer():
    class Lightning(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3))
            self.classifier = self.net[2]

        def forward(self, x):
            return self.net(x)

    for head in (None, ["classifier"], ["net.2"]):
        assert layers_of(ncverify.capture(seeded(Lightning), LOADER, head=head)) == [(3, 8)]


def test_a_frozen_backbone_in_inference_mode_is_followed():
    class Frozen(nn.Module):
        def __init__(self):
            super().__init__()
            self.below, self.head = nn.Linear(8, 8), nn.Linear(8, 3)

        def forward(self, x):
            with torch.inference_mode():
                h = torch.relu(self.below(x))
            return self.head(h.clone())

    assert layers_of(ncverify.capture(seeded(Frozen), LOADER)) == [(3, 8)]


def test_an_input_given_by_name_is_refused_as_that():
    class ByName(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(8, 3)

        def forward(self, x):
            return self.fc(input=x)

    with pytest.raises(ValueError, match="fc.*is given its input by name"):
        ncverify.capture(seeded(ByName), LOADER)


def test_quantised_models_are_refused_as_that():
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3)))
    with pytest.raises(ValueError, match="quantised"):
        ncverify.capture(torch.quantization.quantize_dynamic(model, {nn.Linear}), LOADER)
    stubs = nn.Sequential(torch.quantization.QuantStub(), model, torch.quantization.DeQuantStub())
    assert layers_of(ncverify.capture(stubs, LOADER)) == [(3, 8)]


def test_a_sampler_of_few_among_many_needs_room_for_few():
    class Endless(torch.utils.data.Dataset):
        def __len__(self):
            return 10 ** 13

        def __getitem__(self, i):
            return X[i % 60], Y[i % 60]

    loader = torch.utils.data.DataLoader(Endless(), batch_size=20, sampler=range(60))
    assert ncverify.capture(seeded(lambda: nn.Sequential(nn.Linear(8, 3))), loader).samples == 60
    batches = torch.utils.data.DataLoader(Endless(), batch_sampler=[list(range(60))])
    assert ncverify.capture(seeded(lambda: nn.Sequential(nn.Linear(8, 3))), batches).samples == 60


@pytest.mark.parametrize("loader, says", [
    ((), "no sample"),
    ((X[:0], Y[:0]), "no sample"),
    ([(X[:0], Y[:0])], "no sample"),
    ([(X[:9], 0 * Y[:9])], "give samples of all: all are of one$"),
    ([(X[:2], torch.tensor([0.0, float("inf")]))], "whole numbers"),
    ([(X[:2], torch.tensor([0.0, 1e30]))], "whole numbers"),
    ((X.numpy(), Y.numpy().astype(np.uint16)), None),
    ((X.numpy().astype(object), Y.numpy()), "dtype object"),
])
def test_odd_loaders_are_refused_in_one_line(loader, says):
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 3)))
    if says is None:
        assert ncverify.capture(model, loader).samples == 60
        return
    with pytest.raises(ValueError, match=says) as error:
        ncverify.capture(model, loader)
    assert "\n" not in str(error.value)
