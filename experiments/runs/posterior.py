"""What a calibration left open, carried into other inquiries: the draws of a posterior file.

Core objects: `Posterior` (each seed has its own draw, the same for every policy) and `posterior_draws`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.plan import PlanError, declaration

if TYPE_CHECKING:
    import pandas

EXPECTED = "expected_"  # columns that say what the regression expects at a draw


@dataclass(frozen=True)
class Posterior:
    """Draws of one reading; called with a seed it gives the parameter settings of that seed's world."""

    path: Path
    reading: str
    draws: tuple[dict[str, float], ...]

    @classmethod
    def load(cls, path: str | Path, reading: str = "main") -> Posterior:
        """The draws of a file that `calibrate` wrote; `PlanError` when it is none or lacks the reading."""
        rows = _draws(path, reading).to_dict("records")
        return cls(Path(path), reading, tuple({str(name): float(value) for name, value in row.items()} for row in rows))

    def __call__(self, seed: int) -> dict[str, float]:
        """The draw of a seed; whatever the number of replications, a seed keeps its draw."""
        return self.draws[int(np.random.default_rng(seed).integers(len(self.draws)))]

    def as_data(self) -> dict[str, Any]:
        """What manifests and `--json` say of it."""
        return {"file": str(self.path), "reading": self.reading, "draws": len(self.draws)}


def posterior_draws(path: str | Path, count: int, reading: str = "main", seed: int = 1) -> list[dict[str, float]]:
    """`count` draws from a posterior file as parameter settings, without replacement while they last.

    Raises `PlanError` when the file cannot be read or holds no draws of that reading.
    """
    draws = _draws(path, reading)
    chosen = draws.sample(count, replace=count > len(draws), random_state=seed)
    return [{str(name): float(value) for name, value in row.items()} for row in chosen.to_dict("records")]


def _draws(path: str | Path, reading: str) -> pandas.DataFrame:
    """One column a parameter, by its path; one row a draw."""
    import pandas

    try:
        draws = pandas.read_parquet(path)
    except (OSError, ValueError) as error:
        why = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
        raise PlanError(f"{path}: no posterior file{why}; 'python run.py calibrate SCENARIO' writes one") from None
    if "reading" not in draws:
        raise PlanError(
            f"{path}: no posterior file (no column 'reading'); 'python run.py calibrate SCENARIO' writes one"
        )
    readings = list(draws["reading"].unique())
    if reading not in readings:
        raise PlanError(f"{path}: reading: found '{reading}'; allowed here: {', '.join(map(str, readings))}")
    draws = draws[draws["reading"] == reading].drop(columns="reading").dropna(axis="columns")
    paths = [str(column) for column in draws if not str(column).startswith(EXPECTED)]
    for name in paths:
        declaration(name)
    return draws[paths]
