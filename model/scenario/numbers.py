"""The scenario's numbers as compiled rules take them: one plain tuple per section.

Derived from the declarations, so that a parameter stands nowhere twice. A choice becomes its
index (`SCHEDULES.index("routine")`), a section a NamedTuple of scalars, the domains columns.
"""

from __future__ import annotations

import sys
from collections import namedtuple
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from model.clock import STORM_DAYS_AFTER_END
from model.compilation.decorators import compiled
from model.elementary import exp, power
from model.scenario.declarations import Declaration, Section, declarations
from model.scenario.levers import LEVERS, Policy
from model.scenario.parameters import DOMAIN_NAMES, Parameters
from model.scenario.place_parameters import Domain

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario

QUEUES = LEVERS["triage.queue"].choices
SCHEDULES = LEVERS["triage.schedule"].choices
PRESSURE, FIRST_COME, EXPECTED_HARM = range(3)
CAMPAIGN, ROUTINE = range(2)


def _tuple_of(name: str, section: type[Section]) -> Any:
    """A NamedTuple class with the declared scalars of a section, importable for Numba's cache."""
    fields = [d.path.replace(".", "_") for d in declarations(section)]
    kind = namedtuple(name, fields)  # type: ignore[misc]
    kind.__module__ = __name__
    setattr(sys.modules[__name__], name, kind)
    return kind


def _scalar_sections() -> dict[str, Any]:
    fields: dict[str, Any] = {**Parameters.model_fields, **Policy.model_fields}
    return {
        name: _tuple_of("".join(word.title() for word in name.split("_")) + "Numbers", field.annotation)
        for name, field in fields.items()
        if name != "domain"
    }


SECTIONS: dict[str, Any] = _scalar_sections()


class DomainNumbers(NamedTuple):
    """Columns of the seven domains, shape (7,); item tables have one row an item."""

    share_cumulative: np.ndarray
    work_hours: np.ndarray
    contested_base: np.ndarray
    beyond_base: np.ndarray
    ignition_days: np.ndarray
    measurability: np.ndarray
    light_share: np.ndarray
    weather_sensitive: np.ndarray
    deadline_days: np.ndarray
    first_item: np.ndarray
    items: np.ndarray


Numbers = namedtuple("Numbers", [*SECTIONS, "domain", "age_power", "grievance_kept"])  # type: ignore[misc]


def numbers(scenario: Scenario) -> Any:
    """All numbers of a scenario and its day-0 policy as a tuple of section tuples.

    The domains, age^shape of ignition and the share of grievance that is left after so many days come
    as columns; no storm finds anything older than the one, no day anything older than the other.
    """
    sections = {name: _section(scenario, name) for name in SECTIONS}
    place, shape = scenario.place, scenario.ignition.shape
    ages = range(place.burn_in_days + place.days + STORM_DAYS_AFTER_END + 1)
    age_power = np.array([power(age, shape) for age in ages])
    half_life = grievance_half_life(scenario.partners.programmes_yuan, sections["residents"])
    kept = np.array([power(0.5, age / half_life) for age in range(place.burn_in_days + place.days + 1)])
    return Numbers(*sections.values(), _domains(scenario), age_power, kept)  # type: ignore[call-arg]


def _section(scenario: Scenario, name: str) -> Any:
    section = getattr(scenario.file, name)
    return SECTIONS[name](*(_scalar(section, d) for d in _declared(type(section))))  # type: ignore[arg-type]


@cache
def _declared(section: type[Section]) -> tuple[Declaration, ...]:
    """What a section declares, read once: every stretch of every scenario asks for it."""
    return tuple(declarations(section))


def _scalar(section: Any, declared: Any) -> Any:
    value = section
    for part in declared.path.split("."):
        value = getattr(value, part)
    if declared.kind == "choice":
        return declared.choices.index(value)
    return float(value) if declared.kind == "float" else value


def _domains(scenario: Scenario) -> DomainNumbers:
    rows: list[Domain] = [getattr(scenario.domain, name) for name in DOMAIN_NAMES]

    def column(name: str, kind: type) -> np.ndarray:
        return np.array([getattr(row, name) for row in rows], dtype=kind)

    items = column("items", np.int64)
    cumulative = np.cumsum(column("share", np.float64))
    cumulative[-1] = 1.0
    return DomainNumbers(
        share_cumulative=cumulative,
        work_hours=column("work_hours", np.float64),
        contested_base=column("contested_base", np.float64),
        beyond_base=column("beyond_base", np.float64),
        ignition_days=column("ignition_days", np.float64),
        measurability=column("measurability", np.float64),
        light_share=column("light_share", np.float64),
        weather_sensitive=column("weather_sensitive", np.bool_),
        deadline_days=column("deadline_days", np.float64),
        first_item=np.concatenate(([0], np.cumsum(items)[:-1])).astype(np.int64),
        items=items,
    )


@compiled
def grievance_half_life(programmes_yuan, numbers):
    """Half-life of grievance in days; the elderly university shortens it, with diminishing effect."""
    yuan = (1.0 - numbers.event_share) * programmes_yuan
    relief = numbers.university_relief * (1.0 - exp(-yuan / numbers.university_yuan_scale))
    return numbers.grievance_half_life_days * (1.0 - relief)
