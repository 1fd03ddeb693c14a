"""Damage that knows nothing of a format (bytes), and damage that keeps one thing right (JSON)."""
import copy

WORDS = ["", "nan", "inf", "-inf", "0x1p+1", "-0x0p+0", "0x0p+0", "1e400", "W1", "holds", "violated", "\u0000",
         "\u00e9\U0001f40d", "\x1b[2J", "a" * 5000, "../x", "null", "A2", "%s%n"]
NUMBERS = [0, 1, -1, 2, 3, 0.5, -0.0, 1e308, 1e-320, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64, -2**63, 10**30]
VALUES = [None, True, False, [], {}, [[]], [1], {"a": 1}, *NUMBERS, *WORDS]
GARBAGE = [b"\0", b"\0\0\0\0", b" ", b"\n", b"x", b"}", b"\xff\xfe", b"\xef\xbb\xbf", b"{}", b"\r\n", b"\0garbage"]


def damaged(random, data):
    """Some bytes are changed, lost, doubled or added; never the same as before."""
    out = bytearray(data)
    for _ in range(random.choice([1, 1, 1, 2, 5])):
        at = random.randrange(len(out) + 1)
        how = random.randrange(8)
        if how == 0 and out:
            out[at % len(out)] ^= 1 << random.randrange(8)
        elif how == 1 and out:
            out[at % len(out)] = random.randrange(256)
        elif how == 2:
            del out[at:]
        elif how == 3:
            del out[at:at + random.choice([1, 1, 4, 8, 64])]
        elif how == 4:
            out[at:at] = random.choice(GARBAGE)
        elif how == 5:
            out += random.choice(GARBAGE)
        elif how == 6:
            out[at:at] = out[at:at + random.randint(1, 40)]
        elif out:
            begin = random.randrange(len(out))
            out[at:at + 8] = out[begin:begin + 8]
    return bytes(out) if out != data else bytes(data) + b"\0"


def places(tree, path=()):
    """The path of every node of a tree."""
    yield path
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def node(tree, path):
    for key in path:
        tree = tree[key]
    return tree


def with_node(tree, path, value):
    if not path:
        return value
    tree = copy.deepcopy(tree)
    node(tree, path[:-1])[path[-1]] = value
    return tree


def nearby(random, value):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return random.choice([value + 1, value - 1, -value, value * 2, value + 2**32])
    if isinstance(value, float):
        return random.choice([value * (1 + 1e-9), value * 2, -value, 0.0, value + 1])
    if isinstance(value, str) and value:
        at = random.randrange(len(value))
        other = value[:at] + random.choice("019aXz.-") + value[at + 1:]
        return random.choice([other, value[:at], value + "0", value.upper()])
    if isinstance(value, list) and value:
        at = random.randrange(len(value))
        less, more = value[:at] + value[at + 1:], value[:at] + value[at:at + 1] + value[at:]
        return random.choice([less, more, value + [value[at]], value[::-1]])
    if isinstance(value, dict) and value:
        key = random.choice(list(value))
        less = {k: v for k, v in value.items() if k != key}
        return random.choice([less, {**less, key: value[key]}, {**value, "extra": 1}, {**less, key + "x": value[key]}])
    return random.choice(VALUES)


def edited(random, tree):
    """A JSON tree with one to three nodes changed."""
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        path = random.choice(list(places(tree)))
        old = node(tree, path)
        new = nearby(random, old) if random.random() < 0.7 else random.choice(VALUES)
        tree = with_node(tree, path, new)
    return tree


def deep(random):
    """JSON that is nested deeper than any program's stack likes."""
    n = random.choice([1000, 100_000, 1_000_000])
    opening = random.choice(["[", '{"a":'])
    return opening * n + random.choice(["", "1" + ("]" if opening == "[" else "}") * n])
