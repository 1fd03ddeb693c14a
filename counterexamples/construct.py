#!/usr/bin/env python3
"""Writes the gallery: f1_*.json with .safetensors and .svg, ... f17_* (not f12), each a few lines below, and b5p.

    python3 counterexamples/construct.py [--ncv build/release/bin/ncv]

All entries are short dyadic numbers, so the networks are the same in double and at 100 digits. The ratio
stored is the one `ncv replay` reports at 100 digits; README.md explains each. Needs Debian's python3-numpy.
"""
import argparse, hashlib, json, pathlib, re, subprocess, sys
import numpy as np
from pictures import curves, features

HERE = pathlib.Path(__file__).parent

def save(path, tensors, metadata):  # docs/export_from_numpy.py's writer
    text = (HERE.parent / "docs/export_from_numpy.py").read_text().split("# A balanced head")[0]
    scope = {}
    exec(text, scope)
    scope["save"](str(path), tensors, metadata)

I = np.eye
def diag(*values): return np.diag(np.array(values, float))
def one_per_class(K, copies=1): return np.repeat(np.arange(K), copies)

class Net:
    """Weights, inputs as columns, labels; `nonlinear` layers of `activation`; the last layer's bias."""
    def __init__(self, weights, X, labels, nonlinear=0, activation="identity", decay=None, rate=None, bias=None):
        self.W = [np.array(W, float) for W in weights]
        self.X, self.labels = np.array(X, float), np.array(labels)
        self.nonlinear, self.activation, self.decay, self.rate = nonlinear, activation, decay, rate
        self.bias = bias

    def act(self, z, slope=False):
        low = {"identity": 1.0, "relu": 0.0, "leaky_relu": 0.5}[self.activation]
        return np.where(z > 0, 1.0, low) if slope else np.where(z > 0, z, low * z)

    def forward(self, W):
        Z, pre = [self.X], []
        for l, w in enumerate(W):
            pre.append(w @ Z[-1])
            Z.append(self.act(pre[-1]) if l < self.nonlinear else pre[-1])
        return Z, pre

    def gradient_descent(self, steps, rate, decay, nudge=0.0):
        """Losses C_0 and ||D_l|| of the last pair of layers over the steps."""
        W = [w + nudge * np.random.default_rng(1).standard_normal(w.shape) for w in self.W]
        Y = np.eye(len(set(self.labels)))[self.labels].T
        losses, defects = [], []
        for _ in range(steps + 1):
            Z, pre = self.forward(W)
            delta = Z[-1] - Y
            losses.append(0.5 * np.sum(delta ** 2))
            defects.append(np.linalg.norm(W[-1].T @ W[-1] - W[-2] @ W[-2].T, 2))
            G = [None] * len(W)
            for l in reversed(range(len(W))):
                if l < self.nonlinear: delta = delta * self.act(pre[l], True)
                G[l] = delta @ Z[l].T
                delta = W[l].T @ delta
            W = [w - rate * (g + decay * w) for w, g in zip(W, G)]
        return losses, defects

def write(ncv, name, id_, claim, lacks, note, net):
    meta = {"ncv": "1", "nonlinear_layers": str(net.nonlinear), "activation": net.activation,
            "source": "counterexamples/construct.py"}
    if net.activation == "leaky_relu": meta["gamma"] = "0.5"
    if net.decay is not None: meta["weight_decay"] = repr(net.decay)
    if net.rate is not None: meta["learning_rate"] = repr(net.rate)
    tensors = {"X": net.X.T, "labels": net.labels.astype("i8")}
    tensors |= {f"W{l}": w for l, w in enumerate(net.W, 1)}
    if net.bias is not None: tensors[f"b{len(net.W)}"] = np.array(net.bias, float)
    save(HERE / f"{name}.safetensors", tensors, meta)
    digest = hashlib.sha256((HERE / f"{name}.safetensors").read_bytes()).hexdigest()
    case = {"id": id_, "claim": claim, "lacks": lacks, "expected": {"status": "violated", "ratio": None}, "note": note,
            "sha256": digest}
    path = HERE / f"{name}.json"
    path.write_text(json.dumps(case, indent=2) + "\n")
    run = subprocess.run([ncv, "replay", str(path)], capture_output=True, text=True)
    if run.returncode: sys.exit(run.stdout + run.stderr)
    ratio = float(re.findall(r"with ratio (\S+)", run.stdout)[1])
    if np.isfinite(ratio): case["expected"]["ratio"] = ratio
    path.write_text(json.dumps(case, indent=2) + "\n")
    print(run.stdout, end="")

