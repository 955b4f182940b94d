"""The rival's ground: communities, grids and buildings, and the calendar (docs/reference/ODD.md, sections 2 and 4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from model.scenario import Scenario

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.cases import Case
    from experiments.benchmarks.plain_mesa.residents import Resident

DAYS_PER_YEAR = 365


@dataclass(slots=True, eq=False)
class Neighbourhood:
    """A community: what its residents share."""

    index: int
    residents: int = 0
    trust_changes: float = 0.0
    window_loss: float = 0.0
    event_gain: float = 0.0
    by_officials: float = 0.5
    visits: float = 0.0

    @property
    def common_loss(self) -> float:
        """Trust that windows cost everybody here, less what events give."""
        return self.window_loss - self.event_gain


@dataclass(slots=True, eq=False)
class Building:
    """A building: who lives in it, and which contradictions are latent in it."""

    grid: Grid
    residents: list[Resident] = field(default_factory=list)
    latent: list[Case] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Grid:
    """A grid: its buildings, how often contradictions arise there, whether no owners' committee has been possible."""

    index: int
    community: Neighbourhood
    rate: float
    is_closed: bool
    buildings: list[Building] = field(default_factory=list)
    building_shares: np.ndarray = field(default_factory=lambda: np.empty(0))


class Ground:
    """The place of one run; empty of people until the residents move in."""

    def __init__(self, scenario: Scenario, generator: np.random.Generator) -> None:
        self.scenario, place = scenario, scenario.place
        self.burn_in, self.days = place.burn_in_days, place.days
        self.last_day = self.burn_in + self.days - 1
        self.communities = [Neighbourhood(index) for index in range(place.communities)]
        self._last_grids = self._borders()
        self.grids = [self._grid(index, rate, generator) for index, rate in enumerate(self._rates(generator))]
        for grid in self.grids:
            self._build(grid, generator)

    @property
    def residents_per_grid(self) -> int:
        """Residents of every grid."""
        return int(self.scenario.place.buildings_per_grid * self.scenario.place.residents_per_building)

    def _rates(self, generator: np.random.Generator) -> list[float]:
        rule = self.scenario.arising
        vulnerability = np.exp(rule.grid_log_sd * generator.standard_normal(self.scenario.place.grids))
        return list((rule.per_grid_day * vulnerability / vulnerability.mean()).tolist())

    def _borders(self) -> list[int]:
        """The last grid of every community: sizes are lognormal quantiles, the smallest first, nobody without a grid."""
        place = self.scenario.place
        ranks = (np.arange(place.communities) + 0.5) / place.communities
        sizes = np.exp(place.community_log_sd * np.array([NormalDist().inv_cdf(rank) for rank in ranks]))
        ends = place.grids * np.cumsum(sizes) / sizes.sum()
        lasts: list[int] = []
        for number, end in enumerate(ends):
            after = max(int(np.ceil(end - 1e-9)), (lasts[-1] + 1 if lasts else 0) + 1)
            lasts.append(min(after, place.grids - (place.communities - 1 - number)) - 1)
        return lasts

    def size_of(self, community: Neighbourhood) -> float:
        """Residents of a community over the mean of all."""
        return community.residents * len(self.communities) / (len(self.grids) * self.residents_per_grid)

    def _grid(self, index: int, rate: float, generator: np.random.Generator) -> Grid:
        community = next(each for each, last in zip(self.communities, self._last_grids, strict=True) if index <= last)
        community.residents += self.residents_per_grid
        return Grid(index, community, rate, bool(generator.random() < self.scenario.committees.closed_compound_share))

    def _build(self, grid: Grid, generator: np.random.Generator) -> None:
        count = self.scenario.place.buildings_per_grid
        vulnerability = np.exp(self.scenario.arising.building_log_sd * generator.standard_normal(count))
        grid.buildings = [Building(grid) for _ in range(count)]
        grid.building_shares = vulnerability / vulnerability.sum()

    def day_of_year(self, day: int) -> int:
        """Day of the year, 0 to 364, of a day lived."""
        return (day - self.burn_in) % DAYS_PER_YEAR

    def activity(self, day: int) -> float:
        """How much is done today, by grid workers and by residents who report; 1 on the mean of a week."""
        slack = self.scenario.detection.weekend_share
        return float(7.0 * (slack if self.is_weekend(day) else 1.0) / (5.0 + 2.0 * slack))

    def opening(self, day: int) -> float:
        """Hours of windows, desks and street office today; 1 on the mean of a week."""
        slack = self.scenario.units.weekend_share
        return float(7.0 * (slack if self.is_weekend(day) else 1.0) / (5.0 + 2.0 * slack))

    def is_weekend(self, day: int) -> bool:
        """Whether a day lived is a Saturday or a Sunday."""
        return (self.scenario.place.start_date + timedelta(days=day - self.burn_in)).weekday() >= 5

    def day_factor(self, day: int) -> float:
        """Weekday's times month's factor on the rate of arising."""
        rule = self.scenario.arising
        date = self.scenario.place.start_date + timedelta(days=day - self.burn_in)
        return float(rule.weekday_factors[date.weekday()] * rule.month_factors[date.month - 1])
