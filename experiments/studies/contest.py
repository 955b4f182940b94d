"""A fair contest: is there an honest place for every policy to win in, and what decides it there?

Core objects: `contest` → `Contest`, `CONTESTANTS`. Places are points in the assumed ranges around a
scenario. A contestant wins in a place when it beats each of its rivals on all of `CRITERIA` at the same
budget. The search (a Sobol' design, then rounds for those who win nowhere yet) proposes; the proposal is made
as plain as it may be (few numbers off the scenario's own), and fresh seeds, used in no choice, decide.
All intervals must leave 0 out at once, so none needs an adjustment for their number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.findings.verdict import CRITERIA
from experiments.runs.execution import Options
from experiments.runs.plan import Levers, PlanError, Range, paired_seeds, sobol
from experiments.runs.tabular import records
from experiments.runs.worlds import plausible_ranges
from experiments.statistics import Floats, interval
from experiments.studies.ablation import DELIVERY, TRIAGE, Practice, without
from experiments.studies.comparison import CORNERS, FLAT, POOLED
from experiments.studies.study import Study, points_frame
from model.outcome_definitions import OUTCOMES
from model.scenario import PRESETS, Scenario
from model.scenario.levers import TRIAGE_BUNDLES

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture

BUNDLES = (*CORNERS, POOLED, FLAT)
CASE, SCREENING = "preventive-outsourced", "triage.screening_share"
HIGH, LOW = "high-screening", "low-screening"
# Where some arm's units are overrun, queues grow without end: no place to compare policies in.
OVERRUN = 0.97
# Rounds go on for those who are not clearly ahead anywhere: from the best places, with so many new ones, of so
# many drawn the most promising by a linear fit; the first step in the unit cube is STEP.
CLEARLY, BEST, AROUND, DRAWN, STEP = 1.0, 4, 8, 2_000, 0.25
PLAIN = (1, 2, 3, 5, 8, 12)  # how many numbers may differ from the scenario's own: the least that wins
SEARCH_FROM, PLAIN_FROM, CONFIRM_FROM = 2_000_001, 2_100_001, 2_200_001


@dataclass(frozen=True)
class Contestant:
    """A policy, and the rivals it has to beat."""

    levers: Levers
    rivals: tuple[str, ...]


CONTESTANTS: dict[str, Contestant] = {
    **{name: Contestant(PRESETS[name], tuple(each for each in BUNDLES if each != name)) for name in BUNDLES},
    HIGH: Contestant({**PRESETS[CASE], SCREENING: TRIAGE_BUNDLES["preventive"]["screening_share"]}, (LOW,)),
    LOW: Contestant({**PRESETS[CASE], SCREENING: TRIAGE_BUNDLES["reactive"]["screening_share"]}, (HIGH,)),
}


@dataclass(frozen=True)
class Contest(Study):
    """`table`: contestant, found, rival, outcome, difference, low, high, wins, replications, missing.

    `difference` is the contestant's outcome less the rival's, paired on confirming seeds. `settings` holds
    each contestant's place, as changes of the scenario; `shares` how often it was best in the design
    (contestant, outcome, share); `levers` what each of its levers is worth there (contestant, lever, value,
    rival_value, outcome, worth, low, high); `searched` how much was searched.
    """

    kind = "contest"
    columns = ("contestant", "rival", "outcome", "difference", "low", "high", "wins")

    settings: Mapping[str, Levers] = field(default_factory=dict)
    shares: pandas.DataFrame = field(repr=False, default=None)
    levers: pandas.DataFrame = field(repr=False, default=None)
    searched: Mapping[str, Any] = field(default_factory=dict)

    @property
    def found(self) -> tuple[str, ...]:
        """The contestants that fresh seeds confirmed."""
        return tuple(self.table.loc[self.table["found"], "contestant"].unique())

    def told(self, language: str) -> list[str]:
        """A sentence a contestant: where it wins on every criterion and by how much, or that it was found to win nowhere."""
        from experiments.findings.studies import contest_sentences

        return contest_sentences(self.table, self.settings, self.searched, CRITERIA[0], language)

    def tables(self) -> dict[str, pandas.DataFrame]:
        """The confirmed differences, how often each was best, and what its levers are worth."""
        return {self.kind: self.table, "shares": self.shares, "levers": self.levers}

    def picture(self, language: str = "en") -> Picture:
        """Each contestant against each rival in its own place, one panel a criterion."""
        from experiments.plots.studies import contest_picture

        return contest_picture(self.table, language)

    def to_dict(self) -> dict[str, Any]:
        """Table, places, shares, levers, and what was searched."""
        frames = {name: records(getattr(self, name)) for name in ("shares", "levers")}
        places = {name: dict(settings) for name, settings in self.settings.items()}
        return {**super().to_dict(), "places": places, **frames, "searched": dict(self.searched)}


def contest(
    scenario: Scenario | str | Path,
    vary: Mapping[str, tuple[float, float] | None] | None = None,
    replications: int = 20,
    workers: int | None = None,
    *,
    places: int = 64,
    rounds: int = 4,
    search_seeds: int = 1,
    plain_seeds: int = 3,
    contestants: Sequence[str] = tuple(CONTESTANTS),
    **options: Any,
) -> Contest:
    """Search the assumed ranges around a scenario for a place in which each contestant wins.

    `places` (a power of two) open the search, `rounds` go on for those who are clearly ahead nowhere; `replications` fresh seeds
    confirm. `options` are those of `Options`. Raises `PlanError` or `ScenarioError`.
    """
    _check(contestants)
    arena = Arena(Scenario.of(scenario).without_reforms(), plausible_ranges(vary), Options(workers=workers, **options))
    design = [arena.unit_of(point) for point in sobol(arena.ranges, places, option="--places")]
    ground = Ground.of(arena, np.array(design), search_seeds)
    opening = ground
    for turn in range(rounds):
        if len(new := _around(ground, contestants, turn)):
            ground = ground.joined(Ground.of(arena, new, search_seeds))
    found = {name: plainest(arena, ground, name, plain_seeds) for name in contestants}
    return _confirmed(arena, found, opening, ground, replications, plain_seeds)


def _check(contestants: Sequence[str]) -> None:
    for name in contestants:
        if name not in CONTESTANTS:
            raise PlanError(f"--contestant: found '{name}'; allowed: {', '.join(CONTESTANTS)}")


@dataclass(frozen=True)
class Arena:
    """The scenario, the ranges around it, and how runs are carried out."""

    scenario: Scenario
    ranges: tuple[Range, ...]
    options: Options

    @property
    def home(self) -> Floats:
        """The scenario itself as a point of the unit cube, moved to the nearest face where it lies outside."""
        return np.clip(self.unit_of({span.path: self.scenario.value(span.path) for span in self.ranges}), 0.0, 1.0)

    def unit_of(self, point: Levers) -> Floats:
        """Values as a point of the unit cube of the ranges."""
        return np.array([
            (float(point[s.path]) - float(s.low)) / (float(s.high) - float(s.low)) for s in self.ranges
        ])  # fmt: skip

    def settings(self, unit: Floats, changed: Sequence[int] | None = None) -> dict[str, float | int]:
        """A point of the unit cube as values, to three digits; only those at the places `changed`, if given."""
        kept = range(len(self.ranges)) if changed is None else sorted(changed)
        return {self.ranges[at].path: _value(self.ranges[at], float(unit[at])) for at in kept}

    def run(self, settings: Sequence[Levers], policies: Sequence[str], seeds: Sequence[int]) -> Floats:
        """CRITERIA and utilisation, shape (places, policies, criteria + 1, seeds); NaN where a run is refused."""
        points = [{**place, **CONTESTANTS[policy].levers} for place in settings for policy in policies]
        rows = points_frame(self.scenario, points, self.options, seeds, keep_refused=True)
        names = [*CRITERIA, "unit_utilisation"]
        cube = rows.sort_values(["point", "seed"])[names].to_numpy(dtype=float)
        shaped: Floats = cube.reshape(len(settings), len(policies), len(seeds), len(names)).swapaxes(2, 3)
        return shaped


def _value(span: Range, share: float) -> float | int:
    value = float(span.low) + share * (float(span.high) - float(span.low))
    return round(value) if isinstance(span.low, int) else float(f"{value:.3g}")


@dataclass(frozen=True)
class Ground:
    """Places that were looked at: `unit` (places, ranges) and `values` (places, policies, criteria + 1, seeds)."""

    unit: Floats
    values: Floats
    policies: tuple[str, ...] = tuple(CONTESTANTS)

    @classmethod
    def of(cls, arena: Arena, unit: Floats, seeds: int) -> Ground:
        """Every contestant in every place."""
        settings = [arena.settings(each) for each in unit]
        return cls(unit, arena.run(settings, tuple(CONTESTANTS), paired_seeds(seeds, SEARCH_FROM)))

    def joined(self, other: Ground) -> Ground:
        """Both."""
        return Ground(np.vstack([self.unit, other.unit]), np.concatenate([self.values, other.values]))

    def leads(self, name: str) -> Floats:
        """How far a contestant is ahead of each rival, shape (places, rivals, criteria, seeds); positive is better."""
        return leads(self.values, self.policies, name)

    @property
    def scale(self) -> Floats:
        """What counts as much in each criterion, shape (criteria,): the usual spread between policies."""
        spread = np.nanmedian(np.nanstd(np.nanmean(self.values[:, :, : len(CRITERIA)], axis=3), axis=1), axis=0)
        return np.asarray(np.maximum(spread, 1e-12))

    def score(self, name: str) -> Floats:
        """The least lead over any rival on any criterion, shape (places,); −∞ where a place is none."""
        least = (self.leads(name).mean(axis=3) / self.scale).min(axis=(1, 2))
        return np.where(sound(self.values, self.policies, name) & np.isfinite(least), least, -np.inf)


def leads(values: Floats, policies: Sequence[str], name: str) -> Floats:
    """Signed paired differences of a contestant to its rivals; see `Ground.leads`."""
    signs = np.array([1.0 if OUTCOMES[each].better == "higher" else -1.0 for each in CRITERIA])
    figures = values[:, :, : len(CRITERIA)] * signs[None, None, :, None]
    rivals = [policies.index(each) for each in CONTESTANTS[name].rivals]
    found: Floats = figures[:, [policies.index(name)]] - figures[:, rivals]
    return found


def sound(values: Floats, policies: Sequence[str], name: str) -> Floats:
    """Whether neither the contestant's units nor its rivals' are overrun, shape (places,)."""
    here = [policies.index(each) for each in (name, *CONTESTANTS[name].rivals)]
    busy: Floats = values[:, here, len(CRITERIA)].mean(axis=2).max(axis=1) <= OVERRUN
    return busy


def _around(ground: Ground, contestants: Sequence[str], turn: int) -> Floats:
    """New places for the contestants that are clearly ahead nowhere yet, shape (places, ranges)."""
    generator = np.random.default_rng(turn + 1)
    behind = [name for name in contestants if ground.score(name).max() < CLEARLY]
    new = [_promising(ground, name, STEP / 2.0**turn, generator) for name in behind]
    return np.concatenate(new) if new else np.empty((0, ground.unit.shape[1]))


def _promising(ground: Ground, name: str, step: float, generator: np.random.Generator) -> Floats:
    """Of many places around a contestant's best, those whose least lead a linear fit of all leads puts highest."""
    best = np.argsort(-ground.score(name), kind="stable")[:BEST]
    drawn = ground.unit[generator.choice(best, DRAWN)] + generator.normal(0.0, step, (DRAWN, ground.unit.shape[1]))
    drawn = np.clip(drawn, 0.0, 1.0)
    ahead = (ground.leads(name).mean(axis=3) / ground.scale).reshape(len(ground.unit), -1)
    expected = _with_one(drawn) @ _linear(ground.unit, ahead)
    return np.asarray(drawn[np.argsort(-expected.min(axis=1), kind="stable")[:AROUND]], np.float64)


def _linear(unit: Floats, values: Floats) -> Floats:
    """Least-squares coefficients of values on the parameters, shape (ranges + 1, …); undefined rows are left out."""
    known = np.isfinite(values.reshape(len(unit), -1)).all(axis=1)
    return np.asarray(np.linalg.lstsq(_with_one(unit[known]), values[known], rcond=None)[0], np.float64)


def _with_one(unit: Floats) -> Floats:
    return np.column_stack([np.ones(len(unit)), unit])


def plainest(arena: Arena, ground: Ground, name: str, seeds: int) -> dict[str, float | int]:
    """The contestant's place: the best one found, with as few numbers off the scenario's own as still win.

    Numbers are ranked by what a linear fit of the score says their distance from home is worth.
    """
    best = ground.unit[int(np.argmax(ground.score(name)))]
    if not np.isfinite(ground.score(name)).any():
        return arena.settings(best)
    slope = _linear(ground.unit, ground.score(name))[1:]
    order = np.argsort(-slope * (best - arena.home), kind="stable")
    counts = [count for count in (*PLAIN, len(order)) if count <= len(order)]
    choices = [arena.settings(best, order[:count].tolist()) for count in dict.fromkeys(counts)]
    policies = (name, *CONTESTANTS[name].rivals)
    values = arena.run(choices, policies, paired_seeds(seeds, PLAIN_FROM))
    lows = np.array([_least_low(each) for each in leads(values, policies, name) / ground.scale[None, None, :, None]])
    fit = np.where(sound(values, policies, name), lows, -np.inf)
    return choices[int(np.argmax(fit > 0.0)) if (fit > 0.0).any() else int(np.argmax(fit))]


