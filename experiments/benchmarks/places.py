"""The places that the benchmarks run: Zhaoshang larger and smaller, and four small places to compare implementations on.

Core objects: `zhaoshang`, `tenth`, `with_residents`, `with_contradictions`, `with_days`, and
`SMALL_PLACES` with `arm` (a small place under one policy of the 2×2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.scenario import PRESETS, Scenario, scenario_folder
from model.scenario.parameters import DOMAIN_NAMES

ARMS = ("reactive-staffed", "preventive-staffed", "reactive-outsourced", "preventive-outsourced")


def zhaoshang() -> Scenario:
    """The calibrated case at full scale."""
    return Scenario.load(scenario_folder() / "zhaoshang.toml")


def tenth() -> Scenario:
    """A tenth of the case: 13 grids and 13,000 residents in one community, a tenth of the money."""
    whole = zhaoshang()
    return whole.vary(
        {
            "place.communities": 1,
            "place.grids": whole.place.grids // 10,
            "staffing.street_posts": 2,
            "organisations.initial_registered": whole.organisations.initial_registered // 10,
            "budget.yearly_yuan": whole.budget.yearly_yuan / 10.0,
            "budget.survey_yuan": whole.budget.survey_yuan / 10.0,
            "partners.programmes_yuan": whole.partners.programmes_yuan / 10.0,
            "delivery.incubation_yuan": whole.delivery.incubation_yuan / 10.0,
        }
    )


def with_residents(scenario: Scenario, factor: float) -> Scenario:
    """`factor` times the residents in the same buildings; contradictions and window requests stay as many."""
    return scenario.vary(
        {
            "place.residents_per_building": round(scenario.place.residents_per_building * factor),
            "units.requests_per_resident_year": scenario.units.requests_per_resident_year / factor,
        }
    )


def with_contradictions(scenario: Scenario, factor: float) -> Scenario:
    """`factor` times the contradictions, each with so much less work that every queue keeps its load.

    Hours of cases, intakes, false alarms and petitions are divided by the factor and committee
    slots multiplied, so that time grows by the number of cases and not by a collapse of service.
    """
    hours = {f"domain.{name}.work_hours": getattr(scenario.domain, name).work_hours / factor for name in DOMAIN_NAMES}
    return scenario.vary(
        {
            **hours,
            "arising.per_grid_day": scenario.arising.per_grid_day * factor,
            "work.intake_hours": scenario.work.intake_hours / factor,
            "work.spot_limit_hours": scenario.work.spot_limit_hours / factor,
            "detection.false_alarm_hours": scenario.detection.false_alarm_hours / factor,
            "street.petition_hours": scenario.street.petition_hours / factor,
            "committees.slots_per_meeting": min(100.0, scenario.committees.slots_per_meeting * factor),
        }
    )


def with_days(scenario: Scenario, factor: float) -> Scenario:
    """`factor` times the days counted."""
    return scenario.vary({"place.days": round(scenario.place.days * factor)})


def arm(place: str, policy: str) -> Scenario:
    """The small place of that name under one of the `ARMS`, its money and its quirks scaled to its size."""
    levers: dict[str, Any] = dict(PRESETS[policy])
    contracted = policy.endswith("outsourced")
    if contracted:
        levers["delivery.incubation_yuan"] = 150_000.0
    if place == "half-way":
        levers |= {"delivery.outsourced_share": 0.5} if contracted else {"delivery.skill_degree": 2}
    return SMALL_PLACES[place]().vary(levers)


def _estate() -> Scenario:
    """Two ordinary communities: the case's parameters at a size where every outcome is defined."""
    return _small(communities=2, grids=12, yearly_yuan=3_100_000.0)


def _village() -> Scenario:
    """An urban village: migrants, low trust, many storms."""
    more = {
        "place.owner_share": 0.1,
        "place.tenant_share": 0.2,
        "place.migrant_share": 0.7,
        "residents.trust_alpha": 7.0,
        "residents.trust_beta": 13.0,
        "ignition.storm_probability_wet": 0.2,
        "ignition.storm_probability_dry": 0.1,
        "residents.petition_threshold_mean": 0.3,
    }
    return _small(communities=1, grids=8, yearly_yuan=2_500_000.0).vary(more)


def _scarce() -> Scenario:
    """Too little of everything: few hours in the grids, long queues at the window, no time at the street."""
    more = {
        "grid_workers.other_duties_share": 0.6,
        "units.requests_per_resident_year": 6.0,
        "staffing.street_posts": 1,
        "residents.petition_size": 4,
        "detection.false_alarm_probability": 0.1,
    }
    return _small(communities=1, grids=8, yearly_yuan=2_000_000.0).vary(more)


def _half_way() -> Scenario:
    """Young organisations, all further practices, half of the projects contracted or desks with two skills, a reform."""
    more = {
        "organisations.initial_capability": 0.6,
        "partners.posted_members": 2,
        "partners.posted_supervisors": True,
        "partners.pairing_card_people": 600,
        "partners.owners_committee_support": True,
        "partners.colocated_workers": 1,
        "partners.street_hall": True,
        "temporary_staff.hiring_freeze": True,
        "temporary_staff.conversion_share": 0.3,
        "contracts.directors_from_staff": True,
        "contracts.midterm_review": True,
        "organisations.renewal_target": 0.75,
        "partners.hub_attention": 0.2,
        "partners.service_attention": 0.2,
        "committees.closed_compound_share": 0.4,
    }
    scenario = _small(communities=2, grids=10, yearly_yuan=3_700_000.0).vary(more)
    extra = {
        "storm_days": [20, 21, 22, 150],
        "planted": [{"name": "lamp post", "day": 10, "grid": 3, "severity": 0.9, "delay_days": 40.0}],
        "reform": [{"day": 200, "set": {"triage.screening_share": 0.3, "contracts.result_share": 0.7}}],
    }
    return Scenario({**scenario.data, **extra})


def _small(communities: int, grids: int, yearly_yuan: float) -> Scenario:
    """A place with few residents and many contradictions for each, with hours to match."""
    return Scenario(
        {
            "format": 1,
            "place": {
                "days": 540, "burn_in_days": 90, "communities": communities, "grids": grids,
                "buildings_per_grid": 8, "residents_per_building": 25,
            },
            "arising": {"per_grid_day": 0.25},
            "grid_workers": {"other_duties_share": 0.4},
            "street": {"petition_hours": 8.0},
            "staffing": {"street_posts": 4},
            "units": {"requests_per_resident_year": 4.0},
            "committees": {"slots_per_meeting": 8.0},
            "organisations": {"initial_capability": 0.85, "initial_registered": 12},
            "budget": {"yearly_yuan": yearly_yuan, "survey_yuan": 40_000.0},
            "partners": {"programmes_yuan": 40_000.0},
            "delivery": {"mode": "staffed"},
        }
    )  # fmt: skip


SMALL_PLACES: dict[str, Callable[[], Scenario]] = {
    "estate": _estate,
    "village": _village,
    "scarce": _scarce,
    "half-way": _half_way,
}
