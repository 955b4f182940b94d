"""Fit free parameters to the figures a place published, and say what those figures cannot tell.

Core object: `calibrate` → `Calibration` (posterior draws, fit, identification); posterior.py hands
the draws to other inquiries.

Method: a Sobol' design over the prior, then rounds of points where the posterior lies, each run on
several seeds; around the published figures a local quadratic regression of log and logit figures
on the parameters (regression-adjusted ABC: Beaumont, Zhang and Balding 2002) gives the model's
mean, the scatter of seeds about it gives the covariance of one history (synthetic likelihood:
Wood 2010), and adaptive importance sampling gives the posterior. Trials stand in Optuna's SQLite
study and runs in a store, so that a killed calibration goes on where it was and ends as if it had not
been killed. Two checks need no regression: the figures must lie within what the prior gives, and within
what draws from the posterior give when they are run anew.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.execution import Options, run_plan
from experiments.runs.plan import Plan, PlanError, Point, Range, checked_count, declaration, paired_seeds, sobol
from experiments.runs.tabular import records
from experiments.statistics import interval
from experiments.studies.study import Study, points_frame
from model.scenario import PRESETS, Scenario
from model.version import model_version

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture

READINGS = {"main": "self_resolved_of_resolved", "second": "self_resolved_of_recorded"}
FIGURES = {"recorded": 8_293.0, "official_resolution_rate": 0.936, "self_resolved": 0.916}
FREE = (
    Range("arising.per_grid_day", 0.05, 0.20),
    Range("work.beyond_authority_scale", 0.0, 2.0),
    Range("street.escalated_success", 0.05, 0.95),
)
POLICY = "preventive-outsourced"
# How far from a figure, in logs or logits, a run still speaks for the regression there.
REACH = np.array([0.25, 0.8, 0.8])
ROUNDS, POSTERIOR_DRAWS, PROPOSALS, STEPS = 2, 2_000, 4_000, 12
CHECK_SEEDS_FROM, PREDICTIVE_SEEDS_FROM = 1_000_001, 1_100_001
IDENTIFIED, PARTLY = 0.9, 0.5


@dataclass(frozen=True)
class Emulator:
    """A local quadratic in the unit cube of the parameters for the figures on log and logit scale.

    `coefficients` (terms, 3), `unexplained` (terms, terms) the inverse of the weighted design,
    `covariance` (3, 3) of one history about its mean.
    """

    coefficients: np.ndarray
    unexplained: np.ndarray
    covariance: np.ndarray

    def mean(self, unit: np.ndarray) -> np.ndarray:
        """Expected figures, shape (points, 3), at points of the unit cube, shape (points, parameters)."""
        return terms(unit) @ self.coefficients

    def log_likelihood(self, unit: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Log likelihood of the published figures, shape (points,); regression error widens the covariance."""
        basis = terms(unit)
        gap = target - basis @ self.coefficients
        spread = 1.0 + np.einsum("ij,jk,ik->i", basis, self.unexplained, basis)
        distance = np.einsum("ij,jk,ik->i", gap, np.linalg.inv(self.covariance), gap)
        result: np.ndarray = -0.5 * (distance / spread + gap.shape[1] * np.log(spread))
        return result

    def slope(self, unit: np.ndarray) -> np.ndarray:
        """Derivative of the figures by the parameters at one point, shape (3, parameters)."""
        step = 1e-4
        nudges = np.eye(unit.size) * step
        return (self.mean(unit + nudges) - self.mean(unit - nudges)).T / (2.0 * step)


def terms(unit: np.ndarray) -> np.ndarray:
    """1, every parameter, every product of two: shape (points, terms)."""
    columns = [np.ones(len(unit)), *unit.T]
    count = unit.shape[1]
    columns += [unit[:, i] * unit[:, j] for i in range(count) for j in range(i, count)]
    return np.column_stack(columns)


