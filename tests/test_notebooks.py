"""Every notebook of docs/tutorials/notebooks runs from top to bottom, in cells that a reader can take in.

What they print and draw is kept with them: `jupyter execute --inplace docs/tutorials/notebooks/NAME.ipynb`
with `--NbClientApp.kernel_name=python3` brings it up to date.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
NOTEBOOKS = sorted((ROOT / "docs" / "tutorials" / "notebooks").glob("*.ipynb"))
MAX_LINES = 16


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code(path: Path) -> list[Any]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def user_message(cell: Any) -> str:
    """What a cell prints and gives, in words; pictures differ in their bytes from machine to machine."""
    given = [output for output in cell.outputs if output.get("name") != "stderr"]
    return "".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in given)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path) -> None:
    """Where Jupyter runs it, in its own folder; a cell that raises fails the test, and one that now tells otherwise."""
    place = {"metadata": {"path": str(path.parent)}}
    kept = [user_message(cell) for cell in code(path)]
    lived = NotebookClient(read(path), timeout=280, kernel_name="python3", resources=place).execute()
    assert [user_message(cell) for cell in lived.cells if cell.cell_type == "code"] == kept


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_short_and_shows_what_it_found(path: Path) -> None:
    lines = [[line for line in cell.source.splitlines() if line.strip()] for cell in code(path)]
    assert all(len(each) <= MAX_LINES for each in lines)
    assert any(cell.outputs for cell in code(path)), "stored without what it prints and draws"
    assert not [cell for cell in code(path) for output in cell.outputs if output.output_type == "error"]
    assert str(ROOT) not in path.read_text(encoding="utf-8"), "a path of this machine"


def test_there_are_notebooks() -> None:
    assert "researcher" in {path.stem for path in NOTEBOOKS}
