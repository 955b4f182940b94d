"""Cases obey queueing and maintenance theory in degenerate settings: waiting room, P–K, priority, impatience, inspection.

The rules that are tried are the model's own: a grid worker's list is M/G/1, or M/G/1/2 where only an idle worker
keeps a case; a unit whose windows go first is Cobham's two-class queue; what lapses before it is reported abandons.
Cases come at the start of a day and are counted in the evening, so that a stay of T days is counted T − ½ times.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import ciw
import numpy as np
import pytest
from scipy import integrate, stats

from model.contradictions.cases import Channel, Stage
from model.scenario import Scenario
from model.scenario.budget import named_lines
from model.scenario.parameters import DOMAIN_NAMES
from model.series import Series
from model.simulate import Run

STATIONS, WARM_UP_DAYS = 20, 600
# Few seeds always, many in `make verify`.
SEEDS = [pytest.param(range(10), id="few"), pytest.param(range(100, 180), id="many", marks=pytest.mark.verify)]


def every_domain(name: str, value: Any) -> dict[str, Any]:
    return {f"domain.{domain}.{name}": value for domain in DOMAIN_NAMES}


# One grid of one building a community; a patrol finds every case on its first day; nothing ignites, lapses or recurs.
PLAIN: dict[str, Any] = {
    "place.communities": STATIONS, "place.grids": STATIONS, "place.buildings_per_grid": 1,
    "place.residents_per_building": 50, "place.days": 3_600, "place.burn_in_days": 0,
    "arising.grid_log_sd": 0.0, "severity.alpha": 20.0, "severity.beta": 20.0, "lapse.rate": 0.0,
    "ignition.storm_multiplier": 1.0, **every_domain("ignition_days", 1e6),
    "detection.probability": 1.0, "detection.check_hours": 0.05, "detection.fatigue_loss": 0.0,
    "detection.false_alarm_probability": 0.0, "detection.report_rate": 0.0, "triage.household_survey": False,
    "triage.recording_standard": 0.0, "triage.screening_share": 0.5, "triage.targeting": 0.0,
    "triage.schedule": "routine", "triage.queue": "first_come", "grid_workers.skill_sd": 0.0, "grid_workers.turnover": 0.0,
    "work.base_share": 1.0, "work.severity_slope": 0.0, "work.contested_slope": 0.0, "work.beyond_slope": 0.0,
    "work.intake_hours": 0.0, "recurrence.bad_share": 0.0, "staffing.street_posts": 1, "partners.committee_attention": 0.0,
    "partners.council": False, "partners.programmes_yuan": 0.0, "partners.agencies_attached": False,
    "delivery.layers": 0, "delivery.temporary_share": 0.0, "delivery.skill_degree": 99, "staff.permanent.turnover": 0.0,
    "units.switching_cost": 0.0, "units.requests_per_resident_year": 0.0, "units.other_duties_share": 0.0,
    "units.cross_training_share": 0.0, "detection.unfounded_share": 0.0, "detection.weekend_share": 1.0,
    **every_domain("light_share", 0.0), "neighbours.settle_share": 0.0, "detection.behind_doors_share": 0.0, "detection.survey_rounds": 1,
    "organisations.self_service_share": 0.0,
}  # fmt: skip
SETTLING_HOURS = 5.0 * 0.3 * 0.5  # a grid worker's hours a day for cases


def stations(rate: float, work_hours: float, log_sd: float, **changes: Any) -> Scenario:
    """Stations with a unit of one line each; cases arise at `rate` a day and station."""
    given = {path.replace("__", "."): value for path, value in changes.items()}
    scenario = Scenario({"format": 1, "budget": {"yearly_yuan": 1e9}}).preset("preventive-staffed").vary({
        "budget.yearly_yuan": 1e9, **PLAIN, "arising.per_grid_day": rate, "work.log_sd": log_sd,
        **every_domain("work_hours", work_hours), **given,
    })  # fmt: skip
    return scenario.vary(
        {"budget.yearly_yuan": sum(named_lines(scenario).values()) + scenario.place.communities * 68_000.0}
    )


def mean_of(scenario: Scenario, seed: int, state: Series) -> float:
    """Mean of a state in the evening after the warm-up, for one station."""
    run = Run(scenario, seed)
    run.advance(run.days)
    return float(run.world.series[WARM_UP_DAYS:, state].mean()) / scenario.place.communities


def assert_mean(values: Sequence[float], expected: float, width: float = 0.12) -> None:
    """The expected value lies in the 99.9 % t interval of the mean, which is narrow, or within what days blur."""
    half = stats.t.ppf(0.9995, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values))
    gap = abs(float(np.mean(values)) - expected)
    assert half < width * expected, (values, expected)
    assert gap < max(half, 0.02 * expected), (np.mean(values), half, expected)


def second_moment(mean: float, log_sd: float) -> float:
    """E S² of a lognormal service."""
    return mean * mean * math.exp(log_sd * log_sd)


@pytest.mark.parametrize("seeds", SEEDS)
@pytest.mark.parametrize("log_sd", [0.0, 0.8])
def test_a_grid_workers_list_is_pollaczek_khinchine(seeds: range, log_sd: float) -> None:
    days, load = 12.0, 0.6
    rate = load / days
    scenario = stations(rate, days * SETTLING_HOURS, log_sd, work__spot_limit_hours=200.0, work__spot_list_days=365.0)
    waiting = rate * rate * second_moment(days, log_sd) / (2 * (1 - load))
    # A stay of whole days ends before its last evening is counted.
    blurred = rate * (0.5 if log_sd else 1.0)
    means = [mean_of(scenario, seed, Series.OPEN_GRID_WORKER) for seed in seeds]
    assert_mean(means, load + waiting - blurred, width=0.2)


@pytest.mark.parametrize("seeds", SEEDS)
@pytest.mark.parametrize("load", [0.5, 1.5])
def test_what_an_idle_worker_alone_keeps_is_a_loss_system(seeds: range, load: float) -> None:
    """One server, one place to wait (M/D/1/2): of those that came meanwhile one is kept, the others go to the unit."""
    days = 40.0
    scenario = stations(
        load / days, days * SETTLING_HOURS, 0.0, work__spot_limit_hours=200.0, work__spot_list_days=1e-3
    )
    lost = []
    for seed in seeds:
        run = Run(scenario, seed)
        run.advance(run.days)
        cases, used = run.world.cases, int(run.world.clock.cases[0])
        known = (cases.recorded[:used] > WARM_UP_DAYS) & (cases.recorded[:used] < run.days - 3 * days)
        lost.append(float((cases.unit[:used][known] >= 0).mean()))
    assert_mean(lost, 1 - 1 / (math.exp(-load) + load), width=0.3)


@pytest.mark.parametrize("seeds", SEEDS)
def test_windows_before_cases_are_cobhams_two_classes(seeds: range) -> None:
    """Requests first, cases laid down every stint for them: preemption in the limit of short stints.

    To requests cases are then hardly there, and a case stays as long as under preemptive priority.
    """
    people, routine, cases, days, log_sd = 50, 0.3, 0.4, 8.0, math.sqrt(math.log(2.0))
    hours_a_day, request_hours = 5.0, 0.02
    requests_a_day, rate = routine * hours_a_day / request_hours, cases / days
    scenario = stations(
        rate, days * hours_a_day, log_sd, work__spot_limit_hours=0.0, units__claim_case_days=1e9,
        units__stint_hours=0.01, units__patience_minutes=1e9, place__days=1_800,
        units__requests_per_resident_year=requests_a_day * 365 / people, units__request_hours=request_hours,
    )  # fmt: skip
    waits = [(mean_of(scenario, seed, Series.OPEN_UNIT) - cases / (1 - routine)) / rate + 0.5 for seed in seeds]
    residual = requests_a_day * (request_hours / hours_a_day) ** 2 + rate * second_moment(days, log_sd) / 2
    assert_mean(waits, residual / ((1 - routine) * (1 - routine - cases)), width=0.3)


@pytest.mark.parametrize("seeds", SEEDS)
def test_what_heals_before_it_is_reported_abandons(seeds: range) -> None:
    """M/M/c + M in the limit of many servers: every case is reported at rate μ or lapses at rate θ, day by day."""
    rate, lapses, reports = 0.2, 0.04, 0.08
    scenario = stations(
        rate, 1.0, 0.0, lapse__rate=lapses, lapse__power=0.0, detection__report_rate=reports, detection__report_base=1.0,
        detection__report_severity_slope=0.0, detection__report_trust_reference=0.5, triage__screening_share=0.0,
        residents__trust_alpha=500.0, residents__trust_beta=500.0, residents__tenant_reporting=1.0,
        residents__migrant_reporting=1.0, residents__trust_gain=0.0, residents__trust_loss=0.0,
    )  # fmt: skip
    kept = math.exp(-lapses)

    def over_propensities(of: Callable[[float], float]) -> float:
        def weighted(propensity: float) -> float:
            return of(math.exp(-reports * propensity)) * stats.gamma.pdf(propensity, 2.0, scale=0.5)

        return float(integrate.quad(weighted, 0, np.inf)[0])

    lapsed, latent = [], []
    for seed in seeds:
        run = Run(scenario, seed)
        run.advance(run.days)
        cases, used = run.world.cases, int(run.world.clock.cases[0])
        lapsed.append(float((cases.stage[:used][cases.arisen[:used] < run.days - 400] == Stage.LAPSED).mean()))
        latent.append(float(run.world.series[WARM_UP_DAYS:, Series.LATENT].mean()) / STATIONS)
    assert_mean(lapsed, over_propensities(lambda silent: (1 - kept) / (1 - kept * silent)))
    assert_mean(latent, rate * over_propensities(lambda silent: 1 / (1 - kept * silent)))


@pytest.mark.parametrize("seeds", SEEDS)
@pytest.mark.parametrize("detection", [0.3, 0.8])
def test_imperfect_inspections_meet_delay_times(seeds: range, detection: float) -> None:
    """Christer's delay-time model: what the nth yearly inspection finds has been missed n − 1 times and not ignited."""
    scenario = stations(
        0.1, 1.0, 0.0, triage__screening_share=0.0, triage__household_survey=True,
        detection__survey_probability=detection, ignition__shape=1.6, place__days=3_650,
        **{path.replace(".", "__"): value for path, value in every_domain("ignition_days", 500.0).items()},
    )  # fmt: skip
    found, expected = [], []
    for seed in seeds:
        run = Run(scenario, seed)
        run.advance(run.days)
        cases, used = run.world.cases, int(run.world.clock.cases[0])
        cohort = cases.arisen[:used] < run.days - 5 * 365
        first = (300 - cases.arisen[:used][cohort]) % 365
        scale = cases.ignition_scale[:used][cohort]
        ages = first[:, None] + 365 * np.arange(40)
        missed = (1 - detection) ** np.arange(40)
        expected.append(float((detection * missed * np.exp(-((ages / scale[:, None]) ** 1.6))).sum(axis=1).mean()))
        found.append(float((cases.channel[:used][cohort] == Channel.SURVEY).mean()))
    assert_mean(found, float(np.mean(expected)))


