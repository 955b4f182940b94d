"""The yearly ledger and what it buys, each figure worked out by hand from numbers that no other figure shares."""

from __future__ import annotations

from typing import Any

import pytest

from model.scenario import PRESETS, Scenario, ScenarioError
from model.scenario.budget import capacity, ledger, project_hours, projects_outsourced, street_hour_yuan

BUDGET = 10_000_000.0
# 3 communities, 12 grids, 2,400 residents, 438 matters a year.
PLACE = {
    "place.communities": 3, "place.grids": 12, "place.buildings_per_grid": 10, "place.residents_per_building": 20,
    "arising.per_grid_day": 0.1, "budget.yearly_yuan": BUDGET, "organisations.initial_registered": 30,
}  # fmt: skip
PRICES = {
    "grid_workers.wage_yuan": 41_000.0, "staffing.grid_workers_per_grid": 1.5, "staffing.street_posts": 7,
    "street.wage_yuan": 110_000.0, "staffing.committee_meetings": 20, "committees.yuan_per_meeting": 500.0,
    "partners.committee_attention": 0.6, "committees.council_yuan_per_community": 21_000.0,
    "partners.programmes_yuan": 130_000.0, "organisations.post_yuan": 60_000.0, "budget.survey_yuan": 90_000.0,
    "budget.agencies_yuan": 17_000.0, "budget.tender_yuan": 23_000.0, "contracts.term_years": 2,
    "budget.midterm_review_yuan": 7_000.0, "contracts.midterm_review": True,
    "delivery.oversight_yuan_per_community": 31_000.0, "delivery.incubation_yuan": 70_000.0,
}  # fmt: skip
# What every policy below pays.
STANDING = {
    "grid_workers": 12 * 1.5 * 41_000.0,
    "street": 7 * 110_000.0,
    "committees": 3 * 3 * 20 * 500.0 * 0.6,
    "council": 3 * 21_000.0,
    "programmes": 130_000.0,
    "agencies": 3 * 17_000.0,
    "oversight": 3 * 31_000.0,
    "incubation": 70_000.0,
}
SURVEY = {"survey": 90_000.0}
CONTRACTS = {"tenders": 3 * 23_000.0 / 2, "midterm_reviews": 3 * 7_000.0 / 2}
NAMED = {
    "reactive-staffed": STANDING,
    "preventive-staffed": STANDING | SURVEY,
    "reactive-outsourced": STANDING | CONTRACTS,
    "preventive-outsourced": STANDING | SURVEY | CONTRACTS,
    "preventive-staffed-pooled": STANDING | SURVEY,
    "preventive-staffed-flat": STANDING | SURVEY,
}
REMAINS = ("contract_management", "severance", "delivery_contract", "delivery_staffed")
# Each practice that costs money: what is set, its line, and the yuan of that line.
PRACTICES = {
    "colocated_workers": ({"partners.colocated_workers": 2}, 3 * 2 * 60_000.0),
    "volunteers": ({"partners.volunteers_per_1000": 50.0, "neighbours.volunteer_yuan": 45.0}, 2_400 * 0.05 * 45.0),
    "call_backs": ({"evaluation.call_back_share": 0.25, "gaming.call_back_yuan": 18.0}, 0.25 * 0.1 * 12 * 365 * 18.0),
    "posted_members": ({"partners.posted_members": 4, "budget.posted_member_yuan": 6_100.0}, 3 * 4 * 6_100.0),
    "supervisors": ({"partners.posted_supervisors": True, "budget.supervisor_yuan": 12_500.0}, 3 * 12_500.0),
    "street_hall": ({"partners.street_hall": True, "budget.street_hall_yuan": 290_000.0}, 290_000.0),
    "pairings": ({"partners.pairing_card_people": 150, "budget.pairing_yuan": 210.0}, 150 * 210.0),
    "owners_committees": (
        {"partners.owners_committee_support": True, "budget.owners_support_yuan": 19_000.0}, 3 * 19_000.0,
    ),
}  # fmt: skip


def scenario(preset: str, **changes: Any) -> Scenario:
    """The place under a preset, with the prices of this file and changes; `__` stands for a dot."""
    given = {name.replace("__", "."): value for name, value in changes.items()}
    return Scenario({"format": 1}).vary(PLACE).preset(preset).vary(PRICES | given)