def transformed(figures: np.ndarray) -> np.ndarray:
    """Recorded as a log, rates as logits (kept off 0 and 1): shape (n, 3)."""
    rates = np.clip(figures[:, 1:], 1e-4, 1.0 - 1e-4)
    return np.column_stack([np.log(np.maximum(figures[:, 0], 1.0)), np.log(rates / (1.0 - rates))])


def restored(scaled: np.ndarray) -> np.ndarray:
    """The figures again from logs and logits: shape (n, 3)."""
    return np.column_stack([np.exp(scaled[:, 0]), 1.0 / (1.0 + np.exp(-scaled[:, 1:]))])


def fit_emulator(unit: np.ndarray, figures: np.ndarray, points: np.ndarray, target: np.ndarray) -> Emulator:
    """Weighted least squares near the target; `points` (runs,) says which runs share their parameters."""
    y = transformed(figures)
    basis = terms(unit)
    reach, weight = REACH, np.zeros(len(y))
    while weight.sum() < min(3.0 * basis.shape[1], 0.9 * len(y)):
        distance = (((y - target) / reach) ** 2).sum(axis=1)
        weight, reach = np.exp(-0.5 * distance), reach * 1.3
    root = np.sqrt(weight)[:, None]
    ridge = 1e-6 * np.eye(basis.shape[1])
    inverse = np.linalg.inv((basis * root).T @ (basis * root) + ridge)
    coefficients = inverse @ (basis * weight[:, None]).T @ y
    within = y - _means_by(points, y)
    repeats = max(1, len(y) - len(np.unique(points)))
    share = weight / weight.mean()
    covariance = (within * share[:, None]).T @ within / repeats + 1e-8 * np.eye(y.shape[1])
    return Emulator(coefficients, inverse, covariance)


def _means_by(groups: np.ndarray, values: np.ndarray) -> np.ndarray:
    _, index = np.unique(groups, return_inverse=True)
    count = np.bincount(index).astype(float)
    return np.column_stack([np.bincount(index, column) / count for column in values.T])[index]


def sample_posterior(emulator: Emulator, target: np.ndarray, parameters: int, draws: int, seed: int) -> np.ndarray:
    """Equally weighted draws from the posterior in the unit cube, shape (draws, parameters).

    Adaptive importance sampling under a uniform prior: a tempered start from the whole cube, then
    multivariate t proposals fitted to the draws so far.
    """
    from scipy.stats import multivariate_t

    generator = np.random.default_rng(seed)
    unit = generator.random((PROPOSALS * 4, parameters))
    proposed = np.zeros(len(unit))
    for step in range(STEPS):
        heat = min(1.0, 2.0 ** (step - STEPS // 2))
        weight = _weights(heat * emulator.log_likelihood(unit, target) - proposed, unit)
        if step == STEPS - 1:
            break
        centre = weight @ unit
        cloud = (unit - centre).T @ ((unit - centre) * weight[:, None]) * 1.5 + 1e-7 * np.eye(parameters)
        law = multivariate_t(centre, cloud, df=5)
        unit = np.asarray(law.rvs(PROPOSALS, random_state=generator)).reshape(PROPOSALS, parameters)
        proposed = np.asarray(law.logpdf(unit))
    # Systematic resampling: as even as equally weighted draws can be.
    steps = (np.arange(draws) + generator.random()) / draws
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), steps), len(unit) - 1)
    return generator.permutation(unit[chosen])


def _weights(log_weight: np.ndarray, unit: np.ndarray) -> np.ndarray:
    inside = ((unit >= 0.0) & (unit <= 1.0)).all(axis=1)
    log_weight = np.where(inside, log_weight, -np.inf)
    if not np.isfinite(log_weight).any():
        raise PlanError("calibrate: no point of the prior comes near the published figures; widen a --free range")
    weight: np.ndarray = np.exp(log_weight - log_weight.max())
    return weight / weight.sum()


