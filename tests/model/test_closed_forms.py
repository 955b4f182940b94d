"""Degenerate settings come out as the formulas of the design say."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from model.agents.organisations import best_response
from model.clock import NEVER
from model.contradictions.cases import Channel, Handler, first_after, ignites_on
from model.scenario import PRESETS, Scenario, ScenarioError
from model.scenario.budget import ledger
from model.simulate import Run, simulate

# Nobody reports, nothing heals, every patrol is as good as the last.
ONLY_PATROLS: dict[str, Any] = {
    "detection.report_rate": 0.0,
    "triage.household_survey": False,
    "triage.recording_standard": 0.0,
    "triage.targeting": 0.0,
    "triage.schedule": "routine",
    "lapse.rate": 0.0,
    "ignition.shape": 1.0,
    "ignition.storm_multiplier": 1.0,
    "severity.alpha": 20.0,
    "severity.beta": 20.0,
    "grid_workers.turnover": 0.0,
    "grid_workers.skill_sd": 0.0,
    "detection.fatigue_loss": 0.0,
    "detection.false_alarm_probability": 0.0,
    "detection.weekend_share": 1.0,
    "neighbours.settle_share": 0.0,
    "detection.behind_doors_share": 0.0,
    "detection.survey_rounds": 1,
    "recurrence.bad_share": 0.0,
    "place.burn_in_days": 0,
}
DOMAINS = ("population", "social_affairs", "urban_services", "civil_affairs", "health", "culture", "security")


def every_domain(name: str, value: float) -> dict[str, float]:
    return {f"domain.{domain}.{name}": value for domain in DOMAINS}


def within(share: float, expected: float, count: int) -> bool:
    """Whether a share lies within four standard errors of what is expected."""
    return abs(share - expected) < 4 * math.sqrt(expected * (1 - expected) / count)


@pytest.mark.parametrize(
    ("benefits", "efforts"),
    [((0.83, 0.5), (0.773, 0.113)), ((0.35, 0.5), (0.133, 0.433)), ((0.65, 0.0), (0.65, 0.0)),
     ((2.0, 0.0), (1.0, 0.0)), ((0.0, 2.0), (0.0, 1.0)), ((0.0, 0.0), (0.0, 0.0))],
)  # fmt: skip
def test_best_responses(benefits: tuple[float, float], efforts: tuple[float, float]) -> None:
    assert best_response(*benefits, 0.5) == pytest.approx(efforts, abs=5e-4)


def test_a_best_response_beats_its_neighbours() -> None:
    grid = np.linspace(0, 1, 101)
    e, x = np.meshgrid(grid, grid)
    for quality, pace in [
        (0.83, 0.5),
        (0.2, 0.9),
        (1.4, 0.3),
        (1.2, 1.3),
        (0.85, 0.0),
        (0.0, 0.9),
        (0.9, 0.2),
        (1.6, 0.0),
    ]:
        gain = quality * e + pace * x - 0.5 * (e * e + x * x) - 0.5 * e * x
        chosen = best_response(quality, pace, 0.5)
        reached = quality * chosen[0] + pace * chosen[1] - 0.5 * (chosen[0] ** 2 + chosen[1] ** 2)
        assert reached - 0.5 * chosen[0] * chosen[1] >= gain.max() - 1e-9


def test_ignition_adds_up_day_by_day_with_storms() -> None:
    rng = np.random.default_rng(3)
    age_power = np.array([age**1.6 for age in range(500)])
    for _ in range(300):
        storms = np.array([*sorted(rng.choice(400, 40, replace=False)), NEVER], np.int64)
        scale, threshold, born = rng.uniform(20, 300), rng.exponential(), int(rng.integers(0, 200))
        hazard, day, stormy = 0.0, born, set(storms.tolist())
        while hazard < threshold:
            day += 1
            step = ((day - born) / scale) ** 1.6 - ((day - 1 - born) / scale) ** 1.6
            hazard += step * (8.0 if day in stormy else 1.0)
        assert ignites_on(born, scale, 1.6, threshold, 8.0, storms, first_after(storms, born), age_power) == day


def test_a_planted_case_ignites_after_its_delay_to_the_day() -> None:
    delays = [float(days) for days in range(1, 151)]
    planted = [
        {"name": f"{domain} {severity} {days}", "grid": 0, "domain": domain, "severity": severity, "delay_days": days}
        for domain in ("urban_services", "security")
        for severity in (0.3, 0.77)
        for days in delays
    ]
    run = Run(Scenario({"format": 1, "planted": planted}).vary({
        "place.burn_in_days": 0, "ignition.storm_probability_wet": 0.0, "ignition.storm_probability_dry": 0.0,
    }), 1)  # fmt: skip
    run.advance(1)
    assert run.world.cases.ignition_day[: len(planted)].tolist() == 4 * delays


def test_untreated_ages_at_ignition_are_weibull(zhaoshang: Scenario) -> None:
    calm = zhaoshang.vary({"ignition.storm_multiplier": 1.0, "place.days": 30, "place.burn_in_days": 0})
    run = Run(calm, 1)
    run.advance(30)
    cases, used = run.world.cases, int(run.world.clock.cases[0])
    ages = cases.ignition_day[:used] - cases.arisen[:used]
    # Survival falls on one line: at the whole age of ignition it is below, a day before above.
    after = np.exp(-((ages / cases.ignition_scale[:used]) ** 1.6))
    before = np.exp(-(((ages - 1) / cases.ignition_scale[:used]) ** 1.6))
    spread = after + (before - after) * np.random.default_rng(1).uniform(size=used)
    assert used > 300
    assert stats.kstest(spread, "uniform").pvalue > 1e-3


def test_patrol_and_ignition_compete_as_clocks_do(zhaoshang: Scenario) -> None:
    # 1.5 hours at 0.5 make 3 visits a day; half of them over 40 buildings: ρ = 0.0375 a day.
    run = Run(zhaoshang.vary({**ONLY_PATROLS, **every_domain("ignition_days", 60.0), "place.days": 500}), 2)
    run.advance(500)
    cases, used = run.world.cases, int(run.world.clock.cases[0])
    cohort = cases.arisen[:used] < 150
    caught = cases.channel[:used][cohort] == Channel.PATROL
    survive = np.exp(-1.0 / cases.ignition_scale[:used][cohort])
    missed = 1.0 - 0.6 * 0.0375
    expected = 1.0 - (1.0 - survive) * missed / (1.0 - survive * missed)
    assert within(caught.mean(), expected.mean(), caught.size)
    assert expected.mean() == pytest.approx(0.6 * 0.0375 / (0.6 * 0.0375 + 1 / 60), abs=0.015)


def test_a_perfect_survey_catches_what_waits_for_it(zhaoshang: Scenario) -> None:
    scale = 365 / 0.25
    run = Run(zhaoshang.vary({
        **ONLY_PATROLS, **every_domain("ignition_days", scale), "triage.household_survey": True,
        "triage.screening_share": 0.0, "detection.survey_probability": 1.0, "place.days": 900,
    }), 2)  # fmt: skip
    run.advance(900)
    cases, used = run.world.cases, int(run.world.clock.cases[0])
    cohort = (cases.arisen[:used] > 300) & (cases.arisen[:used] <= 665)
    caught = cases.channel[:used][cohort] == Channel.SURVEY
    rate_time = 365 / cases.ignition_scale[:used][cohort]
    expected = np.mean((1 - np.exp(-rate_time)) / rate_time)
    assert within(caught.mean(), expected, caught.size)
    assert expected == pytest.approx(0.885, abs=0.005)


def test_bad_closures_recur_at_their_rate_and_in_their_time(zhaoshang: Scenario) -> None:
    bad = closed = early = 0
    for seed in range(3):
        world = simulate(zhaoshang.preset("reactive-staffed"), seed).world
        cases, used = world.cases, int(world.clock.cases[0])
        by_worker = cases.handler[:used] == Handler.GRID_WORKER
        bad, closed = bad + int(cases.bad[:used][by_worker].sum()), closed + int(by_worker.sum())
        returns = cases.recurrence_day[:used] >= 0
        early += np.array([np.sum(cases.recurrence_day[:used][returns] - cases.closed[:used][returns] <= 180),
                           returns.sum()])  # fmt: skip
    assert within(bad / closed, zhaoshang.recurrence.bad_share * (1 - zhaoshang.grid_workers.quality), closed)
    assert within(early[0] / early[1], 1 - math.exp(-3), int(early[1]))


def test_layers_catch_bad_work(zhaoshang: Scenario) -> None:
    world = simulate(zhaoshang.preset("reactive-staffed"), 1).world
    cases, used = world.cases, int(world.clock.cases[0])
    done = (cases.handler[:used] == Handler.WORKSTATION) & (cases.stage[:used] == 10)
    made, missed = 0.6 * (1 - world.units.quality[0]), (1 - 0.15) ** 3
    expected = made * missed / (1 - made * (1 - missed))
    assert within(cases.bad[:used][done].mean(), expected, int(done.sum()))


def test_checks_of_one_closure_are_counted_past_any_byte(small: Scenario) -> None:
    run = Run(small.preset("preventive-staffed").vary({
        "place.burn_in_days": 0, "place.days": 200, "recurrence.bad_share": 1.0, "staff.permanent.capability": 0.0,
        "delivery.temporary_share": 0.0, "delivery.layers": 1, "units.layer_catch": 1.0, "units.layer_fixed_days": 0,
        "units.layer_mean_days": 0.0, "work.returned_share": 0.0, "units.requests_per_resident_year": 0.0,
    }), 1)  # fmt: skip
    run.advance(run.days)
    attempts = run.world.cases.attempts[: int(run.world.clock.cases[0])]
    assert attempts.min() == 0 and attempts.max() > 127


def test_constant_incubation_closes_the_gap_exponentially(zhaoshang: Scenario) -> None:
    run = Run(zhaoshang.preset("preventive-outsourced").vary({
        "place.burn_in_days": 0, "organisations.initial_capability": 0.6, "organisations.turnover": 0.0,
    }), 1)  # fmt: skip
    # Staff who leave a contractor take capability with them: nobody leaves here.
    run.advance(1)
    before = run.world.organisations.capability[:60, 0].copy()
    holds = run.world.organisations.contracts[:60] > 0
    run.advance(360)
    organisations, quarters = run.world.organisations, 3
    kept = (0.9 - organisations.capability[:60, 0]) / (0.9 - before)
    assert 4 <= holds.sum() < 60
    assert np.allclose(kept[holds], math.exp(-0.45 * quarters / 4))
    idle = ~holds & organisations.active[:60]
    assert np.allclose(kept[idle], math.exp(-0.35 * quarters / 4))


def test_screening_all_the_time_takes_nothing_in(small: Scenario) -> None:
    run = Run(small.vary({"triage.screening_share": 1.0, "place.burn_in_days": 0, "neighbours.settle_share": 0.0}), 1)
    run.advance(run.days)
    stages = set(run.world.cases.stage[: int(run.world.clock.cases[0])].tolist())
    assert stages <= {0, 1, 12} and 1 in stages


def test_a_single_line_pays_no_switching_cost(small: Scenario) -> None:
    run = Run(small.preset("preventive-staffed-pooled"), 1)
    run.advance(run.days)
    assert run.world.units.lines[0] > 1 and run.world.units.slowdown[0] == pytest.approx(1.03)
    poor = small.preset("preventive-staffed-pooled").vary({"budget.yearly_yuan": 1_250_000.0})
    run = Run(poor, 1)
    run.advance(run.days)
    assert run.world.units.lines[0] == 1 and run.world.units.slowdown[0] == 1.0


@pytest.mark.parametrize("preset", list(PRESETS))
def test_without_contradictions_rates_are_undefined_never_zero(small: Scenario, preset: str) -> None:
    outcome = simulate(small.preset(preset).vary({"arising.per_grid_day": 0.0}), 1)
    assert outcome.arisen == outcome.recorded == outcome.backlog == 0
    rates = ("official_resolution_rate", "true_resolution_rate", "in_the_bud_rate", "hidden_share", "satisfaction",
             "median_days_to_resolution", "cost_per_lasting_resolution_yuan", "equity_gap")  # fmt: skip
    assert all(math.isnan(getattr(outcome, name)) for name in rates)


def test_no_payroll_is_below_nothing(zhaoshang: Scenario) -> None:
    """All expected hours but next to none are contracted: what remains is rounded, and its root is taken."""
    hours = {"population": 2e-16, "social_affairs": 0.6, "civil_affairs": 2e-16, "health": 2e-18, "culture": 0.4}
    shares = {f"domain.{name}.share": hours.get(name, 0.0) for name in DOMAINS}
    half = zhaoshang.vary({**shares, "delivery.outsourced_share": 0.5})
    for per_mille in range(1_000):
        paid = half.vary({"budget.contract_management_share": per_mille / 1_000})
        assert ledger(paid)["delivery_staffed"] >= 0.0


def test_outsourcing_without_a_capable_bidder_is_refused(small: Scenario) -> None:
    with pytest.raises(ScenarioError, match="tender_capability"):
        small.vary({"organisations.initial_capability": 0.2, "organisations.capability_sd": 0.0})
