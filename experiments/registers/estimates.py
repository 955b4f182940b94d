"""What a register lets one estimate, each number with its interval; plain arrays in, plain numbers out.

Core objects: `Interval`; `arrival_rates` (negative binomial regression of daily counts), `pooled_areas`
(empirical Bayes, Gamma–Poisson), `closing_times` (Kaplan–Meier), `share` (Wilson).
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.statistics import Floats

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray

YEAR = 365
MIN_BLOCK = 90  # a shorter first stretch joins the next
MIN_WEEKS = 30  # below, weeks are too few to show how days hang together
DRAWS = 2_000
MAX_ROUNDS, ENOUGH = 50, 1e-4
RIDGE = 0.01  # keeps a weekday on which nothing ever opens finite
ENDS = (2.5, 97.5)
LIKELIHOOD_DROP = 1.92  # half of the 95 % point of χ² with one degree
MIN_DISPERSION, MAX_DISPERSION = 1e-5, 50.0


class Interval(NamedTuple):
    """A number with its 95 % interval; NaN where a register does not tell."""

    value: float
    low: float
    high: float

    def scaled(self, factor: float) -> Interval:
        """The same in another unit."""
        return Interval(self.value * factor, self.low * factor, self.high * factor)


UNKNOWN = Interval(np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class ArrivalRates:
    """Cases a day in the last year, factors of weekdays (7, Monday first) and months (12), overdispersion.

    Factors have mean 1; `month` is empty where less than a year was seen. `weekday_p` and `month_p` are the
    p values of "all factors are 1" (Wald). `overdispersion` is the variance of the day's factor (negative
    binomial α). Intervals hold days together by week (clustered), where weeks are enough.
    """

    per_day: Interval
    weekday: tuple[Interval, ...]
    month: tuple[Interval, ...]
    overdispersion: Interval
    weekday_p: float
    month_p: float


@dataclass
class _Design:
    """Columns of the regression: stretches of a year, then Tuesday to Sunday, then February to December."""

    columns: Floats
    blocks: int
    weekdays: slice
    months: slice


def arrival_rates(counts: pandas.Series) -> ArrivalRates:
    """Negative binomial regression of daily counts on stretch of a year, weekday and month.

    `counts` is indexed by consecutive days. Iteratively reweighted least squares with the dispersion at its
    maximum likelihood given the means (Lawless 1987); the last 365 days give the level.
    """
    y = counts.to_numpy(float)
    design = _design(counts.index)
    coefficients, dispersion = _fitted(design.columns, y)
    mean = np.exp(design.columns @ coefficients)
    spread = _covariance(design.columns, y, mean, dispersion.value, counts.index)
    draws = np.random.default_rng(0).multivariate_normal(coefficients, spread, DRAWS)
    levels, weekday, month = _levels(design, np.vstack([coefficients, draws]))
    return ArrivalRates(
        per_day=_interval(levels),
        weekday=tuple(_interval(each) for each in weekday.T),
        month=tuple(_interval(each) for each in month.T) if design.months.stop else (),
        overdispersion=dispersion,
        weekday_p=_wald(coefficients, spread, design.weekdays),
        month_p=_wald(coefficients, spread, design.months) if design.months.stop else np.nan,
    )


def _design(days: pandas.DatetimeIndex) -> _Design:
    age = np.arange(len(days))[::-1] // YEAR
    if age[0] > 0 and (age == age[0]).sum() < MIN_BLOCK:
        age = np.minimum(age, age[0] - 1)
    blocks = int(age[0]) + 1
    parts = [age[:, None] == np.arange(blocks), days.day_of_week.to_numpy()[:, None] == np.arange(1, 7)]
    if len(days) >= YEAR:
        parts.append(days.month.to_numpy()[:, None] == np.arange(2, 13))
    columns = np.hstack(parts).astype(float)
    months = slice(blocks + 6, blocks + 17) if len(days) >= YEAR else slice(0)
    return _Design(columns, blocks, slice(blocks, blocks + 6), months)


def _fitted(x: Floats, y: Floats) -> tuple[Floats, Interval]:
    """Coefficients and dispersion, each given the other, until they stay."""
    coefficients: Floats = np.asarray(np.linalg.lstsq(x, np.log(np.maximum(y, 0.1)), rcond=None)[0], np.float64)
    dispersion = 0.0
    for _ in range(MAX_ROUNDS):
        step = _newton_step(x, y, coefficients, dispersion)
        coefficients += np.clip(step, -2.0, 2.0)
        dispersion = _likeliest_dispersion(y, np.exp(x @ coefficients))
        if np.abs(step).max() < ENOUGH:
            break
    return coefficients, dispersion_of(y, np.exp(x @ coefficients))


def _newton_step(x: Floats, y: Floats, coefficients: Floats, dispersion: float) -> Floats:
    """One step of iteratively reweighted least squares; the ridge holds coefficients lightly to 0."""
    mean = np.exp(np.clip(x @ coefficients, -20, 20))
    score = x.T @ ((y - mean) / (1.0 + dispersion * mean)) - RIDGE * coefficients
    return np.asarray(np.linalg.solve(_information(x, mean, dispersion), score), np.float64)


def _information(x: Floats, mean: Floats, dispersion: float) -> Floats:
    information: Floats = (x.T * (mean / (1.0 + dispersion * mean))) @ x + RIDGE * np.eye(x.shape[1])
    return information


def dispersion_of(y: Floats, mean: Floats) -> Interval:
    """Negative binomial dispersion α (variance = mean + α mean²) by maximum likelihood, with its likelihood interval."""
    from scipy.optimize import brentq

    value = _likeliest_dispersion(y, mean)
    floor = _log_likelihood(value, y, mean) - LIKELIHOOD_DROP

    def above(log_dispersion: float) -> float:
        return _log_likelihood(np.exp(log_dispersion), y, mean) - floor

    ends = np.log([MIN_DISPERSION, max(value, MIN_DISPERSION), MAX_DISPERSION])
    low = 0.0 if above(ends[0]) > 0 else float(np.exp(brentq(above, ends[0], ends[1])))
    high = MAX_DISPERSION if above(ends[2]) > 0 else float(np.exp(brentq(above, ends[1], ends[2])))
    return Interval(value, low, high)


def _likeliest_dispersion(y: Floats, mean: Floats) -> float:
    from scipy.optimize import minimize_scalar

    def unlikeliness(log_dispersion: float) -> float:
        return -_log_likelihood(math.exp(log_dispersion), y, mean)

    bounds = (math.log(MIN_DISPERSION), math.log(MAX_DISPERSION))
    found = minimize_scalar(unlikeliness, bounds=bounds, method="bounded")
    value = float(np.exp(found.x))
    return value if value > 2 * MIN_DISPERSION else 0.0


def _log_likelihood(dispersion: float, y: Floats, mean: Floats) -> float:
    from scipy.stats import nbinom, poisson

    mean = np.maximum(mean, 1e-9)
    if dispersion <= 0.0:
        return float(np.sum(poisson.logpmf(y, mean)))
    return float(np.sum(nbinom.logpmf(y, 1.0 / dispersion, 1.0 / (1.0 + dispersion * mean))))


def _covariance(x: Floats, y: Floats, mean: Floats, dispersion: float, days: Any) -> Floats:
    """Of the coefficients: the model's, widened by what weeks vary more than independent days would."""
    model: Floats = np.asarray(np.linalg.inv(_information(x, mean, dispersion)), np.float64)
    week = (days - days[0]).days // 7
    if week[-1] < MIN_WEEKS:
        return model
    scores = np.zeros((week[-1] + 1, x.shape[1]))
    np.add.at(scores, week, x * ((y - mean) / (1.0 + dispersion * mean))[:, None])
    clustered = model @ scores.T @ scores @ model
    return model * max(1.0, float(np.mean(np.diag(clustered) / np.diag(model))))


