"""Levers through their ranges: every outcome over a grid or a sample of points, on paired seeds.

Core object: `sweep`, which gives a `Sweep`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from experiments.findings.changes import AGREEING
from experiments.runs.ensembles import ASSUMED, Ensemble, ensemble_of
from experiments.runs.execution import Options, OptionValues, PlanResult, run_plan
from experiments.runs.own_outcomes import Given
from experiments.runs.plan import (
    DESIGNS,
    Axis,
    Levers,
    Plan,
    PlanError,
    Point,
    Range,
    axis,
    by_name,
    checked_count,
    declaration,
    factorial,
    listed,
    pair,
    read_points,
    read_range,
    read_vary,
    whole_range,
)
from experiments.runs.tabular import records
from experiments.statistics import LEVEL, Floats, against_best, interval, is_clear
from experiments.studies.ages import DAILY_REPLICATIONS, DAILY_SERIES, daily_series
from experiments.studies.comparison import DECIDING, as_json
from experiments.studies.study import marked, spread_of
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

DRAWN_POINTS = 64


@dataclass(frozen=True)
class Sweep:
    """What a sweep found, as a tidy frame; intervals are 95 % t intervals over paired seeds."""

    scenario: Scenario
    plan_result: PlanResult

    def __repr__(self) -> str:
        """Scenario, what varies, and size."""
        size = f"{len(self.plan_result.plan.points)} points × {self.replications} seeds"
        return f"Sweep({self.scenario.name}: {', '.join(self.levers)}: {size})"

    @property
    def replications(self) -> int:
        """How many paired seeds were run."""
        return self.plan_result.replications

    @property
    def ensemble(self) -> Ensemble | None:
        """The worlds that the seeds lived in; None for one."""
        found = self.plan_result.plan.world_of
        return found if isinstance(found, Ensemble) else None

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers and parameters that vary."""
        return self.plan_result.plan.paths

    @property
    def runs(self) -> pd.DataFrame:
        """One row per run: point, label, seed, one column per varied lever, status, error, replay, every outcome."""
        return self.plan_result.runs

    @cached_property
    def table(self) -> pd.DataFrame:
        """One column a varied lever, then outcome, mean, low, high, replications, missing; over worlds median, middle 90 %."""
        import pandas as pd

        frame = pd.DataFrame(
            {**point["levers"], "outcome": name, **asdict(estimate)}
            for point in self.points()
            for name, estimate in point["estimates"].items()
        )
        return marked(frame, self.ensemble)

    def levers_at(self, place: int) -> dict[str, Any]:
        """The values of all varied levers at a point; those it leaves alone are as its scenario has them."""
        return {path: self.plan_result.plan.setting(place, path) for path in self.levers}

    @cached_property
    def _by_point(self) -> dict[int, pd.DataFrame]:
        return {int(place): rows for place, rows in self.plan_result.rows.groupby("point", sort=False)}

    def points(self) -> list[dict[str, Any]]:
        """One entry a point: its `levers`, and the `estimates` of every outcome."""
        return [
            {
                "levers": self.levers_at(place),
                "estimates": {
                    name: spread_of(self._by_point[place][name].to_numpy(), self.ensemble)
                    for name in self.plan_result.definitions
                },
            }
            for place in range(len(self.plan_result.plan.points))
        ]

    def plot(self, language: str = "en") -> Figure:
        """Official, true and in-the-bud rate side by side, one line a policy."""
        from experiments.plots import curves

        return curves(self.table, language, self.abscissa, self.others).figure

    @property
    def abscissa(self) -> str:
        """The lever to draw along: the number with the most values."""
        numbers = [path for path in self.levers if declaration(path).kind in {"float", "int"}] or list(self.levers)
        return max(numbers, key=lambda path: self.table[path].nunique())

    @property
    def others(self) -> list[str]:
        """The levers that set the lines of a picture apart."""
        return [path for path in self.levers if path != self.abscissa]

    @property
    def forms_lines(self) -> bool:
        """Whether the points are a grid with more than one value along the abscissa, so that these can be compared."""
        values = {path: self.table[path].nunique() for path in self.levers}
        return len(self.plan_result.plan.points) == math.prod(values.values()) and values[self.abscissa] > 1

    def standings(self, outcome: str = "in_the_bud_rate", together: bool = False) -> pd.DataFrame:
        """The outcome's rows of `table`, with `worse`: whether a point does clearly worse than the best of its line.

        That is by its paired difference after Holm's adjustment (p_holm), over worlds in nine of ten of them. A line are the
        points that differ in the abscissa alone, or all points if taken `together`; `best` marks the one with its best mean.
        """
        import pandas as pd

        rows = self.table[self.table["outcome"] == outcome].reset_index(drop=True)
        by_line = bool(self.others) and not together
        lines = rows.groupby(self.others, sort=False).indices.values() if by_line else [rows.index.to_numpy()]
        found = pd.DataFrame({"best": False, "p_holm": np.nan, "worse": False}, index=rows.index)
        for places in lines:
            samples = np.array([self._by_point[int(place)][outcome].to_numpy() for place in places]).T
            higher = self.plan_result.definitions[outcome].better == "higher"
            best, p_holm = against_best(samples, higher)
            if self.ensemble is None:
                worse = np.array(p_holm) < 1.0 - LEVEL
            else:
                lost = (samples[:, [best]] - samples) * (1.0 if higher else -1.0)
                worse = (lost > 0.0).mean(axis=0) >= AGREEING
            found.loc[places, "p_holm"] = p_holm
            found.loc[places, "worse"] = worse
            found.loc[places[best], "best"] = True
        return rows.join(found)

    @property
    def plane(self) -> tuple[str, str] | None:
        """The two numbers with the most values, over which settings of the other levers compete; None without all three."""
        numbers = [path for path in self.levers if declaration(path).kind in {"float", "int"}]
        numbers.sort(key=lambda path: -self.table[path].nunique())
        return (numbers[0], numbers[1]) if 2 <= len(numbers) < len(self.levers) else None

    def winners(self, outcome: str = "in_the_bud_rate") -> pd.DataFrame:
        """One row a cell of `plane`: its two numbers, winner (values of the other levers), margin, decided.

        The margin is the lead over the second best, paired within seeds; decided where it is clear after Holm.
        """
        import pandas as pd

        x, y = self.plane or self.levers[:2]
        others = [path for path in self.levers if path not in (x, y)]
        cells: dict[tuple[Any, Any], dict[str, Floats]] = {}
        for place in range(len(self.plan_result.plan.points)):
            levers = self.levers_at(place)
            name = "-".join(str(levers[path]) for path in others)
            cells.setdefault((levers[x], levers[y]), {})[name] = self._by_point[place][outcome].to_numpy()
        sign = 1.0 if self.plan_result.definitions[outcome].better == "higher" else -1.0
        return pd.DataFrame([{x: at[0], y: at[1], **_winner(found, sign)} for at, found in cells.items()])

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Every outcome of each point against the first of its line, paired: levers, then as `findings.changes` has it."""
        from experiments.findings.sweeps import sweep_changes

        return sweep_changes(self)

    def days(
        self,
        series: Sequence[str] = DAILY_SERIES,
        replications: int = DAILY_REPLICATIONS,
        workers: int | None = None,
        **how: int,
    ) -> pd.DataFrame:
        """As `Comparison.days`, a policy being a point's label."""
        return daily_series(self.plan_result.plan, series, replications, workers, **how)

    def to_parquet(self, path: str | Path) -> Path:
        """Write `table` to a Parquet file."""
        self.table.to_parquet(path, index=False)
        return Path(path)

    def to_dict(self) -> dict[str, Any]:
        """What `--json` writes; an undefined figure is None, with the number of runs it is missing from."""
        return {
            "scenario": self.scenario.name,
            "replications": self.replications,
            "points": [
                {
                    "levers": point["levers"],
                    "outcomes": {name: as_json(estimate) for name, estimate in point["estimates"].items()},
                }
                for point in self.points()
            ],
            "changes": records(self.changes),
            "failed_runs": len(self.plan_result.failures),
        }


