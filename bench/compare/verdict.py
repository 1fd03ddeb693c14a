"""Time to a verified verdict: train the shipped digits until A2's bound is below 0.1, then check the snapshot.

ncv trains with the recipe of `ncv verify`, PyTorch does the same from the same start; both for the number of steps after
which the bound is below 0.1, one core each, a process each from start to snapshot on disk. Both are checked by `ncv check`.
"""
import json, os, re, subprocess, time
from measure import progress
from workers import BENCH, SYSTEM_PYTHON, plain_environment

RECIPES = BENCH.parent / "app" / "recipes"
STEPS = {"digits": 12500, "quick": 7500}  # A2's bound crosses 0.1 within the 500 steps before
BOUND = 0.1


def recipe(name, steps):
    """The shipped recipe cut to its first `steps` steps, without records on the way."""
    text = (RECIPES / f"{name}.toml").read_text()
    schedule = json.loads(re.search(r"^schedule = (.*)$", text, re.M)[1])
    for key, value in (("schedule", [entry for entry in schedule if entry[0] < steps]), ("steps", steps), ("record_every", steps)):
        text = re.sub(rf"^{key} = .*$", f"{key} = {value}", text, flags=re.M)
    return text


def on_one_core():
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def timed(*command):
    start = time.perf_counter()
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, env=plain_environment(), preexec_fn=on_one_core)
    if done.returncode != 0:
        raise SystemExit(f"bench: {' '.join(map(str, command))} failed: {done.stderr.strip()}")
    return time.perf_counter() - start, done.stdout


def verdict(binaries, peers, rounds, folder, name, steps=None):
    bites = steps is None
    steps = steps or STEPS[name]
    ncv, config, first_step = binaries / "ncv", folder / f"{name}.toml", folder / f"{name}-first.toml"
    config.write_text(recipe(name, steps))
    first_step.write_text(recipe(name, 1).replace("record_every = 1", "record_every = 1\ncheckpoint_every = 1"))
    timed(ncv, "train", first_step, "--out", folder / f"{name}-first")
    start = folder / f"{name}-first" / "checkpoint-000000000000.safetensors"
    runs = {"ncv": []} | ({"torch-eager": []} if peers else {})
    for r in range(rounds):
        for kind, done in runs.items():
            progress(f"verdict on {name}: round {r + 1} of {rounds}, {kind}")
            out = folder / f"{name}-{kind}-{r}"
            if kind == "ncv":
                train, _ = timed(ncv, "train", config, "--out", out)
                snapshot = out / "final.safetensors"
            else:
                snapshot = out.with_suffix(".safetensors")
                train, _ = timed(SYSTEM_PYTHON, BENCH / "peers" / "torch_digits.py", start, config, 1, snapshot)
            check, said = timed(ncv, "check", snapshot, "--claims", "A2", "--json")
            claim = json.loads(said)["claims"][0]
            if bites and not (claim["status"] == "holds" and claim["rhs"] < BOUND):
                raise SystemExit(f"bench: {kind} ends with A2 {claim['status']}, bound {claim['rhs']}, not below {BOUND}")
            done.append({"train": train, "check": check, "bound": claim["rhs"]})
    return {"recipe": name, "steps": steps, "runs": runs}
