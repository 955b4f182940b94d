"""Every practice of the case: what its lever changes, and that it changes nothing where it has nothing to work on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model.clock import NOBODY
from model.contradictions.cases import Channel, Handler, Stage
from model.delivery.units import CENTRE
from model.scenario import Scenario, ScenarioError, reformed_policies
from model.scenario.budget import named_lines
from model.series import Series
from model.simulate import Run, apply_policy, simulate

Differences = Callable[[Any, Any], list[str]]
Levers = dict[str, Any]
SEEDS = (1, 2, 3)
STAFFED, CASE = "preventive-staffed", "preventive-outsourced"
# Long enough for one yearly review, and the money that the small place cannot spare for the survey.
LONG: Levers = {"place.days": 420, "budget.survey_yuan": 10_000.0, "delivery.incubation_yuan": 100_000.0}


def later(small: Scenario, preset: str, **more: Any) -> Scenario:
    """The small place under a preset, for longer than a year; dots of levers are written as two underscores."""
    return small.preset(preset).vary({**LONG, **{name.replace("__", "."): value for name, value in more.items()}})


def handling_days(outcome: Any) -> float:
    """Days from record to the end of cases that the street decided."""
    decided = outcome.cases[outcome.cases.handler == "street"]
    return float((decided.closed - decided.recorded).mean())


def of_series(column: str) -> Callable[[Any], float]:
    return lambda outcome: float(outcome.daily[column].sum())


def of_world(table: str, column: str) -> Callable[[Any], float]:
    return lambda outcome: float(getattr(getattr(outcome.world, table), column).sum())


def agreed_share(outcome: Any) -> float:
    return of_world("committees", "agreed")(outcome) / of_world("committees", "heard")(outcome)


def closed_by(handler: Handler) -> Callable[[Any], float]:
    return lambda outcome: float((outcome.world.cases.handler == handler).sum())


def found_by(channel: Channel) -> Callable[[Any], float]:
    return lambda outcome: float((outcome.world.cases.channel == channel).sum())


def effort_under_contract(outcome: Any) -> float:
    """Mean effort on quality of those who hold a contract at the end."""
    organisations = outcome.world.organisations
    return float(organisations.effort[organisations.contracts > 0].mean())


# practice: levers that bring it in, preset, what else the place has, what it moves, which way.
MOVES: dict[str, tuple[Levers, str, Levers, Callable[[Any], float], int]] = {
    "posted members widen the agenda": (
        {"partners.posted_members": 5}, STAFFED, {"committees.slots_per_meeting": 1.0},
        of_world("committees", "heard"), +1),
    "posted supervisors unblock escalations": (
        {"partners.posted_supervisors": True}, STAFFED, {"staffing.street_posts": 4, "street.handling_mean_days": 80.0},
        handling_days, -1),
    "agencies attached shorten escalations": (
        {"partners.agencies_attached": True}, STAFFED, {"partners.agencies_attached": False}, handling_days, -1),
    "the council relieves work": (
        {"partners.council": True}, STAFFED, {"partners.council": False}, of_series("unit_busy_hours"), -1),
    "the council helps to agree": (
        {"partners.council": True}, STAFFED, {"partners.council": False, "committees.success_council": 0.4},
        agreed_share, +1),
    "pairings relieve work": (
        {"partners.pairing_card_people": 1_200}, STAFFED, {"units.requests_per_resident_year": 1.0, "committees.pairing_hears": 0.0},
        of_series("unit_busy_hours"), -1),
    "supported compounds elect owners' committees": (
        {"partners.owners_committee_support": True}, STAFFED, {"committees.closed_compound_share": 1.0},
        of_world("buildings", "closed_compound"), -1),
    "co-located social workers settle on the spot": (
        {"partners.colocated_workers": 1}, STAFFED, {"grid_workers.other_duties_share": 0.9},
        closed_by(Handler.GRID_WORKER), +1),
    "the street's hall frees hours": (
        {"partners.street_hall": True}, STAFFED, {"staffing.street_posts": 1, "street.hall_gain": 1.0,
        "street.case_share": 0.2}, of_series("open_street"), -1),
    "programmes give trust": (
        {"partners.programmes_yuan": 300_000.0}, STAFFED, {"partners.programmes_yuan": 0.0}, lambda o: o.mean_trust, +1),
    "the survey finds": (
        {"triage.household_survey": True}, STAFFED,
        {"triage.household_survey": False, "detection.survey_probability": 1.0}, found_by(Channel.SURVEY), +1),
    "a hiring freeze ends temporary posts": (
        {"temporary_staff.hiring_freeze": True}, STAFFED, {}, of_world("units", "temporary"), -1),
    "the examination converts temporary staff": (
        {"temporary_staff.conversion_share": 0.5}, STAFFED, {}, of_world("units", "temporary"), -1),
    "fewer temporary staff cost hours": (
        {"temporary_staff.conversion_share": 1.0}, STAFFED, {}, of_world("units", "posts"), -1),
    "committees as hub register organisations": (
        {"partners.hub_attention": 0.5}, STAFFED, {"organisations.hub_registrations": 100.0},
        of_series("organisations"), +1),
    "committees as hub nurture capability": (
        {"partners.hub_attention": 0.5}, STAFFED, {"organisations.hub_registrations": 0.0},
        lambda o: float(o.world.organisations.capability[0, 0]), +1),
    "being a hub takes attention from deliberation": (
        {"partners.hub_attention": 0.8}, STAFFED, {"committees.slots_per_meeting": 2.0},
        of_world("committees", "heard"), -1),
    "committees that serve take over window work": (
        {"partners.service_attention": 0.5}, STAFFED, {"units.requests_per_resident_year": 15.0},
        of_series("unit_busy_hours"), -1),
    "serving takes attention from deliberation": (
        {"partners.service_attention": 0.8}, STAFFED, {"committees.slots_per_meeting": 2.0},
        of_world("committees", "heard"), -1),
    "oversight takes attention from deliberation": (
        {"delivery.oversight_attention": 0.9}, CASE, {"committees.slots_per_meeting": 2.0},
        of_world("committees", "heard"), -1),
    "oversight pays for effort": (
        {"delivery.oversight_attention": 0.9}, CASE, {"delivery.oversight_attention": 0.0}, effort_under_contract, +1),
    "directors bring what they know": (
        {"contracts.directors_from_staff": True}, CASE, {"organisations.initial_capability": 0.5},
        of_world("organisations", "capability"), +1),
    "incubation registers organisations": (
        {"delivery.incubation_yuan": 300_000.0}, CASE, {"delivery.incubation_yuan": 0.0}, of_series("organisations"), +1),
    "quality in renewal pays for effort": (
        {"contracts.quality_weight": 1.0}, CASE, {"contracts.quality_weight": 0.0}, effort_under_contract, +1),
    "results pay for pace": (
        {"contracts.result_share": 0.9}, CASE, {"contracts.result_share": 0.1}, of_world("organisations", "pace"), +1),
    "contracts teach": (
        {"organisations.practice_rate": 1.0}, CASE, {"organisations.practice_rate": 0.0},
        of_world("organisations", "capability"), +1),
    "people who leave take capability along": (
        {"organisations.turnover": 2.0}, CASE, {"organisations.turnover": 0.0},
        of_world("organisations", "capability"), -1),
    "idle organisations give up": (
        {"organisations.exit_rate": 2.0}, CASE, {"organisations.exit_rate": 0.0}, of_series("organisations"), -1),
    "a higher standard records less": (
        {"triage.recording_standard": 0.5}, STAFFED, {"triage.recording_standard": 0.0}, of_series("recorded"), -1),
    "worse specificity raises false alarms": (
        {"detection.false_alarm_probability": 0.3}, STAFFED, {}, of_series("false_alarms"), +1),
    "fatigue misses": (
        {"detection.fatigue_loss": 1.0}, STAFFED, {"detection.fatigue_loss": 0.0, "detection.fatigue_threshold": 0.0},
        found_by(Channel.PATROL), -1),
    "novices see less": (
        {"grid_workers.novice_skill": 0.1}, STAFFED, {"grid_workers.novice_skill": 1.0, "grid_workers.turnover": 5.0},
        found_by(Channel.PATROL), -1),
    "a map finds more in a visit": (
        {"triage.targeting": 1.0}, STAFFED, {"triage.targeting": 0.0, "arising.building_log_sd": 2.0,
        "detection.map_prior_visits": 5.0, "detection.map_prior_finds": 0.5}, found_by(Channel.PATROL), +1),
    "layers delay": ({"delivery.layers": 5}, STAFFED, {"delivery.layers": 0}, lambda o: o.median_days_to_resolution, +1),
    "workers who leave take the map along": (
        {"grid_workers.turnover": 5.0}, STAFFED, {"grid_workers.turnover": 0.0}, of_world("risk_map", "visits"), -1),
    "longer standard times are kept more often": (
        {f"domain.{name}.deadline_days": 90.0 for name in ("population", "social_affairs", "security")}, STAFFED, {},
        lambda o: o.on_time_share, +1),
}  # fmt: skip


@pytest.mark.parametrize("practice", MOVES)
def test_a_practice_moves_what_it_is_for(small: Scenario, practice: str) -> None:
    levers, preset, place, figure, way = MOVES[practice]
    without = small.preset(preset).vary({**LONG, **place})
    moved = [figure(simulate(without.vary(levers), seed)) - figure(simulate(without, seed)) for seed in SEEDS]
    assert min(way * by for by in moved) > 0, moved


# lever: what it is set to, preset, what takes its object away.
IDLE: dict[str, tuple[Levers, str, Levers]] = {
    "members without committees": (
        {"partners.posted_members": 9}, STAFFED, {"partners.committee_attention": 0.0, "budget.posted_member_yuan": 0.0}),
    "a hub without committees": ({"partners.hub_attention": 0.6}, CASE, {"partners.committee_attention": 0.0}),
    "service without committees": ({"partners.service_attention": 0.6}, CASE, {"partners.committee_attention": 0.0}),
    "supervisors who speed nothing": (
        {"partners.posted_supervisors": True}, CASE, {"street.supervisor_factor": 1.0, "budget.supervisor_yuan": 0.0}),
    "agencies that help nobody": (
        {"partners.agencies_attached": True}, CASE,
        {"partners.agencies_attached": False, "street.attached_factor": 1.0, "committees.success_organisations": 0.0,
         "budget.agencies_yuan": 0.0}),
    "a council that has nothing": (
        {"partners.council": True}, CASE,
        {"partners.council": False, "committees.council_relief": 0.0, "committees.success_council": 0.0,
         "committees.council_yuan_per_community": 0.0}),
    "pairings that relieve nothing": (
        {"partners.pairing_card_people": 500}, STAFFED, {"committees.pairing_relief": 0.0, "committees.pairing_hears": 0.0, "budget.pairing_yuan": 0.0}),
    "support where all have owners' committees": (
        {"partners.owners_committee_support": True}, STAFFED,
        {"committees.closed_compound_share": 0.0, "budget.owners_support_yuan": 0.0}),
    "a hall that frees nothing": (
        {"partners.street_hall": True}, STAFFED, {"street.hall_gain": 0.0, "street.hall_share": 0.0, "budget.street_hall_yuan": 0.0}),
    "a survey that finds nothing": (
        {"triage.household_survey": True}, STAFFED,
        {"triage.household_survey": False, "detection.survey_probability": 0.0, "budget.survey_yuan": 0.0}),
    "a freeze where nobody is temporary": (
        {"temporary_staff.hiring_freeze": True}, STAFFED, {"delivery.temporary_share": 0.0, "place.burn_in_days": 0}),
    "an examination where nobody is temporary": (
        {"temporary_staff.conversion_share": 0.7}, STAFFED, {"delivery.temporary_share": 0.0, "place.burn_in_days": 0}),
    "directors who know nothing": (
        {"contracts.directors_from_staff": True}, CASE, {"organisations.director_gain": 0.0}),
    "directors where there is no contract": ({"contracts.directors_from_staff": True}, STAFFED, {}),
    "a mid-term review that all pass": (
        {"contracts.midterm_review": True}, CASE,
        {"organisations.renewal_target": 0.0, "budget.midterm_review_yuan": 0.0}),
    "a mid-term review without contracts": ({"contracts.midterm_review": True}, STAFFED, {}),
    "a longer term where all are renewed": (
        {"contracts.term_years": 4}, CASE,
        {"organisations.renewal_target": 0.0, "organisations.renewal_slope": 100.0, "organisations.renewal_reward": 0.0,
         "budget.tender_yuan": 0.0}),
    "weights of an evaluation that nobody is under": (
        {"contracts.records_weight": 1.0, "contracts.inspection_weight": 0.0, "contracts.survey_weight": 0.0},
        STAFFED, {}),
    "a map of one building": (
        {"triage.targeting": 1.0}, CASE, {"triage.targeting": 0.0, "place.buildings_per_grid": 1}),
    "temporary staff behind a contract": (
        {"delivery.temporary_share": 0.9}, CASE, {}),
}  # fmt: skip


@pytest.mark.parametrize("practice", IDLE)
def test_a_practice_without_an_object_changes_no_bit(small: Scenario, differences: Differences, practice: str) -> None:
    levers, preset, place = IDLE[practice]
    without = small.preset(preset).vary({**LONG, **place})
    assert differences(simulate(without.vary(levers), 4).world, simulate(without, 4).world) == []


def test_standard_times_are_judged_and_not_lived(small: Scenario, differences: Differences) -> None:
    one = small.preset(STAFFED)
    other = one.vary({f"domain.{name}.deadline_days": 0.1 for name in ("population", "urban_services", "health")})
    ours, theirs = simulate(one, 1), simulate(other, 1)
    assert differences(ours.world, theirs.world) == []
    assert theirs.on_time_share < ours.on_time_share


def test_programme_money_that_moves_nobody_is_only_spent(small: Scenario, differences: Differences) -> None:
    still = {"residents.event_trust": 0.0, "residents.university_relief": 0.0, "neighbours.programme_gain": 0.0,
             "partners.programmes_yuan": 0.0, "place.burn_in_days": 0}  # fmt: skip
    without = small.preset(STAFFED).vary(still)
    paid = without.vary({"partners.programmes_yuan": 100_000.0, "budget.yearly_yuan": 3_100_000.0})
    assert differences(simulate(without, 1).world, simulate(paid, 1).world) == ["series"]


def test_campaign_and_routine_spend_the_same_hours_a_year(small: Scenario) -> None:
    routine = small.preset(STAFFED).vary({"place.days": 365, "place.burn_in_days": 0, "grid_workers.turnover": 0.0})
    visits = [of_series("visits")(simulate(routine.vary({"triage.schedule": s}), 1)) for s in ("routine", "campaign")]
    assert visits[0] == pytest.approx(visits[1], abs=2 * routine.place.grids)


def test_attention_cannot_be_spent_twice(small: Scenario) -> None:
    with pytest.raises(ScenarioError, match="hub_attention"):
        small.preset(CASE).vary({"partners.hub_attention": 0.4, "partners.service_attention": 0.3})


# ── contracts over the years ──────────────────────────────────────────────────


def on_the_morning_of(scenario: Scenario, day: int, seed: int = 1) -> Run:
    """A run that has lived up to the morning of a day of the window, its policy in force."""
    run = Run(scenario, seed)
    run.advance(scenario.place.burn_in_days + day)
    run.enter_policy()
    return run


def test_a_contract_signed_anew_is_not_judged_by_what_came_before_it(small: Scenario) -> None:
    before = Run(small.preset(CASE), 1)
    before.advance(small.place.burn_in_days)
    assert before.world.scratch.evaluated.sum() > 0
    before.enter_policy()
    assert before.world.scratch.evaluated.sum() == 0


def test_directors_come_also_where_part_of_the_work_stays_with_the_workstation(small: Scenario) -> None:
    half = small.preset(CASE).vary({"delivery.outsourced_share": 0.5, "organisations.initial_capability": 0.5})
    without, with_them = (
        on_the_morning_of(half.vary({"contracts.directors_from_staff": lever}), 0).world for lever in (False, True)
    )
    gained = with_them.organisations.capability[:, 0] - without.organisations.capability[:, 0]
    assert gained.max() == pytest.approx(half.organisations.director_gain)
    assert with_them.units.line_hours[CENTRE] > without.units.line_hours[CENTRE]


def with_reform(scenario: Scenario, day: int, **levers: Any) -> Scenario:
    change = {"day": day, "set": {name.replace("__", "."): value for name, value in levers.items()}}
    return Scenario({**scenario.data, "reform": [change]})


@pytest.mark.parametrize(
    ("levers", "follows"),
    [({"triage__queue": "pressure"}, False), ({"delivery__oversight_yuan_per_community": 120_000.0}, True)],
)
def test_a_reform_leaves_a_contract_its_accounts_and_its_posts_follow_the_ceiling(
    small: Scenario, levers: Levers, follows: bool
) -> None:
    plain = later(small, CASE, units__requests_per_resident_year=1.0)
    before, after = on_the_morning_of(plain, 400), on_the_morning_of(with_reform(plain, 400, **levers), 400)
    ours, theirs = before.world.units, after.world.units
    assert ours.result_yuan.max() > 0
    assert np.array_equal(ours.result_yuan, theirs.result_yuan)
    assert np.array_equal(ours.received_yuan, theirs.received_yuan)
    planned = before.stretches[-1].plan.centre_posts
    assert ours.posts[CENTRE] < planned  # money received had lowered them
    bought = after.stretches[-1].plan.centre_posts
    assert (bought < planned) == follows
    assert theirs.posts[CENTRE] == pytest.approx(ours.posts[CENTRE] * bought / planned)


def test_no_contract_year_pays_more_than_its_ceiling(small: Scenario) -> None:
    busy = later(small, CASE, units__requests_per_resident_year=40.0, units__other_duties_share=0.0)
    reformed = with_reform(busy, 200, triage__queue="first_come")
    run = on_the_morning_of(reformed, 365)
    ceiling = run.stretches[-1].plan.ceiling_yuan
    received = run.world.units.received_yuan.max()
    assert 0.99 * ceiling < received <= ceiling * (1 + 1e-9)


def test_posts_never_exceed_what_the_ceiling_buys(small: Scenario) -> None:
    """A short first contract year, busy enough to be paid in full, does not grow into a whole one of such days."""
    short = with_reform(
        later(small, STAFFED, units__requests_per_resident_year=40.0, organisations__tender_days=0),
        300,
        delivery__mode="outsourced",
        delivery__incubation_yuan=100_000.0,
    )
    run = Run(short, 1)
    run.advance(run.days)
    plan, units = run.stretches[-1].plan, run.world.units
    assert 0 < units.posts[CENTRE] <= plan.centre_posts


def test_a_new_contractor_brings_its_own_hours_on_its_first_day(small: Scenario) -> None:
    run = on_the_morning_of(later(small, CASE), 100)
    units, organisations = run.world.units, run.world.organisations
    old, others = int(units.organisation[CENTRE]), units.line_hours[2:].copy()
    rivals = np.flatnonzero(organisations.active & (np.arange(organisations.active.size) != old))
    organisations.capability[rivals] = 0.2
    organisations.capability[rivals[-1]] = 0.5
    units.tender_ends[CENTRE], units.inspected[CENTRE] = run.today, 7
    before = units.line_hours[CENTRE]
    run.advance(run.today + 1)
    assert units.organisation[CENTRE] == rivals[-1]
    assert units.line_hours[CENTRE] < before
    assert units.inspected[CENTRE] < 7
    assert np.array_equal(units.line_hours[2:], others)


def test_an_organisation_that_holds_a_contract_keeps_its_ways_in_the_next(small: Scenario) -> None:
    run = on_the_morning_of(later(small, CASE), 100)
    units, organisations = run.world.units, run.world.organisations
    holder = int(units.organisation[CENTRE + 2])
    assert holder != units.organisation[CENTRE]
    organisations.effort[holder], organisations.capability[holder] = 0.123, 0.9
    organisations.reputation[holder] = 100.0
    units.tender_ends[CENTRE] = run.today
    run.advance(run.today + 1)
    assert units.organisation[CENTRE] == holder
    assert np.all(organisations.effort[holder] == 0.123)


def test_without_a_bidder_a_centre_has_neither_contractor_nor_hours_nor_counts(small: Scenario) -> None:
    half = small.preset(CASE).vary({"delivery.outsourced_share": 0.5})
    run = Run(half, 1)
    run.advance(half.place.burn_in_days)
    run.world.organisations.active[:] = False
    run.advance(half.place.burn_in_days + 30)
    assert np.all(run.world.units.organisation[CENTRE::2] == NOBODY)
    days = run.world.series[half.place.burn_in_days : run.today]
    assert np.all(days[:, Series.UNIT_BUSY_HOURS] <= days[:, Series.UNIT_HOURS] * (1 + 1e-9))
    assert days[:, Series.UNIT_HOURS].sum() > 0


def test_a_reform_of_something_else_leaves_the_mix_of_staff(small: Scenario) -> None:
    frozen = later(small, STAFFED, temporary_staff__hiring_freeze=True)
    run = on_the_morning_of(with_reform(frozen, 400, triage__queue="first_come"), 400)
    named = run.stretches[-1].scenario.delivery.temporary_share
    assert run.world.units.temporary[0] == pytest.approx(named * np.exp(-frozen.staff.temporary.turnover))


def test_setting_up_lines_anew_makes_no_work(small: Scenario) -> None:
    """Cases that wait at units, begun or not, keep their hours and their tickets."""
    run = on_the_morning_of(later(small, STAFFED), 100)
    cases = run.world.cases
    rows = np.flatnonzero((cases.stage == Stage.UNIT) | (cases.stage == Stage.IN_WORK))
    begun = int((cases.stage == Stage.IN_WORK).sum())
    assert begun > 0
    hours, tickets = cases.hours_left[rows].copy(), cases.ticket[rows].copy()
    apply_policy(run.world, run.stretches[-1], 1, run.max_lines_of)
    assert np.array_equal(cases.hours_left[rows], hours) and np.array_equal(cases.ticket[rows], tickets)
    assert set(cases.stage[rows].tolist()) == {Stage.UNIT}


def test_a_new_half_life_leaves_the_grievance_that_has_decayed(small: Scenario) -> None:
    plain = later(small, STAFFED, partners__programmes_yuan=0.0)
    university = with_reform(plain, 100, partners__programmes_yuan=150_000.0)
    left = []
    for scenario in (plain, university):
        run = on_the_morning_of(scenario, 100)
        feelings, kept = run.world.residents, run.stretches[run.in_force].numbers.grievance_kept
        left.append(feelings.grievance * kept[run.today - feelings.grievance_day])
    assert left[0].max() > 0 and left[1] == pytest.approx(left[0])
    assert run.stretches[-1].numbers.grievance_kept[30] < run.stretches[0].numbers.grievance_kept[30]


def policies_after(small: Scenario, *reforms: tuple[int, Levers]) -> list[tuple[int, float, int, float]]:
    """Day, contracted share, layers and money for incubation of each policy that the reforms bring."""
    data = {**small.preset(STAFFED).vary(LONG).data, "reform": [{"day": day, "set": levers} for day, levers in reforms]}
    return [
        (day, policy.delivery.outsourced_share, policy.delivery.layers, policy.delivery.incubation_yuan)
        for day, policy in reformed_policies(Scenario(data))
    ]


CONTRACT: Levers = {"delivery.mode": "outsourced", "delivery.incubation_yuan": 90_000.0}


def test_a_later_reform_is_not_undone_by_a_tender_that_ends_after_it(small: Scenario) -> None:
    # Tenders take 60 days; the staffed bundle has three layers, the contracted one none.
    assert policies_after(small, (100, CONTRACT)) == [(100, 0.0, 3, 90_000.0), (160, 1.0, 0, 90_000.0)]
    layers = policies_after(small, (100, CONTRACT), (130, {"delivery.layers": 5}))
    assert layers == [(100, 0.0, 3, 90_000.0), (130, 0.0, 5, 90_000.0), (160, 1.0, 5, 90_000.0)]
    # A lever that was set to what the old bundle says stays there, too.
    same = policies_after(small, (100, CONTRACT), (130, {"delivery.layers": 3}))
    assert same[-1] == (160, 1.0, 3, 90_000.0)
    back = policies_after(small, (100, CONTRACT), (130, {"delivery.mode": "staffed"}))
    assert [policy[:3] for policy in back] == [(100, 0.0, 3), (130, 0.0, 3)]


def test_a_share_is_raised_against_what_is_in_force_and_not_what_waits(small: Scenario) -> None:
    half = policies_after(small, (100, CONTRACT), (130, {"delivery.outsourced_share": 0.5}))
    assert [policy[:2] for policy in half] == [(100, 0.0), (160, 0.0), (190, 0.5)]
    on_the_day = policies_after(small, (100, CONTRACT), (160, {"delivery.outsourced_share": 0.5}))
    assert [policy[:2] for policy in on_the_day] == [(100, 0.0), (160, 0.5)]


def test_a_policy_between_reform_and_tender_must_be_affordable_when_loaded(small: Scenario) -> None:
    oversight = {"delivery.oversight_yuan_per_community": 0.0}
    poor = small.preset(STAFFED).vary({**LONG, "delivery.oversight_yuan_per_community": 100_000.0})
    poor = poor.vary({"budget.yearly_yuan": sum(named_lines(poor).values()) + 1.0})
    change = {**oversight, "delivery.outsourced_share": 1.0, "delivery.incubation_yuan": 200_000.0}
    Scenario({**poor.data, "reform": [{"day": 10, "set": {**change, "delivery.incubation_yuan": 100_000.0}}]})
    with pytest.raises(ScenarioError, match="cannot pay the named lines"):
        Scenario({**poor.data, "reform": [{"day": 10, "set": change}]})


def test_planted_cases_stand_in_the_daily_series(small: Scenario) -> None:
    planted = Scenario({**small.data, "planted": [{"name": "lamp post", "day": 10, "grid": 1}]})
    outcome, without = simulate(planted, 1), simulate(small, 1)
    assert outcome.daily.loc[0:, "arisen"].sum() == outcome.arisen == without.arisen + 1
    assert outcome.daily.loc[10, "arisen"] == without.daily.loc[10, "arisen"] + 1


@pytest.mark.parametrize(("term_years", "midway"), [(1, 183), (2, 365)])
def test_midway_through_a_term_who_falls_short_puts_the_work_right(
    small: Scenario, differences: Differences, term_years: int, midway: int
) -> None:
    strict = later(small, CASE, organisations__renewal_target=0.99, contracts__term_years=term_years, place__days=500,
                   budget__midterm_review_yuan=0.0)  # fmt: skip
    reviewed = strict.vary({"contracts.midterm_review": True})
    before, with_review = (on_the_morning_of(each, midway) for each in (strict, reviewed))
    assert differences(before.world, with_review.world) == []
    for run in (before, with_review):
        run.advance(run.today + 1)
    holders = before.world.organisations.contracts > 0
    raised = with_review.world.organisations.effort - before.world.organisations.effort
    assert raised[holders].mean(axis=1).min() > 0.1
    assert np.all(raised[~holders] == 0)
    for run in (before, with_review):
        run.advance(run.today + 92)
    fallen = with_review.world.organisations.effort - before.world.organisations.effort
    assert fallen[holders].max() < raised[holders].max()


def test_weights_of_the_evaluation_decide_what_reputation_is_made_of(small: Scenario) -> None:
    weights = ("contracts__records_weight", "contracts__inspection_weight", "contracts__survey_weight")
    found = []
    for one in weights:
        run = on_the_morning_of(later(small, CASE, **{name: float(name == one) for name in weights}), 365)
        assert np.all(run.world.organisations.reputation[run.world.organisations.contracts > 0] == 0.6)
        run.advance(run.today + 1)
        organisations = run.world.organisations
        found.append(organisations.reputation[organisations.contracts > 0].copy())
    assert all(np.all((each > 0.0) & (each <= 1.0)) for each in found)
    assert len({each.tobytes() for each in found}) == len(weights)


def test_the_end_of_a_term_decides_on_renewal_and_no_other_year(small: Scenario) -> None:
    hopeless = later(
        small, CASE, organisations__renewal_target=1.0, organisations__renewal_slope=100.0, budget__tender_yuan=0.0,
        organisations__renewal_reward=0.0,
    )  # fmt: skip
    yearly, longer = (on_the_morning_of(hopeless.vary({"contracts.term_years": years}), 366) for years in (1, 2))
    tendered = 365 + small.place.burn_in_days + hopeless.organisations.tender_days
    assert np.all(yearly.world.units.tender_ends[CENTRE::2] == tendered)
    assert np.all(longer.world.units.tender_ends[CENTRE::2] > yearly.days)
    assert np.array_equal(yearly.world.organisations.reputation, longer.world.organisations.reputation)


def test_a_failed_case_is_no_closure_and_has_no_satisfaction(small: Scenario) -> None:
    hopeless = small.preset(STAFFED).vary({"street.escalated_success": 0.0, "work.beyond_authority_scale": 10.0})
    daily = simulate(hopeless, 1).daily
    assert daily.failed.sum() > 5
    assert np.array_equal(daily.closures, daily.resolved - daily.settled_by_residents)