def _levels(design: _Design, coefficients: Floats) -> tuple[Floats, Floats, Floats]:
    """Level of the last year and factors of mean 1, one row a set of coefficients."""
    level = np.exp(coefficients[:, 0])
    first = np.zeros((len(coefficients), 1))
    weekday = np.exp(np.hstack([first, coefficients[:, design.weekdays]]))
    month = np.exp(np.hstack([first, coefficients[:, design.months]]))
    level = level * weekday.mean(axis=1) * month.mean(axis=1)
    return level, weekday / weekday.mean(axis=1, keepdims=True), month / month.mean(axis=1, keepdims=True)


def _interval(values: Floats) -> Interval:
    """The first value, within the ends of all further ones."""
    low, high = np.percentile(values[1:], ENDS)
    return Interval(float(values[0]), float(low), float(high))


def _wald(coefficients: Floats, spread: Floats, part: slice) -> float:
    from scipy.stats import chi2

    chosen = coefficients[part]
    return float(chi2.sf(chosen @ np.linalg.solve(spread[part, part], chosen), len(chosen)))


@dataclass(frozen=True)
class PooledAreas:
    """Cases of every area relative to the mean area: as counted, and partially pooled with its interval.

    `variance` is that of the areas' true relative rates (Gamma, mean 1), freed from the noise of counting.
    """

    counted: Floats
    pooled: Floats
    low: Floats
    high: Floats
    variance: Interval


