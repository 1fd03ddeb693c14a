#!/usr/bin/python3
"""Trains as `ncv train RECIPE` does, in PyTorch: full batch, same start, same rates, same number of steps.

    torch_digits.py START.safetensors RECIPE.toml THREADS OUT.safetensors

START is the recipe's state at step 0. Double precision; the activation is gamma x + (1-gamma)(softplus(b x) - log 2)/b.
"""
import math, sys, tomllib
import torch
from torch.nn import functional as F
from snapshot import read_snapshot, write_snapshot


def main():
    start, recipe, threads, out = sys.argv[1:]
    torch.set_num_threads(int(threads))
    with open(recipe, "rb") as file:
        training = tomllib.load(file)["training"]
    snapshot = read_snapshot(start)
    gamma, b, L1 = snapshot.gamma, float(snapshot.metadata["sharpness"]), snapshot.nonlinear_layers
    X = torch.from_numpy(snapshot.X)
    Y = F.one_hot(torch.from_numpy(snapshot.labels)).to(X.dtype)
    weights = [torch.from_numpy(W).requires_grad_() for W in snapshot.weights]
    rates = dict(training["schedule"])
    for step in range(training["steps"]):
        rate = rates.get(step) or rate
        Z = X
        for l, W in enumerate(weights):
            Z = F.linear(Z, W)
            if l < L1:
                Z = gamma * Z + (1 - gamma) * (F.softplus(Z, beta=b, threshold=40) - math.log(2) / b)
        gradients = torch.autograd.grad(0.5 * (Z - Y).square().sum(), weights)
        with torch.no_grad():
            for W, G in zip(weights, gradients):
                W.mul_(1 - rate * training["weight_decay"]).add_(G, alpha=-rate)
    snapshot.weights = [W.detach().numpy() for W in weights]
    snapshot.metadata |= {"step": str(training["steps"]), "learning_rate": repr(rate), "source": "PyTorch"}
    write_snapshot(out, snapshot)


main()