@dataclass(frozen=True)
class Reading:
    """What one reading of the self-resolution figure gives: draws, the point to land, fit and identification.

    `checks`: law (prior, posterior), figure, target, low, high, inside: the middle 95 % of what the law's
    draws give as means over seeds (prior) or as histories on fresh seeds (posterior).
    """

    name: str
    draws: pandas.DataFrame
    best: dict[str, float]
    fit: pandas.DataFrame
    identification: pandas.DataFrame
    directions: tuple[float, ...]
    checks: pandas.DataFrame

    @property
    def rank(self) -> int:
        """Independent combinations of the parameters that the figures move by more than their noise."""
        return sum(value > 1.0 for value in self.directions)


@dataclass(frozen=True)
class Calibration(Study):
    """A calibration; `table` is the fit (figure, target, mean, low, high, within), `posterior` the draws."""

    kind = "calibrate"
    parquet = "posterior.parquet"

    prior: tuple[Range, ...] = ()
    readings: tuple[Reading, ...] = ()

    def told(self, language: str) -> list[str]:
        """Two sentences a reading: whether the figures are met and what they leave open; the checks."""
        from experiments.findings.studies import fit_sentences

        return fit_sentences(self.readings, language)

    def tables(self) -> dict[str, pandas.DataFrame]:
        """The fit, and what the figures say of each parameter."""
        import pandas

        found, checks = (
            pandas.concat([getattr(each, name).assign(reading=each.name) for each in self.readings], ignore_index=True)
            for name in ("identification", "checks")
        )
        return {self.kind: self.table, "identification": found, "checks": checks}

    @property
    def posterior(self) -> pandas.DataFrame:
        """Equally weighted draws: `reading`, then one column a parameter, by its path."""
        import pandas

        return pandas.concat([each.draws.assign(reading=each.name) for each in self.readings], ignore_index=True)

    def picture(self, language: str = "en") -> Picture:
        """Fit of the figures, and every parameter's posterior against its prior."""
        from experiments.plots.studies import calibration_picture

        return calibration_picture(self.table, language, self.posterior, self.prior, TOLERANCE)

    def to_parquet(self, path: str | Path) -> Path:
        """Write the posterior draws, which `Posterior.load` reads."""
        self.posterior.to_parquet(path, index=False)
        return Path(path)

    def to_dict(self) -> dict[str, Any]:
        """Fit, best points and identification of every reading."""
        readings = {
            each.name: {
                "best": each.best,
                "rank": each.rank,
                "directions": list(each.directions),
                "identification": records(each.identification),
                "checks": records(each.checks),
            }
            for each in self.readings
        }
        return {**super().to_dict(), "readings": readings}


def calibrate(
    scenario: Scenario | str | Path,
    *,
    free: Sequence[Range] = FREE,
    figures: Mapping[str, float] | None = None,
    readings: Sequence[str] = tuple(READINGS),
    points: int = 16,
    seeds: int = 4,
    check_seeds: int = 20,
    folder: str | Path | None = None,
    seed: int = 1,
    **options: Any,
) -> Calibration:
    """Fit `free` to the published `figures` of a scenario under the case's own policy.

    `points` (a power of two) opens the design, as many follow in each round; every point of a stage
    runs on the same `seeds` seeds, which another `seed` exchanges all. `check_seeds` fresh seeds then say how
    the best point does, and as many draws of the posterior are run anew. With a `folder` the work is kept
    there and goes on after a kill. `options` are those of `Options`. Raises `PlanError` or `ScenarioError`.
    """
    import pandas

    _check(free, readings)
    checked_count("--seeds", seeds, 1)
    checked_count("--check-seeds", check_seeds, 2)
    base = Scenario.of(scenario).without_reforms().vary(PRESETS[POLICY])
    target = {**FIGURES, **(figures or {})}
    given = {"store": None if folder is None else Path(folder) / "store", **options}
    study = FitRuns(base, tuple(free), (points, seeds, seed), folder, Options(**given))
    study.run("prior", [_units_of(free, point) for point in sobol(free, points)])
    done = tuple(_reading(study, name, target, check_seeds) for name in readings)
    table = pandas.concat([each.fit.assign(reading=each.name) for each in done], ignore_index=True)
    return Calibration(base, table, prior=tuple(free), readings=done)


