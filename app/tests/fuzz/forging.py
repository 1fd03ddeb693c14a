"""Forged certificates with right digests. One kind edits blindly; the other lets the checker's own
answers lead it: it widens or falsifies enclosures, then makes all that follows agree."""
import copy
import json
import re

from certificates import is_enclosure, lies, sealed, dumped
from certifying import SEEDS
from damage import GARBAGE, damaged, deep, edited, node, places, with_node

PATIENCE = 100  # answers that a forger follows
LINE = re.compile(r"line (\d+) must be: (.*)")
FOUND = re.compile(r"(?:rejected: )?(.*?): not proved to lie in what is printed, (\[.*?\]); found in (\[.*?\])")
EMPTY = re.compile(r'"(sides|bounds)": (\[\]|\{\})')
STATUS = re.compile(r"(\w+): the status must be (\w+)")


def seed(lab):
    """Writes a network; its honest certificate."""
    name = f"net-{lab.random.randrange(SEEDS):02}"
    lab.write("net.safetensors", (lab.seeds / f"{name}.safetensors").read_bytes())
    return (lab.seeds / f"{name}.json").read_text()


def judge(lab, text, honest):
    """One try. The checker's answer, None once it accepts."""
    lab.write("forged.json", text)
    run = lab.recheck("forged.json", "net.safetensors")
    accepted = "Verified" in run.out and run.code in (0, 1) and "rejected" not in run.err
    if not accepted:
        return run.err
    for lie in lies(text, honest):
        lab.complain(f"false accepted: {lie}")
        break
    return None


def hex_of(v):
    """As C's %a writes it."""
    return re.sub(r"\.?0*p", "p", v.hex())


def other_ends(random, printed):
    """An enclosure made wider, narrower, another, or none."""
    lower, upper = printed
    wide = ["-0x1p-1000", "-0x1p+0", "-0x1p+3", "-inf", "0x0p+0", "-0x1p-1074", lower]
    far = ["inf", "0x1p+1000", "0x1p+3", "0x1p-1000", "0x0p+0", upper]
    how = random.randrange(11)
    if how == 10:  # of a size this says nothing
        return ["0x0p+0", "inf"]
    if how < 3:
        return [random.choice(wide), upper]
    if how < 5:
        return [lower, random.choice(far)]
    if how < 7:
        return [random.choice(wide), random.choice(far)]
    if how == 7:
        return [upper, lower]
    if how == 8:
        scale = random.choice([0.5, 2, 1 + 2**-40, 1 - 2**-40, 1 + 2**-52, -1])
        return [hex_of(float.fromhex(end) * scale) for end in printed]
    none = ["nan", "0x1.0p+0", "-0x0p+0", "1", "", "0X1P+0", " 0x1p+0", "0x1p+0 ", "INF", "+inf"]
    return [random.choice(none), upper]


def enclosures(tree):
    return [p for p in places(tree) if is_enclosure(node(tree, p))]


def falsified(random, tree, among=None):
    everywhere = enclosures(tree)
    path = random.choice([p for p in everywhere if among is None or p[0] in among] or everywhere)
    return with_node(tree, path, other_ends(random, node(tree, path)))


def widened_everywhere(random, tree):
    """A hypothesis made open in all claims, or what it follows from made wide."""
    tree = copy.deepcopy(tree)
    ends = random.choice([["-0x1p+3", "0x1p+3"], ["-inf", "inf"], ["-0x1p-1074", "0x1p+0"], ["0x1p-1074", "inf"]])
    name = random.choice(["interpolation", "interpolation", "head_rank", "small_defect", "small_psi", "weight_decay",
                          "positive_margin", "better_than_chance", "distinct_means"])
    for claim in tree["claims"]:
        if is_enclosure(claim["hypotheses"].get(name)):
            claim["hypotheses"][name] = ends
    if random.random() < 0.5:
        part = random.choice([part for part in ("quantities", "last_layer") if tree.get(part)])
        measured = random.choice([name for name, value in tree[part].items() if is_enclosure(value)])
        upper = tree[part][measured][1]
        tree[part][measured] = random.choice([["0x0p+0", "inf"], ["0x0p+0", upper], ends])
    return tree


UNKNOWN = ["0x1.23456789p-29", "0x1.23456789p-29"]  # surely wrong, so that the checker says what is right
BOUNDS = {"A1": ["rhs_paper"], "A2": ["rhs_paper"],
          "B11": ["eps2_stationary", "eD_stationary", "rhs_sharp", "nc2_bound", "nc3_bound"]}
