"""Certificates with right digests, and what an accepted one must say: nothing that is not true."""
import hashlib
import json
import re

DECIDED = ("holds", "violated", "vacuous", "not_applicable")


def dumped(tree):
    """As nlohmann's dump(1)."""
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"


def sealed(text):
    """The text with the digest of what stands before it."""
    at = text.rfind(' "digest"')
    if at < 0:
        return text
    digest = hashlib.sha256(text[:at].encode(errors="surrogatepass")).hexdigest()
    return f'{text[:at]} "digest": "{digest}"\n}}\n'


def named_after(text, snapshot):
    """A certificate of another file, made out to this one."""
    tree = json.loads(text)
    tree["snapshot"] = {"sha256": hashlib.sha256(snapshot).hexdigest(), "bytes": len(snapshot)}
    return sealed(dumped(tree))


def once(pairs):
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def is_enclosure(node):
    return isinstance(node, list) and len(node) == 2 and all(isinstance(end, str) for end in node)


def is_true(printed, honest):
    """Whether an enclosure may be one of what `honest` certainly encloses."""
    lower, upper = map(float.fromhex, printed)
    least, most = map(float.fromhex, honest)
    return lower <= upper and lower <= most and least <= upper


def lies(text, honest_text):
    """What an accepted certificate says that the honest one, which is proved, excludes."""
    try:
        tree = json.loads(text, object_pairs_hook=once)
        if sealed(dumped(tree)) != text:
            yield "is not laid out as the page says"
        yield from differences(tree, json.loads(honest_text))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        yield f"is no certificate: {error}"


FREE = re.compile(r"/bounds/(mu|h_\d+)$")  # parameters of a bound, which any value of proves


def differences(tree, honest, path=""):
    """Enclosures may be others of the same; all else must be the same, or undecided once more."""
    if FREE.search(path):
        return
    if is_enclosure(honest):
        if not is_enclosure(tree) or not is_true(tree, honest):
            yield f"{path}: {tree} where it is in {honest}"
    elif isinstance(honest, dict) and isinstance(tree, dict):
        if path.startswith("/claims/") and "status" in honest:
            found = {tree.get("status"), honest["status"]}
            if found <= set(DECIDED) and len(found) == 2:
                yield f"{honest['id']}: {tree['status']} where it is {honest['status']}"
            if len(found) == 2 or "undecided" in found:
                return  # other sides and hypotheses go with it
        if list(tree) != list(honest):
            yield f"{path}: keys {list(tree)}"
            return
        for key in honest:
            if key not in ("digest", "lacks"):
                yield from differences(tree[key], honest[key], f"{path}/{key}")
    elif isinstance(honest, list) and isinstance(tree, list) and len(tree) == len(honest):
        for i, (a, b) in enumerate(zip(tree, honest)):
            yield from differences(a, b, f"{path}/{i}")
    elif type(tree) is not type(honest) or tree != honest:
        yield f"{path}: {tree} where it is {honest}"


def broken_bounds(certificate):
    """Bounds beside a claim that do not bound its left side."""
    for claim in certificate["claims"]:
        for key, bound in claim["bounds"].items():
            if not key.startswith("rhs_"):
                continue
            side = claim["sides"][0]
            least, most = (side["lhs"], bound) if side["relation"] == "at_most" else (bound, side["lhs"])
            if float.fromhex(least[0]) > float.fromhex(most[1]):
                yield f"{claim['id']}: {key} is {bound}, of {side['lhs']}"


def contradictions(certificate, outcomes):
    """Claims that one program run proves and another refutes."""
    other = {o["id"]: o["status"] for o in outcomes}
    for claim in certificate["claims"]:
        if {claim["status"], other.get(claim["id"])} == {"holds", "violated"}:
            yield f"{claim['id']} is {claim['status']} in the certificate, {other[claim['id']]} in ncv check"