@pytest.mark.parametrize("seeds", SEEDS)
def test_a_unit_and_a_street_that_takes_what_fails_dock_with_ciw(seeds: range) -> None:
    """Two stages: mediation at one of four units, and of what fails the street's work on the same matter, by Ciw too."""
    units, days, load, log_sd, agreed, again = 4, 8.0, 0.6, 0.5, 0.5, 0.9
    hours_a_day, contested = 5.0, 0.9
    rate, escalated = load / days, contested * (1 - agreed)
    street_hours = units * rate * escalated * again * days * hours_a_day / 0.7
    scenario = stations(
        rate, days * hours_a_day, log_sd, place__communities=units, place__grids=units, place__residents_per_building=250,
        work__spot_limit_hours=0.0, work__contested_slope=10.0, work__failed_deliberation_share=again,
        committees__mediation_base=agreed, committees__mediation_quality=0.0, staffing__street_posts=1,
        street__hours_per_day=street_hours, street__case_share=1.0, street__handling_mean_days=0.0,
        street__district_share=0.0, street__escalated_success=1.0, residents__petition_size=100,
        **{path.replace(".", "__"): value for path, value in every_domain("contested_base", 1.0).items()},
    )  # fmt: skip
    # An evening's count misses half a day of each stay (see above).
    blurred = np.array([rate / 2, rate * escalated / 2])
    ours = np.array([(mean_of(scenario, seed, Series.OPEN_UNIT), mean_of(scenario, seed, Series.OPEN_STREET))
                     for seed in seeds]) + blurred  # fmt: skip
    street_days = again * hours_a_day / street_hours
    theirs = np.array([ciw_means(units, rate, days, log_sd, escalated, street_days, seed) for seed in seeds])
    for stage in (0, 1):
        gap = stats.ttest_ind(ours[:, stage], theirs[:, stage], equal_var=False).confidence_interval(0.999)
        slack = 0.05 * theirs[:, stage].mean()
        assert gap.low - slack < 0 < gap.high + slack, (stage, ours[:, stage], theirs[:, stage])
    assert ours.mean(axis=0).min() > 0.3


