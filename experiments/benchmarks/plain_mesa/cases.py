"""Contradictions of the rival: what a case is, how it is born, when it ignites (docs/reference/ODD.md, 7.1 and 7.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from experiments.benchmarks.plain_mesa.grounds import DAYS_PER_YEAR, Building, Ground
from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.residents import Resident

NEVER = 10**9
STORM_DAYS_BEYOND = 1_500
MAX_CHANCE = 0.9
OPEN = ("intake", "spot", "unit", "in work", "approval", "agenda", "street", "handling", "district")


@dataclass(slots=True, eq=False)
class Case:
    """One contradiction; days count from the start of the burn-in, hours are hours of work."""

    building: Building
    resident: Resident
    domain: int
    item: int
    severity: float
    born: int
    parent: Case | None = None
    hours: float = 0.0
    is_light: bool = False
    contested: bool = False
    beyond: bool = False
    ignition_scale: float = 0.0
    ignition_day: int = NEVER
    lapse_day: int = NEVER
    stage: str = "latent"
    task: str = ""
    channel: str = ""
    handler: str = ""
    recorded: int | None = None
    incident: int | None = None
    petition: int | None = None
    petitions: int = 0
    closed: int | None = None
    recurs: int | None = None
    due: int = NEVER
    hours_left: float = 0.0
    factor: float = 1.0
    ticket: int = 0
    bad: bool = False
    deliberated: bool = False
    escalated: bool = False
    refused: bool = False
    contracted: bool = False
    at_district: bool = False
    reluctance: float = 1.0
    seclusion: float = 1.0

    @property
    def work(self) -> float:
        """Hours of the whole case, an incident's multiplier included."""
        return self.hours * self.factor

    @property
    def needful(self) -> bool:
        """Whether it would ignite before it lapses, were it left alone."""
        return self.ignition_day < self.lapse_day

    @property
    def is_open(self) -> bool:
        """Known and neither resolved nor failed."""
        return self.stage in OPEN


@dataclass(slots=True)
class Weather:
    """Storm days by the day lived, for the horizon and long beyond it."""

    stormy: list[bool]
    days_with_storm: list[int] = field(default_factory=list)

    @classmethod
    def draw(cls, ground: Ground, generator: np.random.Generator, planted: list[int]) -> Weather:
        """The storms of one run; planted ones are days of the window."""
        rule, days = ground.scenario.ignition, ground.last_day + STORM_DAYS_BEYOND
        stormy = []
        for day in range(days):
            wet = 90 <= ground.day_of_year(day) <= 269
            stormy.append(
                bool(generator.random() < (rule.storm_probability_wet if wet else rule.storm_probability_dry))
            )
        for day in planted:
            stormy[day + ground.burn_in] = True
        return cls(stormy, [day for day, storm in enumerate(stormy) if storm])


