"""From a plan to its rows: computed where they are missing, repeated until they are precise enough.

Core objects: `Options` (how to carry out a plan, the same for every command), `run_plan`, and `count_runs` (the runs of
several plans, each counted once).
"""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from numbers import Real
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, get_args

from experiments.runs.engine import EngineName, Progress, Simulate, collect, execute, shared_simulate
from experiments.runs.identity import identity_of
from experiments.runs.own_outcomes import (
    Given,
    Measuring,
    OwnOutcome,
    check_sendable,
    definitions,
    identity,
    measured,
    read_outcomes,
    with_expressions,
)
from experiments.runs.plan import Plan, PlanError, Value, checked_count, paired_seeds
from experiments.runs.store import FAILED, REFUSED, Store, open_store
from experiments.statistics import (
    LOOK_AHEAD,
    MIN_REPLICATIONS,
    Floats,
    enough,
    replications_needed,
    widest_half_width,
)
from model.outcome_definitions import OUTCOMES, OutcomeDefinition
from model.scenario.declarations import nearest
from model.scenario.triggers import columns_of

if TYPE_CHECKING:
    import pandas as pd

    from model.scenario import Scenario

ENGINES: tuple[str, ...] = get_args(EngineName)
MAX_REPLICATIONS = 1_000
SHOWN_EVERY_SECONDS = 10.0
SHOWING_SHARE = 0.05  # of the time that may go into showing what is known so far
COMPUTING_ROUNDS = 3  # a part that is damaged while we read is computed again

Figures = Callable[["pd.DataFrame"], Floats]


class RunsFailedWarning(UserWarning):
    """A result has no figures, because every run of it failed; the command line says so in its own words."""


class OptionValues(TypedDict, total=False):
    """The fields of `Options` beside replications and workers, as keywords that a type checker knows."""

    seed: int
    store: str | Path | None
    precision: float | None
    most_replications: int
    engine: EngineName
    scheduler: str | None
    retry_failed: bool
    on_progress: Callable[[Progress], None]
    on_done: Callable[[PlanResult], None]
    on_balanced: Callable[[PlanResult], None] | None
    simulate: Simulate | None


@dataclass(frozen=True)
class Options:
    """How a plan is carried out.

    `seed` is the first of the paired seeds. With `precision`, replications are added until every
    deciding interval's half-width is at most that, from `replications` up to `most_replications`.
    `store` is a folder that keeps the runs; without one they are forgotten with the result. `simulate`
    takes the place of the model; in a store its runs bear its name in their keys. `outcomes` are one's own, by name: functions of
    a run's `Outcome`, part of its key, or arithmetic on other figures, such as "recorded / arisen"; see `OwnOutcome`.
    `on_done` hears of every plan that was carried out: an inquiry may have several.
    `on_balanced` is called now and then, and after Ctrl-C, with the campaign of those seeds that every
    point has: an answer that holds, if a wide one.
    """

    replications: int = 30
    workers: int | None = None
    seed: int = 1
    store: str | Path | None = None
    precision: float | None = None
    most_replications: int = MAX_REPLICATIONS
    engine: EngineName = "threads"
    scheduler: str | None = None
    retry_failed: bool = False
    on_progress: Callable[[Progress], None] = field(default=lambda _: None)
    on_done: Callable[[PlanResult], None] = field(default=lambda _: None)
    on_balanced: Callable[[PlanResult], None] | None = None
    simulate: Simulate | None = None
    outcomes: Given | None = None

    def __post_init__(self) -> None:
        """Refuse what is of the wrong kind, before anything runs."""
        for name in ("replications", "seed", "most_replications"):
            checked_count(f"--{name.replace('_', '-')}", getattr(self, name))
        if self.workers is not None:
            checked_count("--workers", self.workers)
        precision: Any = self.precision
        if precision is not None and (isinstance(precision, bool) or not isinstance(precision, Real)):
            raise PlanError(f"--precision: found {precision!r}; allowed: a half-width above 0, such as 0.005")
        store: Any = self.store
        if store is not None and not isinstance(store, str | PathLike):
            raise PlanError(f"--store: found {store!r}; allowed: a folder")
        if self.engine not in ENGINES:
            raise PlanError(f"--engine: found '{self.engine}'; allowed: {', '.join(ENGINES)}")
        if self.engine == "processes":
            check_sendable(self.own)

    @cached_property
    def own(self) -> dict[str, OwnOutcome]:
        """The outcomes of one's own, checked; raises `PlanError`."""
        return read_outcomes(self.outcomes)

    @cached_property
    def computing(self) -> Simulate | None:
        """What computes a run, own figures included; None for the model alone."""
        measures = measured(self.own)
        return Measuring(self.simulate or _shared, measures) if measures else self.simulate

    @property
    def figures(self) -> tuple[str, ...]:
        """The columns that a store must have of every run."""
        return (*OUTCOMES, *measured(self.own))

    @classmethod
    def of(
        cls,
        replications: int,
        workers: int | None,
        further: OptionValues | Mapping[str, Any],
        outcomes: Given | None = None,
    ) -> Options:
        """The options of a study; `PlanError` names the nearest right name of one that is not there."""
        known = [each.name for each in fields(cls) if each.name != "outcomes"]  # for studies that show them
        for name in further:
            if name not in known:
                raise PlanError(f"unknown option '{name}'{nearest(name, known)}; allowed: {', '.join(known)}")
        given: Mapping[str, Any] = further
        return cls(replications, workers, outcomes=outcomes, **given)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The paired seeds to begin with."""
        least = MIN_REPLICATIONS + LOOK_AHEAD if self.precision and self.replications > 0 else self.replications
        return paired_seeds(max(self.replications, least), self.seed)


def _shared(scenario: Scenario, seed: int) -> Any:
    """The model's own run, wherever it is sent to."""
    return shared_simulate()(scenario, seed)


