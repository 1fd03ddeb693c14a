"""The documentation's site: notebooks that are run anew find the ncverify whose reference it shows."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ncverify

SITE = Path(__file__).resolve().parents[2] / "docs" / "site"


def test_notebooks_run_anew_find_the_same_ncverify_from_a_relative_path(tmp_path):
    cell = {"cell_type": "code", "id": "a", "execution_count": None, "metadata": {}, "outputs": [],
            "source": "import ncverify; print(ncverify.__file__)"}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    program = (
        "import importlib.util, pathlib, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "spec = importlib.util.spec_from_file_location('documentation', sys.argv[1] + '/site.py')\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "print(module.notebook(pathlib.Path(sys.argv[2]), True))\n")
    stage = Path(ncverify.__file__).resolve().parents[1]
    shown = subprocess.run([sys.executable, "-c", program, SITE, tmp_path / "a.ipynb"], cwd=stage.parent, env=os.environ | {"PYTHONPATH": stage.name},
                           capture_output=True, text=True, check=True).stdout
    assert str(Path(ncverify.__file__).resolve()) in shown
