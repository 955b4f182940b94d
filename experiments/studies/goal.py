"""How much it takes: the least of one lever, or the cheapest mix of several, that reaches a target.

Core objects: `read_target` (`harm_per_10k=-50%` → `Target`) and `goal` → `Goal`.

One lever is searched on a grid, then by Brent's method between the last point that misses the target and the first that
reaches it: on the same seeds every outcome is one fixed function of the lever, so that a root-finder for such functions serves.
Several are searched by Optuna's tree of Parzen estimators under the target as a constraint. What is found is run again on seeds
that took no part in the search. Sources: Brent 1973; Bergstra et al. 2011.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.findings.changes import ALWAYS, changes
from experiments.runs.ensembles import Ensemble, ensemble_of
from experiments.runs.execution import Options
from experiments.runs.plan import Levers, PlanError, Range, Value, declaration, read_range
from experiments.runs.policies import RELATIVE, new_money, price, read_settings
from experiments.runs.tabular import records
from experiments.statistics import Floats, t_quantile
from experiments.studies.study import Study, checked_outcomes, held, marked, points_frame, spread_of
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario, ScenarioError

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture

GRID = 9
PERCENT_SIGNS = ("%", "\uff05")
TRIALS = 60
CONFIDENCE = 0.9
FRESH_SEEDS = 10_000  # added to a seed: far from those that the search used
UNPAYABLE = 1e12  # stands for a miss and a price that no point has
STEPS = 12  # of the root-finder
TIGHTER = 3  # times that a value which fails on fresh seeds is moved on
FINENESS = 0.005  # of the range
SHOWN = tuple(dict.fromkeys(["in_the_bud_rate", "harm_per_10k", *ALWAYS]))


@dataclass(frozen=True)
class Target:
    """What is to be reached: an outcome at most or at least `bound`, or `factor` times what it is now."""

    outcome: str
    bound: float | None = None
    factor: float | None = None

    @property
    def is_lower(self) -> bool:
        """Whether the outcome is to fall."""
        if self.factor is not None:
            return self.factor < 1.0
        return OUTCOMES[self.outcome].better == "lower"

    def misses(self, before: Floats, after: Floats) -> Floats:
        """By how much each run misses the target, shape (runs,); 0 or below: reached."""
        wanted = self.factor * before if self.factor is not None else np.full_like(after, self.bound)
        return after - wanted if self.is_lower else wanted - after


def read_target(word: str, option: str = "--target") -> Target:
    """`outcome=value` or `outcome=-50%` (relative to the present policy); `PlanError` says what is allowed in the `option`."""
    name, mark, text = (part.strip() for part in word.partition("="))
    if not mark or not text:
        raise PlanError(f"{option}: found '{word}'; allowed: outcome=value, such as harm_per_10k=-50%")
    checked_outcomes([name], option)
    if OUTCOMES[name].better is None:
        known = [each for each, definition in OUTCOMES.items() if definition.better]
        raise PlanError(f"{option}: found '{name}', which is neither better high nor low; allowed: {', '.join(known)}")
    if relative := RELATIVE.fullmatch(text):
        sign = 1.0 if relative[1] == "+" else -1.0
        return Target(name, factor=1.0 + sign * float(relative[2]) / 100.0)
    try:
        share = text.endswith(PERCENT_SIGNS)
        value = float(text.rstrip("".join(PERCENT_SIGNS))) / (100.0 if share else 1.0)
    except ValueError:
        raise PlanError(f"{option}: found '{word}'; allowed: outcome=value, such as harm_per_10k=-50%") from None
    return Target(name, bound=value)


@dataclass(frozen=True)
class Goal(Study):
    """`table`: one row a point that was tried: the levers, the outcome's mean, low, high, `miss`, `reached`, money.

    `found` holds the levers that reach the target (None: nothing within the ranges does), `nearest` the point that comes
    nearest; `confirmed` says whether fresh seeds reach it too, `changes` what it does to every outcome on these.
    """

    kind = "goal"

    target: Target = field(default_factory=lambda: Target("harm_per_10k"))
    levers: tuple[Range, ...] = ()
    found: Levers | None = None
    nearest: Levers = field(default_factory=dict)
    confirmed: bool = False
    confidence: float = CONFIDENCE
    changes: Any = None
    new_money: bool = False

    @property
    def worlds(self) -> int:
        """How many worlds the answer rests on."""
        return int(self.changes["replications"].max())

    def told(self, language: str) -> list[str]:
        """The least that reaches the target, or that nothing within the ranges does; what gets worse there."""
        from experiments.findings.goal import goal_sentences

        return goal_sentences(self, language)

    def picture(self, language: str = "en") -> Picture:
        """The outcome over the lever, with the target; over money for several levers."""
        from experiments.plots.goals import goal_picture

        return goal_picture(self, language)

    def tables(self) -> dict[str, pandas.DataFrame]:
        """The points tried; what the one that was found does to every outcome."""
        return {"goal": self.table, "whatif": self.changes}

    def shown(self, language: str) -> dict[str, pandas.DataFrame]:
        """The same in words."""
        from experiments.findings.goal import shown_points
        from experiments.findings.whatif import outcome_rows

        return {"goal": shown_points(self, language), "whatif": outcome_rows(self.changes, language)}

    def sheets(self, language: str) -> dict[str, pandas.DataFrame]:
        """The tables as numbers."""
        return self.tables()

    def to_dict(self) -> dict[str, Any]:
        """What `--json` writes."""

        return {
            **super().to_dict(),
            "target": {"outcome": self.target.outcome, "bound": self.target.bound, "factor": self.target.factor},
            "confidence": self.confidence,
            "found": None if self.found is None else dict(self.found),
            "nearest": dict(self.nearest),
            "confirmed": self.confirmed,
            "changes": records(self.changes),
        }


@dataclass
class Search:
    """Points tried so far: each against the present policy on the same seeds."""

    base: Scenario
    target: Target
    options: Options
    confidence: float
    pays_new_money: bool
    limits: Mapping[str, float]
    ensemble: Ensemble | None = None
    held: Levers = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def miss(self, levers: Levers) -> float:
        """By how much a point misses the target with the confidence asked for; 0 or below: reached; inf: not allowed."""
        return float(self.tried([levers])[0]["miss"])

    def levers_of(self, levers: Levers) -> Levers:
        """What a point changes in the scenario, the money for it among it where that is new."""
        return {**levers, **new_money(self.base, levers)} if self.pays_new_money else levers

    def tried(self, points: Sequence[Levers]) -> list[dict[str, Any]]:
        """One row a point, run where it wasn't yet."""
        known = [self._known(levers) for levers in points]
        fresh = [levers for levers, row in zip(points, known, strict=True) if row is None]
        if fresh:
            frame = points_frame(
                self.base,
                [self.held, *map(self.levers_of, fresh)],
                self.options,
                keep_refused=True,
                ensemble=self.ensemble,
            )
            by_point = {int(at): rows for at, rows in frame.groupby("point", sort=False)}
            for at, levers in enumerate(fresh, start=1):
                self.rows.append(self._row(levers, by_point[0], by_point[at]))
        return [row for levers in points if (row := self._known(levers)) is not None]

    def _known(self, levers: Levers) -> dict[str, Any] | None:
        return next((row for row in self.rows if row["levers"] == dict(levers)), None)

    def _row(self, levers: Levers, before: pandas.DataFrame, after: pandas.DataFrame) -> dict[str, Any]:
        ours, theirs = after[self.target.outcome].to_numpy(float), before[self.target.outcome].to_numpy(float)
        spread = spread_of(ours, self.ensemble)
        miss = bound_of(self.target.misses(theirs, ours), self.confidence, self.ensemble is not None)
        row: dict[str, Any] = {
            "levers": dict(levers),
            "mean": spread.mean,
            "low": spread.low,
            "high": spread.high,
            "replications": spread.replications,
            "missing": spread.missing,
            "miss": miss,
        }
        try:
            scenario = self.base.vary(self.levers_of(levers))
        except ScenarioError:
            return row | {"miss": math.inf, "yuan": math.nan, "reached": False}
        over = any(float(scenario.value(path)) > limit for path, limit in self.limits.items())
        row["miss"] = math.inf if over or math.isnan(miss) else miss
        further = {name: float(after[name].mean()) for name in SHOWN if name != self.target.outcome}
        return row | {"yuan": price(self.base, scenario), "reached": row["miss"] <= 0.0} | further

    def move(self, levers: Levers, ranges: Sequence[Range]) -> float:
        """How far a point lies from the present policy: the sum of its moves in shares of the ranges."""
        return sum(
            abs(float(levers[each.path]) - float(self.base.value(each.path))) / (float(each.high) - float(each.low))
            for each in ranges
        )