@dataclass(frozen=True)
class PlanResult:
    """A plan as it was carried out: its rows (replication-major), how it went, what was set aside.

    `half_width` is the widest that decides where a precision was asked for and not reached, else None; `definitions` are
    those of all outcomes, one's own included.
    """

    plan: Plan
    rows: pd.DataFrame = field(repr=False)
    progress: Progress
    damaged: tuple[str, ...]
    half_width: float | None = None
    definitions: Mapping[str, OutcomeDefinition] = field(default_factory=lambda: OUTCOMES, repr=False)

    @property
    def runs(self) -> pd.DataFrame:
        """The rows, with a column after `label` for every lever that a point sets: its value in the run's scenario."""
        rows, place = self.rows.copy(), self.rows.columns.get_loc("label") + 1
        for at, path in enumerate(self.plan.paths):
            values = [self.plan.setting(point, path) for point in range(len(self.plan.points))]
            rows.insert(place + at, path, [values[point] for point in rows["point"]])
        return rows

    @property
    def failures(self) -> pd.DataFrame:
        """The runs that failed or were refused: label, seed, error, replay."""
        return self.rows.loc[self.failed, ["label", "seed", "error", "replay"]]

    @property
    def failed(self) -> pd.Series:
        """For every row whether its run failed, or was refused otherwise than by its world."""
        bad = [FAILED] if self.plan.world_of is not None and not self.plan.refusals else [FAILED, REFUSED]
        return self.rows["status"].isin(bad)

    @property
    def replications(self) -> int:
        """How many paired seeds were run."""
        return len(self.plan.seeds)


@dataclass(frozen=True)
class TriggerCount:
    """What a trigger of a policy did: in how many of its runs it fired, first on which day (median), how often (mean)."""

    label: str
    when: str
    until: str
    then: Mapping[str, Value]
    runs: int
    fired: int
    day: float | None
    times: float


