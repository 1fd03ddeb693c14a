"""Configurations of training and plans of sweeps, damaged: refused before anything is written, or
carried out."""
import re

from damage import damaged

NETWORK = """[network]
hidden = [4, 4]
nonlinear_layers = 1
connections = "chain"
activation = "leaky_relu"
gamma = 0.1
init = "he"
init_scale = 1.0
"""
DATA = """[data]
source = "synthetic"
kind = "gaussian_clouds"
classes = 3
dimension = 5
noise = 0.1
per_class = 3
scale = "unit_mean_norm"
"""
TRAINING = """[training]
steps = 30
learning_rate = 0.02
weight_decay = 0.01
precision = "f64"
record_every = 5
checkpoint_every = 10
"""
SEED = "seed = 1\n"
CAMPAIGN = """[campaign]
hidden = [[4, 4], [5, 4]]
learning_rate = [0.01, 0.02]
seeds = "1..3"
"""
PLAN = """[sweep]
id = "E1"
title = "Width"
statement = "Wider layers collapse more."
""" + (NETWORK + DATA + TRAINING.replace("checkpoint_every = 10\n", "")).replace("\n[", "\n[base.").replace("[", "[base.", 1) + """[seeds]
first = 7
count = 3
[[factor]]
name = "n_1"
levels = [ { level = 4, set = { "network.hidden" = [4, 4] } }, { level = 6, set = { "network.hidden" = [6, 4] } } ]
[outcome]
measures = ["nc1"]
layer_states = 2
keep_snapshots = true
[[test]]
name = "slope"
kind = "slope"
response = "log10 nc1"
factor = "log n_1"
predicts = "below"
value = 0.0
"""
VALUES = """0 1 -1 2 3 0.5 1e300 1e-300 nan inf -inf true "" "x" [] [[]] {} [0] [1,2,3] [[0,0.1],[10,0.2]] [1e9] 9223372036854775807
-9223372036854775808 99999999999999999999 1000000 0x10 1_0 1979-05-27 "residual" "dense" "mean_field" "orthogonal" "theorem"
"balanced" "tanh" "relu" "softplus_leaky_relu" "digits" "random_labels" "orthogonal_frames" "f32" "/dev/null" "." "1..2" "3..1"
"log" "log10" "one_minus" "cross_entropy" "\\u0000" "a/b" 'x'""".split()
KEYS = """until_loss imbalance label_noise coordinates decay schedule sharpness gama seed seeds snapshots classes notes confidence
smallest_effect values biases loss label_smoothing bias_weight_decay""".split()


def other_text(random, text):
    lines = text.splitlines()
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        at = random.randrange(len(lines))
        how = random.randrange(8)
        if how < 4 and " = " in lines[at]:
            lines[at] = lines[at].split(" = ")[0] + " = " + random.choice(VALUES)
        elif how == 4:
            del lines[at]
        elif how == 5:
            lines.insert(at, random.choice(lines))
        elif how == 6:
            lines.insert(at, f"{random.choice(KEYS)} = {random.choice(VALUES)}")
        else:
            numbers = list(re.finditer(r"\d+", lines[at]))
            if numbers:
                begin, end = random.choice(numbers).span()
                lines[at] = lines[at][:begin] + random.choice(["0", "1", "2", "7", "65536", "4294967296"]) + lines[at][end:]
        lines = lines or [""]
    data = ("\n".join(lines) + "\n").encode()
    return damaged(random, data) if random.random() < 0.15 else data


def campaign_text():
    text = NETWORK.replace("hidden = [4, 4]\n", "") + DATA + TRAINING + CAMPAIGN
    return text.replace("learning_rate = 0.02\n", "", 1).replace("checkpoint_every = 10\n", "")


def of_a_classifier(text):
    return text.replace('connections = "chain"\n', "biases = true\n").replace(
        "[training]\n", '[training]\nloss = "cross_entropy"\nlabel_smoothing = 0.1\nbias_weight_decay = 0.0\n')


def trains(lab):
    text = NETWORK + DATA + TRAINING + SEED
    if lab.random.random() < 0.25:
        text = campaign_text()
    if lab.random.random() < 0.3:
        text = of_a_classifier(text)
    lab.write("c.toml", other_text(lab.random, text))
    run = lab.ncv("train", "c.toml", "--out", "run", writes=["run"], patience=4)
    if run.stopped and run.code not in (0, 3):
        lab.complain(f"asked to end, it ended with {run.code}")
    final = lab.folder / "run/final.safetensors"
    if run.code == 0 and final.exists():
        checked = lab.ncv("check", "run/final.safetensors", patience=30)
        if checked.code not in (0, 1):
            lab.complain(f"trained, but ncv check ends with {checked.code}: {checked.err.strip()[-300:]}")


def plans(lab):
    lab.write("p.toml", other_text(lab.random, PLAN))
    run = lab.ncv("sweep", "p.toml", "--store", "s.sqlite", "--jobs", 1, writes=["s.sqlite"], patience=4)
    if run.stopped and run.code not in (0, 3):
        lab.complain(f"asked to end, it ended with {run.code}")
    if run.code == 0:
        status = lab.ncv("sweep", "--status", "--store", "s.sqlite")
        if status.code != 0:
            lab.complain(f"swept, but --status ends with {status.code}: {status.err.strip()[-300:]}")
