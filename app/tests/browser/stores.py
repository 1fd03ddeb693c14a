"""The stores the browser test looks at, and what SQLite says is in them."""
import json
import sqlite3
import subprocess
import time

PLAN = """
[sweep]
id = "E1"
title = "A wider first layer collapses more"
statement = "At fixed weight decay NC1 falls as n_1 grows."
notes = "Small, for a test."
[base.network]
nonlinear_layers = 1
activation = "leaky_relu"
gamma = 0.1
[base.data]
source = "synthetic"
classes = 3
dimension = 5
per_class = 4
[base.training]
steps = 400
learning_rate = 0.02
record_every = 20
[seeds]
first = 1
count = 4
[[factor]]
name = "n_1"
levels = [ { level = 8, set = { "network.hidden" = [8, 6, 5] } }, { level = 16, set = { "network.hidden" = [16, 6, 5] } },
           { level = 32, set = { "network.hidden" = [32, 6, 5] } } ]
[[factor]]
name = "decay"
levels = [ { level = "weak", set = { "training.weight_decay" = 0.001 } }, { level = "strong", set = { "training.weight_decay" = 0.02 } } ]
[outcome]
measures = ["nc1", "nc2", "nc3"]
keep_snapshots = true
layer_states = 5
[decision]
confidence = 0.95
[[test]]
name = "slope of log NC1 in log n_1"
kind = "slope"
response = "log10 nc1"
factor = "log10 n_1"
where = { decay = ["strong"] }
predicts = "below"
value = 0.0
smallest_effect = 0.05
[[test]]
name = "strong less weak decay"
kind = "contrast"
response = "log10 nc1"
high = { decay = ["strong"] }
low = { decay = ["weak"] }
predicts = "below"
value = 0.0
"""

# A plan without factors, and runs that diverge.
SECOND = """
[sweep]
id = "steep"
title = "Too large a step"
statement = "Half of the runs diverge."
[base.network]
hidden = [8, 6]
nonlinear_layers = 1
activation = "leaky_relu"
gamma = 0.1
[base.data]
source = "synthetic"
classes = 3
dimension = 5
per_class = 3
[base.training]
steps = 100
learning_rate = 1.0
weight_decay = 0.01
[seeds]
first = 1
count = 6
[outcome]
measures = ["nc1"]
[[test]]
name = "events in order"
kind = "share"
response = "order_123"
predicts = "above"
value = 0.5
"""

# A test of every kind.
KINDS = """
[sweep]
id = "kinds"
title = "Every kind of test"
statement = "Each kind is drawn."
[base.network]
nonlinear_layers = 1
activation = "leaky_relu"
gamma = 0.1
[base.data]
source = "synthetic"
classes = 3
dimension = 5
per_class = 3
[base.training]
steps = 60
learning_rate = 0.02
record_every = 20
[seeds]
first = 1
count = 3
[[factor]]
name = "n_1"
levels = [ { level = 4, set = { "network.hidden" = [4, 5] } }, { level = 8, set = { "network.hidden" = [8, 5] } } ]
[[factor]]
name = "p"
levels = [ { level = 1, set = { "training.weight_decay" = 0.01 } }, { level = 2, set = { "training.weight_decay" = 0.02 } } ]
[outcome]
measures = ["nc1"]
""" + "".join(f"""[[test]]
name = "a {kind}"
kind = "{kind}"
response = "{response}"
{more}
predicts = "between"
values = [-1.0, 1.0]
""" for kind, response, more in (
    ("crossing", "log10 nc1", 'factor = "log10 n_1"\nacross = "p"'), ("slope", "log10 nc1", 'factor = "n_1"'), ("exponent", "nc1", 'factor = "n_1"'),
    ("contrast", "nc1", "high = { p = 2 }\nlow = { p = 1 }"), ("mean", "nc1", ""), ("share", "order_123", ""), ("rank_correlation", "nc1", 'factor = "nc2"')))


# One run of its own.
CONFIG = """
[network]
hidden = [8, 6]
nonlinear_layers = 1
activation = "leaky_relu"
gamma = 0.1
[data]
source = "synthetic"
classes = 3
dimension = 5
per_class = 3
[training]
steps = 100
learning_rate = 0.02
record_every = 20
"""


def single_run(ncv, folder):
    """The page of a run that is in no store."""
    folder.mkdir()
    (folder / "run.toml").write_text(CONFIG)
    run(ncv, "train", folder / "run.toml", "--out", folder / "run")
    run(ncv, "report", folder / "run", "-o", folder / "run.html")


def run(*command):
    start = time.time()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.returncode}\n{done.stderr}")
    return time.time() - start


def real_site(ncv, work):
    plans = []
    for name, text in (("E1", PLAN), ("steep", SECOND), ("kinds", KINDS)):
        plans.append(work / f"{name}.toml")
        plans[-1].write_text(text)
    run(ncv, "sweep", *plans, "--store", work / "real.sqlite")
    run(ncv, "report", work / "real.sqlite", "-o", work / "real")
    return work / "real.sqlite", work / "real"


def made_up_site(ncv, generate, work, name, seeds):
    run(generate, work / f"{name}.sqlite", seeds)
    seconds = run(ncv, "report", work / f"{name}.sqlite", "-o", work / name)
    return work / f"{name}.sqlite", work / name, seconds


def stored_runs(store, plan):
    """number -> (levels, seed, digest, end, measures) as SQLite has them."""
    db = sqlite3.connect(store)
    out = {}
    for number, levels, seed, digest, key, end in db.execute(
            "SELECT p.number, p.levels, p.seed, p.digest, r.key, r.status FROM plan_run p JOIN plan ON plan.key = p.plan "
            "LEFT JOIN run r ON r.digest = p.digest WHERE plan.id = ?", (plan,)):
        measures = dict(db.execute("SELECT name, value FROM measure WHERE run = ?", (key,)))
        out[number] = (json.loads(levels), seed, digest, end, measures)
    db.close()
    return out