SMALL = {"A4s": "small_defect", "A5": "small_psi"}


def made_applicable(tree):
    """The first claim whose failing hypothesis no longer fails as printed gets the parts that an applicable
    one has; what they must be the checker says."""
    for claim in tree["claims"]:
        failing = claim["hypotheses"].get(claim["lacks"])
        if is_enclosure(failing) and float.fromhex(failing[1]) > 0:
            break
    else:
        return None
    if claim["id"] in SMALL:
        claim["hypotheses"].setdefault(SMALL[claim["id"]], UNKNOWN)
    relation = "at_least" if claim["id"] in ("A0a", "A6") else "at_most"
    layers = {"A0b": [0, 0], "B3": [layer["layer"] for layer in tree["layers"][:-1]]}.get(claim["id"], [0])
    claim["sides"] = [{"layer": l, "relation": relation, "lhs": UNKNOWN, "rhs": UNKNOWN} for l in layers]
    claim["bounds"] = {key: UNKNOWN for key in BOUNDS.get(claim["id"], [])}
    claim["lacks"] = None
    return sealed(dumped(tree))


def without(tree, claims_before, part):
    """The claim in which the line stands has no sides, or no bounds."""
    claim = tree["claims"][claims_before - 1]
    claim[part] = type(claim[part])()
    return sealed(dumped(tree))


def follow(text, answer):
    """The forgery made to agree with what the checker says it must be; None if it gives no hint."""
    if line := LINE.search(answer):
        lines = text.split("\n")
        at = int(line[1]) - 1
        if at >= len(lines):
            return None
        if empty := EMPTY.search(line[2]):
            return without(json.loads(text), "\n".join(lines[:at + 1]).count('\n   "id": '), empty[1])
        lines[at] = line[2]
        return sealed("\n".join(lines))
    tree = json.loads(text)
    if status := STATUS.search(answer):
        for claim in tree["claims"]:
            if claim["id"] == status[1]:
                claim["status"] = status[2]
        return sealed(dumped(tree))
    if found := FOUND.search(answer):
        words, printed, new = found[1].split(), json.loads(found[2]), json.loads(found[3])
        for path in enclosures(tree):
            key = next(k for k in reversed(path) if isinstance(k, str))
            if node(tree, path) == printed and (key in words or words[-1] in path):
                tree = with_node(tree, path, new)
        changed = sealed(dumped(tree))
        return changed if changed != text else None
    return made_applicable(tree)


def guided(lab):
    honest = seed(lab)
    tree = json.loads(honest)
    for _ in range(lab.random.choice([1, 1, 2, 3])):
        among = lab.random.choice([("quantities", "layers", "last_layer")] * 3 + [("claims",)])
        tree = widened_everywhere(lab.random, tree) if lab.random.random() < 0.2 else falsified(lab.random, tree, among)
    text = sealed(dumped(tree))
    for _ in range(PATIENCE):
        answer = judge(lab, text, honest)
        if answer is None:
            return
        try:
            if lab.random.random() < 0.05:
                text = sealed(dumped(falsified(lab.random, json.loads(text), ("claims",))))
            text = follow(text, answer)
        except ValueError:
            return
        if text is None:
            return


def blind(lab):
    honest = seed(lab)
    tree, how = json.loads(honest), lab.random.randrange(8)
    if how < 3:
        text = sealed(dumped(edited(lab.random, tree)))
    elif how < 5:
        text = sealed(dumped(falsified(lab.random, tree)))
    elif how == 5:
        text = sealed(damaged(lab.random, honest.encode()).decode(errors="replace"))
    elif how == 6:
        at = lab.random.choice([0, len(honest), honest.index("\n"), honest.rfind(' "digest"')])
        text = honest[:at] + lab.random.choice(GARBAGE).decode("latin-1") + honest[at:]
        text = sealed(text) if lab.random.random() < 0.5 else text
    else:
        real = honest.replace('"certificate": 1', '"certificate": 1.0', 1)
        text = deep(lab.random) if lab.random.random() < 0.3 else sealed(real)
    judge(lab, text, honest)
    if lab.random.random() < 0.3:
        pages = ["p.html", "b.svg"]
        lab.ncv("certificate", "show", "forged.json", "--page", pages[0], "--badge", pages[1], writes=pages)
