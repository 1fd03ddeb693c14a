"""Log-log plots as SVG: the time of a step against what grows, with the roofline drawn in."""
import math, statistics
from roofline import bounds

WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 300, 62, 66, 80
TITLES = {"samples": "samples N (network B)", "width": "width of each of 6 layers, N = 128", "depth": "layers of width 64, N = 128"}
# Blue, orange, green, all legible on white and told apart by marks as well as by colour.
CONTESTANTS = {"ncv": ("ncv", "#0060a0", "circle"), "eigen": ("Eigen", "#b03a00", "square"), "torch-eager": ("PyTorch eager", "#00664a", "triangle")}
UNITS = {-9: "1 ns", -8: "10 ns", -7: "100 ns", -6: "1 us", -5: "10 us", -4: "100 us", -3: "1 ms", -2: "10 ms", -1: "100 ms", 0: "1 s", 1: "10 s"}


def value(parameter, case):
    return {"samples": case["samples"], "width": case["widths"][0], "depth": len(case["widths"]) - 1}[parameter]


def mark(kind, x, y, colour):
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    if kind == "square":
        return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="{colour}"/>'
    return f'<path d="M{x - 4.5:.1f},{y + 4:.1f} h9 l-4.5,-8 z" fill="{colour}"/>'


def line(points, style):
    return '<path d="M' + " L".join(f"{x:.1f},{y:.1f}" for x, y in points) + f'" fill="none" {style}/>'


def panel(parameter, cases, triad, left, low, high):
    xs = [value(parameter, c) for c in cases]
    span = math.log2(xs[-1] / xs[0])
    at = lambda x, seconds: (left + 14 + (WIDTH - 28) * math.log2(x / xs[0]) / span,
                             TOP + HEIGHT * (high - math.log10(seconds)) / (high - low))
    out = [f'<rect x="{left}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#8a939c"/>',
           f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 40}" text-anchor="middle">{TITLES[parameter]}</text>']
    out.append(f'<text x="{left}" y="{TOP - 8}">time of a step, {cases[0]["precision"]}, one thread</text>')
    for decade in range(low, high + 1):
        y = TOP + HEIGHT * (high - decade) / (high - low)
        out.append(f'<path d="M{left},{y:.1f} h{WIDTH}" stroke="#dfe3e6"/>')
        out.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{UNITS[decade]}</text>')
    for x in xs:
        out.append(f'<text x="{at(x, 1)[0]:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{x}</text>')
    limits = [bounds(c, statistics.median(c["peak"]), triad) for c in cases]
    out.append(line([at(x, max(b.values())) for x, b in zip(xs, limits)], 'stroke="#1c2127" stroke-width="1.5"'))
    out.append(line([at(x, b["memory"]) for x, b in zip(xs, limits)], 'stroke="#1c2127" stroke-dasharray="2 4"'))
    for i, contestant in enumerate(cases[0]["contestants"]):
        _, colour, shape = CONTESTANTS[contestant["kind"]]
        points = [at(x, statistics.median(c["contestants"][i]["samples"])) for x, c in zip(xs, cases)]
        out.append(line(points, f'stroke="{colour}" stroke-width="1.5"'))
        out += [mark(shape, x, y, colour) for x, y in points]
    return out


def legend(kinds):
    out, x = [], LEFT
    for kind in kinds:
        name, colour, shape = CONTESTANTS[kind]
        out += [mark(shape, x, 24, colour), f'<text x="{x + 10}" y="28">{name}</text>']
        x += 40 + 7 * len(name)
    for name, style in (("roofline: the larger of FLOPs at peak and bytes at bandwidth", 'stroke-width="1.5"'),
                        ("bytes at bandwidth alone", 'stroke-dasharray="2 4"')):
        out += [line([(x, 24), (x + 24, 24)], f'stroke="#1c2127" {style}'), f'<text x="{x + 32}" y="28">{name}</text>']
        x += 56 + 5.8 * len(name)
    return out


def plots(results):
    sweeps = results["sweeps"]
    times = [statistics.median(c["samples"]) for cases in sweeps.values() for case in cases for c in case["contestants"]]
    floors = [min(bounds(case, statistics.median(case["peak"]), results["triad"]).values()) for cases in sweeps.values() for case in cases]
    low, high = math.floor(math.log10(min(floors))), math.ceil(math.log10(max(times)))
    kinds = [c["kind"] for c in next(iter(sweeps.values()))[0]["contestants"]]
    width = LEFT + len(sweeps) * (WIDTH + GAP)
    body = legend(kinds)
    for i, (parameter, cases) in enumerate(sweeps.items()):
        body += panel(parameter, cases, results["triad"], LEFT + i * (WIDTH + GAP), low, high)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + HEIGHT + 60}" font-family="sans-serif" font-size="12" '
            f'fill="#1c2127">\n<rect width="100%" height="100%" fill="#ffffff"/>\n' + "\n".join(body) + "\n</svg>\n")
