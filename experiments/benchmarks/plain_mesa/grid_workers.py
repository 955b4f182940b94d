"""Grid workers of the rival: they patrol, take cases in and settle small ones (docs/reference/ODD.md, 7.3, 7.4, 7.7)."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

from experiments.benchmarks.plain_mesa.cases import NEVER, Case
from experiments.benchmarks.plain_mesa.grounds import DAYS_PER_YEAR, Building, Grid
from experiments.benchmarks.plain_mesa.practices import behind_doors, ends_on_paper, kept_off_record

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict
    from model.scenario import Scenario

LONG_AGO = -(10**6)
USE_MEMORY_DAYS = 30.0
MOST_VISITS = 1_022
NEGLIGIBLE_HOURS = 1e-12


@dataclass(slots=True, eq=False)
class FalseAlarm:
    """Nothing, which takes hours all the same."""

    hours_left: float


class GridWorker(mesa.Agent):
    """The worker of one grid; the list of cases outlives who holds the post."""

    model: PlainSubdistrict

    def __init__(self, model: PlainSubdistrict, grid: Grid) -> None:
        super().__init__(model)
        self.grid = grid
        self.list: deque[Case | FalseAlarm] = deque()
        self.credit = 0.0
        self._hire(LONG_AGO)

    def _hire(self, since: int) -> None:
        rule, draw = self.model.file.grid_workers, self.model.rng
        self.skill = min(1.5, max(0.5, 1.0 + rule.skill_sd * draw.standard_normal()))
        self.hired = since
        self.leaves = self.model.today + self.model.stay(rule.turnover)
        self.use = 0.0
        self.finds = [0] * len(self.grid.buildings)
        self.visits = [0] * len(self.grid.buildings)

    def turn_over(self) -> None:
        """Leave, if the day has come; a novice with an empty map takes over the list."""
        if self.model.today == self.leaves:
            self._hire(self.model.today)

    @property
    def present_skill(self) -> float:
        """Skill as experience has it by now."""
        rule = self.model.file.grid_workers
        learned = min(1.0, (self.model.today - self.hired) / rule.novice_days)
        return float(self.skill * (rule.novice_skill + (1.0 - rule.novice_skill) * learned))

    @property
    def free_hours(self) -> float:
        """Hours of today that other duties leave; fewer on weekends, the week's sum the same."""
        rule = self.model.file.grid_workers
        hands = max(0.0, self.model.policy.staffing.grid_workers_per_grid - rule.other_duties_share)
        return float(hands * rule.hours_per_day * self.model.activity)

    @property
    def settling_hours(self) -> float:
        """Hours of today that screening leaves, with the help of co-located social workers."""
        place, rule = self.model.file.place, self.model.file.grid_workers
        helpers = self.model.policy.partners.colocated_workers * place.communities / place.grids
        return float(self.free_hours * (1.0 - self.model.screening_share) + helpers * rule.colocated_hours)

    def patrol(self) -> None:
        """Spend today's screening hours on visits."""
        self.credit += self.free_hours * self.model.screening_share / self.model.file.detection.check_hours
        for _ in range(min(MOST_VISITS, int(self.credit))):
            self._visit(self._choose_building())
        self.credit -= math.floor(self.credit)

    def _choose_building(self) -> int:
        """A building by the risk map, or any."""
        draw, rule = self.model.rng, self.model.file.detection
        count = len(self.grid.buildings)
        if draw.random() >= self.model.policy.triage.targeting:
            return int(draw.integers(count))
        means = [
            (rule.map_prior_finds + found) / (rule.map_prior_visits + visited)
            for found, visited in zip(self.finds, self.visits, strict=True)
        ]
        left = draw.random() * sum(means)
        for index, mean in enumerate(means):
            left -= mean
            if left < 0.0:
                return index
        return count - 1

    def _visit(self, index: int) -> None:
        model, rule = self.model, self.model.file.detection
        self.visits[index] += 1
        model.tally.visits += 1
        if model.rng.random() < rule.false_alarm_probability:
            model.tally.false_alarms += 1
            self.list.append(FalseAlarm(rule.false_alarm_hours))
        building = self.grid.buildings[index]
        if building.latent:
            self._look_around(building, index)

    def _look_around(self, building: Building, index: int) -> None:
        model, rule = self.model, self.model.file.detection
        tired = min(1.0, max(0.0, (self.use - rule.fatigue_threshold) / rule.fatigue_width))
        chance = rule.probability * self.present_skill * (1.0 - rule.fatigue_loss * tired)
        for case in list(building.latent):
            found = not behind_doors(model, case) and model.rng.random() < chance
            if found and case.severity >= model.policy.triage.recording_standard:
                if kept_off_record(model, case):
                    model.tally.left_off_record += 1
                    continue
                self.finds[index] += 1
                model.put_on_record(case, "patrol")

    def take(self, case: Case) -> None:
        """Put a case just recorded on the list, for intake."""
        rule = self.model.file.work
        case.stage = "intake"
        case.hours_left = min(rule.intake_hours, rule.intake_share * case.hours) * case.factor
        self._list(case)

    def take_unfounded(self) -> None:
        """Put a report with nothing behind it at the end of the list."""
        self.list.append(FalseAlarm(self.model.file.detection.false_alarm_hours))

    def _list(self, case: Case) -> None:
        """At the end; a light matter before all other cases."""
        if not case.is_light:
            self.list.append(case)
            return
        before = 0
        while before < len(self.list) and isinstance(self.list[before], FalseAlarm):
            before += 1
        self.list.insert(before, case)

    def settle(self) -> None:
        """Work on the list, first in, first out, until today's settling hours are used."""
        today_hours = left = self.settling_hours
        while self.list and (left > NEGLIGIBLE_HOURS or self.list[0].hours_left <= NEGLIGIBLE_HOURS):
            task = self.list[0]
            worked = min(left, task.hours_left)
            task.hours_left -= worked
            left -= worked
            if task.hours_left > NEGLIGIBLE_HOURS:
                break
            self.list.popleft()
            if isinstance(task, Case):
                self._finish(task)
        if today_hours > 0.0:
            self.use += ((today_hours - left) / today_hours - self.use) / USE_MEMORY_DAYS

    def _finish(self, case: Case) -> None:
        if case.stage == "spot":
            self.model.close_on_spot(case)
        elif self._keeps(case):
            case.stage, case.hours_left = "spot", case.work
            self._list(case)
        elif ends_on_paper(self.model, case):
            self.model.end_on_paper(case)
        else:
            self.model.send_to_unit(case)

    def _keeps(self, case: Case) -> bool:
        rule = self.model.file.work
        if case.contested or case.beyond or case.incident is not None or case.hours > rule.spot_limit_hours:
            return False
        return case.is_light or sum(task.hours_left for task in self.list) < rule.spot_list_days * self.settling_hours


def screening_share_on(scenario: Scenario, day_of_year: int) -> float:
    """Share of free hours spent on patrol today, by the schedule."""
    policy, rule = scenario.triage, scenario.detection
    share = float(policy.screening_share)
    if policy.schedule == "routine":
        return share
    length = max(rule.campaign_burst_days, math.ceil(DAYS_PER_YEAR * share / (3.0 * rule.campaign_share_limit)))
    if 3 * length >= DAYS_PER_YEAR:
        return share
    third = DAYS_PER_YEAR / 3.0
    starts = [math.floor(burst * third + (third - length) / 2.0) for burst in range(3)]
    within = any(start <= day_of_year < start + length for start in starts)
    return DAYS_PER_YEAR * share / (3.0 * length) if within else 0.0


__all__ = ["LONG_AGO", "NEVER", "FalseAlarm", "GridWorker", "screening_share_on"]
