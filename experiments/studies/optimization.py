"""Which mixes of levers are best: those of which none is better in one objective without being worse in another.

Core objects: `optimize` → `Front`, `Arena` (mixes run on the same seeds) and `standing` (which of them pairs tell apart).

Optuna's tree of Parzen estimators for several objectives searches, a batch at a time, every mix in the same worlds and seeds
(docs/background/decisions.md holds it against others). What it finds is run again in worlds and on seeds that the search never saw;
there a mix is dropped if another is clearly better in one objective, pair by pair, and clearly worse in none. A search that was
stopped goes on from its store: the same seeds give the same mixes. Sources: Ozaki et al. 2022; Watanabe and Hutter 2023.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from experiments.findings.changes import ALWAYS, changes
from experiments.runs.ensembles import Ensemble, ensemble_of
from experiments.runs.execution import Options
from experiments.runs.plan import Axis, Levers, Plan, PlanError, Point, Range, Value, axis, checked_count, declaration
from experiments.runs.policies import new_money
from experiments.runs.tabular import records
from experiments.statistics import LEVEL, Estimate, Floats, interval
from experiments.studies.attribution import DECIDED, attributed, groups_between
from experiments.studies.goal import Target, bound_of, fresh_seed, range_around, read_target, suggested
from experiments.studies.study import Study, checked_outcomes, held, points_frame
from model.outcome_definitions import OUTCOMES
from model.scenario import PARAMETERS, Scenario, ScenarioError
from model.scenario.budget import named_lines
from model.scenario.levers import DELIVERY_BUNDLES

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture

Judge = Literal["mean", "bad-tenth"]
Key = tuple[tuple[str, Value], ...]

COST = "cost"
BAD_TENTH = 0.9
LEAST_OF_A_TENTH = 10  # seeds: of fewer there is no bad tenth
MAX_FRONT = 8  # mixes that are run again
CONFIDENCE = 0.9  # with which a constraint must hold
LEAST_FRESH = 10
BATCH = 8
UNPAYABLE = 1e12  # stands for the objectives of a mix that has none
RESAMPLES = 9_999
CREDITED = 20  # worlds in which the gain is shared out


@dataclass(frozen=True)
class Front(Study):
    """`table`: one row a mix of the front, the best of the first objective first: `mix`, the levers, `objective.value`, `.low`, `.high`.

    All figures are of seeds (and worlds) that the search did not see. `tried` holds every mix of the search, `present` the present
    policy's objectives, `beside` what each mix does to the outcomes that a planner is always told of, `changes` what the first mix
    does to all, `credit` who earns its gain, `own` the nearest mix without a contract where the first has one. `pays`: what the money is taken from.
    """

    kind = "optimize"

    objectives: tuple[str, ...] = ()
    levers: tuple[Range | Axis, ...] = ()
    judge: Judge = "mean"
    constraints: tuple[Target, ...] = ()
    keeps: bool = True
    tried: Any = None
    present: Mapping[str, float] = field(default_factory=dict)
    beats_present: bool = False
    changes: Any = None
    beside: Any = None
    credit: Any = None
    own: Mapping[str, Any] | None = None
    pays: str = "delivery"

    @property
    def worlds(self) -> int:
        """On how many fresh seeds, or in how many fresh worlds, the front was run."""
        return int(self.table["replications"].max())

    def told(self, language: str) -> list[str]:
        """The best mix of the first objective, the other ends, what all share, which lever earns the gain, what gets worse."""
        from experiments.findings.fronts import front_sentences

        return front_sentences(self, language)

    def picture(self, language: str = "en") -> Picture:
        """The front over the first two objectives, with all mixes tried and the present policy."""
        from experiments.plots.goals import front_picture

        return front_picture(self, language)

    def tables(self) -> dict[str, pandas.DataFrame]:
        """The front; what each mix does beside; who earns the gain; what the first mix does to all outcomes; all mixes tried."""
        return {
            "optimize": self.table,
            "beside": self.beside,
            "credit": self.credit,
            "whatif": self.changes,
            "tried": self.tried,
        }

    def shown(self, language: str) -> dict[str, pandas.DataFrame]:
        """The same in words; of the mixes tried the picture is enough."""
        from experiments.findings.fronts import shown_beside, shown_credit, shown_front
        from experiments.findings.whatif import outcome_rows

        found = {
            "optimize": shown_front(self, language),
            "beside": shown_beside(self, language),
            "credit": shown_credit(self, language),
            "whatif": outcome_rows(self.changes, language),
        }
        return {name: frame for name, frame in found.items() if len(frame)}

    def sheets(self, language: str) -> dict[str, pandas.DataFrame]:
        """The tables as numbers."""
        return self.tables()

    def to_dict(self) -> dict[str, Any]:
        """What `--json` writes."""
        return {
            **super().to_dict(),
            "objectives": list(self.objectives),
            "judge": self.judge,
            "present": dict(self.present),
            "beats_present": self.beats_present,
            "own": None if self.own is None else dict(self.own),
            **{name: records(frame) for name, frame in self.tables().items() if name != "optimize"},
        }


@dataclass
class Arena:
    """Mixes that live on the same seeds, the present policy first: their samples of every outcome, and what they cost."""

    base: Scenario
    options: Options
    paths: tuple[str, ...]
    pays_new_money: bool = False
    ensemble: Ensemble | None = None
    judge: Judge = "mean"
    samples: dict[Key, dict[str, Floats]] = field(default_factory=dict)
    prices: dict[Key, float] = field(default_factory=dict)
    unpaid: set[Key] = field(default_factory=set)

    @property
    def present(self) -> Levers:
        """The present policy as a mix."""
        return {path: self.base.value(path) for path in self.paths}

    def run(self, mixes: Sequence[Levers]) -> None:
        """Run those mixes that were not run yet; one that cannot be paid in a world where the present policy can is `unpaid`."""
        wanted = {key_of(levers): levers for levers in (self.present, *mixes) if key_of(levers) not in self.samples}
        if not wanted:
            return
        settings = [self.settings(levers) for levers in wanted.values()]
        frame = points_frame(self.base, settings, self.options, keep_refused=True, ensemble=self.ensemble)
        by_point = {int(at): rows for at, rows in frame.groupby("point", sort=False)}
        for at, (key, setting) in enumerate(zip(wanted, settings, strict=True)):
            rows = by_point[at]
            self.samples[key] = {name: rows[name].to_numpy(float) for name in OUTCOMES}
            self.samples[key]["refused"] = (rows["error"] != "").to_numpy(float)
            self.prices[key] = self.cost(setting)
            if (self.samples[key]["refused"] > self.samples[key_of(self.present)]["refused"]).any():
                self.unpaid.add(key)

    def cost(self, setting: Levers) -> float:
        """Yuan a year more than now: of the budget where that may move, else of what is paid before delivery; NaN where refused."""
        try:
            after = self.base.vary(setting)
        except ScenarioError:
            return math.nan
        if self.pays_new_money or "budget.yearly_yuan" in self.paths:
            return float(after.budget.yearly_yuan - self.base.budget.yearly_yuan)
        return math.fsum(named_lines(after).values()) - math.fsum(named_lines(self.base).values())

    def settings(self, levers: Levers) -> Levers:
        """What a mix changes in the scenario: what is decided is the same in all worlds, and new money is among it."""
        money = ["budget.yearly_yuan"] if self.pays_new_money else []
        decided = {**held(self.base, [*self.paths, *money], self.ensemble), **levers}
        if not self.pays_new_money:
            return decided
        try:
            return {**decided, **new_money(self.base, levers)}
        except ScenarioError:  # refused as it is, when it is run
            return decided

    def value(self, levers: Levers, objective: str) -> float:
        """An objective of a mix: what it costs a year, or an outcome as it is judged; NaN for one that cannot be paid."""
        key = key_of(levers)
        if key in self.unpaid:
            return math.nan
        return self.prices[key] if objective == COST else judged(self.samples[key][objective], objective, self.judge)

    def estimate(self, levers: Levers, objective: str) -> Estimate:
        """An objective of a mix with its 95 % interval; money has none."""
        if objective == COST:
            yuan = self.value(levers, COST)
            return Estimate(yuan, yuan, yuan, len(self.options.seeds), 0)
        found = self.samples[key_of(levers)][objective]
        if self.judge == "mean":
            return interval(found)
        known = found[~np.isnan(found)]
        low, high = _resampled((known,), lambda one: _quantile(one, objective), LEVEL)
        return Estimate(judged(found, objective, self.judge), low, high, known.size, found.size - known.size)

    def apart(self, ours: Levers, theirs: Levers, objective: str, level: float) -> int:
        """1 where `ours` is clearly better in an objective, −1 where it is clearly worse, 0 where pairs do not say."""
        if objective == COST:
            apart = self.prices[key_of(theirs)] - self.prices[key_of(ours)]
            return int(np.sign(apart)) if abs(apart) >= 1.0 else 0
        one, other = (self.samples[key_of(each)][objective] for each in (ours, theirs))
        known = ~np.isnan(one - other)
        if known.sum() < 2:
            return 0
        one, other = one[known], other[known]
        if self.judge == "mean":
            found = interval(other - one, level)
            low, high = found.low, found.high
        else:
            low, high = _resampled((one, other), lambda a, b: _quantile(b, objective) - _quantile(a, objective), level)
        side = 1 if is_lower(objective) else -1
        return side if low > 0.0 else -side if high < 0.0 else 0


def key_of(levers: Levers) -> Key:
    """A mix as a key."""
    return tuple(sorted(levers.items()))


def is_lower(objective: str) -> bool:
    """Whether less of an objective is better."""
    return objective == COST or OUTCOMES[objective].better == "lower"


def judged(samples: Floats, objective: str, judge: Judge) -> float:
    """The mean over runs, or the value that the worst tenth of them reaches."""
    known = samples[~np.isnan(samples)]
    if not known.size:
        return math.nan
    return float(known.mean()) if judge == "mean" else float(_quantile(known, objective))


def _quantile(samples: Floats, objective: str) -> Any:
    """Along the last axis, the value that the worst tenth reaches."""
    return np.quantile(samples, BAD_TENTH if is_lower(objective) else 1.0 - BAD_TENTH, axis=-1)


def _resampled(samples: Sequence[Floats], statistic: Callable[..., Any], level: float) -> tuple[float, float]:
    """The interval of a figure of paired samples by resampling runs, the same numbers for the same samples."""
    from scipy.stats import bootstrap

    # SciPy hands the axis over by keyword; the last one is ours already.
    found = bootstrap(
        samples, lambda *each, axis=-1: statistic(*each), n_resamples=RESAMPLES, paired=True, vectorized=True,
        confidence_level=level, method="percentile", rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)


def standing(arena: Arena, mixes: Sequence[Levers], objectives: Sequence[str]) -> list[Levers]:
    """The mixes of which no other that stays is clearly better in one objective and clearly worse in none.

    The comparisons of all pairs hold together at 95 % (Bonferroni). Of two that pairs do not tell apart in anything but money the
    cheaper stays.
    """
    pairs = list(combinations(range(len(mixes)), 2))
    noisy = sum(each != COST for each in objectives)
    level = 1.0 - (1.0 - LEVEL) / max(1, len(pairs) * noisy)
    beaten: dict[int, set[int]] = {at: set() for at in range(len(mixes))}
    for one, other in pairs:
        sides = [arena.apart(mixes[one], mixes[other], each, level) for each in objectives]
        if max(sides) > 0 and min(sides) >= 0:
            beaten[other].add(one)
        if min(sides) < 0 and max(sides) <= 0:
            beaten[one].add(other)
    kept: set[int] = set()
    for at in sorted(beaten, key=lambda at: (len(beaten[at]), arena.prices[key_of(mixes[at])], at)):
        if not beaten[at] & kept:
            kept.add(at)
    return [levers for at, levers in enumerate(mixes) if at in kept]


def optimize(
    scenario: Scenario | str | Path,
    objectives: Sequence[str],
    by: Sequence[str],
    replications: int = 10,
    workers: int | None = None,
    *,
    constraints: Sequence[str | Target] = (),
    trials: int = 56,
    judge: Judge = "mean",
    fresh: int = 30,
    pays_new_money: bool = False,
    world: str | Path | Ensemble | None = None,
    **options: Any,
) -> Front:
    """The Pareto front over levers: mixes of which none is better in an objective without being worse in another.

    `objectives` are outcomes, and `cost`: the yuan a year that a mix needs, less what it frees. `by` names levers: alone, with a range (`path=low:high`) or
    with words (`path=staffed|outsourced`). `constraints` are targets as `read_target` reads them, which a mix must reach in 90 % of worlds (or at
    90 % confidence). `judge` says what counts over runs. `trials` mixes are searched on `replications` seeds each; the best are run
    again on `fresh` others. With `pays_new_money` what a mix costs is added to the budget; else it is taken from delivery.
    `world` is as in `compare`, `options` are those of `Options`. Raises `PlanError` or `ScenarioError`.
    """
    base = Scenario.of(scenario)
    wanted = _objectives(objectives)
    spans = tuple(read_lever(word, base) for word in by)
    paths = [each.path for each in spans]
    if not spans:
        raise PlanError("--by: missing; say which lever may move, such as --by triage.screening_share")
    if twice := next((path for path in paths if paths.count(path) > 1), None):
        raise PlanError(f"{twice}: varied twice; allowed: each lever once")
    targets = tuple(read_target(each, "--constraint") if isinstance(each, str) else each for each in constraints)
    how = Options.of(replications, workers, options)
    checked_count("--trials", trials, BATCH)
    checked_count("--fresh", fresh, LEAST_FRESH)
    if judge not in get_args(Judge):
        raise PlanError(f"--judge: found '{judge}'; allowed: {', '.join(get_args(Judge))}")
    if judge != "mean" and replications < LEAST_OF_A_TENTH:
        raise PlanError(f"--replications: found {replications}; allowed with bad-tenth: at least {LEAST_OF_A_TENTH}")
    ensemble = ensemble_of(base, world)
    confirming = replace(how, replications=_fresh(fresh, how, ensemble), seed=fresh_seed(how, ensemble))
    arena = Arena(base, how, tuple(paths), pays_new_money, ensemble, judge)
    allowed = _searched(arena, wanted, spans, targets, trials)
    again = Arena(base, confirming, tuple(paths), pays_new_money, ensemble, judge)
    best_first = _by_first(arena, wanted)
    front = spread_out(sorted(allowed["front"], key=best_first))
    again.run(front)
    paid = [levers for levers in front if key_of(levers) not in again.unpaid]
    keeping = [levers for levers in paid if all(_miss(again, levers, target) <= 0.0 for target in targets)]
    rivals = keeping or paid or front
    if again.present not in rivals and all(_miss(again, again.present, target) <= 0.0 for target in targets):
        rivals = [*rivals, again.present]
    mixes = sorted(standing(again, rivals, wanted), key=_by_first(again, wanted))
    best, first = mixes[0], next(each for each in wanted if each != COST)
    level = 1.0 - (1.0 - LEVEL) / len(rivals)
    return Front(
        base,
        _frame(again, mixes, wanted),
        wanted,
        spans,
        judge,
        targets,
        bool(keeping),
        _tried(arena, allowed, wanted),
        {each: again.value(again.present, each) for each in wanted},
        again.apart(best, again.present, wanted[0], level) > 0,
        _changes(again, best),
        _beside(again, mixes),
        _credit(again, best, first),
        _without_contract(arena, again, best, allowed["all"], wanted),
        "budget" if pays_new_money or "budget.yearly_yuan" in paths else "delivery",
        ensemble=ensemble,
    )


def _objectives(given: Sequence[str]) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(given))
    checked_outcomes([each for each in named if each != COST], "--objective", own=[COST])
    for each in named:
        if each != COST and OUTCOMES[each].better is None:
            known = [name for name, definition in OUTCOMES.items() if definition.better]
            raise PlanError(
                f"--objective: found '{each}', which is neither better high nor low; allowed: {COST}, {', '.join(known)}"
            )
    if len(named) < 2:
        raise PlanError(f"--objective: found {len(named)}; allowed: at least two, such as harm_per_10k and cost")
    return named


def read_lever(word: str, base: Scenario) -> Range | Axis:
    """What a `--by` word lets move: a range of numbers, as `goal` takes it, or the words of a choice (`path=one|other`)."""
    path, mark, text = (part.strip() for part in word.partition("="))
    declared = declaration(path)
    if path in PARAMETERS and path not in DECIDED:
        raise PlanError(f"--by: found '{path}', a number of the place, which no policy chooses; allowed: a lever")
    if declared.kind in {"float", "int"}:
        return range_around(word, base)
    values = tuple(text.split("|")) if mark else declared.choices or (False, True)
    words = axis(path, [each.strip() if isinstance(each, str) else each for each in values])
    if len(words.values) < 2:
        raise PlanError(f"--by: found '{word}', one value; allowed: two or more of {declared.allowed}")
    return words


def _fresh(fresh: int, how: Options, ensemble: Ensemble | None) -> int:
    """How many fresh seeds; no more than there are worlds that the search did not live in."""
    if ensemble is None:
        return fresh
    left = len(ensemble) - how.replications
    if left < LEAST_FRESH:
        raise PlanError(
            f"--replications: found {how.replications}; allowed: at most {max(0, len(ensemble) - LEAST_FRESH)}, "
            "for the front is run again in worlds that the search did not see"
        )
    return min(fresh, left)


def _searched(
    arena: Arena, objectives: Sequence[str], spans: Sequence[Range | Axis], targets: Sequence[Target], trials: int
) -> dict[str, list[Levers]]:
    """`all`: the mixes of the search that can be paid and keep the constraints; `front`: the best of them; `refused`: the others."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.TPESampler(
        seed=arena.options.seed, multivariate=True, constant_liar=True, n_startup_trials=2 * BATCH
    )
    study = optuna.create_study(directions=["minimize"] * len(objectives), sampler=sampler)
    if all(_spans(each, arena.base.value(each.path)) for each in spans):
        study.enqueue_trial(dict(arena.present))
    by_number: dict[int, Levers] = {}
    refused: list[Levers] = []
    for start in range(0, trials, BATCH):
        asked = [study.ask() for _ in range(min(BATCH, trials - start))]
        mixes = [{each.path: _suggested(trial, each) for each in spans} for trial in asked]
        arena.run(mixes)
        for trial, levers in zip(asked, mixes, strict=True):
            values = [_signed(arena.value(levers, each), each) for each in objectives]
            misses = [_miss(arena, levers, target) for target in targets]
            known = all(map(math.isfinite, [*values, *misses]))
            for at, miss in enumerate(misses if known else [UNPAYABLE] * max(1, len(targets))):
                trial.set_constraint(str(at), miss)
            study.tell(trial, values if known else [UNPAYABLE] * len(objectives))
            if known and all(miss <= 0.0 for miss in misses):
                by_number[trial.number] = levers
            else:
                refused.append(levers)
    found = _unique(by_number.values())
    if not found:
        raise PlanError(
            "--by: no mix within these ranges can be paid and keeps the constraints; allowed: other ranges, or a weaker constraint"
        )
    front = _unique(by_number[trial.number] for trial in study.best_trials)
    return {"all": found, "front": front, "refused": _unique(refused)}


