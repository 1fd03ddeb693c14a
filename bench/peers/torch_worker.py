#!/usr/bin/python3
"""The PyTorch contestants of the interleaved comparison, behind a pipe: ../worker.cpp's commands about, open, run, close.

A process has one thread count, given as its argument. Kinds, all of them the same full-batch step of
theta' = (1 - eta lambda) theta - eta grad 1/2 ||Z_L - Y||_F^2 with leaky ReLU, samples as rows, weights updated in place:

  torch-eager    the loss by autograd, then W.mul_(1 - eta lambda).add_(grad, alpha=-eta) without gradients
  torch-script   torch-eager's forward pass, loss and gradients compiled by torch.jit.script
  torch-hand     no autograd: the backward pass by hand, weight decay and update fused into addmm_
"""
import ctypes, json, sys, time
import torch
from torch.nn import functional as F
from snapshot import read_snapshot

TYPES = {"f64": torch.float64, "f32": torch.float32}


def forward(X, weights, nonlinear_layers: int, gamma: float):
    Z = X
    for l, W in enumerate(weights):
        Z = F.linear(Z, W)
        if l < nonlinear_layers:
            Z = F.leaky_relu(Z, gamma)
    return Z


@torch.jit.script
def scripted(X, Y, weights: list[torch.Tensor], nonlinear_layers: int, gamma: float, keep: float, rate: float):
    Z = X
    for l, W in enumerate(weights):
        Z = F.linear(Z, W)
        if l < nonlinear_layers:
            Z = F.leaky_relu(Z, gamma)
    loss = 0.5 * (Z - Y).square().sum()
    gradients = torch.autograd.grad([loss], weights)
    with torch.no_grad():
        for W, G in zip(weights, gradients):
            if G is not None:
                W.mul_(keep).add_(G, alpha=-rate)
    return loss


class Step:
    def __init__(self, kind, dtype, rate, decay, snapshot):
        self.kind, self.rate, self.keep = kind, rate, 1 - rate * decay
        self.X = torch.from_numpy(snapshot.X).to(dtype)
        self.Y = F.one_hot(torch.from_numpy(snapshot.labels), snapshot.weights[-1].shape[0]).to(dtype)
        self.weights = [torch.from_numpy(W).to(dtype).requires_grad_(kind != "torch-hand") for W in snapshot.weights]
        self.L1, self.gamma = snapshot.nonlinear_layers, snapshot.gamma

    def loss(self):
        return 0.5 * (forward(self.X, self.weights, self.L1, self.gamma) - self.Y).square().sum()

    def eager(self):
        loss = self.loss()
        gradients = torch.autograd.grad(loss, self.weights)
        with torch.no_grad():
            for W, G in zip(self.weights, gradients):
                W.mul_(self.keep).add_(G, alpha=-self.rate)
        return loss

    def script(self):
        return scripted(self.X, self.Y, self.weights, self.L1, self.gamma, self.keep, self.rate)

    @torch.no_grad()
    def hand(self):
        Z = [self.X]
        for l, W in enumerate(self.weights):
            z = torch.mm(Z[-1], W.t())
            Z.append(F.leaky_relu_(z, self.gamma) if l < self.L1 else z)
        delta = Z[-1] - self.Y
        loss = 0.5 * delta.square().sum()
        for l in range(len(self.weights) - 1, -1, -1):
            W = self.weights[l]
            below = torch.mm(delta, W) if l > 0 else None
            W.addmm_(delta.t(), Z[l], beta=self.keep, alpha=-self.rate)
            # leaky_relu_backward takes its result: the sign of sigma(x) is that of x.
            if l > 0:
                delta = torch.ops.aten.leaky_relu_backward(below, Z[l], self.gamma, True) if l <= self.L1 else below
        return loss

    def run(self, count):
        step = {"torch-eager": self.eager, "torch-script": self.script, "torch-hand": self.hand}[self.kind]
        for _ in range(count):
            loss = step()
        return loss.item()


def blas():
    """The BLAS that products go to, as it describes itself: OpenBLAS names the core it chose."""
    for path in sorted({line.split()[-1] for line in open("/proc/self/maps") if "openblas" in line}):
        config = ctypes.CDLL(path).openblas_get_config
        config.restype = ctypes.c_char_p
        return config().decode()
    return "not OpenBLAS"


def answer(words, contestants):
    match words:
        case ["about"]:
            return {"torch": torch.__version__, "python": sys.version.split()[0], "blas": blas()}
        case ["open", kind, precision, threads, rate, decay, path]:
            if int(threads) != torch.get_num_threads():
                raise ValueError(f"this process has {torch.get_num_threads()} threads")
            contestants.append(Step(kind, TYPES[precision], float(rate), float(decay), read_snapshot(path)))
            return {"contestant": len(contestants) - 1}
        case ["run", index, count]:
            start = time.perf_counter()
            loss = contestants[int(index)].run(int(count))
            return {"seconds": time.perf_counter() - start, "loss": loss}
        case ["close"]:
            contestants.clear()
            return {}
    raise ValueError("no such command")


def main():
    torch.set_num_threads(int(sys.argv[1]))
    contestants = []
    for line in sys.stdin:
        try:
            print(json.dumps(answer(line.split(), contestants)), flush=True)
        except Exception as error:
            print(f"torch_worker.py: {line.strip()}: {error}", file=sys.stderr)
            sys.exit(2)


main()