class Cradle:
    """Where cases are born: draws how many arise, where, and what they carry."""

    def __init__(self, ground: Ground, weather: Weather, generator: np.random.Generator) -> None:
        self.ground, self.weather, self.generator = ground, weather, generator
        file = ground.scenario.file
        self.domains = [getattr(file.domain, name) for name in DOMAIN_NAMES]
        self.domain_shares = np.array([domain.share for domain in self.domains])
        self.domain_shares /= self.domain_shares.sum()
        self.first_item = [sum(d.items for d in self.domains[:index]) for index in range(len(self.domains))]

    def roots_of(self, day: int) -> list[Case]:
        """The contradictions that arise today, all grids together."""
        factor = self.ground.day_factor(day) * self._common_factor()
        cases = []
        for grid in self.ground.grids:
            for _ in range(self.generator.poisson(grid.rate * factor)):
                building = grid.buildings[self.generator.choice(len(grid.buildings), p=grid.building_shares)]
                cases.append(self._root(day, building))
        return cases

    def _common_factor(self) -> float:
        variance = self.ground.scenario.arising.day_overdispersion
        return float(self.generator.gamma(1.0 / variance, variance)) if variance > 0.0 else 1.0

    def _root(self, day: int, building: Building) -> Case:
        draw = self.generator
        domain = int(draw.choice(len(self.domains), p=self.domain_shares))
        item = self.first_item[domain] + int(draw.integers(self.domains[domain].items))
        resident = building.residents[int(draw.integers(len(building.residents)))]
        shapes = self.ground.scenario.severity
        case = Case(building, resident, domain, item, float(draw.beta(shapes.alpha, shapes.beta)), day)
        return self._with_potentials(case, float(draw.exponential()))

    def recurrence_of(self, parent: Case, day: int) -> Case:
        """The same matter again: resident, item and severity stay, all else is drawn anew."""
        case = Case(parent.building, parent.resident, parent.domain, parent.item, parent.severity, day, parent)
        return self._with_potentials(case, float(self.generator.exponential()))

    def planted(self, day: int, grid: int, domain: str, severity: float, delay_days: float) -> Case:
        """A case that the scenario plants; without storms it ignites after its delay, and it never lapses."""
        index = DOMAIN_NAMES.index(domain)
        building = self.ground.grids[grid].buildings[0]
        case = Case(building, building.residents[0], index, self.first_item[index], severity, day)
        scale = self._ignition_scale(case)
        self._with_potentials(case, (delay_days / scale) ** self.ground.scenario.ignition.shape * (1.0 - 1e-12))
        case.lapse_day = NEVER
        return case

    def _with_potentials(self, case: Case, threshold: float) -> Case:
        """All that a case carries from birth; no policy has a say in it."""
        file, draw, domain, s = self.ground.scenario.file, self.generator, self.domains[case.domain], case.severity
        work, spread = file.work, file.work.log_sd
        shapes = file.severity
        mean = shapes.alpha / (shapes.alpha + shapes.beta)
        light = min(MAX_CHANCE, domain.light_share * (1.0 - s) / (1.0 - mean))
        case.is_light = bool(draw.random() < light)
        if case.is_light:
            case.hours = work.light_hours
        else:
            case.hours = domain.work_hours * (work.base_share + work.severity_slope * s) / (1.0 - light)
            case.hours *= math.exp(spread * draw.standard_normal() - 0.5 * spread * spread)
            contested = work.contested_slope * s * domain.contested_base / (1.0 - light)
            case.contested = bool(draw.random() < min(MAX_CHANCE, contested))
            beyond = work.beyond_slope * s * work.beyond_authority_scale * domain.beyond_base / (1.0 - light)
            case.beyond = bool(draw.random() < min(MAX_CHANCE, beyond))
        case.ignition_scale = self._ignition_scale(case)
        case.ignition_day = self._ignition_day(case, threshold)
        case.reluctance, case.seclusion = draw.random(2).tolist()
        rate = file.lapse.rate * (1.0 - s) ** file.lapse.power
        case.lapse_day = case.born + 1 + int(draw.exponential() / rate) if rate > 0.0 else NEVER
        return case

    def _ignition_scale(self, case: Case) -> float:
        reference = self.ground.scenario.ignition.reference_severity
        return self.domains[case.domain].ignition_days * reference / max(case.severity, 1e-12)

    def _ignition_day(self, case: Case, threshold: float) -> int:
        """First day at whose end the cumulative hazard reaches the threshold."""
        rule, scale, born = self.ground.scenario.ignition, case.ignition_scale, case.born
        if not self.domains[case.domain].weather_sensitive:
            return born + _whole_days(scale * threshold ** (1.0 / rule.shape))
        hazard_of_storms = 0.0
        for storm in self.weather.days_with_storm:
            if storm <= born:
                continue
            age = storm - born
            calm = _whole_days(scale * max(threshold - hazard_of_storms, 0.0) ** (1.0 / rule.shape))
            if calm < age:
                return born + calm
            increment = (age / scale) ** rule.shape - ((age - 1) / scale) ** rule.shape
            hazard_of_storms += (rule.storm_multiplier - 1.0) * increment
            if (age / scale) ** rule.shape + hazard_of_storms >= threshold:
                return storm
        return born + _whole_days(scale * max(threshold - hazard_of_storms, 0.0) ** (1.0 / rule.shape))


def _whole_days(delay: float) -> int:
    return max(1, math.ceil(min(delay, NEVER)))


def yearly(rate: float) -> float:
    """Mean days between events that come at `rate` a year."""
    return DAYS_PER_YEAR / rate