def bound_of(misses: Floats, confidence: float, over_worlds: bool = False) -> float:
    """By how much the target is missed at most, with `confidence`: of the mean over seeds, by its one-sided interval; over worlds
    in such a share of them.
    """
    known = misses[~np.isnan(misses)]
    if known.size < 2:
        return math.nan
    if over_worlds:
        return float(np.quantile(known, confidence))
    return float(
        known.mean() + t_quantile(2.0 * confidence - 1.0, known.size - 1) * known.std(ddof=1) / known.size**0.5
    )


def goal(
    scenario: Scenario | str | Path,
    target: str | Target,
    by: Sequence[str],
    replications: int = 20,
    workers: int | None = None,
    *,
    at_most: Sequence[str] = (),
    confidence: float = CONFIDENCE,
    pays_new_money: bool = False,
    trials: int = TRIALS,
    world: str | Path | Ensemble | None = None,
    **options: Any,
) -> Goal:
    """The least of a lever, or the cheapest mix of several, that reaches a target against the present policy.

    `target` as `read_target` reads it; `by` names levers, each with its range (`path=low:high`) or alone. `at_most` are
    limits as `path=value`. With `pays_new_money` what the levers cost is added to the budget; else it is taken from delivery.
    Over worlds (`world`, as in `compare`) the target is reached where it is in the share `confidence` of them. `options` are those of `Options`. Raises `PlanError` or `ScenarioError`.
    """
    base = Scenario.of(scenario)
    wanted = read_target(target) if isinstance(target, str) else target
    ranges = tuple(range_around(word, base) for word in by)
    if not ranges:
        raise PlanError("--by: missing; say which lever may move, such as --by triage.screening_share")
    if not 0.5 < confidence < 1.0:
        raise PlanError(f"--confidence: found {confidence:g}; allowed: a number from 0.5 to 1")
    limits = {path: float(value) for path, value in read_settings(at_most, base, "--at-most").items()}
    how = Options.of(replications, workers, options)
    ensemble = ensemble_of(base, world)
    varied = [*(each.path for each in ranges), *(["budget.yearly_yuan"] if pays_new_money else [])]
    search = Search(base, wanted, how, confidence, pays_new_money, limits, ensemble, held(base, varied, ensemble))
    found = _one(search, ranges[0]) if len(ranges) == 1 else _several(search, ranges, trials)
    nearest = found or _nearest(search)
    confirming = replace(how, seed=fresh_seed(how, ensemble))
    check = replace(search, options=confirming, rows=[])
    confirmed = found is not None and check.miss(found) <= 0.0
    step = 0
    while found is not None and not confirmed and len(ranges) == 1 and step < TIGHTER:
        moved = _farther(found, ranges[0], base)
        if moved == found or search.miss(moved) > 0.0:
            break
        found, step = moved, step + 1
        confirmed = check.miss(found) <= 0.0
    nearest = found or nearest
    frame = points_frame(base, [search.held, search.levers_of(nearest)], confirming, ensemble=ensemble)
    samples = [{name: rows[name].to_numpy(float) for name in OUTCOMES} for _, rows in frame.groupby("point")]
    return Goal(
        base,
        marked(_table(search, ranges), ensemble),
        wanted,
        ranges,
        found,
        nearest,
        confirmed,
        confidence,
        changes(samples[0], samples[1], over_worlds=ensemble is not None),
        pays_new_money,
        ensemble=ensemble,
    )


def fresh_seed(how: Options, ensemble: Ensemble | None) -> int:
    """The first seed of the runs that confirm: far from the search's seeds, in the worlds that follow upon the search's."""
    if ensemble is None:
        return how.seed + FRESH_SEEDS
    count, after = len(ensemble), how.seed + how.replications
    return after + count * math.ceil(FRESH_SEEDS / count)


def range_around(word: str, base: Scenario) -> Range:
    """The range of a `--by` word: as given, else all of a share, else from none to three times the present value."""
    if "=" in word:
        return read_range(word)
    declared = declaration(word.strip())
    if declared.kind not in {"float", "int"}:
        raise PlanError(f"--by: found '{word}', a {declared.kind}; allowed: numbers")
    if declared.high == 1.0:
        return Range(declared.path, float(declared.low or 0.0), 1.0)
    present = float(base.value(declared.path))
    high = min(float(declared.high or math.inf), 3.0 * present or float(declared.high or 1.0))
    low = float(declared.low or 0.0)
    return Range(declared.path, _as_kind(declared.path, low), _as_kind(declared.path, high))


def _as_kind(path: str, value: float) -> Value:
    return round(value) if declaration(path).kind == "int" else float(f"{value:.6g}")


def _one(search: Search, span: Range) -> Levers | None:
    """The value nearest to the present one that reaches the target; None where no value of the range does."""
    from scipy.optimize import brentq

    present = float(search.base.value(span.path))
    low, high = float(span.low), float(span.high)
    values = sorted({float(_as_kind(span.path, float(each))) for each in np.linspace(low, high, GRID)})
    rows = search.tried([{span.path: _as_kind(span.path, value)} for value in values])
    reached = [row for row in rows if row["reached"]]
    if not reached:
        return None
    best = min(reached, key=lambda row: abs(float(row["levers"][span.path]) - present))
    outer = float(best["levers"][span.path])
    within = [
        each for each in [*values, present] if min(present, outer) <= each <= max(present, outer) and each != outer
    ]
    inner = min(within, key=lambda each: abs(each - outer), default=outer)
    if inner == outer or search.base.value(span.path) == outer:
        return dict(best["levers"])

    def miss(value: float) -> float:
        found = search.miss({span.path: _as_kind(span.path, value)})
        return found if math.isfinite(found) else UNPAYABLE

    if miss(inner) <= 0.0:
        return {span.path: _as_kind(span.path, inner)}
    whole = declaration(span.path).kind == "int"
    if not whole:
        root = brentq(miss, inner, outer, xtol=FINENESS * (high - low), maxiter=STEPS, disp=False)
        tried: Levers = {span.path: _as_kind(span.path, root)}
    else:
        tried = _halved(miss, span.path, round(inner), round(outer))
    return _least_reached(search, span.path, present, [tried, best["levers"]])


