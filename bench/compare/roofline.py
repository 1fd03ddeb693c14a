"""The time no step can beat: its FLOPs at the core's peak, its bytes at the bandwidth of the memory they fit in.

Bytes: every operand of every product is read once and every result written once, with activation, slope, loss
and update fused into the products. For layer l of an n_l x n_{l-1} matrix and N samples, in numbers:

  weights      n_l n_{l-1} (read forward, read and written by the update, read backward above the first layer)
  activations  Z_{l-1} read forward and for the weight gradient, Z_l written, Z_l read for slope or loss
  deltas       Delta_l written, read for the weight gradient, read backward above the first layer
"""
SIZE = {"f64": 8, "f32": 4}


def layers(case):
    return list(zip(case["widths"][:-1], case["widths"][1:]))


def step_bytes(case):
    N, total = case["samples"], 0
    for l, (below, width) in enumerate(layers(case), start=1):
        total += (3 if l == 1 else 4) * width * below
        total += 2 * below * N + width * N
        total += width * N if l <= case["nonlinear_layers"] or l == len(case["widths"]) - 1 else 0
        total += (2 if l == 1 else 3) * width * N
    return SIZE[case["precision"]] * total


def working_set(case):
    """Bytes that a step touches: weights, activations, deltas."""
    N, widths = case["samples"], case["widths"]
    return SIZE[case["precision"]] * (sum(a * b for a, b in layers(case)) + N * sum(widths) + N * sum(widths[1:]))


def bandwidth_for(size, triad):
    """Bytes per second of the smallest measured footprint that holds `size`, else of the largest."""
    fitting = [t for t in triad if t["bytes"] >= size]
    return (fitting[0] if fitting else triad[-1])["bytes_per_second"]


def bounds(case, peak, triad):
    """Seconds that the FLOPs and that the bytes of a step take at the least."""
    return {"arithmetic": case["flops"] / peak, "memory": step_bytes(case) / bandwidth_for(working_set(case), triad)}
