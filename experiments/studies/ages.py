"""How old cases get before they end: Aalen–Johansen curves from case tables, averaged over seeds.

Core objects: `aalen_johansen` (one run), `cumulative_endings` (several, with intervals), and `rerun_policies` and
`daily_series`, which run a few seeds of each policy again for what stores don't keep: cases by age, and days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.plan import PlanError, checked_count, listed
from experiments.statistics import LEVEL, t_quantile
from model.scenario.declarations import nearest
from model.series import Series

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray

    from experiments.runs.plan import Plan
    from model.scenario import Scenario
    from model.simulate import Outcome

DAILY_SERIES = ("latent", "incidents", "petitions", "mean_trust")
SMOOTH_DAYS, STEP_DAYS, DAILY_REPLICATIONS = 14, 7, 10
ENDINGS = ("resolved", "failed", "lapsed")


def aalen_johansen(
    ages: NDArray[np.int64], endings: NDArray[np.int64], longest: int, kinds: int
) -> NDArray[np.float64]:
    """Cumulative incidence of each kind of end by whole age, competing with each other; (kinds, longest + 1).

    `ages` in days at the end or at censoring, `endings` 1…kinds or 0 where still open (censored: it
    counts as at risk through its age). Aalen and Johansen 1978, in the discrete form for whole days.
    """
    clipped = np.minimum(ages, longest + 1)
    counts = np.array([np.bincount(clipped[endings == kind], minlength=longest + 2) for kind in range(kinds + 1)])
    at_risk = counts.sum() - np.concatenate([[0], np.cumsum(counts.sum(axis=0))[:-1]])
    hazards = counts[1:, :-1] / np.maximum(at_risk[:-1], 1)
    surviving = np.concatenate([[1.0], np.cumprod(1.0 - hazards.sum(axis=0))[:-1]])
    curves: NDArray[np.float64] = np.cumsum(hazards * surviving, axis=1)
    return curves


def endings_of(
    cases: pandas.DataFrame, end_day: int, longest: int = 360, start: str = "recorded"
) -> NDArray[np.float64]:
    """Cumulative endings of one run's cases that started in the window [0, end_day); (3, longest + 1).

    `start` is "recorded" or "arisen" (roots only). A latent case that never ended is censored at `end_day`.
    """
    started = cases[start].astype("float64")
    chosen = (started >= 0) & ((cases["generation"] == 0) if start == "arisen" else True)
    rows = cases[chosen]
    closed = rows["closed"].astype("float64").to_numpy()
    stage = rows["stage"].astype(str).to_numpy()
    kinds = np.select([stage == ending for ending in ENDINGS], [1, 2, 3], default=0)
    last = np.where(kinds > 0, closed, float(end_day))
    ages = np.maximum(last - rows[start].astype("float64").to_numpy(), 0.0).astype(np.int64)
    return aalen_johansen(ages, kinds, longest, len(ENDINGS))


def cumulative_endings(runs: Mapping[str, Sequence[NDArray[np.float64]]], step_days: int = 5) -> pandas.DataFrame:
    """Tidy curves of several policies: policy, ending, age_days, mean, low, high, replications (95 % t).

    `runs` maps a policy to what `endings_of` gave for each seed.
    """
    import pandas

    frames = []
    for policy, curves in runs.items():
        mean, low, high = mean_and_interval(np.stack(list(curves))[:, :, ::step_days])
        low, high, count = np.clip(low, 0, 1), np.clip(high, 0, 1), len(curves)
        ages = np.arange(mean.shape[1]) * step_days
        frames += [
            pandas.DataFrame({
                "policy": policy, "ending": ending, "age_days": ages, "mean": mean[kind],
                "low": low[kind], "high": high[kind], "replications": count,
            })
            for kind, ending in enumerate(ENDINGS)
        ]  # fmt: skip
    return pandas.concat(frames, ignore_index=True)


def mean_and_interval(
    stack: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Mean and 95 % t interval over the first axis (seeds); NaN ends with a single seed."""
    count, mean = stack.shape[0], stack.mean(axis=0)
    if count < 2:
        return mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    reach = t_quantile(LEVEL, count - 1) * stack.std(axis=0, ddof=1) / np.sqrt(count)
    return mean, mean - reach, mean + reach


@dataclass(frozen=True)
class Life:
    """What pictures along time take from one run: `endings_of` its cases, and its smoothed days, (days, series)."""

    endings: NDArray[np.float64]
    days: NDArray[np.float64]


