"""How old cases get before they end: Aalen–Johansen curves from case tables, averaged over seeds.

Core objects: `aalen_johansen` (one run), `cumulative_endings` (several, with intervals) and `rerun_policies`, which
lives a few runs of each policy again for what stores don't keep: cases by age, and days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.statistics import LEVEL, t_quantile

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray

    from model.scenario import Scenario

DAILY_SERIES = ("latent", "incidents", "petitions", "mean_trust")
SMOOTH_DAYS, STEP_DAYS = 14, 7
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
    import pandas

    from experiments.runs.engine import workers_of

    runs = [(scenario, seed, series) for scenario in scenarios.values() for seed in seeds]
    with ThreadPoolExecutor(workers_of(workers)) as pool:
        lived = list(pool.map(lambda run: _life(*run), runs))
    of_policy = {name: lived[at * len(seeds) : (at + 1) * len(seeds)] for at, name in enumerate(scenarios)}
    frames = [
        _days_frame(name, [life.days for life in rerun_policies], series) for name, rerun_policies in of_policy.items()
    ]
    endings = {name: [life.endings for life in rerun_policies] for name, rerun_policies in of_policy.items()}
    return cumulative_endings(endings), pandas.concat(frames, ignore_index=True)


def _life(scenario: Scenario, seed: int, series: Sequence[str]) -> Life:
    from model.simulate import simulate

    outcome = simulate(scenario, seed=seed)
    smooth = outcome.daily[list(series)].rolling(SMOOTH_DAYS, min_periods=1).mean()
    window = smooth[smooth.index >= 0].to_numpy(float)[::STEP_DAYS]
    return Life(endings_of(outcome.cases, scenario.place.days), window)


def _days_frame(policy: str, runs: Sequence[NDArray[np.float64]], series: Sequence[str]) -> pandas.DataFrame:
    import pandas

    mean, low, high = mean_and_interval(np.stack(runs))
    days = np.arange(len(mean)) * STEP_DAYS
    return pandas.concat(
        pandas.DataFrame({
            "policy": policy, "series": each, "day": days, "mean": mean[:, at], "low": low[:, at],
            "high": high[:, at], "replications": len(runs),
        })
        for at, each in enumerate(series)
    )  # fmt: skip