def _winner(samples: Mapping[str, Floats], sign: float) -> dict[str, Any]:
    """The best of some settings by its mean, and its paired lead over the second."""
    names, columns = list(samples), list(samples.values())
    best, p_holm = against_best(np.array(columns).T, sign > 0.0)
    others = [place for place in range(len(names)) if place != best]
    if not others:
        return {"winner": names[best], "margin": 0.0, "decided": False}
    second = others[
        int(np.nan_to_num([sign * interval(columns[place]).mean for place in others], nan=-np.inf).argmax())
    ]
    lead = interval(sign * (columns[best] - columns[second]))
    return {"winner": names[best], "margin": lead.mean, "decided": is_clear(lead.low, lead.high, p_holm[second])}


def sweep(
    scenario: Scenario | str | Path,
    vary: Mapping[str, object] | None = None,
    replications: int = 20,
    workers: int | None = None,
    *,
    points: Sequence[Levers] | None = None,
    design: str = "grid",
    samples: int = DRAWN_POINTS,
    world: str | Path | Ensemble | None = ASSUMED,
    outcomes: Given | None = None,
    **options: Unpack[OptionValues],
) -> Sweep:
    """Run a scenario at many points on paired seeds.

    `vary` maps levers or parameters to values: a text as in `--vary` ('0:0.9:10', 'a,b'), a sequence
    or one value; the grid is every combination. With `design` 'lhs', 'sobol' or 'morris', `vary` maps
    to spans (low, high), or to None for the whole declared one, of which `samples` points are drawn.
    `points` is an explicit list of levers instead. With a `world` as in `compare` every seed lives in a world of its own,
    the same for all points; default: in one, the scenario's own. `outcomes` as in `compare`. `options` are those of `Options`: seed, store,
    precision, engine and so on. Raises `ScenarioError` or `PlanError`.
    """
    base = Scenario.of(scenario)
    how = Options.of(replications, workers, options, outcomes)
    checked_count("--samples", samples, 1)
    plan = sweep_plan(
        base, {} if vary is None else vary, how.seeds, points=points, design=design, samples=samples, seed=how.seed
    )
    return swept(in_worlds(plan, world), how)


