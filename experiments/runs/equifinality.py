"""What the published figures cannot tell: which policies, refitted to them, show them as well, and what each implies.

Core object: `Equifinality` (a row a policy and place; `summary` a row a policy; `save`, `load`). `calibrate --equifinality` makes
it, and it lies beside the worlds of its scenario, with the rules' version that it was made under.

Whether a place shows the figures, and how they are solved for, is history_matching.py's. Source: Beven 2006 (equifinality).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.runs.ensembles import FOLDER, place_key
from experiments.runs.execution import Options
from experiments.runs.history_matching import refit
from experiments.runs.kept_tables import read_table, write_table
from experiments.runs.plan import Levers, PlanError
from experiments.statistics import share_interval
from model.scenario import Scenario
from model.version import model_version

if TYPE_CHECKING:
    import pandas

PLACES = 16
IMPLIED = ("in_the_bud_rate", "true_resolution_rate", "harm_per_10k", "cost_per_lasting_resolution_yuan")
COMMAND = "python run.py calibrate {scenario} --equifinality {places}"


@dataclass(frozen=True)
class Equifinality:
    """Places under one policy after another: policy, place, fits, miss, the free numbers and the expected outcomes where it fits.

    `about` says how it was made; `stale` names what changed since: rules, place.
    """

    table: pandas.DataFrame
    about: Mapping[str, Any] = field(default_factory=dict)
    stale: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """What makes it anew."""
        return COMMAND.format(scenario=self.about.get("scenario", "SCENARIO"), places=self.about.get("places", PLACES))

    def summary(self, outcomes: Sequence[str] = IMPLIED) -> pandas.DataFrame:
        """policy, places, fits, share, low, high (95 %, Wilson), closest, then an outcome's median over the places that fit.

        `closest` is the least distance from the figures in any place, in tolerances. Medians have their lowest and highest place
        beside them, as OUTCOME.low and OUTCOME.high; NaN where no place fits.
        """
        import pandas

        rows = []
        for policy, places in self.table.groupby("policy", sort=False):
            fitted = places[places["fits"].astype(bool)]
            low, high = share_interval(len(fitted) / len(places), len(places))
            row = {"policy": policy, "places": len(places), "fits": len(fitted), "share": len(fitted) / len(places),
                   "low": low, "high": high, "closest": float(places["miss"].min())}  # fmt: skip
            for name in outcomes:
                column = fitted[name]
                ends = (column.median(), column.min(), column.max()) if len(column) else (math.nan,) * 3
                row |= dict(zip((name, f"{name}.low", f"{name}.high"), map(float, ends), strict=True))
            rows.append(row)
        return pandas.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """The summary as records, with how it was made and whether it is stale."""
        rows = json.loads(self.summary().to_json(orient="records"))
        return {**self.about, "command": self.command, "stale": list(self.stale), "policies": rows}

    def save(self, path: str | Path) -> Path:
        """Write the table as Parquet, `about` as metadata."""
        import pyarrow

        return write_table(path, pyarrow.Table.from_pandas(self.table, preserve_index=False), self.about)

    @classmethod
    def load(cls, path: str | Path, scenario: Scenario) -> Equifinality:
        """The table of a file that `calibrate --equifinality` wrote; `PlanError` when it is none."""
        command = COMMAND.format(scenario=scenario.name, places=PLACES)
        table, about = read_table(path, command)
        if not {"policy", "place", "fits", "miss", *IMPLIED} <= set(table.column_names):
            raise PlanError(f"{path}: no file that '{command}' wrote")
        reasons = (("rules", about.get("model_version") != model_version()),
                   ("place", about.get("place") != place_key(scenario)))  # fmt: skip
        return cls(table.to_pandas(), about, tuple(name for name, changed in reasons if changed))


def equifinality_path(scenario: Scenario) -> Path:
    """Where the table of a scenario lies: `worlds/NAME.equifinality.parquet` beside its file."""
    folder = scenario.path.parent if scenario.path is not None else Path()
    return folder / FOLDER / f"{scenario.name}.equifinality.parquet"


def equifinality_of(scenario: Scenario) -> Equifinality | None:
    """The table that lies beside a scenario; None where there is none, or where the scenario is another place by now."""
    path = equifinality_path(scenario)
    if scenario.path is None or not path.is_file():
        return None
    found = Equifinality.load(path, scenario)
    return None if "place" in found.stale else found


def equifinality(
    scenario: Scenario,
    policies: Mapping[str, Levers],
    *,
    places: int = PLACES,
    seed: int = 1,
    options: Options = Options(),  # noqa: B008 - immutable
    on_policy: Callable[[str, int, int], None] = lambda policy, fitted, runs: None,
) -> Equifinality:
    """Refit every policy to the scenario's published figures in the same places, drawn from the ranges.

    `on_policy` hears a policy, how many of its places fit, and its runs. Raises `PlanError` where nothing is published.
    """
    runs = 0

    def heard(policy: str, fitted: int, used: int) -> None:
        nonlocal runs
        runs += used
        on_policy(policy, fitted, used)

    table = refit(scenario, policies, places=places, seed=seed, options=options, on_policy=heard)
    about = {"scenario": scenario.name, "places": places, "seed": seed, "runs": runs,
             "model_version": model_version(), "place": place_key(scenario)}  # fmt: skip
    return Equifinality(table, about)