def _halved(miss: Callable[[float], float], path: str, misses: int, reaches: int) -> Levers:
    """The whole number nearest to `misses` that still reaches, by halving."""
    while abs(reaches - misses) > 1:
        middle = (reaches + misses) // 2
        misses, reaches = (misses, middle) if miss(middle) <= 0.0 else (middle, reaches)
    return {path: reaches}


def _least_reached(search: Search, path: str, present: float, more: Sequence[Levers]) -> Levers:
    search.tried(more)
    reached = [row["levers"] for row in search.rows if row["reached"]]
    return dict(min(reached, key=lambda levers: abs(float(levers[path]) - present)))


def _several(search: Search, ranges: Sequence[Range], trials: int) -> Levers | None:
    """The cheapest mix that reaches the target, of as many as are tried; None where none does."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    rows: dict[int, dict[str, Any]] = {}
    target = search.target.outcome

    def ask(trial: optuna.Trial) -> float:
        levers = {each.path: suggested(trial, each) for each in ranges}
        row = rows[trial.number] = search.tried([levers])[0]
        trial.set_constraint(target, row["miss"] if math.isfinite(row["miss"]) else UNPAYABLE)
        yuan = row["yuan"]
        return cost_of(yuan if math.isfinite(yuan) else UNPAYABLE, search.move(levers, ranges))

    sampler = optuna.samplers.TPESampler(
        seed=search.options.seed, multivariate=True, n_startup_trials=max(8, trials // 4)
    )
    study = optuna.create_study(sampler=sampler)
    study.enqueue_trial({each.path: search.base.value(each.path) for each in ranges
                         if float(each.low) <= float(search.base.value(each.path)) <= float(each.high)})  # fmt: skip
    study.optimize(ask, n_trials=trials)
    reached = [row for row in rows.values() if row["reached"]]
    if not reached:
        return None
    return dict(min(reached, key=lambda row: cost_of(row["yuan"], search.move(row["levers"], ranges)))["levers"])


def cost_of(yuan: float, move: float) -> float:
    """What a mix is judged by: money first; of equal money, the smaller moves."""
    return yuan + move


def suggested(trial: Any, span: Range) -> Value:
    """A value of a range as Optuna suggests it, in three digits where it is no whole number."""
    if declaration(span.path).kind == "int":
        return int(trial.suggest_int(span.path, int(span.low), int(span.high)))
    value = trial.suggest_float(span.path, float(span.low), float(span.high))
    return min(float(span.high), max(float(span.low), float(f"{value:.3g}")))


def _nearest(search: Search) -> Levers:
    rows = [row for row in search.rows if math.isfinite(row["miss"])]
    if not rows:
        raise PlanError("--by: no value within these ranges can be paid or followed up; allowed: other ranges")
    return dict(min(rows, key=lambda row: row["miss"])["levers"])


def _farther(levers: Levers, span: Range, base: Scenario) -> Levers:
    """A value a little farther from the present one, within the range."""
    value, present = float(levers[span.path]), float(base.value(span.path))
    step = (
        max(1.0, 0.0) if declaration(span.path).kind == "int" else 4 * FINENESS * (float(span.high) - float(span.low))
    )
    moved = value + math.copysign(step, value - present)
    return {span.path: _as_kind(span.path, min(float(span.high), max(float(span.low), moved)))}


def _table(search: Search, ranges: Sequence[Range]) -> pandas.DataFrame:
    import pandas

    rows = [{**row["levers"], **{key: value for key, value in row.items() if key != "levers"}} for row in search.rows]
    frame = pandas.DataFrame(rows)
    return frame.sort_values([each.path for each in ranges], ignore_index=True)