def _spans(span: Range | Axis, value: Value) -> bool:
    if isinstance(span, Axis):
        return value in span.values
    return float(span.low) <= float(value) <= float(span.high)


def _suggested(trial: Any, span: Range | Axis) -> Value:
    if isinstance(span, Range):
        return suggested(trial, span)
    value: Value = trial.suggest_categorical(span.path, span.values)
    return value


def _unique(mixes: Iterable[Levers]) -> list[Levers]:
    return list({key_of(levers): levers for levers in mixes}.values())


def _signed(value: float, objective: str) -> float:
    return value if is_lower(objective) else -value


def _by_first(arena: Arena, objectives: Sequence[str]) -> Callable[[Levers], tuple[float, ...]]:
    """The order of a front: the best of the first objective first."""
    return lambda levers: tuple(_signed(arena.value(levers, each), each) for each in objectives)


def _miss(arena: Arena, levers: Levers, target: Target) -> float:
    before, after = (arena.samples[key_of(each)][target.outcome] for each in (arena.present, levers))
    return bound_of(target.misses(before, after), CONFIDENCE, arena.ensemble is not None)


def spread_out(front: Sequence[Levers]) -> list[Levers]:
    """At most `MAX_FRONT` mixes of a front, both ends among them, evenly along it."""
    if len(front) <= MAX_FRONT:
        return list(front)
    return [front[round(at)] for at in np.linspace(0, len(front) - 1, MAX_FRONT)]


