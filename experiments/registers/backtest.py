"""The learned model held against the part of a register it was not learned from: how fast, and how concentrated.

Core objects: `backtest` and `Backtest` (curves, distances, one plain sentence).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas

from experiments.labels import text
from experiments.labels.formats import format_percent
from experiments.registers.coverage import Coverage, coverage_of
from experiments.registers.estimates import ENDS, closing_times
from experiments.registers.figures import MIN_AREAS, ages_of
from experiments.registers.file import Noted, RegisterError
from experiments.registers.learn import Learned, learn
from experiments.registers.matching import LONGEST_AGE, NEAR, recorded_closings, recorded_in_window, simulated
from experiments.registers.reading import MIN_DAYS, MIN_ROWS, Register, check_enough
from experiments.runs.tabular import records
from experiments.statistics import Floats

if TYPE_CHECKING:
    from model.scenario import Scenario
    from model.simulate import Outcome

LEARNING_SHARE = 0.7
MAX_DAYS = 730
RESAMPLES = 200
BUSIEST, BUSIEST_OF_FEW, FEW_AREAS = 0.1, 0.5, 20
VOLUME_RATIO = 1.25  # of volumes that counts as a match
CASES_PER_AREA = 1.0  # below, a curve of concentration shows the noise of counting
CURVE_COLUMNS = ("curve", "source", "x", "value", "low", "high")
SOURCES = ("register", "earlier", "model")


@dataclass(frozen=True)
class Backtest:
    """Curves of the register's later part, of its earlier part and of the model, how far they lie apart, and volumes.

    `table`: curve (closing, concentration), source (register, earlier, model), x, value, low, high. Distances are mean
    absolute differences from the register's later part, in shares. `volume`: source → cases a day; the model carries the
    learned part of the cases, here scaled to all.
    """

    learned: Learned
    split: pandas.Timestamp
    table: pandas.DataFrame
    distances: dict[str, dict[str, float]]
    volume: dict[str, float]
    later_cases: int
    seeds: tuple[int, ...]
    noted: tuple[Noted, ...] = ()

    def curve(self, kind: str, source: str) -> pandas.DataFrame:
        """One curve."""
        return self.table[(self.table["curve"] == kind) & (self.table["source"] == source)]

    def matches(self) -> dict[str, bool]:
        """Whether volume and each curve match: as near as is asked, or at most twice as far as the register's earlier part."""
        ratio = self.volume["model"] / max(self.volume["register"], 1e-9)
        found = {"volume": 1.0 / VOLUME_RATIO <= ratio <= VOLUME_RATIO}
        return found | {kind: is_near(**apart) for kind, apart in self.distances.items()}

    def sentences(self, language: str) -> list[str]:
        """What matches and what does not, a sentence each."""
        matches = self.matches()
        return [self._said(kind, matches[kind], language) for kind in matches]

    def _said(self, kind: str, matches: bool, language: str) -> str:
        verdict = text(f"backtest.{'matches' if matches else 'matches_not'}.{kind}", language)
        if kind == "volume":
            return text("backtest.said.volume", language, verdict=verdict,
                        **{source: f"{value:.3g}" for source, value in self.volume.items()})  # fmt: skip
        apart = {source: format_percent(value) for source, value in self.distances[kind].items()}
        if kind == "closing":
            days = int(self.curve(kind, "model")["x"].max())
            return text("backtest.said.closing", language, verdict=verdict, days=days, **apart)
        busiest = {source: format_percent(self._busiest(source)) for source in SOURCES}
        return text("backtest.said.concentration", language, verdict=verdict, top=f"{100 * self._top:.0f}",
                    of_register=busiest["register"], of_model=busiest["model"], **apart)  # fmt: skip

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
            "learned_from": self.learned.figures.cases,
            "held_against": self.later_cases,
            "seeds": list(self.seeds),
            "distances": self.distances,
            "volume": self.volume,
            "matches": self.matches(),
            "sentences": self.sentences(language),
            "table": records(self.table),
        }


def is_near(model: float, earlier: float) -> bool:
    """Whether a model's curve is as near to the register's as is asked, or at most twice as far as its earlier part."""
    return model <= max(NEAR, 2.0 * earlier)


def backtest(register: Register, split: float = LEARNING_SHARE, seeds: int = 10, grids: int | None = None) -> Backtest:
    """Learn from the first part of a register's time, then hold the model against the rest.

    The densely listed window is cut, or its last regime of closing where that is long enough. The earlier part is taken as
    it stood on the day of the split: what was open then is censored there. The model lives as many days as the later part
    has, at most two years. Raises `RegisterError` where a part is too small; a curve that a part is too small for is left
    out and noted.
    """
    coverage = coverage_of(register)
    earlier, later, day = parts(_cut(register, coverage), split)
    wanted, noted = _curves(earlier, later)
    learned = learn(earlier, grids)
    ages = min(LONGEST_AGE, later.days)
    days = min(MAX_DAYS, max(later.days, MIN_DAYS))
    scenario = learned.scenario.vary({"place.days": days})
    chosen = tuple(range(1, seeds + 1))
    runs = simulated(_starting(scenario, day), chosen)
    tables = []
    if "closing" in wanted:
        tables.append(
            _closing(earlier.within(learned.coverage.closing_since, learned.coverage.closing_until), later, runs, ages)
        )
    if "concentration" in wanted:
        tables.append(_concentration(learned, earlier, later, runs))
    table = pandas.concat(tables, ignore_index=True) if tables else pandas.DataFrame(columns=list(CURVE_COLUMNS))
    recorded = float(np.mean([len(recorded_in_window(run.cases)) for run in runs])) / days
    volume = {
        "register": len(later.cases) / later.days,
        "earlier": learned.figures.rates.per_day.value,
        "model": recorded / learned.size.part,
    }
    return Backtest(learned, day, table, _distances(table), volume, len(later.cases), chosen, (*coverage.noted, *noted))


def _cut(register: Register, coverage: Coverage) -> Register:
    """What is divided: the window, from the last regime of closing on where that is long enough for two parts."""
    within = register.within(coverage.since, coverage.until)
    regime = register.within(coverage.closing_since, coverage.closing_until)
    return regime if len(regime.cases) >= 4 * MIN_ROWS and regime.days >= 6 * MIN_DAYS else within


def _curves(earlier: Register, later: Register) -> tuple[list[str], list[Noted]]:
    """Which curves both parts are large enough for, and why not the others; found before anything is searched."""
    wanted, noted = [], []
    closings = [int(part.cases["closed"].notna().sum()) for part in (earlier, later)]
    if min(closings) >= MIN_ROWS:
        wanted.append("closing")
    else:
        noted.append(Noted("few_closings", {"earlier": closings[0], "later": closings[1]}))
    areas = sorted({*earlier.cases["area"], *later.cases["area"]} - {""})
    told = min(int((part.cases["area"] != "").sum()) for part in (earlier, later))
    if len(areas) >= MIN_AREAS and told >= max(MIN_ROWS, CASES_PER_AREA * len(areas)):
        wanted.append("concentration")
    else:
        noted.append(Noted("few_in_areas", {"cases": told, "areas": len(areas)}))
    return wanted, noted


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
