"""How old cases get before they end: Aalen–Johansen curves from case tables, averaged over seeds.

Core objects: `aalen_johansen` (one run), `cumulative_endings` (several, with intervals) and `lives`, which
lives a few runs of each policy again for what stores don't keep: cases by age, and days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray

    from model.scenario import Scenario

DAILY_SERIES = ("latent", "incidents", "petitions", "mean_trust")
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
    from scipy.stats import t

    count, mean = stack.shape[0], stack.mean(axis=0)
    if count < 2:
        return mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    reach = t.ppf(0.975, count - 1) * stack.std(axis=0, ddof=1) / np.sqrt(count)
    return mean, mean - reach, mean + reach


def lives(
    scenarios: Mapping[str, Scenario],
    seeds: Sequence[int],
    series: Sequence[str] = DAILY_SERIES,
    smooth_days: int = 14,
    step_days: int = 7,
) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """Cases by age and days of some policies: tidy frames as `cumulative_endings`, and policy, series, day, mean, low, high.

    Runs every scenario once for each seed. Days are those of the window, every `step_days`; a moving mean over
    the `smooth_days` up to each is taken within each run, so that intervals are those of the smoothed series.
    """
    import pandas

    from model.simulate import simulate

    endings: dict[str, list[NDArray[np.float64]]] = {}
    frames = []
    for name, scenario in scenarios.items():
        outcomes = [simulate(scenario, seed=seed) for seed in seeds]
        endings[name] = [endings_of(each.cases, scenario.place.days) for each in outcomes]
        daily = [each.daily for each in outcomes]
        smooth = [frame[list(series)].rolling(smooth_days, min_periods=1).mean() for frame in daily]
        stack = np.stack([frame[frame.index >= 0].to_numpy(float)[::step_days] for frame in smooth])
        mean, low, high = mean_and_interval(stack)
        days = np.arange(stack.shape[1]) * step_days
        frames += [
            pandas.DataFrame({
                "policy": name, "series": each, "day": days, "mean": mean[:, at], "low": low[:, at],
                "high": high[:, at], "replications": len(outcomes),
            })
            for at, each in enumerate(series)
        ]  # fmt: skip
    return cumulative_endings(endings), pandas.concat(frames, ignore_index=True)
