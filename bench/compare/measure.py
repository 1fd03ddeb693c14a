"""Interleaved measurement: in each round every contestant of every case takes one sample, so that noise hits all alike."""
import statistics, sys

UNIT = {"f64": 2.0 ** -53, "f32": 2.0 ** -24}


def progress(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def losses_agree(case, contestants, steps):
    """All contestants, from the same weights, reach the same loss after `steps` steps.

    Within steps L (max n + N) u, the first-order bound of the passes' roundings with inner dimensions at most
    max n and N. The loss must have moved by far more than that in double, or agreeing would say nothing.
    """
    bound = steps * case.get("steps", 1) * (len(case["widths"]) - 1) * (max(case["widths"]) + case["samples"]) * UNIT[case["precision"]]
    before = [c["ask"]("run", 1)["loss"] for c in contestants]
    after = [c["ask"]("run", steps)["loss"] for c in contestants]
    if case["precision"] == "f64" and abs(after[0] - before[0]) < 1e4 * bound * before[0]:
        raise SystemExit(f"bench: {case['name']}: the loss hardly moves in {steps} steps, so it compares nothing")
    for contestant, loss in zip(contestants, after):
        if not abs(loss - after[0]) <= bound * after[0]:
            raise SystemExit(f"bench: {case['name']} {case['precision']}: after {steps + 1} steps {contestant['kind']} is at "
                             f"loss {loss!r}, {contestants[0]['kind']} at {after[0]!r}; bound {bound * after[0]:.3g}")


def steps_for(ask, seconds, clock):
    count = 1
    while (time := ask("run", count)[clock]) < seconds / 4:
        count *= 2 if time > seconds / 64 else 8
    return max(1, round(count * seconds / time))


def open_case(workers, case, start, seconds):
    """Opens the case's contestants, checks that they agree, and finds how many steps make a sample."""
    case.setdefault("clock", "seconds")
    case["flops"] = workers.native.ask("write", ",".join(map(str, case["widths"])), case["nonlinear_layers"],
                                       case["samples"], start)["flops"] * case.get("networks", 1) * case.get("steps", 1)
    opened = []
    for kind, threads in case.pop("entries"):
        networks = [case["networks"]] if "networks" in case else []
        worker, index = workers.open(kind, threads, case["precision"], threads, case["rate"], case["decay"], start, *networks)
        ask = lambda command, count, worker=worker, index=index: worker.ask(command, index, count)
        opened.append({"kind": kind, "threads": threads, "ask": ask, "samples": []})
    losses_agree(case, opened, case.pop("agreement_steps"))
    for contestant in opened:
        contestant["count"] = steps_for(contestant["ask"], seconds, case["clock"])
    return opened


def sample(contestant, clock):
    count = contestant["count"]
    if count >= 10:
        contestant["ask"]("run", count // 10)  # others have had the caches since
    return contestant["ask"]("run", count)[clock] / count


def measure(workers, cases, rounds, seconds, folder, what):
    """Fills each case with flops, peak samples and the contestants' samples in seconds a step."""
    opened = []
    for case in cases:
        progress(f"{what}: {case['name']} {case['precision']}")
        opened.append(open_case(workers, case, folder / f"start{len(opened)}.safetensors", seconds))
        case["peak"] = []
    for r in range(rounds):
        progress(f"{what}: round {r + 1} of {rounds}")
        for case, contestants in zip(cases, opened):
            case["peak"].append(workers.native.ask("peak", case["precision"])["flops_per_second"])
            for contestant in contestants:
                contestant["samples"].append(sample(contestant, case["clock"]))
    for case, contestants in zip(cases, opened):
        case["contestants"] = [{k: c[k] for k in ("kind", "threads", "samples")} for c in contestants]
        del case["clock"]
    for worker in workers.all():
        worker.ask("close")
    return cases


def bandwidths(workers, sizes, rounds):
    """Medians of the triad's bandwidth over the footprints."""
    samples = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            samples[size].append(workers.native.ask("triad", size)["bytes_per_second"])
    return [{"bytes": size, "bytes_per_second": statistics.median(samples[size])} for size in sizes]