class Work(ciw.dists.Distribution):
    """Lognormal work that a matter brings along: `share` of it at this stage, in days."""

    def __init__(self, mean: float, log_sd: float, share: float) -> None:
        self.mean_days, self.log_sd, self.share = mean, log_sd, share

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        if not hasattr(ind, "work"):
            spread = ciw.random.gauss(0, 1) * self.log_sd - self.log_sd**2 / 2
            ind.work = self.mean_days * math.exp(spread)
        return float(self.share * ind.work)


def ciw_means(
    units: int, rate: float, days: float, log_sd: float, escalated: float, street_days: float, seed: int
) -> Any:
    """Mean numbers at a unit, and at the street for one unit, of Ciw's simulation of the same network."""
    ciw.seed(seed)
    horizon, nodes = 3_600.0, units + 1
    routing = np.zeros((nodes, nodes))
    routing[:units, units] = escalated
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate)] * units + [None],
        service_distributions=[Work(days, log_sd, 1.0)] * units + [Work(days, log_sd, street_days)],
        routing=routing.tolist(),
        number_of_servers=[1] * nodes,
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(horizon)
    stays = np.zeros(2)
    for record in simulation.get_all_records():
        stays[record.node // nodes] += max(0.0, record.exit_date - max(WARM_UP_DAYS, record.arrival_date))
    return stays / (horizon - WARM_UP_DAYS) / units