def _check(free: Sequence[Range], readings: Sequence[str]) -> None:
    for name in readings:
        if name not in READINGS:
            raise PlanError(f"--reading: found '{name}'; allowed: {', '.join(READINGS)}")
    for span in free:
        if declaration(span.path).kind != "float":
            raise PlanError(f"--free {span.path}: allowed: parameters that are numbers with decimals")


def _reading(study: FitRuns, name: str, figures: Mapping[str, float], check_seeds: int) -> Reading:
    target = transformed(np.array([list(figures.values())]))[0]
    parameters, seed = len(study.free), sorted(READINGS).index(name) + 1
    for round_number in range(ROUNDS):
        draws = sample_posterior(study.emulator(name, target), target, parameters, study.points, seed + round_number)
        # Wider than the posterior: the regression needs room on every side, and may yet be wrong.
        wide = draws + np.random.default_rng(seed).normal(0.0, 0.15 / 2.0**round_number, draws.shape)
        study.run(f"{name} {round_number}", list(np.clip(wide, 0.0, 1.0)))
    emulator = study.emulator(name, target)
    unit = sample_posterior(emulator, target, parameters, POSTERIOR_DRAWS, seed)
    middle = _nearest_to_target(emulator, unit, target)
    best = study.settings(middle)
    draws_frame = study.frame(unit, restored(emulator.mean(unit)), name)
    fit = check(study.scenario, best, name, figures, check_seeds, study.options)
    anew = study.histories([study.settings(each) for each in unit[:check_seeds]], name)
    checks = _checks({"prior": study.prior_means(name), "posterior": anew}, figures)
    identification, directions = _identification(study.free, unit), _directions(emulator, middle)
    return Reading(name, draws_frame, best, fit, identification, directions, checks)


def _checks(laws: Mapping[str, np.ndarray], figures: Mapping[str, float]) -> pandas.DataFrame:
    """Whether the published figures lie within the middle 95 % of what each law gives, shape (draws, 3)."""
    import pandas

    rows = []
    for law, given in laws.items():
        lows, highs = np.quantile(given, [0.025, 0.975], axis=0)
        for (name, target), low, high in zip(figures.items(), lows.tolist(), highs.tolist(), strict=True):
            rows.append((law, name, target, low, high, low <= target <= high))
    return pandas.DataFrame(rows, columns=["law", "figure", "target", "low", "high", "inside"])