def gallery(ncv):
    def case(name, *rest): write(ncv, name, name.split("_")[0].upper() if name[0] == "f" else "B5p", *rest)
    def picture(name, svg): (HERE / f"{name}.svg").write_text(svg)
    two = one_per_class(2, 2)

    # F1. W_1 sends the third input, which differs within classes, where W_2 does not look.
    f1 = Net([diag(1, 1, 1024), (1 + 2.0**-31) * I(2, 3)], [[1, 1, 0, 0], [0, 0, 1, 1], [1, -1, 1, -1]], two)
    case("f1_unbalanced_head", "A2", "eps2", "interpolates, the head is not balanced", f1)
    picture("f1_unbalanced_head", features(f1, (0, 2)))

    # F2. Both layers the identity: balanced (up to 2^-20, to have a right side above 0), but Z_L = X is not Y.
    f2 = Net([[[1, 0], [0, 1], [2.0**-20, 0]], I(2, 3)],
             [[1.25, .75, .25, -.25], [.25, -.25, 1.25, .75]], two)
    case("f2_not_interpolating", "A2", "eps1", "balanced, does not interpolate", f2)
    picture("f2_not_interpolating", features(f2, (0, 1)))

    # F3. The only linear layer does not see the third feature; nothing balances it.
    f3 = Net([I(3), (1 + 2.0**-12) * I(2, 3)], [[1, 1, 0, 0], [0, 0, 1, 1], [0, 4, 0, 4]], two, 1, "leaky_relu")
    case("f3_one_linear_layer", "A2", "two_linear_layers", "one linear layer, interpolates", f3)
    picture("f3_one_linear_layer", features(f3, (0, 2)))

    # F4. Interpolates, so the gradient vanishes; unbalanced, and without decay nothing changes that.
    f4 = Net([2 * I(2), I(2) / 2], I(2), [0, 1], decay=0.0, rate=0.0625)
    case("f4_no_weight_decay", "B3", "weight_decay", "a critical point of C_0, not balanced", f4)
    picture("f4_no_weight_decay", curves({"decay 0": f4.gradient_descent(200, 1 / 16, 0)[1],
                                          "decay 1/8": f4.gradient_descent(200, 1 / 16, 1 / 8)[1]}, "||D_1||"))

    # F5. Balanced, interpolates; the rows of W_L stand 28 degrees apart.
    k = 4.0
    last, inverse = np.array([[k, -1], [k, 1]]), np.array([[1, 1], [-k * k, k * k]]) / (2 * k * k)
    D = diag(k, 1)
    f5 = Net([np.hstack([D, D]), last], np.vstack([inverse, inverse]) / 2, [0, 1])
    case("f5_ill_conditioned_head", "A7", "kappa_product", "exact and balanced, kappa(M) = 16", f5)
    case("f5_ill_conditioned_head_a4", "A4", "kappa_product", "the same network, its last layer", f5)
    picture("f5_ill_conditioned_head", features(f5, (0, 1)))

    # F6. Z_L has rank 1 as n_2 = 1; W_3^T (Z_L - Y) = 0 at the best such fit.
    f6 = Net([I(2), [[.5, .5]], [[1], [1]]], I(2), [0, 1])
    case("f6_bottleneck", "B5", "pyramid", "a critical point of C_0 behind a bottleneck", f6)
    picture("f6_bottleneck", curves({"through one unit": f6.gradient_descent(200, 0.1, 0)[0],
                                     "pyramid 2-2-2-2": Net([I(2), I(2) / 2, I(2)], I(2), [0, 1]).gradient_descent(200, 0.1, 0)[0]}, "loss"))

    # F7. Layer 2 is dead on every sample.
    f7 = Net([I(2), -I(2), I(2)], I(2), [0, 1], 2, "relu")
    case("f7_dead_units", "B5", "slope_bound", "ReLU, layer 2 dead on every sample", f7)
    leaky = Net(f7.W, f7.X, f7.labels, 2, "leaky_relu")
    picture("f7_dead_units", curves({"ReLU, nudged": f7.gradient_descent(400, 0.1, 0, 0.2)[0],
                                     "leaky ReLU 1/2, nudged": leaky.gradient_descent(400, 0.1, 0, 0.2)[0]}, "loss"))

    # F8. One unit, two samples with the same feature.
    f8 = Net([[[1, 1]], [[.5], [.5]]], I(2), [0, 1])
    case("f8_narrow_first_layer", "B5", "wide_first_layer", "n_1 = 1 < N = 2: two samples look alike", f8)
    wide = Net([[[1, 1], [1, 2]], [[.5, 0], [.5, 0]]], I(2), [0, 1])
    picture("f8_narrow_first_layer", curves({"n_1 = 1": f8.gradient_descent(400, 0.05, 0)[0],
                                             "n_1 = 2": wide.gradient_descent(400, 0.05, 0)[0]}, "loss"))

    # F9. As F5 with three layers: kappa(M) = 64, its third root 4.
    f9 = Net([np.vstack([D, D]), np.hstack([D, D]), last],
             diag(1 / (2 * k * k), 0.5) @ np.array([[1, 1], [-k, k]]) / (2 * k), [0, 1])
    case("f9_finite_depth", "A7s", "depth", "exact and balanced, L2 = 3", f9)
    picture("f9_finite_depth", features(f9, (0, 1)))

    # F10. The start of B8: W_2 = 0, orthogonal inputs of norm 32, curvature 1024; eta = 2.5/1024.
    f10 = Net([I(2), np.zeros((2, 2))], 32 * I(2), [0, 1], decay=2.0**-20, rate=5 * 2.0**-11)
    case("f10_large_step", "B8", "step_size", "the start of B8, a step above 2/beta", f10)
    picture("f10_large_step", curves({"eta 2.5/1024": f10.gradient_descent(32, 5 * 2.0**-11, 0)[0],
                                      "eta 0.25/1024": f10.gradient_descent(32, 2.0**-12, 0)[0]}, "loss"))

    # F11. The balanced minimum-norm fit of Y by two layers on X = I: M = Y, singular values 4 and 1.
    f11 = Net([np.vstack([[.5] * 16 + [0], [0] * 16 + [1]]), diag(2, 1)], I(17), [0] * 16 + [1])
    case("f11_unbalanced_classes", "A7", "kappa_product", "exact and balanced, 16 samples to 1", f11)
    picture("f11_unbalanced_classes", features(f11, (0, 1)))

    # F13. The bias knows the large class; along W the means are 1/4 apart, across it samples 3/4 from their mean.
    f13 = Net([[[.5, 0], [-.5, 0]]], [[.125] * 4 + [-.125], [.75, -.75, .75, -.75, 0]], [0] * 4 + [1], bias=[2, 0])
    case("f13_mean_over_samples", "H2", "class_balanced", "classes of 4 and 1, a bias for the larger", f13)
    picture("f13_mean_over_samples", features(f13, (0, 1)))

    # F14. Two classes with mean 0, two far away to either side.
    f14 = Net([[[1], [0]], [[1, 0], [0, 1], [2, 0], [-1, 0]]], [[-1, 1, -.5, .5, 7, 9, -9, -7]], one_per_class(4, 2))
    case("f14_coinciding_means", "H6", "distinct_means", "two of four class means are 0", f14)
    picture("f14_coinciding_means", features(f14, (0, 1)))

    # F15. Of each class three samples on the wrong side, one as far on the right one.
    f15 = Net([[[1, 0], [-1, 0]]], [[-4, -4, -4, 4, 4, 4, 4, -4], [0] * 8], one_per_class(2, 4))
    case("f15_above_chance", "H2", "better_than_chance", "three quarters of the samples far on the wrong side", f15)
    picture("f15_above_chance", features(f15, (0, 1)))

    # F16. Means opposite to their rows, samples 2 to either side.
    f16 = Net([[[1, 0], [-1, 0]]], [[-1, -1, 1, 1], [2, -2, 2, -2]], two)
    case("f16_negative_margin", "H3", "positive_margin", "class means opposite to their rows", f16)
    picture("f16_negative_margin", features(f16, (0, 1)))

    # F17. Balanced. The bias and the strong direction fit the labels; the weak one, 2^-5, keeps the spread within classes.
    d, turn = 2.0**-5, np.array([[1.0, 1], [-1, 1]])
    f17 = Net([diag(1, d) @ turn, [[1, d], [-1, d]]], turn.T @ np.array([[.25, .25, -.25, -.25], [.25, -.25, .25, -.25]]), two,
              bias=[.5, .5])
    case("f17_biases", "A2", "no_biases", "balanced, fits through a bias", f17)
    picture("f17_biases", features(f17, (0, 1)))

    # B5p, the constant as quoted: all weights small, so the gradient is of the order s^4, the quoted side s^2.
    s = 0.125
    case("b5p", "B5p", "", "the constant as quoted, refuted by small weights", Net([s * I(2)] * 3, I(2), [0, 1]))

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ncv", default=str(HERE.parent / "build/release/bin/ncv"))
    gallery(parser.parse_args().ncv)
