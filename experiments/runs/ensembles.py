"""Ensembles: the worlds that a scenario's studies live in, and how those of a calibrated place are made.

Core objects: `worlds_for` (what a study asks for: matched worlds where the place has them, else draws from the ranges),
`Ensemble` (worlds by seed; `load` reads a file, `save` writes one), `match` (worlds that show the published figures).

A world is accepted on expected figures, means over several seeds, never on one lucky seed. Sources: history matching (Craig et
al. 1997; Vernon, Goldstein and Bower 2010); Broyden 1965 for the free numbers; docs/background/decisions.md, Worlds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.kept_tables import read_table, write_table
from experiments.runs.plan import Levers, PlanError, Value
from experiments.runs.worlds import draw, uncertain
from model.scenario import LEVERS, PARAMETERS, Scenario
from model.version import model_version

if TYPE_CHECKING:
    import pandas

ASSUMED, DRAWN, MATCHED = "assumed", "drawn", "matched"
DRAWN_WORLDS = 512
FOLDER = "worlds"
EXPECTED = "expected."  # columns that hold a world's expected figures
COMMAND = "python run.py calibrate SCENARIO --worlds 300"


@dataclass(frozen=True)
class Ensemble:
    """Worlds of one scenario; called with a seed it gives that seed's world: seed k lives in world k.

    `kind` is matched (they show the published figures) or drawn (from the ranges); `about` says how they were made.
    """

    kind: str
    worlds: tuple[Mapping[str, Value], ...]
    about: Mapping[str, Any] = field(default_factory=dict)
    path: Path | None = None
    stale: tuple[str, ...] = ()

    def __call__(self, seed: int) -> Levers:
        """The settings of a seed's world; whatever the number of replications, a seed keeps its world."""
        return self.worlds[(seed - 1) % len(self.worlds)]

    def __len__(self) -> int:
        return len(self.worlds)

    @property
    def paths(self) -> tuple[str, ...]:
        """The numbers that differ between its worlds."""
        first = self.worlds[0]
        return tuple(path for path in first if any(world[path] != first[path] for world in self.worlds))

    def numbers(self, seeds: Sequence[int], paths: Sequence[str]) -> np.ndarray:
        """The numbers of the seeds' worlds, shape (seeds, paths)."""
        return np.array([[float(self(seed)[path]) for path in paths] for seed in seeds])

    def as_data(self) -> dict[str, Any]:
        """What manifests and `--json` say of it."""
        return {
            "kind": self.kind,
            "worlds": len(self),
            "file": self.path.name if self.path else None,
            "stale": list(self.stale),
            **self.about,
        }

    def save(self, path: str | Path, expected: pandas.DataFrame) -> Path:
        """Write the worlds as Parquet: a column a number, `expected.` figures beside them, `about` as metadata."""
        import pandas
        import pyarrow

        frame = pandas.concat([pandas.DataFrame(list(self.worlds)), expected.add_prefix(EXPECTED)], axis=1)
        return write_table(path, pyarrow.Table.from_pandas(frame, preserve_index=False), self.about)

    @classmethod
    def load(cls, path: str | Path, scenario: Scenario) -> Ensemble:
        """The worlds of a file that `calibrate` wrote; `PlanError` when it is none."""
        table, about = read_table(path, COMMAND)
        known = [name for name in table.column_names if name in PARAMETERS or name in LEVERS]
        worlds = table.select(known).to_pylist()
        return cls(MATCHED, tuple(worlds), about, Path(path), tuple(_stale(about, table.column_names, scenario)))


def _stale(about: Mapping[str, Any], columns: Sequence[str], scenario: Scenario) -> list[str]:
    """Why the worlds of a file may show other figures than they did: rules, place, or ranges have changed."""
    reasons = []
    if about.get("model_version") != model_version():
        reasons.append("rules")
    if about.get("place") != place_key(scenario):
        reasons.append("place")
    drawn = {path for each in uncertain(scenario) for path in each.paths} | set(scenario.worlds.free)
    if drawn != {name for name in columns if not name.startswith(EXPECTED)}:
        reasons.append("numbers")
    return reasons


def place_key(scenario: Scenario) -> str:
    """16 hex digits over what worlds of a scenario are matched to: its place, its published figures, its own ranges."""
    said = [
        scenario.file.place.model_dump(mode="json", exclude={"title_en", "title_zh"}),
        [each.model_dump(mode="json") for each in scenario.published],
        scenario.worlds.model_dump(mode="json"),
        {path: scenario.value(path) for path, d in PARAMETERS.items() if path not in scenario.worlds.free},
        [(each.name, asdict(each.believed)) for each in uncertain(scenario)],
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def worlds_path(scenario: Scenario, under: str | None = None) -> Path:
    """Where the worlds of a scenario lie: `worlds/NAME.parquet` beside its file; `NAME@POLICY` if matched under another."""
    folder = scenario.path.parent if scenario.path is not None else Path()
    return folder / FOLDER / f"{scenario.name}{f'@{under}' if under else ''}.parquet"


def worlds_for(scenario: Scenario, world: str | Path | None = None) -> Ensemble | None:
    """The worlds that a study of a scenario lives in; None for one world, the scenario's own numbers.

    `world`: `assumed` (one world), `drawn` (from the ranges), `matched` (to the published figures), a file, or None: matched
    where the place has such worlds, else drawn. Raises `PlanError` where matched worlds are asked for and there are none.
    """
    if world == ASSUMED:
        return None
    if isinstance(world, Path) or (world is not None and world not in {DRAWN, MATCHED}):
        return Ensemble.load(world, scenario)
    path = worlds_path(scenario)
    if world != DRAWN and scenario.path is not None and path.is_file():
        found = Ensemble.load(path, scenario)
        # A scenario that was varied is another place: the worlds of its file say nothing of it.
        if "place" not in found.stale:
            return found
    if world == MATCHED:
        raise PlanError(
            f"{scenario.name}: has no matched worlds; where there are published figures, "
            "'python run.py calibrate SCENARIO --worlds 300' makes them"
        )
    return drawn_worlds(scenario)


def ensemble_of(scenario: Scenario, world: str | Path | Ensemble | None) -> Ensemble | None:
    """The worlds asked for; None for one world."""
    if world is not None and not isinstance(world, str | Path | Ensemble):
        raise PlanError(f"world: found {world!r}; allowed: assumed, drawn, matched, a file of worlds, or an Ensemble")
    return world if isinstance(world, Ensemble) else worlds_for(scenario.without_reforms(), world)


def drawn_worlds(scenario: Scenario, count: int = DRAWN_WORLDS, seed: int = 1) -> Ensemble:
    """Worlds from the ranges alone; what is solved from published figures elsewhere keeps its value."""
    about = {"how": DRAWN, "seed": seed, "model_version": model_version()}
    return Ensemble(DRAWN, tuple(draw(scenario, count, seed)), about)
