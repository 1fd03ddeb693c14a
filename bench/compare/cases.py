"""What is compared: the reference networks in both precisions, small chains drawn at random, and sweeps of samples, width and depth."""
import random

DECAY = 1e-3
# Rates at which the loss falls visibly within the steps that contestants must agree on.
STARTS = {"T": (1e-3, 20), "A": (1e-3, 20), "B": (1e-4, 20), "C": (1e-5, 4), "D": (2e-6, 2)}
PRODUCTS = {"f64": ("openblas", "blis", "libxsmm"), "f32": ("openblas", "blis", "libxsmm", "onednn")}  # the Eigen step with products from these
TORCH = ("torch-eager", "torch-script", "torch-hand")


def entries(name, precision, peers):
    """(kind, threads) of every contestant on a reference network; C and D are large enough to share a step."""
    own = [("ncv", 1), ("eigen", 1)] + [("ncv", 2)] * (name in "CD")
    return own + [(kind, 1) for kind in PRODUCTS[precision]] + [(kind, threads) for threads in (1, 2) for kind in TORCH] if peers else own


def reference_cases(networks, peers):
    return [network | {"precision": precision, "rate": STARTS[network["name"]][0], "decay": DECAY,
                       "agreement_steps": STARTS[network["name"]][1], "entries": entries(network["name"], precision, peers)}
            for network in networks for precision in ("f64", "f32")]


def campaign_cases(networks, about):
    """Many networks of T's and A's shape: one in each lane, on 1 and 2 threads, and one after another."""
    return [network | {"precision": precision, "rate": STARTS[network["name"]][0], "decay": DECAY, "agreement_steps": 2,
                       "networks": about["networks"], "steps": about["steps"],
                       "entries": [("lanes", 1), ("lanes", 2), ("one-after-another", 1)]}
            for network in networks if network["name"] in "TA" for precision in ("f64", "f32")]


def small_cases(seed, count, steps):
    """Chains of 3 to 8 layers, widths 2 to 16, 2 to 16 samples, as the seed draws them: steps, and campaigns of 64 of each, `steps` in turn."""
    draw = random.Random(seed)
    alone, campaigns = [], []
    for _ in range(count):
        layers, samples = draw.randint(3, 8), draw.randint(2, 16)
        widths = [draw.randint(2, 16) for _ in range(layers)] + [draw.randint(2, samples)]  # no class without a sample
        chain = {"name": "-".join(map(str, widths)), "widths": widths, "nonlinear_layers": draw.randint(1, layers - 1),
                 "samples": samples, "decay": DECAY, "clock": "processor_seconds"}
        chain["rate"] = 1e-2 / samples
        for precision in ("f64", "f32"):
            alone.append(chain | {"precision": precision, "agreement_steps": 20, "entries": [("ncv", 1), ("eigen", 1)]})
            campaigns.append(chain | {"precision": precision, "agreement_steps": 2, "networks": 64, "steps": steps,
                                      "entries": [("lanes", 1), ("one-after-another", 1)]})
    return alone, campaigns


def sweep_case(name, widths, nonlinear_layers, samples, peers):
    return {"name": name, "widths": widths, "nonlinear_layers": nonlinear_layers, "samples": samples, "precision": "f64",
            "rate": 1e-2 / samples, "decay": DECAY, "agreement_steps": 4,
            "entries": [("ncv", 1), ("eigen", 1)] + ([("torch-eager", 1)] if peers else [])}


def sweeps(networks, peers, tiny):
    """Lists of cases by the parameter that grows."""
    B = next(n for n in networks if n["name"] == "B")
    samples = (16, 32) if tiny else (16, 64, 256, 1024, 4096)
    widths = (16, 32) if tiny else (16, 32, 64, 128, 256, 512, 1024)
    depths = (4, 8) if tiny else (4, 8, 16, 32, 64)
    return {
        "samples": [sweep_case(f"N = {N}", B["widths"], B["nonlinear_layers"], N, peers) for N in samples],
        "width": [sweep_case(f"width {w}", [w] * 6 + [10], 3, 128, peers) for w in widths],
        "depth": [sweep_case(f"{L} layers", [64] * L + [10], 3, 128, peers) for L in depths],
    }
