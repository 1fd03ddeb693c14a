"""The programs of the command line, ncv and ncv-recheck, where the wheel carries them or the path has them."""
from __future__ import annotations

import os
import shutil
import sys
from typing import NoReturn, Optional


def program(name: str) -> Optional[str]:
    """Where `name` is: in the package, else on the path; None where it is in neither."""
    inside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", name)
    if os.access(inside, os.X_OK):
        return inside
    here = os.path.realpath(sys.argv[0])
    found = shutil.which(name)
    return found if found and os.path.realpath(found) != here else None


def become(name: str) -> NoReturn:
    """The console scripts: this process becomes the program."""
    found = program(name)
    if found is None:
        sys.exit(f"{name}: is neither in this package nor on the path; a wheel of `make python` carries it")
    os.execv(found, [name, *sys.argv[1:]])


def ncv() -> NoReturn:
    become("ncv")


def ncv_recheck() -> NoReturn:
    become("ncv-recheck")