def _least_low(ahead: Floats) -> float:
    """The lowest lower end of the intervals of leads, shape (rivals, criteria, seeds)."""
    lows = [interval(samples).low for samples in ahead.reshape(-1, ahead.shape[-1])]
    return -math.inf if np.isnan(lows).any() else min(lows)


def _confirmed(
    arena: Arena, found: Mapping[str, Levers], opening: Ground, ground: Ground, replications: int, plain_seeds: int
) -> Contest:
    import pandas

    rows: list[dict[str, Any]] = []
    for name, settings in found.items():
        policies = (name, *CONTESTANTS[name].rivals)
        values = arena.run([settings], policies, paired_seeds(replications, CONFIRM_FROM))
        rows.extend(_rows(name, policies, values))
    table = pandas.DataFrame(rows)
    winners = [name for name in found if table.loc[table["contestant"] == name, "found"].all()]
    worth = [row for name in winners for row in lever_worth(arena, found[name], name, max(2, replications // 2))]
    columns = ["contestant", "lever", "value", "rival_value", "outcome", "worth", "low", "high"]
    searched = {
        "design": len(opening.unit), "places": len(ground.unit), "search_seeds": ground.values.shape[-1],
        "plain_seeds": plain_seeds, "confirming_seeds": replications,
        "ranges": {span.path: [span.low, span.high] for span in arena.ranges},
    }  # fmt: skip
    return Contest(
        arena.scenario, table, found, _shares(opening, list(found)),
        pandas.DataFrame(worth, columns=columns), searched,
    )  # fmt: skip


def _rows(name: str, policies: Sequence[str], values: Floats) -> list[dict[str, Any]]:
    """The confirmed differences of one contestant."""
    ahead = leads(values, policies, name)
    found = _least_low(ahead[0]) > 0.0 and bool(sound(values, policies, name)[0])
    rows = []
    for at, rival in enumerate(CONTESTANTS[name].rivals):
        for place, outcome in enumerate(CRITERIA):
            difference = interval(values[0, 0, place] - values[0, at + 1, place])
            rows.append({
                "contestant": name, "found": found, "rival": rival, "outcome": outcome, "difference": difference.mean,
                "low": difference.low, "high": difference.high, "wins": interval(ahead[0, at, place]).low > 0.0,
                "replications": difference.replications, "missing": difference.missing,
            })  # fmt: skip
    return rows


def _shares(opening: Ground, contestants: Sequence[str]) -> pandas.DataFrame:
    """In which share of the sound places of the design a contestant is ahead of all rivals, by criterion and on all."""
    import pandas

    rows = []
    for name in contestants:
        here = sound(opening.values, opening.policies, name)
        ahead = (opening.leads(name).mean(axis=3)[here] > 0.0).all(axis=1)
        wins, count = np.vstack([ahead.T, ahead.all(axis=1)]).sum(axis=1), max(1, int(here.sum()))
        rows += [
            {"contestant": name, "outcome": outcome, "share": float(won) / count, "places": int(here.sum())}
            for outcome, won in zip((*CRITERIA, "all"), wins, strict=True)
        ]
    return pandas.DataFrame(rows)


def lever_worth(arena: Arena, settings: Levers, name: str, replications: int) -> list[tuple[Any, ...]]:
    """What each lever of a winner is worth in its place: whole policy less the policy with the rival's lever.

    Rivals that differ in one bundle only lend their levers, one at a time.
    """
    whole = arena.scenario.vary({**settings, **CONTESTANTS[name].levers})
    neighbours = [rival for rival in CONTESTANTS[name].rivals if _differs_in_one_bundle(name, rival)]
    practices = [Practice(path, (path,), rival) for rival in neighbours for path in (*TRIAGE, *DELIVERY)]
    swaps = [levers for each in practices if (levers := without(whole, each))]
    rows = points_frame(whole, [{}, *swaps], arena.options, paired_seeds(replications, CONFIRM_FROM), True)
    by_point = {int(str(point)): group.set_index("seed") for point, group in rows.groupby("point")}
    return [
        (name, path, whole.value(path), value, outcome, *_worth(by_point[0][outcome] - by_point[at][outcome]))
        for at, levers in enumerate(swaps, start=1)
        for path, value in levers.items()
        for outcome in CRITERIA
    ]


def _differs_in_one_bundle(ours: str, theirs: str) -> bool:
    if theirs not in PRESETS or ours not in PRESETS:
        return False
    return sum(PRESETS[ours][mode] != PRESETS[theirs][mode] for mode in ("triage.mode", "delivery.mode")) == 1


def _worth(differences: pandas.Series[float]) -> tuple[float, float, float]:
    found = interval(differences.to_numpy())
    return found.mean, found.low, found.high