@pytest.mark.parametrize("preset", NAMED)
def test_every_line_is_what_it_costs(preset: str) -> None:
    found = ledger(scenario(preset))
    paid = {name: yuan for name, yuan in found.items() if yuan and name not in REMAINS}
    assert paid == pytest.approx(NAMED[preset], rel=1e-12)
    left = BUDGET - sum(NAMED[preset].values())
    if "outsourced" in preset:
        ceiling = left / 1.09  # 6 % of the ceiling to manage it, 3 % for those who must go
        whole = {"contract_management": 0.06 * ceiling, "severance": 0.03 * ceiling, "delivery_contract": ceiling,
                 "delivery_staffed": 0.0}  # fmt: skip
    else:
        whole = {"contract_management": 0.0, "severance": 0.0, "delivery_contract": 0.0, "delivery_staffed": left}
    assert {name: found[name] for name in REMAINS} == pytest.approx(whole, rel=1e-12)


def test_no_preset_is_left_out() -> None:
    """The one more is the past: it pays nothing for what came later."""
    assert set(PRESETS) - set(NAMED) == {"workstation-era"}
    past = ledger(Scenario({"format": 1}).vary(PLACE | PRICES).preset("workstation-era"))
    assert {name for name, yuan in past.items() if yuan} == {"grid_workers", "street", "programmes", "delivery_staffed"}


@pytest.mark.parametrize("line", PRACTICES)
def test_a_practice_costs_its_line_and_nothing_else(line: str) -> None:
    changes, yuan = PRACTICES[line]
    plain, changed = ledger(scenario("preventive-staffed")), ledger(scenario("preventive-staffed").vary(changes))
    assert plain[line] == 0.0
    assert changed[line] == pytest.approx(yuan, rel=1e-12)
    assert changed["delivery_staffed"] == pytest.approx(plain["delivery_staffed"] - yuan, rel=1e-12)
    assert {name for name in plain if changed[name] != plain[name]} == {line, "delivery_staffed"}


def test_a_line_that_is_switched_off_costs_nothing() -> None:
    found = ledger(scenario("reactive-outsourced", partners__council=False, partners__agencies_attached=False,
                            contracts__midterm_review=False))  # fmt: skip
    assert [found[name] for name in ("council", "agencies", "midterm_reviews", "survey")] == [0.0] * 4
    assert found["tenders"] == 3 * 23_000.0 / 2


def test_posts_of_workstations_by_hand() -> None:
    """A fifth of the posts temporary, half of those converted: 0.8 · 70,000 + 0.2 · 40,000 + 0.2 · 0.5 · 3,000 each."""
    one = scenario("preventive-staffed", staff__permanent__wage_yuan=70_000.0, staff__temporary__wage_yuan=40_000.0,
                   delivery__temporary_share=0.2, temporary_staff__conversion_share=0.5)  # fmt: skip
    staffed = BUDGET - sum(NAMED["preventive-staffed"].values())
    found = capacity(one)
    assert found.staffed_posts == pytest.approx(staffed / 64_300.0 / 3, rel=1e-12)
    assert (found.staffed_yuan, found.ceiling_yuan, found.centre_posts, found.price_yuan) == (staffed, 0.0, 0.0, 0.0)


def test_cross_training_costs_by_how_much_of_the_work_a_line_serves() -> None:
    """Fifteen projects by default: a line for three of them bears 2/14 of the full 5 %, one for all bears all of it."""
    posts = {
        degree: capacity(scenario("preventive-staffed", delivery__skill_degree=degree, delivery__temporary_share=0.0,
                                  units__cross_training_share=0.05)).staffed_posts
        for degree in (1, 3, 15, 99)
    }  # fmt: skip
    assert len(projects_outsourced(scenario("preventive-staffed"))) == 15
    assert posts[1] / posts[3] == pytest.approx(1.0 + 0.05 * 2 / 14, rel=1e-12)
    assert posts[1] / posts[15] == pytest.approx(1.05, rel=1e-12)
    assert posts[15] == posts[99]


def test_what_a_contract_buys_by_hand() -> None:
    """Posts of the centres after overhead and cross-training; the price spreads the result part over the expected hours."""
    found = capacity(scenario("reactive-outsourced", organisations__overhead_share=0.08, contracts__result_share=0.2))
    ceiling = (BUDGET - sum(NAMED["reactive-outsourced"].values())) / 1.09
    # Requests: 2,400 people · 0.6 · 0.25 h; matters: 438 a year, half of each one's hours arising at the unit.
    hours = 360.0 + sum(438.0 * each.share * each.work_hours * 0.5 for each in domains().values())
    assert found.ceiling_yuan == pytest.approx(ceiling, rel=1e-12)
    assert found.centre_posts == pytest.approx(ceiling * 0.92 / (60_000.0 * 1.03) / 3, rel=1e-12)
    assert found.price_yuan == pytest.approx(0.2 * ceiling / hours, rel=1e-9)
    assert found.staffed_posts == 0.0


def domains() -> dict[str, Any]:
    """The domains as they are declared."""
    return dict(vars(Scenario({"format": 1}).domain))


@pytest.mark.parametrize(
    ("share", "count"), [(0.0, 0), (0.03, 0), (0.04, 1), (0.25, 4), (0.5, 8), (0.96, 14), (1.0, 15)]
)
def test_projects_are_contracted_to_the_nearest_whole_one(share: float, count: int) -> None:
    found = projects_outsourced(scenario("preventive-outsourced", delivery__outsourced_share=share))
    assert sum(found) == count


def test_culture_is_contracted_first_and_security_last() -> None:
    """Projects stand as population 2, social affairs 3, urban services 3, civil affairs 2, health 2, culture 1, security 2."""
    few = projects_outsourced(scenario("preventive-outsourced", delivery__outsourced_share=0.3))
    assert [project for project, out in enumerate(few) if out] == [8, 9, 10, 11, 12]
    most = projects_outsourced(scenario("preventive-outsourced", delivery__outsourced_share=0.9))
    assert [project for project, out in enumerate(most) if not out] == [14]


def test_half_contracted_money_is_split_by_expected_hours() -> None:
    """Eight of fifteen projects: culture, civil affairs and health whole, and of social affairs its three.

    A contract for a share s of the hours gets s / (1 + 0.09 s) of what is left, workstations the rest but for the 9 %.
    """
    found = ledger(scenario("preventive-outsourced", delivery__outsourced_share=0.5))
    hours = {name: each.share * (360.0 + 438.0 * each.work_hours * 0.5) for name, each in domains().items()}
    share = sum(hours[name] for name in ("culture", "civil_affairs", "health", "social_affairs")) / sum(hours.values())
    left = BUDGET - sum(NAMED["preventive-outsourced"].values())
    assert found["delivery_contract"] == pytest.approx(left / (1.0 + 0.09 * share) * share, rel=1e-9)
    assert found["delivery_staffed"] == pytest.approx(left / (1.0 + 0.09 * share) * (1.0 - share), rel=1e-9)


def test_a_projects_hours_are_those_of_the_items_dealt_to_it() -> None:
    """Seventeen items of health on two projects: nine for the first, eight for the second."""
    one = scenario("preventive-outsourced")
    health = domains()["health"]
    each = health.share * (360.0 + 438.0 * health.work_hours * 0.5) / 17
    assert project_hours(one)[10:12] == pytest.approx([9 * each, 8 * each])


def test_an_hour_above_the_community_costs_its_part_of_the_wage() -> None:
    """110,000 yuan over 365 days of 4 hours, half of which go to cases."""
    assert street_hour_yuan(scenario("reactive-staffed", street__hours_per_day=4.0, street__case_share=0.5)) == (
        pytest.approx(110_000.0 / 730.0)
    )
    assert street_hour_yuan(scenario("reactive-staffed", street__case_share=0.0)) == 0.0


def test_a_budget_pays_its_named_lines_to_the_yuan_and_not_one_less() -> None:
    whole = sum(NAMED["preventive-staffed"].values())
    assert ledger(scenario("preventive-staffed", budget__yearly_yuan=whole))["delivery_staffed"] == pytest.approx(0.0)
    with pytest.raises(ScenarioError, match=r"street 770,000.*; 1 yuan short"):
        scenario("preventive-staffed", budget__yearly_yuan=whole - 1.0)
    with pytest.raises(ScenarioError, match="nothing remains to pay the contracts"):
        scenario("preventive-outsourced", budget__yearly_yuan=sum(NAMED["preventive-outsourced"].values()))


def test_contracts_need_organisations_that_can_be_chosen() -> None:
    """Three contracts, at most two an organisation: two organisations do, one does not. Capability reaches its mean and three sd."""
    enough = {"organisations__contracts_limit": 2, "organisations__initial_registered": 2}
    scenario("preventive-outsourced", **enough)
    with pytest.raises(ScenarioError, match="3 contracts need at least 2 organisations"):
        scenario("preventive-outsourced", **enough | {"organisations__initial_registered": 1})
    able = {"organisations__initial_capability": 0.5, "organisations__capability_sd": 0.1}
    scenario("preventive-outsourced", **able, organisations__tender_capability=0.8)
    with pytest.raises(ScenarioError, match=r"no organisation can reach organisations\.tender_capability 0\.81"):
        scenario("preventive-outsourced", **able, organisations__tender_capability=0.81)
