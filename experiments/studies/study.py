"""Points × seeds as one frame: what the inquiries (calibrate, reform, ablate, …) stand on.

Core objects: `points_frame`, and `Study`, what each of them hands back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from experiments.findings.information import spread
from experiments.plots.picture import OVER_WORLDS
from experiments.runs.execution import Options, run_plan
from experiments.runs.plan import Levers, Plan, PlanError, Point, Value
from experiments.runs.tabular import records
from experiments.statistics import Estimate, Floats, interval
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.plots import Picture
    from experiments.runs.ensembles import Ensemble


def points_frame(
    scenario: Scenario,
    points: Sequence[Levers],
    options: Options,
    seeds: Sequence[int] | None = None,
    keep_refused: bool = False,
    ensemble: Ensemble | None = None,
) -> pd.DataFrame:
    """One row a run, replication-major: point (index into `points`), seed, error, a column a lever, and every outcome.

    With an `ensemble` every seed lives in a world of its own. A failed or refused run has its message in `error` (else empty) and NaN for its outcomes.
    """
    plan = points_plan(scenario, points, seeds or options.seeds, keep_refused, ensemble)
    rows = run_plan(plan, replace(options, precision=None)).runs
    return rows.assign(error=rows["error"].fillna(""))


def points_plan(
    scenario: Scenario,
    points: Sequence[Levers],
    seeds: Sequence[int],
    keep_refused: bool = False,
    ensemble: Ensemble | None = None,
) -> Plan:
    """The plan of `points_frame`: what a forecast asks for before anything runs."""
    return Plan(scenario, tuple(map(Point.of, points)), tuple(seeds), keep_refused, world_of=ensemble)


def marked(table: pd.DataFrame, ensemble: Ensemble | None) -> pd.DataFrame:
    """A table that says of itself, if so, that its intervals are the middle 90 % of worlds."""
    return table if ensemble is None else table.assign(**{OVER_WORLDS: True})


def held(scenario: Scenario, paths: Iterable[str], ensemble: Ensemble | None) -> dict[str, Value]:
    """What a study varies, at the scenario's own values, where worlds would draw it: what one decides is no uncertainty."""
    drawn = set(ensemble.paths) if ensemble is not None else set()
    return {path: scenario.value(path) for path in paths if path in drawn}


def spread_of(samples: Floats, ensemble: Ensemble | None) -> Estimate:
    """Over worlds the median with the middle 90 %, in one the mean with its 95 % t interval."""
    found = interval(samples)
    if ensemble is None:
        return found
    over = spread(samples)
    return replace(found, mean=over.median, low=over.low90, high=over.high90)


def checked_outcomes(names: Sequence[str], option: str = "--outcome", own: Iterable[str] = ()) -> tuple[str, ...]:
    """The names, if all are outcomes, `own` ones included; `PlanError` names the nearest for a wrong one."""
    from difflib import get_close_matches

    from model.outcome_definitions import OUTCOMES

    known = [*OUTCOMES, *own]
    for name in names:
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            hint = f" (did you mean '{near[0]}'?)" if near else ""
            raise PlanError(f"{option}: found '{name}'{hint}; allowed: {', '.join(known)}")
    return tuple(names)


@dataclass(frozen=True)
class Study:
    """A finished inquiry: the scenario, and its tidy `table`.

    `kind` names its files and its labels (title, question, sheet); `columns` are those of the table
    that a page shows, all by default; `of_a_register` ones rest on a city's own figures and choose nothing; where a
    kind `has_brief`, its table has a row an outcome, as `findings.changes.changes` gives it. Every kind
    tells what it found, and draws it.
    """

    kind: ClassVar[str]
    columns: ClassVar[tuple[str, ...]] = ()
    of_a_register: ClassVar[bool] = False
    has_brief: ClassVar[bool] = False

    scenario: Scenario
    table: pd.DataFrame
    ensemble: Ensemble | None = field(default=None, kw_only=True, repr=False)

    @property
    def over_worlds(self) -> bool:
        """Whether every seed lived in a world of its own."""
        return self.ensemble is not None

    @property
    def worlds(self) -> int:
        """How many worlds the answer rests on."""
        return int(self.table["replications"].max()) if "replications" in self.table else 0

    def said(self, language: str) -> list[str]:
        """What was found, and which worlds it rests on."""
        from experiments.findings.world_words import world_sentences

        rests = world_sentences(self.ensemble, self.worlds, language) if self.ensemble is not None else []
        return [*self.told(language), *rests]

    def __init_subclass__(cls, **given: Any) -> None:
        """Let every kind be shown as `Study` is; a dataclass would list its tables."""
        super().__init_subclass__(**given)
        setattr(cls, "__repr__", Study.__repr__)  # noqa: B010 - a method, for mypy

    def __repr__(self) -> str:
        """Kind, scenario, and what was found in a sentence."""
        return f"{type(self).__name__}({self.scenario.name}: {self.told('en')[0]})"

    def told(self, language: str) -> list[str]:
        """What was found, in sentences of a language, the main one first."""
        raise NotImplementedError(f"{type(self).__name__} tells nothing")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was found, in English sentences."""
        return tuple(self.told("en"))

    def picture(self, language: str = "en") -> Picture:
        """The picture of the inquiry, with its words; every kind draws its own."""
        raise NotImplementedError(f"{type(self).__name__} draws no picture")

    def drawings(self, language: str) -> dict[str, Callable[[], Picture]]:
        """What draws each picture, by the name of its file."""
        return {self.kind: lambda: self.picture(language)}

    @property
    def parquet(self) -> str:
        """The name of the file that `to_parquet` fills."""
        return f"{self.kind}.parquet"

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tidy tables, by the key of their sheet."""
        return {self.kind: self.table}

    def shown(self, language: str) -> dict[str, pd.DataFrame]:
        """The tables as page and workbook show them, by the key of their sheet."""
        return self.tables()

    def sheets(self, language: str) -> dict[str, pd.DataFrame]:
        """The tables as the workbook holds them, by the key of their sheet."""
        return self.shown(language)

    def comments(self, language: str) -> Mapping[str, str]:
        """What is known of the numbers of a scenario that has no file to say it, by path."""
        return {}

    def turning(self, language: str) -> list[str]:
        """What would turn the answer round, in sentences; empty where the inquiry doesn't know."""
        return []

    def plot(self, language: str = "en") -> Figure:
        """The picture as a Matplotlib figure."""
        return self.picture(language).figure

    def to_parquet(self, path: str | Path) -> Path:
        """Write the table to a Parquet file."""
        self.table.to_parquet(path, index=False)
        return Path(path)

    def to_dict(self) -> dict[str, Any]:
        """What `--json` writes; undefined numbers are None."""
        rows = records(self.table)
        return {"scenario": self.scenario.name, "sentences": list(self.sentences), "table": rows}