def _frame(arena: Arena, mixes: Sequence[Levers], objectives: Sequence[str]) -> pandas.DataFrame:
    import pandas

    rows = []
    for at, levers in enumerate(mixes, start=1):
        row: dict[str, Any] = {"mix": at, **levers, "present": levers == arena.present}
        for each in objectives:
            found = arena.estimate(levers, each)
            row |= {f"{each}.value": found.mean, f"{each}.low": found.low, f"{each}.high": found.high}
        rows.append({**row, "yuan": arena.prices[key_of(levers)], "replications": len(arena.options.seeds)})
    return pandas.DataFrame(rows)


def _tried(arena: Arena, found: Mapping[str, Sequence[Levers]], objectives: Sequence[str]) -> pandas.DataFrame:
    import pandas

    rows = [
        {**levers, **{each: arena.value(levers, each) for each in objectives}, "allowed": key != "refused"}
        for key in ("all", "refused")
        for levers in found[key]
    ]
    return pandas.DataFrame(rows)


def _changes(arena: Arena, levers: Levers) -> pandas.DataFrame:
    """What a mix does to every outcome, against the present policy."""
    before, after = (arena.samples[key_of(each)] for each in (arena.present, levers))
    return changes(before, after, over_worlds=arena.ensemble is not None)


def _beside(arena: Arena, mixes: Sequence[Levers]) -> pandas.DataFrame:
    """mix, outcome, group, before, after: what every mix does to the outcomes that a planner is always told of."""
    import pandas

    found = [_changes(arena, levers).assign(mix=at) for at, levers in enumerate(mixes, start=1)]
    rows = pandas.concat(found, ignore_index=True)
    return rows.loc[rows["outcome"].isin(ALWAYS), ["mix", "outcome", "group", "before", "after"]]


def _credit(arena: Arena, best: Levers, outcome: str) -> pandas.DataFrame:
    """Which levers earn the mean change of an outcome from the present policy to a mix, each with the money that comes with it.

    Empty where at most one differs, or a lever of one's own does.
    """
    import pandas

    ends = {"present": arena.present, "best": {**arena.present, **best}}
    moved = [path for path, value in best.items() if value != arena.base.value(path)]
    points = tuple(Point(name, levers) for name, levers in ends.items())
    plan = Plan(arena.base, points, arena.options.seeds, keep_refused=True, world_of=arena.ensemble)
    if not set(moved) <= set(DECIDED) or len(groups_between(plan.scenario_at(0), plan.scenario_at(1))) < 2:
        return pandas.DataFrame(columns=["lever_group", "outcome", "credit", "low", "high", "share", "worlds"])
    found = attributed(plan, "present", "best", CREDITED, arena.options, [outcome], arena.settings)
    return found.credits(outcome)


def _without_contract(
    search: Arena, again: Arena, best: Levers, tried: Sequence[Levers], objectives: Sequence[str]
) -> dict[str, Any] | None:
    """Of a mix with a contract: the best of those tried without one, else the same mix with staff of one's own; None where there is none."""
    if not _contracts(again, best):
        return None
    own = [levers for levers in tried if not _contracts(search, levers)]
    staffed = {f"delivery.{name}": value for name, value in DELIVERY_BUNDLES["staffed"].items()}
    nearest = min(own, key=_by_first(search, objectives)) if own else {**best, "delivery.mode": "staffed", **staffed}
    again.run([nearest])
    if key_of(nearest) in again.unpaid:
        return None
    return {
        "levers": {path: nearest[path] for path in again.paths} if own else None,
        **{each: again.value(nearest, each) for each in objectives},
    }


def _contracts(arena: Arena, levers: Levers) -> bool:
    return bool(arena.base.vary(arena.settings(levers)).delivery.outsourced_share > 0.0)