def in_worlds(plan: Plan, world: str | Path | Ensemble | None) -> Plan:
    """The plan with every seed in a world of its own, as asked for; what a point varies it sets itself."""
    ensemble = ensemble_of(plan.scenario, world)
    return plan if ensemble is None else replace(plan, world_of=ensemble)


def swept(plan: Plan, options: Options) -> Sweep:
    """As `sweep`, for a plan that is made already."""
    return Sweep(plan.scenario, run_plan(plan, options, _deciding))


def plan_of_words(
    scenario: Scenario, words: Sequence[str], points: Path | None, design: str, samples: int | None, options: Options
) -> Plan:
    """The plan that the words of `--vary`, or a file of points, ask for."""
    if samples is not None and (design == "grid" or points is not None):
        raise PlanError(f"--samples: found {samples}; allowed: beside a --design that draws: {', '.join(DESIGNS)}")
    if points is not None:
        if design != "grid":
            raise PlanError("--points and --design were both given; allowed: one of them")
        if words:
            raise PlanError("--points and --vary were both given; allowed: one of them")
        return sweep_plan(scenario, {}, options.seeds, points=read_points(points))
    if design == "grid":
        found: list[Axis | Range] = [read_vary(word) for word in words]
    else:
        found = [read_range(word) for word in words]
    for path in (paths := [each.path for each in found]):
        if paths.count(path) > 1:
            raise PlanError(f"{path}: varied twice; allowed: each lever once")
    vary = {each.path: each.values if isinstance(each, Axis) else each for each in found}
    return sweep_plan(scenario, vary, options.seeds, design=design, samples=samples or DRAWN_POINTS, seed=options.seed)


def sweep_plan(
    scenario: Scenario,
    vary: Mapping[str, object],
    seeds: Sequence[int],
    *,
    points: Sequence[Levers] | None = None,
    design: str = "grid",
    samples: int = DRAWN_POINTS,
    seed: int = 1,
) -> Plan:
    """The plan of a sweep; in a drawn sample a point that the scenario refuses is kept, and recorded so."""
    if points is not None:
        chosen = [by_name("points", each, "values by lever or parameter") for each in listed("points", points)]
        return Plan(scenario, tuple(map(Point.of, chosen)), tuple(seeds))
    vary = by_name("vary", vary, "values by lever or parameter")
    if not vary:
        raise PlanError("nothing to sweep; say what varies: --vary triage.screening_share=0:0.9:10")
    if design == "grid":
        grid = factorial([axis(path, given) for path, given in vary.items()])
        return Plan(scenario, tuple(map(Point.of, grid)), tuple(seeds))
    if design not in DESIGNS:
        raise PlanError(f"--design: found '{design}'; allowed: grid, {', '.join(DESIGNS)}")
    draw = DESIGNS[design]
    drawn = draw([_span(path, given) for path, given in vary.items()], samples, seed)
    return Plan(scenario, tuple(map(Point.of, drawn)), tuple(seeds), keep_refused=True)


def _span(path: str, given: object) -> Range:
    """A span to draw from: a Range, a pair (low, high), or None for the whole declared one."""
    if isinstance(given, Range):
        return given
    if given is None:
        return whole_range(path)
    low, high = (axis(path, value).values[0] for value in pair(path, given))
    return Range(path, low, high)


def _deciding(rows: pd.DataFrame) -> Floats:
    """The figures whose precision is asked for: the three rates at every point."""
    wide = [rows.pivot(index="seed", columns="point", values=name).to_numpy() for name in DECIDING]
    return np.concatenate(wide, axis=1)
