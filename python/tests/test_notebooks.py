"""The notebooks run from top to bottom, and what is stored of them is small and without errors."""
from __future__ import annotations

import itertools
import os

import pytest
from conftest import ROOT

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")
pytest.importorskip("torch")

NOTEBOOKS = sorted((ROOT / "python" / "notebooks").glob("*.ipynb"))


def outputs_of(book):
    """But for what PyTorch's import says where tqdm lacks its widgets."""
    return [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs
            if "TqdmWarning" not in output.get("text", "")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_anew_and_shows_what_is_stored(path, tmp_path, recheck):
    os.environ["PATH"] = os.path.dirname(recheck) + os.pathsep + os.environ["PATH"]
    stored = nbformat.read(path, as_version=4)
    fresh = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(fresh, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    # What a cell prints comes in one piece or several, as it is flushed.
    kinds = [[kind for kind, _ in itertools.groupby(output.output_type for output in outputs_of(book))] for book in (stored, fresh)]
    assert kinds[0] == kinds[1] and "error" not in kinds[0] and kinds[0]
    assert not [output for book in (stored, fresh) for output in outputs_of(book) if output.get("name") == "stderr"]


def test_stored_outputs_are_small():
    assert len(NOTEBOOKS) == 3
    for path in NOTEBOOKS:
        assert path.stat().st_size < 100_000
