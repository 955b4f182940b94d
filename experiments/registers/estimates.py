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
MAX_RATIO = 3.0
MONTH_DAYS, MONTH_YEARS, FACTOR_CASES = 20, 2, 10  # what a month or weekday must have been seen of to get a factor
LONG_BLOCK, MIN_BLOCKS = 4, 8  # weeks of a longer block, and how many of them show how slowly the rate varies
MIN_DISPERSION, MAX_DISPERSION = 1e-5, 50.0


class Interval(NamedTuple):
    """A number with its 95 % interval; NaN where a register does not tell."""

    value: float
    low: float
    high: float

    def scaled(self, factor: float) -> Interval:
        """The same in another unit."""
        return Interval(self.value * factor, self.low * factor, self.high * factor)

    @property
    def is_narrow(self) -> bool:
        """Whether its ends differ by a factor of three at most; a wider one is no number to rest a scenario on."""
        return self.low > 0.0 and self.high <= MAX_RATIO * self.low


UNKNOWN = Interval(np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class ArrivalRates:
    """Cases a day in the last year, factors of weekdays (7, Monday first) and months (12), overdispersion.

    `per_day` is the plain count of the last `days` days, `cases`, with an interval as wide as weeks and months vary.
    Factors have mean 1; `weekday` and `month` are empty where a register has not seen each often enough, `month` below
    two years. `weekday_p` and `month_p` are the p values of "all factors are 1" (Wald). `overdispersion` is the variance
    of the day's factor (negative binomial α).
    """

    per_day: Interval
    cases: int
    days: int
    weekday: tuple[Interval, ...]
    month: tuple[Interval, ...]
    overdispersion: Interval
    weekday_p: float
    month_p: float


@dataclass
class _Design:
    """Columns of the regression: stretches of a year, then Tuesday to Sunday, then February to December."""

    columns: Floats
    weekdays: slice
    months: slice


def arrival_rates(counts: pandas.Series) -> ArrivalRates:
    """Rate as counted in the last year; negative binomial regression of daily counts on stretch of a year, weekday and month.

    `counts` is indexed by days, ascending. Iteratively reweighted least squares with the dispersion at its maximum
    likelihood given the means (Lawless 1987).
    """
    y = counts.to_numpy(float)
    days: Any = counts.index
    design = _design(days, y)
    coefficients, dispersion = _fitted(design.columns, y)
    mean = np.exp(design.columns @ coefficients)
    spread = _covariance(design.columns, y, mean, dispersion.value, days)
    draws = np.random.default_rng(0).multivariate_normal(coefficients, spread, DRAWS)
    stacked = np.vstack([coefficients, draws])
    last_year = np.asarray((days[-1] - days).days < YEAR)
    return ArrivalRates(
        per_day=_counted(y, mean, days, last_year),
        cases=int(y[last_year].sum()),
        days=int(last_year.sum()),
        weekday=_factors(stacked, design.weekdays),
        month=_factors(stacked, design.months),
        overdispersion=dispersion,
        weekday_p=_wald(coefficients, spread, design.weekdays),
        month_p=_wald(coefficients, spread, design.months),
    )


def _counted(y: Floats, mean: Floats, days: Any, chosen: NDArray[np.bool_]) -> Interval:
    """Cases a day of the chosen days as counted, with an interval by what blocks of weeks vary about their means.

    Longer blocks count where there are enough of them: what varies slowly shows in them only.
    """
    from scipy.stats import t

    total, length = float(y[chosen].sum()), int(chosen.sum())
    if total <= 0.0:
        return UNKNOWN
    week = np.asarray((days[-1] - days).days // 7)
    variance, degrees = total, math.inf
    for weeks in (1, LONG_BLOCK):
        block = week // weeks
        sums = np.bincount(block, y - mean)[np.bincount(block) > 0]
        if len(sums) < 2 or (weeks > 1 and len(sums) < MIN_BLOCKS):
            continue
        of_block = float(np.square(sums).mean()) * len(np.unique(block[chosen]))
        if of_block > variance:
            variance, degrees = of_block, len(sums) - 1.0
    reach = math.exp(min(50.0, float(t.ppf(0.975, degrees)) * math.sqrt(variance) / total))
    return Interval(total / length, total / length / reach, total / length * reach)


def _design(days: Any, y: Floats) -> _Design:
    age = np.asarray((days[-1] - days).days) // YEAR
    if age[0] > 0 and (age == age[0]).sum() < MIN_BLOCK:
        age = np.minimum(age, age[0] - 1)
    blocks = age[:, None] == np.unique(age)
    weekday, month = days.day_of_week.to_numpy(), days.month.to_numpy()
    parts, at = [blocks], blocks.shape[1]
    weekdays = months = slice(0)
    if _seen(y, weekday, 7):
        parts.append(weekday[:, None] == np.arange(1, 7))
        weekdays = slice(at, at + 6)
        at += 6
    years = [(days[month == each].year.value_counts() >= MONTH_DAYS).sum() for each in range(1, 13)]
    if min(years) >= MONTH_YEARS and _seen(y, month - 1, 12):
        parts.append(month[:, None] == np.arange(2, 13))
        months = slice(at, at + 11)
    return _Design(np.hstack(parts).astype(float), weekdays, months)


def _seen(y: Floats, group: NDArray[np.int64], groups: int) -> bool:
    """Whether each weekday or month has been there so often that enough cases would have come on it."""
    return bool((np.bincount(group, minlength=groups) * y.mean()).min() >= FACTOR_CASES)


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
    week = np.asarray((days - days[0]).days // 7)
    if week[-1] < MIN_WEEKS:
        return model
    scores = np.zeros((week[-1] + 1, x.shape[1]))
    np.add.at(scores, week, x * ((y - mean) / (1.0 + dispersion * mean))[:, None])
    clustered = model @ scores.T @ scores @ model
    return model * max(1.0, float(np.mean(np.diag(clustered) / np.diag(model))))


def _factors(coefficients: Floats, part: slice) -> tuple[Interval, ...]:
    """Factors of mean 1 of what the regression holds in `part`; the first row is the estimate, the others its draws."""
    if part.stop == 0:
        return ()
    factors = np.exp(np.hstack([np.zeros((len(coefficients), 1)), coefficients[:, part]]))
    factors /= factors.mean(axis=1, keepdims=True)
    return tuple(_interval(each) for each in factors.T)


def _interval(values: Floats) -> Interval:
    """The first value, within the ends of all further ones."""
    low, high = np.percentile(values[1:], ENDS)
    return Interval(float(values[0]), float(low), float(high))


def _wald(coefficients: Floats, spread: Floats, part: slice) -> float:
    from scipy.stats import chi2

    if part.stop == 0:
        return math.nan
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
