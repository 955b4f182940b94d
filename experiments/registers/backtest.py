"""The learned model held against the part of a register it was not learned from: how fast, and how concentrated.

Core objects: `backtest` and `Backtest` (curves, distances, one plain sentence).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas

from experiments.labels import text
from experiments.labels.formats import format_percent
from experiments.registers.estimates import ENDS, closing_times
from experiments.registers.figures import MIN_AREAS, ages_of
from experiments.registers.file import RegisterError
from experiments.registers.learn import Learned, learn
from experiments.registers.matching import recorded_closings, recorded_in_window, simulated
from experiments.registers.reading import MIN_DAYS, MIN_ROWS, Register, check_enough
from experiments.statistics import Floats

if TYPE_CHECKING:
    from model.scenario import Scenario
    from model.simulate import Outcome

LEARNING_SHARE = 0.7
MAX_DAYS = 730
LONGEST_AGE = 180  # days of age over which closing curves are compared
RESAMPLES = 200
BUSIEST, BUSIEST_OF_FEW, FEW_AREAS = 0.1, 0.5, 20
SOURCES = ("register", "earlier", "model")


@dataclass(frozen=True)
class Backtest:
    """Curves of the register's later part, of its earlier part and of the model, and how far they lie apart.

    `table`: curve (closing, concentration), source (register, earlier, model), x, value, low, high. Distances are mean
    absolute differences from the register's later part, in shares.
    """

    learned: Learned
    split: pandas.Timestamp
    table: pandas.DataFrame
    distances: dict[str, dict[str, float]]
    later_cases: int
    seeds: tuple[int, ...]

    def curve(self, kind: str, source: str) -> pandas.DataFrame:
        """One curve."""
        return self.table[(self.table["curve"] == kind) & (self.table["source"] == source)]

    def sentence(self, language: str) -> str:
        """How near the model comes, in one sentence."""
        said = [self._said(kind, language) for kind in self.distances]
        return text("backtest.sentence", language, said=text("verdict.list", language).join(said))

    def _said(self, kind: str, language: str) -> str:
        apart = {source: format_percent(value) for source, value in self.distances[kind].items()}
        if kind == "closing":
            days = int(self.curve(kind, "model")["x"].max())
            return text("backtest.said.closing", language, days=days, **apart)
        busiest = {source: format_percent(self._busiest(source)) for source in SOURCES}
        return text("backtest.said.concentration", language, top=f"{100 * self._top:.0f}", of_register=busiest["register"],
                    of_model=busiest["model"], **apart)  # fmt: skip

    def _busiest(self, source: str) -> float:
        """Share of the cases in the busiest areas."""
        curve = self.curve("concentration", source)
        return float(1.0 - np.interp(1.0 - self._top, curve["x"], curve["value"]))

    @property
    def _top(self) -> float:
        """Which share of the areas counts as busiest: a tenth of few areas would be less than one."""
        return BUSIEST_OF_FEW if self.learned.size.areas < FEW_AREAS else BUSIEST

    def to_dict(self, language: str) -> dict[str, Any]:
        """What `--json` writes."""
        return {
            "register": str(self.learned.register.path),
            "split": f"{self.split:%Y-%m-%d}",
            "learned_from": len(self.learned.register.cases),
            "held_against": self.later_cases,
            "seeds": list(self.seeds),
            "distances": self.distances,
            "sentence": self.sentence(language),
            "table": json.loads(self.table.to_json(orient="records")),
        }


def backtest(register: Register, split: float = LEARNING_SHARE, seeds: int = 10, grids: int | None = None) -> Backtest:
    """Learn from the first part of a register's time, then hold the model against the rest.

    The earlier part is taken as it stood on the day of the split: what was open then is censored there. The
    model lives as many days as the later part has, at most two years. Raises `RegisterError` where a part is too small.
    """
    earlier, later, day = parts(register, split)
    learned = learn(earlier, grids)
    ages = min(LONGEST_AGE, later.days)
    days = min(MAX_DAYS, max(later.days, MIN_DAYS))
    scenario = learned.scenario.vary({"place.days": days})
    chosen = tuple(range(1, seeds + 1))
    runs = simulated(_starting(scenario, day), chosen)
    tables = [_concentration(learned, earlier, later, runs)] if learned.figures.areas is not None else []
    if learned.figures.closing and later.cases["closed"].notna().any():
        tables.insert(0, _closing(earlier, later, runs, ages))
    if not tables:
        raise RegisterError(
            f"{register.path}: neither closing dates nor areas: there is no curve to hold the model against"
        )
    table = pandas.concat(tables, ignore_index=True)
    return Backtest(learned, day, table, _distances(table), len(later.cases), chosen)


def check_split(split: float) -> None:
    """`RegisterError` for a split that leaves either part too little time."""
    if not 0.1 <= split <= 0.9:
        raise RegisterError(f"--split: found {split:g}; allowed: a number from 0.1 to 0.9")


def parts(register: Register, split: float) -> tuple[Register, Register, pandas.Timestamp]:
    """The register before and after the split, by time; both must be large enough to say something."""
    check_split(split)
    first, last = register.cases["opened"].min().normalize(), register.cases["opened"].max()
    day = (first + (last - first) * split).normalize()
    earlier, later = register.part(first, day), register.part(day, register.end + pandas.Timedelta(days=1))
    for part, first_day, last_day in ((earlier, first, day - pandas.Timedelta(days=1)), (later, day, last)):
        if len(part.cases) < MIN_ROWS or part.days < MIN_DAYS:
            raise RegisterError(
                f"{register.path}: {len(part.cases)} cases were opened on one side of the split, from {first_day:%Y-%m-%d} to "
                f"{last_day:%Y-%m-%d}; allowed: at least {MIN_ROWS} within at least {MIN_DAYS} days; choose another --split"
            )
    check_enough(earlier)
    return earlier, later, day


def _starting(scenario: Scenario, day: pandas.Timestamp) -> Scenario:
    from model.scenario import Scenario

    return Scenario({**scenario.data, "place": {**scenario.data["place"], "start_date": day.date()}})


def _closing(earlier: Register, later: Register, runs: Sequence[Outcome], longest: int) -> pandas.DataFrame:
    """Share closed by whole age; the register's bands are Kaplan–Meier's, the model's the spread of its runs."""
    ages = np.arange(longest + 1, dtype=float)
    frames = []
    for source, register in (("register", later), ("earlier", earlier)):
        lengths, is_open = ages_of(register)
        # Whole days, as the model counts them.
        curve = closing_times(np.floor(lengths), is_open).at(ages)
        frames.append(_frame("closing", source, ages, *curve))
    days = runs[0].scenario.place.days
    stack = np.stack([recorded_closings(recorded_in_window(run.cases), days).at(ages)[0] for run in runs])
    frames.append(_frame("closing", "model", ages, *_middle(stack)))
    return pandas.concat(frames, ignore_index=True)


