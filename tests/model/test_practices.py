"""Practices with consequence: what each rule moves, what it leaves alone, and that it is nothing at zero."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from model.agents.renewal import nearness
from model.agents.reporting import is_survey_day
from model.contradictions.cases import Channel, Handler, Stage
from model.delivery.units import CENTRE
from model.scenario import Scenario, ScenarioError
from model.scenario.budget import ledger
from model.simulate import Run, simulate

Differences = Callable[[Any, Any], list[str]]
Levers = dict[str, Any]
STAFFED, CASE = "reactive-staffed", "preventive-outsourced"
SEEDS = (1, 2, 3)
# Long enough for a cohort that can be followed up, with many matters.
LONG: Levers = {"place.days": 540, "budget.survey_yuan": 10_000.0, "delivery.incubation_yuan": 100_000.0}
FULL = {"evaluation.official_rate_weight": 1.0}


@pytest.fixture(scope="module")
def place(small: Scenario) -> Scenario:
    return small.vary({"budget.yearly_yuan": 4_000_000.0})


@pytest.fixture(scope="module")
def judged(place: Scenario) -> dict[str, list[Any]]:
    """The same seeds, judged by nothing, by the official rate, and with all closures called back."""
    calm = place.preset(STAFFED).vary(LONG)
    arms: dict[str, Levers] = {
        "calm": {},
        "pressed": FULL,
        "called back": {**FULL, "evaluation.call_back_share": 1.0},
        "deterred": {**FULL, "evaluation.call_back_share": 1.0, "evaluation.call_back_weight": 1.0},
        "supervised": {**FULL, "partners.posted_supervisors": True},
    }
    return {name: [simulate(calm.vary(levers), seed) for seed in SEEDS] for name, levers in arms.items()}


def mean(runs: list[Any], outcome: str) -> float:
    return sum(getattr(run, outcome) for run in runs) / len(runs)


def test_under_pressure_the_official_rate_rises_while_the_true_one_falls(judged: dict[str, list[Any]]) -> None:
    for calm, pressed in zip(judged["calm"], judged["pressed"], strict=True):
        assert pressed.official_resolution_rate > calm.official_resolution_rate
        assert pressed.true_resolution_rate < calm.true_resolution_rate
        assert pressed.in_the_bud_rate < calm.in_the_bud_rate
        assert pressed.harm_per_10k > calm.harm_per_10k


def test_gaming_has_the_size_that_its_parameters_say(judged: dict[str, list[Any]], place: Scenario) -> None:
    gaming = place.gaming
    assert (
        gaming.hollow_share * 0.4 < mean(judged["pressed"], "hollow_share") < gaming.hollow_share * gaming.hard_factor
    )
    second = gaming.second_record_share / (1.0 + gaming.second_record_share)
    assert mean(judged["pressed"], "second_record_share") == pytest.approx(second, rel=0.25)
    assert mean(judged["pressed"], "left_off_record") > 0


def test_call_backs_undo_part_of_it_and_their_weight_deters_the_rest(judged: dict[str, list[Any]]) -> None:
    hollow = {name: mean(runs, "hollow_share") for name, runs in judged.items()}
    assert hollow["calm"] == hollow["deterred"] == 0.0 < hollow["called back"] < 0.5 * hollow["pressed"]
    true = {name: mean(runs, "true_resolution_rate") for name, runs in judged.items()}
    assert true["pressed"] < min(true["called back"], true["deterred"])
    assert max(true["called back"], true["deterred"]) < true["calm"]
    official = {name: mean(runs, "official_resolution_rate") for name, runs in judged.items()}
    assert official["called back"] < official["pressed"]


def test_call_backs_cannot_find_what_was_never_written_down(judged: dict[str, list[Any]]) -> None:
    assert mean(judged["deterred"], "left_off_record") > 0.7 * mean(judged["pressed"], "left_off_record")
    assert mean(judged["supervised"], "left_off_record") < mean(judged["pressed"], "left_off_record")


def test_call_backs_have_their_price(place: Scenario) -> None:
    called = place.preset(STAFFED).vary({"evaluation.call_back_share": 0.5})
    lines, without = ledger(called), ledger(place.preset(STAFFED))
    arising = place.arising.per_grid_day * place.place.grids * 365
    assert lines["call_backs"] == pytest.approx(0.5 * arising * place.gaming.call_back_yuan)
    assert sum(lines.values()) == pytest.approx(sum(without.values()))
    assert lines["delivery_staffed"] < without["delivery_staffed"]


def test_a_hollow_closure_is_bad_and_comes_back(judged: dict[str, list[Any]]) -> None:
    pressed = judged["pressed"][0]
    cases = pressed.cases
    assert len(cases) == pressed.daily.loc[:, "arisen"].sum() + pressed.daily["recurrences"].sum()
    ended = cases[cases.stage.isin(["resolved"])]
    hollow = int(pressed.daily["hollow"].sum())
    assert 0 < hollow <= int(ended.bad.sum())
    official = (ended.handler != "residents").sum()
    assert pressed.daily["resolved"].sum() == official + (ended.handler == "residents").sum()


def test_the_figure_published_counts_what_was_written_twice(judged: dict[str, list[Any]]) -> None:
    pressed = judged["pressed"][0]
    window = pressed.daily.loc[0:]
    second = window["second_records"].sum()
    written = pressed.cases[pressed.cases.recorded >= 0]
    resolved = (written.stage == "resolved").sum()
    assert pressed.recorded == len(written) + second and pressed.resolved == resolved + second
    assert pressed.official_resolution_rate == pressed.resolved / pressed.recorded


@pytest.mark.verify
def test_the_card_of_the_place_that_is_judged_says_what_happens() -> None:
    judged = Scenario.load("judged_by_the_rate")
    calls = {"evaluation.call_back_share": 1.0}
    changes: list[Levers] = [
        {}, {"evaluation.official_rate_weight": 0.0}, calls, {**calls, "evaluation.call_back_weight": 1.0}
    ]  # fmt: skip
    names = ("official_resolution_rate", "true_resolution_rate", "harm_per_10k", "hollow_share", "second_record_share")
    now, free, called, deterred = (
        {name: mean([simulate(judged.vary(change), seed) for seed in range(1, 9)], name) for name in names}
        for change in changes
    )
    assert now["official_resolution_rate"] == pytest.approx(0.946, abs=0.01)
    assert 0.025 < now["official_resolution_rate"] - free["official_resolution_rate"] < 0.045
    assert 0.075 < free["true_resolution_rate"] - now["true_resolution_rate"] < 0.1
    assert now["harm_per_10k"] == pytest.approx(1.24 * free["harm_per_10k"], rel=0.08)
    assert now["hollow_share"] == pytest.approx(1 / 9, rel=0.1)
    assert now["second_record_share"] == pytest.approx(1 / 8, rel=0.1)
    assert 0.02 < now["official_resolution_rate"] - called["official_resolution_rate"] < 0.04
    assert 0.035 < called["true_resolution_rate"] - now["true_resolution_rate"] < 0.055
    assert 0.055 < deterred["true_resolution_rate"] - now["true_resolution_rate"] < 0.085


# --- What residents settle ---------------------------------------------------------------------------------------


def settled(outcome: Any) -> int:
    return int((outcome.world.cases.handler == Handler.RESIDENTS).sum())


def test_residents_settle_more_where_trust_is_high_and_less_where_officials_take_everything(place: Scenario) -> None:
    base = place.preset(CASE).vary({"neighbours.settle_share": 0.6})
    trusting = base.vary({"residents.trust_alpha": 18.0, "residents.trust_beta": 2.0})
    distrustful = base.vary({"residents.trust_alpha": 2.0, "residents.trust_beta": 18.0})
    left_alone = base.vary({"neighbours.crowding": 0.0})
    counts = [
        sum(settled(simulate(each, seed)) for seed in SEEDS) for each in (distrustful, base, trusting, left_alone)
    ]
    assert 0 < counts[0] < counts[1] < counts[2]
    assert counts[3] > 1.2 * counts[1]
    off = simulate(base.vary({"neighbours.settle_share": 0.0}), 1)
    assert settled(off) == 0 == off.settled_by_residents_share


def test_what_residents_settle_is_on_no_record_and_counts_as_settled(place: Scenario) -> None:
    outcome = simulate(place.preset(CASE).vary({**LONG, "neighbours.settle_share": 1.0, "neighbours.crowding": 0.0}), 1)
    cases = outcome.cases
    among = cases[cases.handler == "residents"]
    assert len(among) > 0 and among.recorded.isna().all() and (among.stage == "resolved").all()
    assert not among.beyond.any()
    roots = cases[(cases.generation == 0) & (cases.arisen >= 0)]
    unknown = roots.recorded.isna() & (roots.handler != "residents")
    assert outcome.hidden_share == pytest.approx(unknown.mean())
    assert outcome.settled_by_residents_share == pytest.approx((roots.handler == "residents").mean())


def test_volunteers_settle_what_is_small_and_tell_of_the_rest(place: Scenario) -> None:
    # Nobody else looks or reports.
    alone = place.preset(STAFFED).vary(
        {"triage.screening_share": 0.0, "detection.report_rate": 0.0, "triage.recording_standard": 0.0}
    )
    outcome = simulate(alone.vary({"partners.volunteers_per_1000": 300.0, "neighbours.crowding": 0.0}), 1)
    cases = outcome.cases
    small = cases[cases.handler == "residents"]
    assert len(small) > 0 and small.severity.max() <= 0.5 and not small.contested.any()
    told = cases[cases.channel == "report"]
    assert len(told) > 0 and ((told.severity > 0.5) | told.contested | told.beyond).all()
    assert set(simulate(alone, 1).cases.channel.unique()) <= {"none", "incident"}
    lines = ledger(alone.vary({"partners.volunteers_per_1000": 100.0}))
    assert lines["volunteers"] == pytest.approx(1_200 / 10 * alone.neighbours.volunteer_yuan)


def test_programmes_bring_neighbours_together(place: Scenario) -> None:
    base = place.preset(CASE).vary(
        {"neighbours.settle_share": 0.4, "residents.event_trust": 0.0, "residents.university_relief": 0.0,
         "partners.programmes_yuan": 0.0}
    )  # fmt: skip
    more = base.vary({"partners.programmes_yuan": 200_000.0, "budget.yearly_yuan": 4_200_000.0})
    assert sum(settled(simulate(more, seed)) for seed in SEEDS) > sum(settled(simulate(base, seed)) for seed in SEEDS)


# --- Who finds what ----------------------------------------------------------------------------------------------


def channels(outcome: Any, channel: Channel) -> Any:
    return outcome.cases[outcome.cases.channel == channel.name.lower()]


def test_building_heads_find_what_patrols_cannot(place: Scenario) -> None:
    closed = place.preset("preventive-staffed").vary(
        {**LONG, "detection.behind_doors_share": 1.0, "detection.report_rate": 0.0, "detection.survey_rounds": 4}
    )
    outcome = simulate(closed, 1)
    outside = {"urban_services", "security"}
    assert set(channels(outcome, Channel.PATROL).domain.unique()) <= outside
    assert not set(channels(outcome, Channel.SURVEY).domain.unique()) <= outside
    half = simulate(closed.vary({"detection.behind_doors_share": 0.5}), 1)
    assert not set(channels(half, Channel.PATROL).domain.unique()) <= outside


@pytest.mark.parametrize("rounds", [1, 2, 4, 12, 52])
def test_rounds_of_the_survey_are_spread_over_the_year(rounds: int) -> None:
    days = [day for day in range(365) if is_survey_day(day, 300, rounds)]
    gaps = [(b - a) % 365 for a, b in zip(days, days[1:] + days[:1], strict=True)]
    assert len(days) == rounds and 300 in days
    assert rounds == 1 or max(gaps) - min(gaps) <= 1


def test_paired_people_tell_their_partner(place: Scenario) -> None:
    base = place.preset(STAFFED).vary(
        {"partners.pairing_card_people": 1_200, "residents.trust_alpha": 4.0, "committees.pairing_hears": 0.0}
    )
    heard = base.vary({"committees.pairing_hears": 1.0})
    count = [sum(len(channels(simulate(each, seed), Channel.REPORT)) for seed in SEEDS) for each in (base, heard)]
    assert count[1] > 1.2 * count[0]
    nobody = heard.vary({"partners.pairing_card_people": 0})
    assert sum(len(channels(simulate(nobody, seed), Channel.REPORT)) for seed in SEEDS) <= count[0]


def test_owners_committees_keep_matters_from_arising(place: Scenario) -> None:
    closed = place.preset(STAFFED).vary(
        {
            **LONG,
            "committees.closed_compound_share": 1.0,
            "committees.election_rate": 20.0,
            "committees.owners_relief": 0.5,
        }
    )
    supported = closed.vary({"partners.owners_committee_support": True})
    later = [
        outcome.daily.loc[100:, "arisen"].sum() for outcome in (simulate(closed, 1), simulate(supported, 1))
    ]  # fmt: skip
    assert later[1] == pytest.approx(0.5 * later[0], rel=0.2)


# --- Contracts ---------------------------------------------------------------------------------------------------


def efforts(scenario: Scenario, days: list[int], seed: int = 1) -> list[float]:
    """Mean quality effort of those under contract on the mornings after these days of the window."""
    run, found = Run(scenario, seed), []
    for day in days:
        run.advance(scenario.place.burn_in_days + day + 1)
        organisations = run.world.organisations
        found.append(float(organisations.effort[organisations.contracts > 0].mean()))
    return found


RENEWED: Levers = {"place.days": 1_100, "organisations.renewal_reward": 1.5, "organisations.oversight_effect": 0.5}


def test_effort_rises_before_the_review_and_slackens_after_it(place: Scenario) -> None:
    quarters = [365 + day for day in (0, 92, 183, 274)] + [730]
    felt = efforts(place.preset(CASE).vary(RENEWED), quarters)
    assert felt[1] < felt[2] < felt[3] > felt[4]
    still = efforts(place.preset(CASE).vary({**RENEWED, "organisations.renewal_reward": 0.0}), quarters)
    assert max(still[1:]) - min(still[1:]) < 0.2 * (felt[3] - felt[1])
    assert all(more > less for more, less in zip(felt, still, strict=True))


def test_a_long_term_and_a_weight_elsewhere_take_effort_away(place: Scenario) -> None:
    days = [365 + 274]
    yearly = efforts(place.preset(CASE).vary(RENEWED), days)[0]
    long_term = efforts(place.preset(CASE).vary({**RENEWED, "contracts.term_years": 5}), days)[0]
    weights = {"contracts.records_weight": 0.0, "contracts.survey_weight": 0.0, "contracts.inspection_weight": 1.0}
    inspected = efforts(place.preset(CASE).vary({**RENEWED, **weights}), days)[0]
    weights = {"contracts.records_weight": 0.5, "contracts.survey_weight": 0.5, "contracts.inspection_weight": 0.0}
    surveyed = efforts(place.preset(CASE).vary({**RENEWED, **weights}), days)[0]
    unseen = efforts(
        place.preset(CASE).vary(
            {**RENEWED, "delivery.oversight_attention": 0.0, "delivery.oversight_yuan_per_community": 0.0}
        ),
        days,
    )[0]
    assert long_term < yearly < inspected and surveyed < yearly and unseen < yearly


def test_rivals_make_effort(place: Scenario) -> None:
    many = place.preset(CASE).vary({**RENEWED, "organisations.initial_registered": 60})
    few = place.preset(CASE).vary(
        {**RENEWED, "organisations.initial_registered": 2, "organisations.registrations_per_year": 0.0,
         "organisations.registrations_per_million": 0.0}
    )  # fmt: skip
    assert efforts(few, [365 + 274])[0] < efforts(many, [365 + 274])[0]


def test_nearness_is_felt_towards_the_end_of_a_term() -> None:
    assert nearness(0, 1, 120.0) == pytest.approx(math.exp(-(365 - 46) / 120.0))
    assert nearness(274, 1, 120.0) > nearness(183, 1, 120.0) > nearness(0, 1, 120.0)
    assert nearness(274, 2, 120.0) < nearness(274 + 365, 2, 120.0) == pytest.approx(nearness(274, 1, 120.0))


def test_a_bonus_follows_the_evaluation_and_the_posts_follow_the_money(place: Scenario) -> None:
    held_back = place.preset(CASE).vary({"place.days": 366, "contracts.bonus_share": 0.3})
    run, plain = (Run(each, 1) for each in (held_back, held_back.vary({"contracts.bonus_share": 0.0})))
    for each in (run, plain):
        each.advance(each.days)
    value = run.world.organisations.reputation[run.world.units.organisation[CENTRE]]
    assert 0.0 < value < 1.0
    assert run.world.units.posts[CENTRE] < plain.world.units.posts[CENTRE]
    review = run.world.clock.burn_in_days[0] + 365
    ceiling = run.stretches[-1].plan.ceiling_yuan
    paid = run.world.series[review, :] - run.world.series[review - 1, :]
    assert max(paid) > 0.3 * 0.5 * ceiling
    with pytest.raises(ScenarioError, match="bonus_share"):
        held_back.vary({"contracts.result_share": 0.9})


def test_a_new_contractor_brings_people_who_have_to_learn(place: Scenario) -> None:
    lost = {"place.days": 430, "organisations.renewal_target": 1.0, "organisations.renewal_slope": 100.0}
    new = place.preset(CASE).vary({**lost, "organisations.newcomer_share": 1.0})
    run = Run(new, 1)
    run.advance(new.place.burn_in_days + 365 + new.organisations.tender_days + 1)
    lines = run.world.lines
    first = CENTRE * run.max_lines_of
    started = new.place.burn_in_days + 365 + new.organisations.tender_days
    assert (lines.hired_day[first : first + int(run.world.units.lines[CENTRE])] == started).all()


def test_self_service_takes_work_from_windows(place: Scenario) -> None:
    base = place.preset(CASE).vary(
        {
            "organisations.initial_registered": 30,
            "organisations.self_service_share": 0.0,
            "units.requests_per_resident_year": 3.0,
        }
    )
    helped = base.vary({"organisations.self_service_share": 0.5})
    busy = [simulate(each, 1).daily["unit_busy_hours"].sum() for each in (base, helped)]
    assert busy[1] < 0.95 * busy[0]
    few = helped.vary({"organisations.initial_registered": 2, "organisations.registrations_per_year": 0.0})
    assert simulate(few, 1).daily["unit_busy_hours"].sum() > busy[1]


def test_the_hall_takes_window_work_for_its_price(place: Scenario) -> None:
    base = place.preset(STAFFED).vary(
        {"street.hall_share": 0.4, "budget.street_hall_yuan": 50_000.0, "units.requests_per_resident_year": 3.0}
    )
    with_hall = base.vary({"partners.street_hall": True})
    busy = [simulate(each, 1).daily["unit_busy_hours"].sum() for each in (base, with_hall)]
    assert busy[1] < busy[0]
    assert ledger(with_hall)["street_hall"] == 50_000.0 and ledger(base)["street_hall"] == 0.0


# --- Nothing at zero -----------------------------------------------------------------------------------------------

# What has no object: its levers, preset, and the world in which they change no bit.
IDLE: dict[str, tuple[Levers, str, Levers]] = {
    "the sizes of gaming at weight zero": (
        {"gaming.unrecorded_share": 1.0, "gaming.hollow_share": 1.0, "gaming.second_record_share": 1.0,
         "gaming.hard_factor": 9.0, "gaming.supervisor_catch": 0.9, "effort.official_rate_reward": 4.0,
         "effort.call_back_reward": 4.0}, STAFFED, {}),
    "a weight to which nobody answers": (
        {"evaluation.official_rate_weight": 1.0}, CASE,
        {"gaming.unrecorded_share": 0.0, "gaming.hollow_share": 0.0, "gaming.second_record_share": 0.0,
         "effort.official_rate_reward": 0.0}),
    "call-backs that cost nothing where nothing is hollow": (
        {"evaluation.call_back_share": 1.0}, CASE, {"gaming.call_back_yuan": 0.0}),
    "neighbours who settle nothing": (
        {"neighbours.programme_gain": 3.0, "neighbours.quality": 0.1, "neighbours.crowding": 0.9}, CASE,
        {"neighbours.settle_share": 0.0}),
    "volunteers who see nothing": (
        {"partners.volunteers_per_1000": 50.0}, CASE,
        {"neighbours.volunteer_probability": 0.0, "neighbours.volunteer_yuan": 0.0}),
    "doors behind which nothing arises": (
        {"detection.behind_doors_share": 1.0}, CASE,
        {"domain.security.share": 1.0, **{f"domain.{name}.share": 0.0 for name in (
            "population", "social_affairs", "urban_services", "civil_affairs", "health", "culture")}}),
    "rounds of no survey": ({"detection.survey_rounds": 9}, STAFFED, {}),
    "rewards of contractors where there are none": (
        {"organisations.renewal_reward": 5.0, "organisations.bonus_reward": 5.0, "contracts.bonus_share": 0.3,
         "organisations.newcomer_share": 1.0}, STAFFED, {}),
    "a reward of bonuses without a bonus": ({"organisations.bonus_reward": 9.0}, CASE, {}),
    "newcomers where no contractor changes": (
        {"organisations.newcomer_share": 1.0}, CASE,
        {"organisations.renewal_target": 0.0, "organisations.renewal_slope": 100.0}),
    "owners' relief without support": ({"committees.owners_relief": 0.9}, CASE, {}),
    "partners who hear from nobody": (
        {"committees.pairing_hears": 1.0, "committees.pairing_focus": 9.0}, CASE, {"partners.pairing_card_people": 0}),
    "a hall that is not there": ({"street.hall_share": 0.9, "budget.street_hall_yuan": 90_000.0}, STAFFED, {}),
}  # fmt: skip


@pytest.mark.parametrize("practice", IDLE)
def test_a_practice_without_an_object_changes_no_bit(place: Scenario, differences: Differences, practice: str) -> None:
    levers, preset, world = IDLE[practice]
    without = place.preset(preset).vary({**LONG, "place.days": 400, **world})
    ours, theirs = simulate(without.vary(levers), 4), simulate(without, 4)
    allowed = {"neighbours.visit_credit"} if practice.startswith("volunteers") else set()
    assert set(differences(ours.world, theirs.world)) <= allowed
    assert (ours.world.cases.stage == Stage.RESOLVED).sum() > 0
