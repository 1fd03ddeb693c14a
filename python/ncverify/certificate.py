"""Certificates: a bound proved by interval arithmetic, in a file that anyone can recheck."""
from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from typing import Any, Optional

from . import _engine
from .programs import program
from .snapshot import Path, Snapshot, sha256


@dataclass(frozen=True)
class Certificate:
    """What `certify` wrote: the certificate's file, the snapshot that it is about and a badge. `claims`: by id what was proved, with
    both sides enclosed. `bits` of precision were needed, 53 for double."""
    path: str
    snapshot_path: str
    badge_path: Optional[str]
    bits: int
    claims: dict[str, dict[str, Any]] = field(repr=False)
    badge: str = field(repr=False)

    @property
    def proved(self) -> list[str]:
        """Ids of the claims that hold, proved."""
        return [claim for claim, outcome in self.claims.items() if outcome["status"] == "holds"]

    @property
    def undecided(self) -> list[str]:
        """Ids of the claims that more digits would decide: a larger `budget`."""
        return [claim for claim, outcome in self.claims.items() if outcome["status"] == "undecided"]

    def recheck(self) -> str:
        """What ncv-recheck, which shares no code with ncv, says of it. Raises ValueError where it does not confirm it, FileNotFoundError
        where it is not installed."""
        found = program("ncv-recheck")
        if found is None:
            raise FileNotFoundError("ncv-recheck is neither in this package nor on the path")
        said = subprocess.run([found, self.path, self.snapshot_path], capture_output=True, text=True, check=False)
        if said.returncode != 0:
            lines = (said.stderr or said.stdout).strip().splitlines()
            raise ValueError(lines[-1] if lines else f"ncv-recheck ended with {said.returncode}")
        return said.stdout.strip()

    def __str__(self) -> str:
        counts: dict[str, int] = {}
        for outcome in self.claims.values():
            counts[outcome["status"]] = counts.get(outcome["status"], 0) + 1
        return (f"{', '.join(f'{n} {status}' for status, n in counts.items())}; {self.bits} bits\nproved: {', '.join(self.proved)}\n"
                f"Certificate: {self.path}\nRecheck it: ncv-recheck {self.path} {self.snapshot_path}")

    def _repr_html_(self) -> str:
        from html import escape
        style = "background:none;color:inherit;white-space:pre-wrap;overflow-wrap:anywhere"
        return f"<div>{self.badge}<pre style='{style}'>{escape(str(self))}</pre></div>"


def _beside(path: str, ending: str) -> str:
    for known in (".certificate.json", ".json"):
        if path.endswith(known) and len(os.path.basename(path)) > len(known):
            return path[:-len(known)] + ending
    return path + ending


def certify(snapshot: Snapshot, path: Path, *, snapshot_path: Optional[Path] = None, badge: bool = True, budget: float = 60.0,
            force: bool = False) -> Certificate:
    """See Report.certify. The snapshot is written beside the certificate unless the file it was read from still holds it; a file of
    another kind than the one to be written is written over with `force` alone."""
    where = os.fspath(path)
    if not isinstance(budget, (int, float)) or not budget >= 0:
        raise ValueError(f"budget is {budget!r}, needs seconds, 0 or more")
    data: Optional[bytes] = None
    file = os.fspath(snapshot_path) if snapshot_path is not None else ""
    if not file and snapshot.path is not None and os.path.isfile(snapshot.path):
        with open(snapshot.path, "rb") as stored:
            data = stored.read()
        # Equal numbers and settings, whatever their precision: it is the file that the certificate is about.
        file = snapshot.path if _same(data, snapshot) else ""
    stored_already = bool(file) and data is not None and snapshot_path is None
    if not stored_already:
        file, data = file or _beside(where, ".safetensors"), snapshot.to_bytes()
        _engine.require_replaceable("certify", file, "snapshot", [where], force)
    assert data is not None
    badge_path = _beside(where, ".badge.svg") if badge else None
    _engine.require_replaceable("certify", where, "certificate", [file], force)
    if badge_path is not None:
        _engine.require_replaceable("certify", badge_path, "badge", [file, where], force)
    certificate = _engine.certify(snapshot._engine, float(budget))
    text = certificate.text(snapshot._engine, sha256(data), len(data))
    if not stored_already:
        _engine.write_file(file, data)
        if snapshot.path is None:
            snapshot._path = file
    _engine.write_file(where, text["text"].encode())
    if badge_path is not None:
        _engine.write_file(badge_path, text["badge"].encode())
    claims = {claim["id"]: claim for claim in json.loads(text["claims"])}
    return Certificate(where, file, badge_path, text["bits"], claims, text["badge"])


def _same(data: bytes, snapshot: Snapshot) -> bool:
    try:
        return Snapshot._parsed(data, "file").to_bytes() == snapshot.to_bytes()
    except ValueError:
        return False