def _concentration(learned: Learned, earlier: Register, later: Register, runs: Sequence[Outcome]) -> pandas.DataFrame:
    """Lorenz curves over areas, all drawn down to the same number of cases: fewer cases look more concentrated."""
    unit = "community" if learned.size.communities == learned.size.areas else "grid"
    units = learned.size.communities if unit == "community" else learned.size.grids
    modelled = [_counts(recorded_in_window(run.cases)[unit].to_numpy(), units) for run in runs]
    areas = sorted({*earlier.cases["area"], *later.cases["area"]} - {""})
    told = {source: part.cases["area"].value_counts().reindex(areas, fill_value=0).to_numpy()
            for source, part in (("register", later), ("earlier", earlier))}  # fmt: skip
    cases = int(min(counts.sum() for counts in (*told.values(), *modelled)))
    if len(areas) < MIN_AREAS or cases < MIN_ROWS:
        raise RegisterError(
            f"{later.path}: {cases} cases in {len(areas)} areas are too few for a curve of concentration"
        )
    x, generator = np.linspace(0.0, 1.0, 101), np.random.default_rng(0)
    frames = []
    for source, counts in told.items():
        resampled = (generator.multinomial(counts.sum(), counts / counts.sum()) for _ in range(RESAMPLES))
        stack = np.stack([_lorenz(_drawn_down(each, cases, generator), x) for each in resampled])
        # Resampling counts a second time the noise that is in them already: the curve itself is drawn down directly.
        own = np.stack([_lorenz(_drawn_down(counts, cases, generator), x) for _ in range(RESAMPLES)]).mean(axis=0)
        low, high = np.percentile(stack - stack.mean(axis=0), ENDS, axis=0)
        frames.append(_frame("concentration", source, x, own, own + low, own + high))
    stack = np.stack([_lorenz(_drawn_down(each, cases, generator), x) for each in modelled])
    frames.append(_frame("concentration", "model", x, *_middle(stack)))
    return pandas.concat(frames, ignore_index=True)


def _counts(places: np.ndarray, units: int) -> np.ndarray:
    return np.bincount(places, minlength=units)


def _drawn_down(counts: np.ndarray, cases: int, generator: np.random.Generator) -> np.ndarray:
    """So many cases drawn without return."""
    return generator.multivariate_hypergeometric(counts, cases, method="marginals")


def _lorenz(counts: np.ndarray, x: Floats) -> Floats:
    """Share of the cases in the quietest share x of the areas."""
    held = np.concatenate([[0.0], np.cumsum(np.sort(counts))]) / max(counts.sum(), 1)
    return np.interp(x, np.linspace(0.0, 1.0, len(held)), held)


def _middle(stack: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean over runs, and the range in which 95 % of runs lie."""
    low, high = np.percentile(stack, ENDS, axis=0)
    return stack.mean(axis=0), low, high


def _frame(curve: str, source: str, x: Floats, value: Floats, low: Floats, high: Floats) -> pandas.DataFrame:
    ends = {"low": np.clip(low, 0.0, 1.0), "high": np.clip(high, 0.0, 1.0)}
    return pandas.DataFrame({"curve": curve, "source": source, "x": x, "value": value, **ends})


def _distances(table: pandas.DataFrame) -> dict[str, dict[str, float]]:
    """Curve → source → mean absolute difference from the later register's curve."""
    wide = {kind: rows.pivot_table(index="x", columns="source", values="value") for kind, rows in
            table.groupby("curve", sort=False)}  # fmt: skip
    return {
        str(kind): {source: float((each[source] - each["register"]).abs().mean()) for source in SOURCES[1:]}
        for kind, each in wide.items()
    }
