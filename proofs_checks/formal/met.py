"""Finds for each listed theorem a concrete network at which a proof applies it.

A theorem needs an instance unless it has no hypothesis. Applied it is by a lemma or definition of
instances/, tight/ or refutations/, or by an instance_* beside it, whose own statement restricts no
more than single numbers: Coq's kernel has seen all of the theorem's hypotheses discharged.
"""
import bisect
import re

FOLDERS = ("instances/", "tight/", "refutations/")
# Tactics: `free` fails at a goal with a hypothesis; `met` at one that restricts more than single
# numbers (indices and rates in a range, a bound that may be any) and the pair ex, ln.
TACTICS = """Ltac harmless A := lazymatch A with
  | h_exponential.exponential _ _ => idtac
  | is_true (leq _ _) => idtac
  | is_true (?x != _) => is_var x
  | is_true (_ <= ?x <= _) => is_var x
  | is_true (?x < _) => is_var x
  | is_true (?x <= _) => is_var x
  | is_true (_ < ?x) => is_var x
  | is_true (_ <= ?x) => is_var x
  | defs.bnd _ ?x => is_var x
  end.
Ltac walk allowed := lazymatch goal with
  | |- forall x : ?A, _ =>
    tryif (let p := constr:(A : Prop) in idtac) then allowed A else idtac;
    let x := fresh in intro x; walk allowed
  | _ => idtac
  end.
Ltac none A := fail.
Ltac free T := assert T; [walk none|].
Ltac met T := assert T; [walk harmless|].
"""


def references(folder):
    """Module -> its declarations, and each one's references to declarations of the proofs."""
    found = {}
    for path in folder.rglob("*.glob"):
        name = str(path.relative_to(folder))[:-5]
        starts, names, cited = [], [], []
        for line in path.read_text().splitlines():
            declared = re.match(r"(prf|def|var|ind|syndef) (\d+):\d+ \S+ (\S+)", line)
            used = re.match(r"R(\d+):\d+ NCV\S* \S+ (\S+) thm$", line)
            if declared:
                starts.append(int(declared[2]))
                names.append(declared[3] if declared[1] in ("prf", "def") else None)
            elif used:
                cited.append((int(used[1]), used[2]))
        order = sorted(range(len(starts)), key=starts.__getitem__)
        starts, names = [starts[i] for i in order], [names[i] for i in order]
        uses = {}
        for at, theorem in cited:
            k = bisect.bisect_right(starts, at) - 1
            if k >= 0 and names[k]:
                uses.setdefault(names[k], set()).add(theorem)
        found[name] = uses
    return found


def applied(folder, files):
    """Theorem -> qualified names of what applies it at a network."""
    by = {}
    for name, uses in sorted(references(folder).items()):
        for user, theorems in uses.items():
            if name.startswith(FOLDERS) or user.startswith("instance_"):
                for theorem in theorems:
                    if theorem in files and theorem != user:
                        by.setdefault(theorem, []).append(f"{name.replace('/', '.')}.{user}")
    return by


def questions(theorems, by):
    """A file that asks Coq of each theorem that nothing applies whether it is free of hypotheses, of
    each lemma that applies one whether it is met."""
    users = sorted({user for some in by.values() for user in some})
    modules = sorted({user.rpartition(".")[0] for user in users} |
                     {file[:-2].replace("/", ".") for file in theorems.values()} | {"h_exponential"})
    asked = [(f"{file[:-2].replace('/', '.')}.{name}", "free") for name, file in theorems.items() if name not in by]
    asked += [(user, "met") for user in users]
    return "".join(["From mathcomp Require Import all_ssreflect all_algebra.\n",
                    *(f"From NCV Require {module}.\n" for module in modules),
                    "Import Order.TTheory GRing.Theory Num.Theory.\nLocal Open Scope ring_scope.\n", TACTICS,
                    *(f'Goal True. tryif (let T := type of @{name} in {tactic} T) then idtac "{tactic} {name}" '
                      f'else idtac "open {name}". Abort.\n' for name, tactic in asked),
                    "Definition every :=\n", *(f"  let _ := @{user} in\n" for user in users),
                    "  tt.\nPrint Assumptions every.\n"])


def table(folder, files, coqc):
    """Theorem -> how it is met, and what is wrong: a theorem without an instance. files: theorem ->
    its file; coqc runs it on a file of the folder."""
    theorems = {name: file for name, file in files.items()
                if not file.startswith(FOLDERS) and not name.startswith("instance_")}
    by = applied(folder, theorems)
    (folder / "met.v").write_text(questions(theorems, by))
    answers = set(coqc("met.v").splitlines())
    how, problems = {}, []
    if "Closed under the global context" not in answers:
        problems.append("an instance rests on an axiom")
    for name, file in theorems.items():
        users = [user for user in by.get(name, []) if f"met {user}" in answers]
        if users:
            how[name] = f"applied by {users[0]}"
        elif f"free {file[:-2].replace('/', '.')}.{name}" in answers:
            how[name] = "no hypothesis"
        else:
            problems.append(f"{name} has no instance")
    return how, problems
