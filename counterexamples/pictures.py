"""Small SVG pictures of the gallery, drawn from the stored networks."""
import math
import numpy as np

WIDTH, HEIGHT, MARGIN = 360, 220, 34
COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#7b4b94")

def frame(body, left, bottom):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            f'font-family="sans-serif" font-size="11">\n<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n'
            + "\n".join(body) + f'\n<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle">{bottom}</text>\n'
            f'<text x="12" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 12 {HEIGHT / 2})">{left}</text>\n</svg>\n')

def scale(values, low, high):
    least, most = min(values), max(values)
    span = (most - least) or 1
    return lambda v: low + (v - least) / span * (high - low)

def features(net, axes):
    """Z_{L-1} of every sample, a colour a class, and the rows of W_L as arrows, in two coordinates."""
    Z, W, (i, j) = net.forward(net.W)[0][-2], net.W[-1], axes
    size = np.max(np.abs(Z[list(axes)]), axis=1)
    rows = [w[list(axes)] / np.linalg.norm(w) for w in W]
    norm = np.max(np.linalg.norm(Z[list(axes)], axis=0))
    isotropic = size.max() < 20 * size[size > 0].min()
    unit = np.array([norm, norm]) if isotropic else np.where(size > 0, size, 1)
    reach = HEIGHT / 2 - MARGIN + 6
    at = lambda p: (WIDTH / 2 + reach * p[0], HEIGHT / 2 - 8 - reach * p[1])
    (ox, oy), body = at((0, 0)), []
    body.append(f'<path d="M{ox - 150:.1f} {oy:.1f}H{ox + 150:.1f}M{ox:.1f} {oy - reach:.1f}V{oy + reach:.1f}" stroke="#ccc"/>')
    for c, row in enumerate(rows):
        x, y = at(row)
        if math.hypot(x - ox, y - oy) > 1:
            body.append(f'<path d="M{ox:.1f} {oy:.1f}L{x:.1f} {y:.1f}" stroke="{COLOURS[c]}" stroke-width="2" stroke-dasharray="5 3"/>')
    for n, c in enumerate(net.labels):
        x, y = at(Z[list(axes), n] / unit)
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{COLOURS[c]}" fill-opacity="0.6"/>')
    body.append(f'<text x="8" y="14">features before the last layer; dashed: rows of W_L</text>')
    scales = "" if isotropic else f", to {size[0]:.3g} and {size[1]:.3g}"
    return frame(body, f"feature {j + 1}", f"feature {i + 1}{scales}")

def curves(series, what):
    """A line a series over its steps; logarithmic where the values span more than a thousandfold."""
    everything = [v for s in series.values() for v in s if math.isfinite(v)]
    positive = [v for v in everything if v > 0]
    log = bool(positive) and max(positive) > 1e3 * max(min(positive), 1e-8)
    show = (lambda v: math.log10(max(v, 1e-8))) if log else (lambda v: v)
    y = scale([show(v) for v in everything] + ([] if log else [0]), HEIGHT - MARGIN, 46)
    x = scale([0, max(len(s) for s in series.values()) - 1], MARGIN + 16, WIDTH - 12)
    body = [f'<path d="M{MARGIN + 16} 40V{HEIGHT - MARGIN}H{WIDTH - 12}" stroke="#888" fill="none"/>']
    for v in (min(everything + ([] if log else [0])), max(everything)):
        body.append(f'<text x="{MARGIN + 12}" y="{y(show(v)) + 4:.1f}" text-anchor="end">{max(v, 1e-8) if log else v:.2g}</text>')
    for n, (label, values) in enumerate(series.items()):
        points = " ".join(f"{x(k):.1f},{y(show(v)):.1f}" for k, v in enumerate(values) if math.isfinite(v))
        body.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[n]}" stroke-width="2"/>')
        body.append(f'<text x="{WIDTH - 150}" y="{14 + 14 * n}" fill="{COLOURS[n]}">{label}</text>')
    return frame(body, what, f"gradient descent steps, 0 to {max(len(s) for s in series.values()) - 1}")
