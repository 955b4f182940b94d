"""A model.py of the user's own, Mesa's habit, hides our model: the import says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())


def test_a_foreign_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("agents = 10\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    told = subprocess.run(
        [sys.executable, "-c", "import experiments"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    last_line = told.stderr.strip().splitlines()[-1]
    assert str(tmp_path / "model.py") in last_line
    assert "rename that file" in last_line