def _nearest_to_target(emulator: Emulator, unit: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The point that meets the figures and lies nearest the posterior's mean (Gauss–Newton from there)."""
    point = unit.mean(axis=0)
    spread = np.diag(unit.var(axis=0) + 1e-9)
    for _ in range(20):
        slope = emulator.slope(point)
        gap = target - emulator.mean(point[None, :])[0]
        # The least step, in units of the posterior's own spread, that closes the gap.
        point = point + spread @ slope.T @ np.linalg.pinv(slope @ spread @ slope.T, rcond=1e-6) @ gap
        point = np.clip(point, 0.0, 1.0)
    return point


def _directions(emulator: Emulator, unit: np.ndarray) -> tuple[float, ...]:
    """Singular values of the whitened Jacobian: prior standard deviations over what noise hides."""
    root = np.linalg.cholesky(np.linalg.inv(emulator.covariance)).T
    values = np.linalg.svd(root @ emulator.slope(unit) / math.sqrt(12.0), compute_uv=False)
    return tuple(float(value) for value in values)


def _identification(free: Sequence[Range], unit: np.ndarray) -> pandas.DataFrame:
    """By parameter: prior and posterior sd, and the share of prior variance the figures took away."""
    import pandas

    rows = []
    for column, span in enumerate(free):
        width = float(span.high) - float(span.low)
        shrinkage = 1.0 - float(unit[:, column].var()) * 12.0
        low, middle, high = (
            float(q) * width + float(span.low) for q in np.quantile(unit[:, column], [0.025, 0.5, 0.975])
        )
        verdict = "identified" if shrinkage > IDENTIFIED else "partly" if shrinkage > PARTLY else "not"
        rows.append((span.path, span.low, span.high, low, middle, high, shrinkage, verdict))
    columns = ["parameter", "prior_low", "prior_high", "low", "median", "high", "shrinkage", "identified"]
    return pandas.DataFrame(rows, columns=columns)


@dataclass
class FitRuns:
    """The design so far: Optuna keeps its trials, the store their runs.

    `size` is points a stage, seeds a point, and the seed that all seeds hang on.
    """

    scenario: Scenario
    free: tuple[Range, ...]
    size: tuple[int, int, int]
    folder: str | Path | None
    options: Options

    def __post_init__(self) -> None:
        optuna = _optuna()
        folder = None if self.folder is None else Path(self.folder)
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        storage = None if folder is None else f"sqlite:///{(folder / 'calibration.sqlite3').as_posix()}"
        said = json.dumps([model_version(), self.scenario.canonical(), [vars(span) for span in self.free], self.size])
        name = hashlib.sha256(said.encode()).hexdigest()[:16]
        self.study = optuna.create_study(storage=storage, study_name=name, load_if_exists=True)
        self.stages: list[str] = []

    @property
    def points(self) -> int:
        """Points a stage."""
        return self.size[0]

    def run(self, stage: str, units: Sequence[np.ndarray]) -> None:
        """Add a stage's points unless the study has them; they share seeds that no other stage uses."""
        self.stages.append(stage)
        known = {trial.user_attrs["name"] for trial in self._complete()}
        wanted = {f"{stage} {number:04d}": self.settings(unit) for number, unit in enumerate(units)}
        if wanted.keys() <= known:
            return
        _, count, seed = self.size
        number = int(hashlib.sha256(f"{seed} {stage}".encode()).hexdigest()[:6], 16) % 100_000
        seeds = paired_seeds(count, 1 + count * number)
        rows = points_frame(self.scenario, list(wanted.values()), self.options, seeds, keep_refused=True)
        for point, (name, settings) in enumerate(wanted.items()):
            if name not in known:
                self._tell(name, settings, rows[rows["point"] == point])

    def _tell(self, name: str, settings: dict[str, float], rows: pandas.DataFrame) -> None:
        optuna = _optuna()
        spans = {span.path: optuna.distributions.FloatDistribution(span.low, span.high) for span in self.free}
        names = ["recorded", "official_resolution_rate", *READINGS.values()]
        trial = optuna.trial.create_trial(
            params=settings, distributions=spans, value=float(abs(rows["recorded"].mean() / FIGURES["recorded"] - 1.0)),
            user_attrs={"name": name, "figures": rows[names].to_numpy().tolist()},
        )  # fmt: skip
        self.study.add_trial(trial)

    def _complete(self) -> list[Any]:
        """The trials of the stages so far; a killed calibration's later ones wait for their stage."""
        from optuna.trial import TrialState

        trials = self.study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        here = [trial for trial in trials if trial.user_attrs["name"].rpartition(" ")[0] in self.stages]
        return sorted(here, key=lambda trial: str(trial.user_attrs["name"]))

    def emulator(self, reading: str, target: np.ndarray) -> Emulator:
        """The regression around the target from all runs so far."""
        units, figures, points = [], [], []
        column = 2 + list(READINGS).index(reading)
        for number, trial in enumerate(self._complete()):
            for run in trial.user_attrs["figures"]:
                units.append(_units_of(self.free, trial.params))
                figures.append([run[0], run[1], run[column]])
                points.append(number)
        sound = np.isfinite(np.array(figures)).all(axis=1)
        return fit_emulator(np.array(units)[sound], np.array(figures)[sound], np.array(points)[sound], target)

    def settings(self, unit: np.ndarray) -> dict[str, float]:
        """A point of the unit cube as parameter values, to six digits."""
        return {
            span.path: float(f"{float(span.low) + share * (float(span.high) - float(span.low)):.6g}")
            for span, share in zip(self.free, unit.tolist(), strict=True)
        }

    def frame(self, unit: np.ndarray, expected: np.ndarray, reading: str) -> pandas.DataFrame:
        """Draws as parameter values with the figures the regression expects there."""
        import pandas

        draws = pandas.DataFrame([self.settings(row) for row in unit])
        for name, column in zip(("recorded", "official_resolution_rate", READINGS[reading]), expected.T, strict=True):
            draws[f"expected_{name}"] = column
        return draws

    def prior_means(self, reading: str) -> np.ndarray:
        """The figures of the opening design, means over seeds, shape (points, 3)."""
        columns = [0, 1, 2 + list(READINGS).index(reading)]
        trials = [trial for trial in self._complete() if trial.user_attrs["name"].startswith("prior ")]
        means = np.array([np.mean(trial.user_attrs["figures"], axis=0)[columns] for trial in trials])
        sound: np.ndarray = means[np.isfinite(means).all(axis=1)]
        return sound

    def histories(self, draws: Sequence[Mapping[str, float]], reading: str) -> np.ndarray:
        """The figures of one history a draw, each on its own fresh seed, shape (draws, 3)."""
        names = ["recorded", "official_resolution_rate", READINGS[reading]]
        seeds = paired_seeds(len(draws), PREDICTIVE_SEEDS_FROM)
        drawn = dict(zip(seeds, draws, strict=True))
        plan = Plan(self.scenario, (Point("posterior", {}),), seeds, world_of=drawn.__getitem__)
        found: np.ndarray = run_plan(plan, self.options).rows[names].to_numpy(dtype=float)
        return found


TOLERANCE = {"recorded": 0.02 * FIGURES["recorded"], "official_resolution_rate": 0.005, "self_resolved": 0.01}


def check(
    scenario: Scenario,
    settings: Mapping[str, float],
    reading: str,
    figures: Mapping[str, float] = FIGURES,
    seeds: int = 50,
    options: Options = Options(),  # noqa: B008 - immutable
) -> pandas.DataFrame:
    """Means over fresh seeds against the published figures: figure, outcome, target, mean, low, high, sd, within.

    `within` asks that the mean lie within 2 % of the recorded number, half a point of the official
    rate and one point of self-resolution.
    """
    import pandas

    rows = points_frame(scenario, [dict(settings)], options, paired_seeds(seeds, CHECK_SEEDS_FROM))
    table = []
    for name, target in figures.items():
        outcome = READINGS[reading] if name == "self_resolved" else name
        found = interval(rows[outcome].to_numpy())
        spread = float(rows[outcome].std(ddof=1))
        within = abs(found.mean - target) <= TOLERANCE[name]
        table.append((name, outcome, target, found.mean, found.low, found.high, spread, within))
    return pandas.DataFrame(table, columns=["figure", "outcome", "target", "mean", "low", "high", "sd", "within"])


def _units_of(free: Sequence[Range], settings: Mapping[str, Any]) -> np.ndarray:
    return np.array([(float(settings[s.path]) - float(s.low)) / (float(s.high) - float(s.low)) for s in free])


def _optuna() -> Any:
    try:
        import optuna
    except ImportError:
        raise PlanError("calibrate needs Optuna: pip install 'huajie[calibrate]', or 'make setup'") from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna
