"""One budget: named lines are paid first, what remains buys delivery hours.

Core objects: `ledger` (the yearly lines in yuan, which sum to the budget) and `capacity`
(posts and the contract ceiling that the delivery money buys). Sums are exact: `sum` of floats gives
other last bits from Python 3.12 on.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import Any, Protocol

from model.clock import DAYS_PER_YEAR
from model.scenario.declarations import ScenarioError
from model.scenario.parameters import COMMITTEES, DOMAIN_NAMES, OUTSOURCING_ORDER


class Sections(Protocol):
    """What the ledger reads of a scenario: its sections by name, and what errors call it."""

    @property
    def label(self) -> str:
        """What errors call the scenario."""

    def __getattr__(self, name: str) -> Any:
        """A section, such as `place` or `delivery`."""


@dataclass(frozen=True)
class Capacity:
    """What delivery money buys, per community where it says so.

    Yuan are a year and for the whole subdistrict; posts are for one community; price is yuan
    per accepted standard hour; `outsourced` says for each of the projects who has it.
    """

    staffed_yuan: float
    ceiling_yuan: float
    staffed_posts: float
    centre_posts: float
    price_yuan: float
    outsourced: tuple[bool, ...]


def ledger(scenario: Sections) -> dict[str, float]:
    """The yearly ledger: line → yuan a year; the lines sum to the budget.

    `delivery_staffed` and `delivery_contract` are what remains after the named lines.
    """
    named = named_lines(scenario)
    remaining = scenario.budget.yearly_yuan - fsum(named.values())
    share = outsourced_hours_share(scenario)
    beside = scenario.budget.contract_management_share + scenario.budget.severance_share
    contract = remaining / (1.0 + beside * share) * share
    management = scenario.budget.contract_management_share * contract
    severance = scenario.budget.severance_share * contract
    staffed = remaining - management - severance - contract
    return {
        **named,
        "contract_management": management,
        "severance": severance,
        "delivery_contract": contract,
        "delivery_staffed": max(0.0, staffed) if share < 1.0 else 0.0,
    }


def named_lines(scenario: Sections) -> dict[str, float]:
    """The lines that a policy names, in yuan a year."""
    place, partners, delivery, staffing = scenario.place, scenario.partners, scenario.delivery, scenario.staffing
    communities, prices, contracted = place.communities, scenario.budget, _has_contract(scenario)
    terms = communities / scenario.contracts.term_years if contracted else 0.0
    return {
        "grid_workers": place.grids * staffing.grid_workers_per_grid * scenario.grid_workers.wage_yuan,
        "street": staffing.street_posts * scenario.street.wage_yuan,
        "committees": communities
        * COMMITTEES
        * staffing.committee_meetings
        * scenario.committees.yuan_per_meeting
        * partners.committee_attention,
        "council": communities * scenario.committees.council_yuan_per_community if partners.council else 0.0,
        "programmes": partners.programmes_yuan,
        "colocated_workers": communities * partners.colocated_workers * scenario.organisations.post_yuan,
        "survey": scenario.budget.survey_yuan if scenario.triage.household_survey else 0.0,
        "oversight": communities * delivery.oversight_yuan_per_community,
        "incubation": delivery.incubation_yuan,
        "call_backs": calls_a_year(scenario) * scenario.gaming.call_back_yuan,
        "volunteers": residents_of(scenario)
        * partners.volunteers_per_1000
        / 1000.0
        * scenario.neighbours.volunteer_yuan,
        "agencies": communities * prices.agencies_yuan if partners.agencies_attached else 0.0,
        "posted_members": communities * partners.posted_members * prices.posted_member_yuan,
        "supervisors": communities * prices.supervisor_yuan if partners.posted_supervisors else 0.0,
        "street_hall": prices.street_hall_yuan if partners.street_hall else 0.0,
        "pairings": partners.pairing_card_people * prices.pairing_yuan,
        "owners_committees": communities * prices.owners_support_yuan if partners.owners_committee_support else 0.0,
        "tenders": terms * prices.tender_yuan,
        "midterm_reviews": terms * prices.midterm_review_yuan if scenario.contracts.midterm_review else 0.0,
    }


def residents_of(scenario: Sections) -> int:
    """How many people live in the place."""
    place = scenario.place
    return place.grids * place.buildings_per_grid * place.residents_per_building


def calls_a_year(scenario: Sections) -> float:
    """Call-backs to plan for: the share of as many closures as matters arise."""
    arising = scenario.arising.per_grid_day * scenario.place.grids * DAYS_PER_YEAR
    return scenario.evaluation.call_back_share * arising


def check_budget(scenario: Sections) -> None:
    """Refuse a scenario that names more than it can pay, with what is short."""
    named, budget = named_lines(scenario), scenario.budget.yearly_yuan
    short = fsum(named.values()) - budget
    if short > 0:
        lines = ", ".join(f"{name} {yuan:,.0f}" for name, yuan in named.items() if yuan)
        raise ScenarioError(
            f"{scenario.label}: budget.yearly_yuan: {budget:,.0f} yuan cannot pay the named lines ({lines}); "
            f"{short:,.0f} yuan short"
        )
    organisations = scenario.organisations
    if _has_contract(scenario):
        best = organisations.initial_capability + 3 * organisations.capability_sd
        if best < organisations.tender_capability:
            raise ScenarioError(
                f"{scenario.label}: delivery.outsourced_share: found {scenario.delivery.outsourced_share:g}, but no "
                f"organisation can reach organisations.tender_capability {organisations.tender_capability:g} "
                f"(initial_capability {organisations.initial_capability:g}); allowed: 0, or capable organisations"
            )
        if organisations.initial_registered * organisations.contracts_limit < scenario.place.communities:
            raise ScenarioError(
                f"{scenario.label}: organisations.initial_registered: found {organisations.initial_registered}; "
                f"{scenario.place.communities} contracts need at least "
                f"{-(-scenario.place.communities // organisations.contracts_limit)} organisations"
            )
        if capacity(scenario).centre_posts <= 0:
            raise ScenarioError(
                f"{scenario.label}: budget.yearly_yuan: nothing remains to pay the contracts that "
                f"delivery.outsourced_share {scenario.delivery.outsourced_share:g} needs"
            )


def _has_contract(scenario: Sections) -> bool:
    return any(projects_outsourced(scenario))


def capacity(scenario: Sections) -> Capacity:
    """Posts, ceiling and price that the ledger's delivery money buys."""
    lines, place = ledger(scenario), scenario.place
    organisations = scenario.organisations
    share = outsourced_hours_share(scenario)
    expected = expected_hours(scenario) * share
    staffed, ceiling = lines["delivery_staffed"], lines["delivery_contract"]
    return Capacity(
        staffed_yuan=staffed,
        ceiling_yuan=ceiling,
        staffed_posts=staffed / post_yuan(scenario) / place.communities,
        centre_posts=ceiling * (1.0 - organisations.overhead_share) / centre_post_yuan(scenario) / place.communities,
        price_yuan=scenario.contracts.result_share * ceiling / expected if expected > 0 else 0.0,
        outsourced=projects_outsourced(scenario),
    )


def post_yuan(scenario: Sections) -> float:
    """Mean yearly cost of a workstation post, in yuan."""
    temporary, staff = scenario.delivery.temporary_share, scenario.staff
    wage = temporary * staff.temporary.wage_yuan + (1.0 - temporary) * staff.permanent.wage_yuan
    retraining = temporary * scenario.temporary_staff.conversion_share * scenario.budget.retraining_yuan
    return wage * training_factor(scenario) + retraining


def centre_post_yuan(scenario: Sections) -> float:
    """Yearly cost of a purchased post with its cross-training, in yuan."""
    return scenario.organisations.post_yuan * training_factor(scenario)


def training_factor(scenario: Sections) -> float:
    """What cross-training makes of the cost of a post: the full share where a line serves every project."""
    projects = len(project_domains(scenario))
    trained = (min(scenario.delivery.skill_degree, projects) - 1) / (projects - 1) if projects > 1 else 0.0
    return float(1.0 + scenario.units.cross_training_share * trained)


def street_hour_yuan(scenario: Sections) -> float:
    """Price of an hour of case work above the community, in yuan."""
    street = scenario.street
    yearly = DAYS_PER_YEAR * street.hours_per_day * street.case_share
    return float(street.wage_yuan / yearly) if yearly > 0 else 0.0


def project_domains(scenario: Sections) -> list[str]:
    """The domain of every project, in the order of the domains."""
    return [name for name in DOMAIN_NAMES for _ in range(getattr(scenario.domain, name).projects)]


def projects_outsourced(scenario: Sections) -> tuple[bool, ...]:
    """For every project whether it is contracted: ⌊n·share + ½⌋ of them, in the stated order."""
    domains = project_domains(scenario)
    count = int(len(domains) * scenario.delivery.outsourced_share + 0.5)
    order = sorted(range(len(domains)), key=lambda p: (OUTSOURCING_ORDER.index(domains[p]), p))
    chosen = set(order[:count])
    return tuple(p in chosen for p in range(len(domains)))


def outsourced_hours_share(scenario: Sections) -> float:
    """Share of expected delivery hours that the contracted projects hold."""
    outsourced = projects_outsourced(scenario)
    if all(outsourced):
        return 1.0
    hours = project_hours(scenario)
    total = fsum(hours)
    return fsum(h for h, out in zip(hours, outsourced, strict=True) if out) / total if total > 0 else 0.0


def project_hours(scenario: Sections) -> list[float]:
    """Expected delivery hours a year of every project, for the whole subdistrict."""
    items = item_hours(scenario)
    per_project = [0.0] * len(project_domains(scenario))
    for item, project in enumerate(item_projects(scenario)):
        per_project[project] += items[item]
    return per_project


def item_projects(scenario: Sections) -> list[int]:
    """The project of every item: within a domain the items are dealt in turn to its projects."""
    projects: list[int] = []
    first = 0
    for name in DOMAIN_NAMES:
        domain = getattr(scenario.domain, name)
        projects.extend(first + item % domain.projects for item in range(domain.items))
        first += domain.projects
    return projects


def item_hours(scenario: Sections) -> list[float]:
    """Expected delivery hours a year of every item: routine requests plus cases."""
    place, units = scenario.place, scenario.units
    routine = residents_of(scenario) * units.requests_per_resident_year * units.request_hours
    roots = scenario.arising.per_grid_day * place.grids * DAYS_PER_YEAR
    hours: list[float] = []
    for name in DOMAIN_NAMES:
        domain = getattr(scenario.domain, name)
        cases = roots * domain.work_hours * units.expected_unit_fraction
        hours.extend([domain.share * (routine + cases) / domain.items] * domain.items)
    return hours


def expected_hours(scenario: Sections) -> float:
    """Expected delivery hours a year of the whole subdistrict; from the scenario, not the arm."""
    return fsum(item_hours(scenario))