@dataclass(frozen=True)
class RunCounts:
    """Different runs of some campaigns: planned, recorded, of these stored before and computed now, and failed.

    `half_width` is the widest of theirs, where a precision was asked for and not reached; `triggers` is what those of their
    points did.
    """

    planned: int
    total: int
    reused: int
    computed: int
    failed: int
    half_width: float | None = None
    triggers: tuple[TriggerCount, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> RunCounts:
        """The counts of a manifest."""
        return cls(**{**given, "triggers": tuple(TriggerCount(**each) for each in given.get("triggers", ()))})

    @property
    def known(self) -> int:
        """Runs that a result rests on."""
        return self.total - self.failed


def count_runs(campaigns: Sequence[PlanResult]) -> RunCounts:
    """Count the runs of some campaigns, those that several share once."""
    keys: set[str] = set()
    fresh: set[str] = set()
    failed: set[str] = set()
    lacking = 0
    for each in campaigns:
        own = set(each.rows["run_key"])
        keys |= own
        fresh |= each.progress.fresh
        failed |= set(each.rows.loc[each.failed, "run_key"])
        lacking += each.progress.total - len(own)
    computed = len(keys & fresh)
    widest = max((each.half_width for each in campaigns if each.half_width is not None), default=None)
    fired = tuple({(each.label, each.when): each for done in campaigns for each in _fired(done)}.values())
    return RunCounts(len(keys) + lacking, len(keys), len(keys) - computed, computed, len(failed), widest, fired)


def _fired(done: PlanResult) -> Iterator[TriggerCount]:
    """What the triggers of a plan's points did, as far as the runs know."""
    for point, each in enumerate(done.plan.points):
        lived = done.rows[done.rows["point"] == point]
        for index, trigger in enumerate(done.plan.triggers(point)):
            first, times = columns_of(index)
            rows = lived[lived[times].notna()] if times in lived else lived[:0]
            if len(rows):
                days = rows[first].dropna()
                yield TriggerCount(
                    each.label, trigger["when"], trigger.get("until", ""), dict(trigger["then"]), len(rows), len(days),
                    float(days.median()) if len(days) else None, float(rows[times].mean()),
                )  # fmt: skip


def run_plan(plan: Plan, options: Options, deciding: Figures | None = None) -> PlanResult:
    """Run what is missing of a plan; with a precision asked for, go on until `deciding` is that precise.

    `deciding` turns rows into the figures that decide, shape (replications, figures).
    """
    if options.precision is not None and not options.precision > 0:
        raise PlanError(f"--precision: found {options.precision:g}; allowed: a half-width above 0, such as 0.005")
    if options.store is not None:
        computed_by = identity_of(options.simulate) if options.simulate is not None else ""
        plan = replace(plan, computed_by=computed_by + identity(options.own))
    with _store(options.store) as store:
        rows, progress = _computed(plan, store, options)
        half_width = None
        while options.precision and deciding and not enough(deciding(rows), options.precision):
            more = _more_seeds(deciding(rows), options)
            if len(more) <= len(plan.seeds):
                half_width = widest_half_width(deciding(rows))
                break
            plan = plan.with_seeds(more)
            fresh = progress.fresh
            rows, progress = _computed(plan, store, options)
            progress = replace(progress, fresh=fresh | progress.fresh)
        done = PlanResult(plan, rows, progress, _named(store), half_width, definitions(options.own))
    if done.failed.all():
        first = done.failures["error"].iloc[0]
        warnings.warn(f"all {len(rows)} runs failed, the first with: {first}", RunsFailedWarning, stacklevel=2)
    options.on_done(done)
    return done


def _named(store: Store) -> tuple[str, ...]:
    return tuple(f"{each.part}: {each.reason}" for each in store.damaged)


def _more_seeds(figures: Floats, options: Options) -> Sequence[int]:
    """As many seeds as the forecast says, at most twice the present ones: forecasts err."""
    needed = replications_needed(figures, options.precision or 1.0)
    return paired_seeds(min(needed, 2 * len(figures), options.most_replications), options.seed)


def _computed(plan: Plan, store: Store, options: Options) -> tuple[pd.DataFrame, Progress]:
    fresh: Set[str] = frozenset()
    for left in reversed(range(COMPUTING_ROUNDS)):
        progress = _execute(plan, store, options)
        fresh |= progress.fresh
        rows = with_expressions(collect(plan, store, options.figures, allow_missing=left > 0), options.own)
        if not rows["status"].isna().any():
            break
    return rows, replace(progress, fresh=fresh)


def _execute(plan: Plan, store: Store, options: Options) -> Progress:
    showing = _Showing(plan, store, options)
    try:
        return execute(
            plan,
            store,
            workers=options.workers,
            engine=options.engine,
            scheduler=options.scheduler,
            simulate=options.computing,
            outcomes=options.figures,
            retry_failed=options.retry_failed,
            on_progress=showing,
        )
    except KeyboardInterrupt:
        showing.show()
        raise


@dataclass
class _Showing:
    """Hands on the progress, and now and then what is known so far."""

    plan: Plan
    store: Store
    options: Options
    progress: Progress | None = None
    due: float = field(default_factory=lambda: time.monotonic() + SHOWN_EVERY_SECONDS)

    def __call__(self, progress: Progress) -> None:
        self.progress = progress
        self.options.on_progress(progress)
        if time.monotonic() >= self.due:
            begun = time.monotonic()
            self.show()
            ended = time.monotonic()
            self.due = ended + max(SHOWN_EVERY_SECONDS, (ended - begun) / SHOWING_SHARE)

    def show(self) -> None:
        """Show the seeds that every point has, if there are any."""
        if self.options.on_balanced is None or self.progress is None:
            return
        own = self.options.own
        rows = with_expressions(collect(self.plan, self.store, self.options.figures, allow_missing=True), own)
        lacking = set(rows.loc[rows["status"].isna(), "seed"])
        seeds = [seed for seed in self.plan.seeds if seed not in lacking]
        if seeds:
            kept = rows[rows["seed"].isin(seeds)].reset_index(drop=True)
            known = PlanResult(
                self.plan.with_seeds(seeds), kept, self.progress, _named(self.store), definitions=definitions(own)
            )
            self.options.on_balanced(known)


@contextmanager
def _store(folder: str | Path | None) -> Iterator[Store]:
    if folder is not None:
        yield open_store(folder, create=True)
        return
    with tempfile.TemporaryDirectory(prefix="huajie-") as passing:
        store = open_store(passing, create=True)
        store.is_passing = True
        yield store
