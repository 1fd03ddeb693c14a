"""What is guaranteed of a network, to be read in a terminal, a notebook or a program."""
from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

from . import _engine
from .doubt import doubt_by_arguments
from .snapshot import Path, Snapshot, _is_list, _shown, catalogue

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

    from .certificate import Certificate

TITLES = {
    "accuracy": "accuracy", "nearest_mean_accuracy": "accuracy of the nearest class mean (NC4)", "nc1": "NC1, variability collapse",
    "nc1_balanced": "NC1, every class counting alike", "nc2": "NC2, condition of the class means",
    "nc2_centred": "NC2, centred class means", "nc3": "NC3, alignment with the last layer", "nc3_centred": "NC3, centred"}


@dataclass(frozen=True)
class Guarantee:
    """What is guaranteed of one quantity. `sense` is ">=" or "<=": the quantity against `guaranteed`, which is None, like `claim`, where
    no claim that holds bounds it. `rigorous` bounds are of interval arithmetic; others are evidence, from double precision with
    rounding bounds."""
    quantity: str
    measured: Optional[float]
    guaranteed: Optional[float]
    sense: str
    claim: Optional[str]
    rigorous: bool

    @property
    def title(self) -> str:
        return TITLES.get(self.quantity, self.quantity)

    @property
    def text(self) -> str:
        """The bound in decimal, rounded outwards."""
        if self.guaranteed is None:
            return "no claim"
        return _engine.rounded_down(self.guaranteed, 6) if self.sense == ">=" else _engine.rounded_up(self.guaranteed, 6)


@dataclass(frozen=True)
class Claim:
    """What a claim says of the network: its status is holds, violated, vacuous, not_applicable (`lacks` names the hypothesis) or
    undecided. `lhs`, `rhs`: its two sides, `hypotheses`: what was measured of what it requires."""
    id: str
    title: str
    statement: str
    status: str
    lhs: Optional[float]
    rhs: Optional[float]
    ratio: Optional[float]
    lacks: Optional[str]
    kind: str
    hypotheses: dict[str, Any] = field(repr=False)
    all: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Cost:
    """What a bound would be without its costliest part, and what shrinks that part."""
    claim: str
    quantity: str
    bound: float
    without: float
    advice: str


class Checked(NamedTuple):
    """What the engine said, as texts that can be pickled."""
    json: str
    metrics: str
    table: str
    costs: str
    misfit: str


def _rounded(value: Optional[float]) -> str:
    return "undefined" if value is None or math.isnan(value) else f"{value:.6g}"


def _end(value: Optional[float], down: bool) -> str:
    if value is None:
        return "-infinity" if down else "infinity"
    return _engine.rounded_down(value, 10) if down else _engine.rounded_up(value, 10)