def rerun_policies(
    scenarios: Mapping[str, Scenario],
    seeds: Sequence[int],
    workers: int | None = None,
    series: Sequence[str] = DAILY_SERIES,
) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """Cases by age and days of some policies: tidy frames as `cumulative_endings`, and policy, series, day, mean, low, high.

    Runs every scenario once for each seed, `workers` at a time. Days are those of the window, every STEP_DAYS; a moving
    mean over the SMOOTH_DAYS up to each is taken within each run, so that intervals are those of the smoothed series.
    """
    runs = [(scenario, seed) for scenario in scenarios.values() for seed in seeds]
    lived = _rerun(
        runs, workers, lambda run: Life(endings_of(run.cases, run.scenario.place.days), days_of(run, series))
    )
    of_policy = {name: lived[at * len(seeds) : (at + 1) * len(seeds)] for at, name in enumerate(scenarios)}
    endings = {name: [life.endings for life in lives] for name, lives in of_policy.items()}
    days = {name: [life.days for life in lives] for name, lives in of_policy.items()}
    return cumulative_endings(endings), days_frame(days, series, STEP_DAYS)


def daily_series(
    plan: Plan,
    series: Sequence[str] = DAILY_SERIES,
    replications: int = DAILY_REPLICATIONS,
    workers: int | None = None,
    *,
    smooth_days: int = SMOOTH_DAYS,
    every: int = STEP_DAYS,
) -> pandas.DataFrame:
    """policy, series, day, mean, low, high, replications: days of a plan's points over its first seeds, in their worlds.

    A moving mean over `smooth_days` (1: none) is taken within each run, every so many days; bands are 95 % t intervals
    over seeds. Raises `PlanError` for a series that runs do not have.
    """
    names = checked_series(series)
    for option, value in (("replications", replications), ("smooth_days", smooth_days), ("every", every)):
        checked_count(option, value, 1)
    seeds, points = plan.seeds[:replications], [at for at in range(len(plan.points)) if at not in plan.refusals]
    runs = [(plan.scenario_at(at, seed), seed) for at in points for seed in seeds]
    lived = _rerun(runs, workers, lambda run: days_of(run, names, smooth_days, every))
    labels = [plan.points[at].label for at in points]
    return days_frame(
        {name: lived[at * len(seeds) : (at + 1) * len(seeds)] for at, name in enumerate(labels)}, names, every
    )


def checked_series(given: Sequence[str]) -> list[str]:
    """Names of daily series as a list; `PlanError` names the nearest for a wrong one."""
    names, known = [str(each) for each in listed("series", given)], [each.name.lower() for each in Series]
    for name in names:
        if name not in known:
            raise PlanError(f"series: found '{name}'{nearest(name, known)}; allowed: {', '.join(known)}")
    return names


def _rerun(runs: Sequence[tuple[Scenario, int]], workers: int | None, seen: Callable[[Outcome], Any]) -> list[Any]:
    """What is `seen` of each run, `workers` at a time."""
    from experiments.runs.engine import workers_of
    from model.simulate import simulate

    with ThreadPoolExecutor(workers_of(workers)) as pool:
        return list(pool.map(lambda run: seen(simulate(*run)), runs))


def days_of(
    run: Outcome, series: Sequence[str], smooth_days: int = SMOOTH_DAYS, every: int = STEP_DAYS
) -> NDArray[np.float64]:
    """A run's smoothed days in the window, shape (days, series)."""
    smooth = run.daily[list(series)].rolling(smooth_days, min_periods=1).mean()
    days: NDArray[np.float64] = smooth[smooth.index >= 0].to_numpy(float)[::every]
    return days


def days_frame(
    policies: Mapping[str, Sequence[NDArray[np.float64]]], series: Sequence[str], every: int
) -> pandas.DataFrame:
    """policy, series, day, mean, low, high, replications from what `days_of` gave for each seed of each policy."""
    import pandas

    frames = []
    for policy, runs in policies.items():
        mean, low, high = mean_and_interval(np.stack(list(runs)))
        frames += [
            pandas.DataFrame({
                "policy": policy, "series": each, "day": np.arange(len(mean)) * every, "mean": mean[:, at], "low": low[:, at],
                "high": high[:, at], "replications": len(runs),
            })
            for at, each in enumerate(series)
        ]  # fmt: skip
    return pandas.concat(frames, ignore_index=True)