def pooled_areas(counts: Floats) -> PooledAreas:
    """Empirical Bayes, Gamma–Poisson: an area is believed as far as its count bears (Clayton and Kaldor 1987).

    `counts` (areas,) over the same days. The variance of the Gamma law is at its marginal maximum likelihood.
    """
    from scipy.stats import gamma

    mean = float(counts.mean())
    variance = dispersion_of(counts, np.full(len(counts), mean))
    shape = 1.0 / max(variance.value, 1e-9)
    law = gamma(counts + shape, scale=1.0 / (mean + shape))
    pooled, low, high = (np.asarray(each, np.float64) for each in (law.mean(), law.ppf(0.025), law.ppf(0.975)))
    return PooledAreas(counts / mean, pooled, low, high, variance)


@dataclass(frozen=True)
class ClosingTimes:
    """Share closed by age with its 95 % band (Kaplan–Meier, log-log), and the median; NaN where never reached.

    `ages` (n,) in days, ascending; `closed`, `low`, `high` (n,).
    """

    ages: Floats
    closed: Floats
    low: Floats
    high: Floats
    median: Interval
    cases: int
    open_cases: int

    def at(self, ages: Floats) -> tuple[Floats, Floats, Floats]:
        """Share closed at other ages, with its band; before the first closing 0."""
        place = np.searchsorted(self.ages, ages, side="right")
        return tuple(np.concatenate([[0.0], each])[place] for each in (self.closed, self.low, self.high))  # type: ignore[return-value]

    def pace(self, days: int) -> float:
        """Age by which half of those that close within so many days are closed, between whole days interpolated.

        It is there where no median is, and what never closes doesn't enter it; `days` where nothing closes.
        """
        ages = np.arange(0.0, days + 1.0)
        share_closed = self.at(ages)[0]
        if share_closed[-1] <= 0.0:
            return float(days)
        return float(
            np.interp(share_closed[-1] / 2.0, np.concatenate([[0.0], share_closed]), np.concatenate([[0.0], ages]))
        )


def closing_times(ages: Floats, is_open: NDArray[np.bool_]) -> ClosingTimes:
    """Kaplan–Meier with open cases censored at their age; the median's interval as Brookmeyer and Crowley 1982."""
    from scipy.stats import CensoredData, ecdf

    survival = ecdf(CensoredData.right_censored(ages, is_open)).sf
    with warnings.catch_warnings():
        # Where nobody or everybody is left the formula has no interval: NaN, taken as the estimate below.
        warnings.simplefilter("ignore", RuntimeWarning)
        band: Any = survival.confidence_interval(method="log-log")
    closed = 1.0 - survival.probabilities
    low, high = (np.where(np.isnan(each.probabilities), closed, 1.0 - each.probabilities)
                 for each in (band.high, band.low))  # fmt: skip
    median = Interval(*(_first_age(survival.quantiles, each) for each in (closed, high, low)))
    return ClosingTimes(survival.quantiles, closed, low, high, median, len(ages), int(is_open.sum()))


def _first_age(ages: Floats, curve: Floats) -> float:
    return float(ages[np.argmax(curve >= 0.5)]) if (curve >= 0.5).any() else float("nan")


def share(successes: int, total: int) -> Interval:
    """A share with its Wilson interval; unknown of nothing."""
    from scipy.stats import binomtest

    if total == 0:
        return UNKNOWN
    ends = binomtest(successes, total).proportion_ci(method="wilson")
    return Interval(successes / total, float(ends.low), float(ends.high))