class Report:
    """What `ncverify.check` found. Print it, show it in a notebook, or read

    guarantees : list of Guarantee, the best bound among claims that hold for each quantity
    metrics : dict, the atlas by its names (docs/metrics.md), loss, residual and accuracy; None where undefined
    layers : list of dict, the same layer by layer
    claims : dict of Claim by id
    stationary_decay : list of dict, for which weight decay each layer is nearest to stationary, in the theory's units
    doubt : a sentence, where the settings stated are not those that the snapshot shows; else None
    left_out : ids of claims that would have taken more than about a minute; `costly=True` asks for them
    notes : what was noticed on the way
    """

    def __init__(self, snapshot: Snapshot, checked: _engine.Checked, arithmetic: str) -> None:
        self.snapshot = snapshot
        self.arithmetic = arithmetic
        self._checked = Checked(*(getattr(checked, text) for text in Checked._fields))
        found: dict[str, Any] = json.loads(checked.json)
        titles = {claim["id"]: claim for claim in catalogue()}
        self.metrics: dict[str, Any] = found["metrics"]
        self.metrics_enclosed: Optional[dict[str, Any]] = found.get("metrics_enclosed")
        self.layers: list[dict[str, Any]] = found["layers"]
        self.stationary_decay: list[dict[str, Any]] = found["stationary_decay"]
        self.doubt = doubt_by_arguments(found["doubt"], snapshot, self.stationary_decay, self.metrics["residual"])
        self.left_out: list[str] = found.get("left_out", [])
        self.guarantees = [
            Guarantee(g["quantity"], g["measured"], g["bound"], g["sense"], g["claim"], g["certified"]) for g in found["guarantees"]]
        self.costs = [Cost(c["claim"], c["quantity"], c["rhs"], c["rhs_without"], c["advice"]) for c in found["bound_costs"]]
        self.claims = {
            c["id"]: Claim(c["id"], titles[c["id"]]["title"], titles[c["id"]]["statement"], c["status"], c.get("lhs"), c.get("rhs"),
                           c.get("ratio"), c.get("lacks"), titles[c["id"]]["kind"], c.get("hypotheses", {}), c) for c in found["claims"]}
        self.notes = list(snapshot.notes)
        apart, doubt = snapshot._engine.outputs_apart() if snapshot.outputs is not None else (0.0, "")
        if doubt:
            self.notes.append(doubt)
        elif snapshot.outputs is not None:
            self.notes.append(f"logits as the model computes them and those of its weights in double differ by {apart:.1e} of their norm")
        if checked.misfit:
            self.notes.append(checked.misfit)
        if self.left_out:
            self.notes.append(f"left out, for they take more than about a minute: {', '.join(self.left_out)}; costly=True asks for them")

    def __getitem__(self, quantity: str) -> Guarantee:
        """The guarantee of a quantity, by its name."""
        for g in self.guarantees:
            if g.quantity == quantity:
                return g
        raise KeyError(f"{quantity}; there are {', '.join(g.quantity for g in self.guarantees)}")

    @property
    def violated(self) -> list[str]:
        """Ids of claims that this network breaks: a mistake in ncv, or a counterexample."""
        return [c.id for c in self.claims.values() if c.status == "violated" and c.kind not in ("quoted", "empirical")]

    def __str__(self) -> str:
        lines = [self.snapshot.settings["understood"]]
        if self.metrics_enclosed is None:
            lines += [self._checked.metrics, ""]
        else:
            for name, ends in self.metrics_enclosed.items():
                for lower, upper in ([ends] if ends and not isinstance(ends[0], list) else ends):
                    lines.append(f"{name} in [{_end(lower, down=True)}, {_end(upper, down=False)}]")
            lines.append("")
        if self.doubt:
            lines += [self.doubt, ""]
        lines += [self._checked.table]
        if self._checked.costs:
            lines += [self._checked.costs]
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        kind = "proved by interval arithmetic" if self.arithmetic == "interval" else "evidence: double precision with rounding bounds"
        rows = []
        for g in self.guarantees:
            claim = self.claims.get(g.claim) if g.claim else None
            title = f' title="{escape(claim.title + ": " + claim.statement, quote=True)}"' if claim else ""
            bound = f"{g.sense.replace('<=', '&le;').replace('>=', '&ge;')} {escape(g.text)}" if g.claim else "&ndash;"
            rows.append(f"<tr><td>{escape(g.title)}</td><td class='n'>{escape(_rounded(g.measured))}</td><td class='n'>{bound}</td>"
                        f"<td{title}>{escape(g.claim or 'no claim')}</td></tr>")
        remarks = "".join(f"<p>{escape(text)}</p>" for text in ([self.doubt] if self.doubt else []) + self.notes)
        # Colours are those of the page, in any theme.
        return ("<div class='ncverify'><style>.ncverify{font:14px/1.45 system-ui,sans-serif;color:inherit;max-width:62em}"
                ".ncverify table{border-collapse:collapse;margin:.6em 0;color:inherit}.ncverify td,.ncverify th{padding:.25em .8em;"
                "text-align:left;border-bottom:1px solid rgba(128,128,128,.35);background:none;color:inherit}"
                ".ncverify .n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.ncverify p{margin:.3em 0;opacity:.8}</style>"
                f"<p>{escape(self.snapshot.settings['understood'])}</p><table><thead><tr><th>what</th><th class='n'>measured</th>"
                f"<th class='n'>guaranteed</th><th>claim</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
                f"<p>{kind}</p>{remarks}</div>")

    def explain(self) -> str:
        """What costs each bound most, and what would shrink it; and, of quantities without a bound, which claims would bound them and
        what they lack."""
        best = {g.claim: g for g in self.guarantees if g.claim}
        titles = {claim["id"]: claim for claim in catalogue()}
        lines = []
        for g in self.guarantees:
            if g.claim is None:
                lines.append(f"{g.quantity}: no claim that holds bounds it")
                continue
            lines.append(f"{g.quantity} {_rounded(g.measured)} {g.sense} {g.text} by {g.claim}, {titles[g.claim]['title']}: "
                         f"{titles[g.claim]['statement']}")
        if self.costs:
            lines += ["", "What costs each bound most (evidence, not certified):"]
        for cost in sorted(self.costs, key=lambda c: c.claim not in best):
            lines.append(f"{cost.claim:5} {cost.bound:.4g} would be {cost.without:.4g} without the {cost.quantity}: {cost.advice}")
        lacking = [c for c in self.claims.values() if c.status == "not_applicable"]
        if lacking:
            lines += ["", "Claims that say nothing of it, and the hypothesis that they lack:",
                      ", ".join(f"{c.id} ({c.lacks})" for c in lacking)]
        return "\n".join(lines)

    def to_json(self) -> str:
        """The object that `ncv check --json` prints."""
        return self._checked.json

    def to_frame(self) -> pandas.DataFrame:
        """The guarantees as a pandas.DataFrame, one row a quantity."""
        import pandas
        columns = ["measured", "sense", "guaranteed", "claim", "rigorous"]
        rows = [[getattr(g, column) for column in columns] for g in self.guarantees]
        return pandas.DataFrame(rows, columns=columns, index=pandas.Index([g.quantity for g in self.guarantees], name="quantity"))

    def plot(self) -> Figure:
        """Cosines of class means, their spectrum, and each bound beside the truth, through matplotlib."""
        from .plots import plot_report
        return plot_report(self)

    def certify(self, path: Path, **options: Any) -> Certificate:
        """Proves the bounds by interval arithmetic. Writes the certificate to `path`, the snapshot it is about beside it (`snapshot_path`
        names another place) and, unless `badge` is False, a badge; `budget` seconds are spent on more digits where double leaves a claim
        undecided. A file of another kind is written over with `force` alone."""
        from .certificate import certify
        return certify(self.snapshot, path, **options)


def check_snapshot(snapshot: Snapshot, *, claims: Union[str, Sequence[str], None] = None, arithmetic: str = "double",
                   steps: int = 0, costly: bool = False) -> Report:
    """See ncverify.check."""
    if isinstance(claims, str):
        ids: Optional[Sequence[str]] = [] if claims == "all" else [c.strip() for c in claims.split(",")]
    else:
        if claims is not None and not (_is_list(claims) and all(isinstance(claim, str) for claim in claims)):
            raise ValueError(f'claims is {_shown(claims)}, needs "all" or ids: claims=["H1", "H2h"]')
        ids = None if claims is None else list(claims)
        if ids is not None and not ids:
            raise ValueError('claims is empty; leave it out for those that give the guarantees, or say "all"')
    if not isinstance(arithmetic, str):
        raise ValueError(f"arithmetic is {_shown(arithmetic)}; known are double, mp and interval")
    if not hasattr(steps, "__index__") or not 0 <= steps < 2 ** 63:
        raise ValueError(f"steps is {_shown(steps)}, needs a whole number, 0 or more")
    return Report(snapshot, _engine.check(snapshot._engine, ids, arithmetic, int(steps), costly), arithmetic)
