"""simulate(scenario, seed) → Outcome: the whole horizon in compiled code, without the GIL.

Core objects: `simulate`; `Outcome` (the figures, and frames made on demand); `Run` (a world on
its timeline, the one thing that this drive and `CommunityModel` both advance).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from model.agents.organisations import oversight
from model.agents.residents import write_grievance
from model.clock import DAYS_PER_YEAR
from model.compilation.memory import keep_freed_memory
from model.compile_ahead import helper
from model.day import CASES_FULL, DONE, ORGANISATIONS_FULL, REQUESTS_FULL, days
from model.delivery.contracting import Delivery, Plan, apply_plan
from model.delivery.request_queues import bytes_of_requests
from model.limits import FILLED_BY, check_arising, check_lines, check_table, memory_for
from model.outcome_definitions import NAMES, OutcomeFigures
from model.outcomes import Yardstick, measure
from model.own_rules import MAX_PLANTED, Acting, Here, seen_of
from model.scenario import Scenario, ScenarioError, reformed_policies
from model.scenario.budget import (
    capacity,
    centre_post_yuan,
    item_hours,
    item_projects,
    ledger,
    post_yuan,
    street_hour_yuan,
    training_factor,
)
from model.scenario.declarations import nearest
from model.scenario.levers import COMMON_START
from model.scenario.numbers import numbers
from model.scenario.parameters import DOMAIN_NAMES
from model.scenario.triggers import Fired, Watch, columns_of
from model.series import Series
from model.stationarity import growing
from model.world import World, build, check_room, creation_of, grown, max_size, plant

if TYPE_CHECKING:
    import pandas

Observer = Callable[[Here], object]
TABLES = {CASES_FULL: "cases", REQUESTS_FULL: "requests", ORGANISATIONS_FULL: "organisations"}
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class PolicyPeriod:
    """Days governed by one policy: the first day (from the start of the burn-in), numbers, plan."""

    start: int
    scenario: Scenario
    numbers: Any
    plan: Plan


def timeline(scenario: Scenario) -> list[PolicyPeriod]:
    """The stretches of a scenario: burn-in under the common start, its policy, then its reforms.

    Those of a scenario with triggers end with its policy: the run itself dates what follows, reforms among it.
    """
    if scenario.timeline is None:
        burn_in = scenario.place.burn_in_days
        policy = scenario.without_reforms()
        steps = [(0, policy.vary(COMMON_START))] if burn_in > 0 else []
        steps.append((burn_in, policy))
        if not scenario.file.triggers:
            steps += [(burn_in + day, reformed) for day, reformed in reformed_policies(scenario)]
        scenario.timeline = [period(day, step) for day, step in steps]
    return scenario.timeline


def period(start: int, policy: Scenario, derived: dict[str, Any] | None = None) -> PolicyPeriod:
    """A policy from a day on; `derived` keeps what was made of it before."""
    derived = {} if derived is None else derived
    made = derived.get(policy.canonical()) or (numbers(policy), plan_of(policy))
    return PolicyPeriod(start, policy, *derived.setdefault(policy.canonical(), made))


def possible(scenario: Scenario) -> list[PolicyPeriod]:
    """The stretches of a scenario, and of every policy that its triggers can bring, dated or not."""
    reached = scenario.reached
    return [*timeline(scenario), *(period(0, policy, reached.derived) for policy in reached.possible)]


def plan_of(scenario: Scenario) -> Plan:
    """Posts, prices and who holds which item, from the scenario's ledger."""
    bought, lines = capacity(scenario), ledger(scenario)
    communities = scenario.place.communities
    hours = np.array(item_hours(scenario))
    outsourced = np.array([bought.outsourced[project] for project in item_projects(scenario)], np.bool_)
    return Plan(
        staffed_yuan=float(bought.staffed_yuan / communities),
        staffed_posts=float(bought.staffed_posts),
        centre_posts=float(bought.centre_posts),
        ceiling_yuan=bought.ceiling_yuan / communities,
        price_yuan=float(bought.price_yuan),
        centre_post_yuan=float(centre_post_yuan(scenario)),
        training_factor=training_factor(scenario),
        retraining_yuan=scenario.temporary_staff.conversion_share * scenario.budget.retraining_yuan,
        daily_yuan=(fsum(lines.values()) - lines["delivery_contract"]) / DAYS_PER_YEAR,
        has_contract=bool(outsourced.any()),
        has_staff=not bool(outsourced.all()),
        item_outsourced=outsourced,
        item_hours=hours,
        item_order=np.argsort(-hours, kind="stable").astype(np.int64),
    )


def checked_seed(seed: int) -> int:
    """The seed, if it is a whole number from 0 to 2^63 − 1; else a clear ValueError."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"seed: found {seed!r}; allowed: a whole number from 0 to {LARGEST_SEED}")
    return int(seed)


class Run:
    """One world on its timeline; `advance` lives days, whoever drives.

    `after_burn_in` is a world of the same common start, seed and room for lines, with which the run goes on. `each_day` is
    called in the evening of every counted day with what `own_rules.Here` names, none of which it can write.
    """

    def __init__(
        self, scenario: Scenario, seed: int = 1, after_burn_in: World | None = None, each_day: Observer | None = None
    ) -> None:
        self.scenario, self.seed, self.each_day = scenario, checked_seed(seed), each_day
        keep_freed_memory()
        self.stretches, could_be = list(timeline(scenario)), possible(scenario)
        self.max_lines_of = max_lines_of(could_be)
        check_holds(scenario, could_be)
        self.watch = Watch(scenario) if scenario.file.triggers else None
        self.days = scenario.place.burn_in_days + scenario.place.days
        self.acting = None if scenario.rules is None else Acting(scenario.rules)
        if after_burn_in is None:
            self._build(self.stretches[0])
        else:
            self.world, self.in_force = after_burn_in, 0
        check_arising(scenario, self.world.buildings.rate.max() * self.world.tables.day_factor.max())

    def _build(self, first: PolicyPeriod) -> None:
        ahead = helper()
        with memory_for(self.scenario, "place"):
            self.world, self.in_force = build(first.scenario, first.numbers, self.seed, self.max_lines_of), -1
        if ahead is not None:
            ahead.begin(self.world, first.numbers, first.plan)

    @property
    def today(self) -> int:
        """The next day to live, from the start of the burn-in."""
        return int(self.world.clock.day[0])

    def advance(self, until: int) -> None:
        """Live the days up to the morning of `until`; tables grow when they are full."""
        while self.today < min(until, self.days):
            self._enter_stretch()
            stops = [stretch.start for stretch in self.stretches[self.in_force + 1 :]]
            stops += [day for day in self._planted_days() if day > self.today]
            if self.watch is not None and self.today >= self.scenario.place.burn_in_days:
                stops.append(self.scenario.place.burn_in_days + self.watch.next_day(self.watch.day))
            self._live(min([until, self.days, *stops]))

    def _enter_stretch(self) -> None:
        self.enter_policy()
        for ordinal, planted in enumerate(self.scenario.file.planted):
            if self.scenario.place.burn_in_days + planted.day == self.today:
                self._plant(ordinal, planted)

    def enter_policy(self) -> None:
        """Put the policy of the coming day into force, if it is not yet; repeating it is harmless."""
        if self.watch is not None:
            policy = self.watch.morning(self.today - self.scenario.place.burn_in_days, self.today, self.world.series)
            if policy is not None:
                self.stretches.append(period(self.today, policy, self.scenario.reached.derived))
        while self.in_force + 1 < len(self.stretches) and self.stretches[self.in_force + 1].start <= self.today:
            self.in_force += 1
            self._keep_grievance()
            apply_policy(self.world, self.stretches[self.in_force], self.seed, self.max_lines_of)

    @property
    def fired(self) -> tuple[Fired, ...]:
        """What its triggers have done so far."""
        return () if self.watch is None else tuple(self.watch.fired)

    def _keep_grievance(self) -> None:
        """Let grievance that has decayed with the half-life of the old policy not decay anew with that of the new one."""
        places = (max(0, self.in_force - 1), self.in_force)
        old, new = (self.stretches[place].numbers.grievance_kept for place in places)
        if not np.array_equal(old, new):
            write_grievance(self.today, old, self.world.residents)

    def _planted_days(self) -> list[int]:
        return [self.scenario.place.burn_in_days + planted.day for planted in self.scenario.file.planted]

    def _plant(self, ordinal: int, planted: Any) -> None:
        if self.world.clock.cases[0] + 1 > self.world.cases.key.size:
            self._grow("cases")
        world = self.world
        plant(
            self.seed,
            self.today,
            creation_of(world),
            self.stretches[self.in_force].numbers,
            planted.grid,
            DOMAIN_NAMES.index(planted.domain),
            planted.severity,
            planted.delay_days,
            planted_ordinal(ordinal),
        )
        world.series[self.today, Series.ARISEN] += 1.0

    def _live(self, until: int) -> None:
        if self.acting is None and self.each_day is None:
            self._live_days(until)
            return
        self._live_days(min(until, self.scenario.place.burn_in_days))
        numbers = self.stretches[self.in_force].numbers
        while self.today < until:
            if self.acting is not None:
                if self.world.clock.cases[0] + MAX_PLANTED > self.world.cases.key.size:
                    self._grow("cases")
                self.acting.morning(self.world, numbers, self.seed)
            self._live_days(self.today + 1)
            if self.acting is not None:
                self.acting.evening(self.world)
            if self.each_day is not None:
                self.each_day(seen_of(self.world, numbers, self.seed))

    def _live_days(self, until: int) -> None:
        stretch = self.stretches[self.in_force]
        while True:
            result = days(self.world, stretch.numbers, stretch.plan, self.seed, until, self.max_lines_of)
            if result == DONE:
                return
            if result not in TABLES:
                raise ScenarioError(
                    f"{self.scenario.label}: units.requests_per_resident_year: more requests came in one day than "
                    "the table has room for; lower it or report this seed"
                )
            self._grow(TABLES[result])

    def _grow(self, table: str) -> None:
        path, world = FILLED_BY[table], self.world
        size = 2 * sum(column.nbytes for column in getattr(world, table))
        if table == "requests":
            room = 2 * world.requests.waiting.shape[1]
            size = bytes_of_requests(self.scenario.place.communities, max_queues(self.stretches), room)
        check_table(self.scenario, path, size)
        with memory_for(self.scenario, path):
            self.world = grown(self.world, table)


def planted_ordinal(index: int) -> int:
    """Ordinal of a planted contradiction within its grid and day: counted down from the last."""
    from model.contradictions.cases import ORDINALS

    return ORDINALS - 1 - index


def check_holds(scenario: Scenario, stretches: list[PolicyPeriod]) -> None:
    """Refuse, before anything is built, a scenario with more desks or larger tables than a run can hold."""
    check_lines(scenario, max_lines_of(stretches))
    check_room(scenario, max_queues(stretches))


def max_lines_of(stretches: list[PolicyPeriod]) -> int:
    """The most lines that any unit has under the policies of a timeline, and one more."""
    return max(1, *(lines for each in _lines_of_units(stretches) for lines in each)) + 1


def max_queues(stretches: list[PolicyPeriod]) -> int:
    """The most queues in which a community's requests wait: one in a unit of pooled lines, else one a line."""
    units = zip(*_lines_of_units(stretches), strict=True)
    degrees = [stretch.numbers.delivery.skill_degree for stretch in stretches]
    return sum(max(n if d < n else 1 for n, d in zip(unit, degrees, strict=True)) for unit in units)


def _lines_of_units(stretches: list[PolicyPeriod]) -> list[tuple[int, int]]:
    """The most lines of a workstation and of a centre, in the largest community, in every stretch.

    A payroll buys the more posts the fewer of them are dear temporary staff, where these become permanent.
    """
    rules = [stretch.scenario.temporary_staff for stretch in stretches]
    change = any(rule.hiring_freeze or rule.conversion_share > 0.0 for rule in rules)
    lines, largest = [], max_size(stretches[0].scenario.place)
    for stretch in stretches:
        wage, permanent = post_yuan(stretch.scenario), stretch.scenario.staff.permanent.wage_yuan
        staffed = largest * stretch.plan.staffed_yuan / (min(wage, permanent) if change else wage)
        present = 1.0 - stretch.scenario.units.other_duties_share
        lines.append((int(staffed * present + 0.5), int(largest * stretch.plan.centre_posts * present + 0.5)))
    return lines


def apply_policy(world: World, stretch: PolicyPeriod, seed: int, max_lines_of: int) -> None:
    """Arrange the world for a stretch: units, contracts, lines."""
    partners, delivery = stretch.scenario.partners, stretch.scenario.delivery
    oversight_level = oversight(
        partners.committee_attention,
        delivery.oversight_attention,
        delivery.oversight_yuan_per_community,
        stretch.numbers.organisations,
    )
    carriers = Delivery(
        max_lines_of, world.clock, world.units, world.lines, world.requests, world.items, world.organisations
    )
    apply_plan(
        seed,
        world.clock.day[0],
        carriers,
        world.cases,
        world.scratch.evaluated,
        stretch.plan,
        stretch.numbers,
        oversight_level,
    )


class Outcome(OutcomeFigures):
    """What came of one run: every figure of `OUTCOMES` as an attribute, NaN where undefined.

    `cases` and `daily` are data frames made on demand; `scalars()` gives all figures; `growing` names the stages
    that grow over the window, None where it is too short to tell. `fired` tells on which days triggers fired and ended; in
    `scalars()` stand the first day of each (NaN: never) and how often it fired.
    """

    def __init__(self, scenario: Scenario, seed: int, world: World, fired: tuple[Fired, ...] = ()) -> None:
        self.scenario, self.seed, self.world, self.fired = scenario, seed, world, fired
        stretch = timeline(scenario)[-1]
        place = scenario.place
        lived = int(world.clock.day[0]) - place.burn_in_days
        yardstick = Yardstick(
            scenario.units.hours_per_post,
            stretch.numbers.domain.deadline_days,
            np.array([scenario.street.standard_days, scenario.street.district_standard_days]),
            np.array([scenario.budget.unserved_request_yuan, street_hour_yuan(scenario)]),
        )
        values = measure(
            seed,
            world.clock.cases[0],
            place.burn_in_days,
            max(1, min(lived, place.days)),
            world.residents.grievance.size,
            world.cases,
            world.series,
            stretch.numbers.place,
            yardstick,
        )
        self.growing = growing(world.series[place.burn_in_days : int(world.clock.day[0])])
        stationary = float("nan") if self.growing is None else float(not self.growing)
        self._values = dict(zip(NAMES, [*values.tolist(), stationary], strict=True))
        for index in range(len(scenario.file.triggers)):
            days = [float(each.day) for each in fired if each.trigger == index and not each.ended]
            first, times = columns_of(index)
            self._values |= {first: days[0] if days else float("nan"), times: float(len(days))}

    if not TYPE_CHECKING:  # a checker knows them by `OutcomeFigures`, and finds a misspelt one

        def __getattr__(self, name: str) -> float:
            """An outcome by name; AttributeError names the nearest for one that is not there."""
            values = self.__dict__.get("_values", {})
            if name not in values:
                raise AttributeError(f"an outcome has no figure '{name}'{nearest(name, values)}")
            return float(values[name])

    def __repr__(self) -> str:
        """Scenario, seed and the three rates, as in `Outcome(zhaoshang, seed 1: official 0.98, true 0.61, in the bud 0.55)`."""
        official, true, bud = self.official_resolution_rate, self.true_resolution_rate, self.in_the_bud_rate
        rates = f"official {official:.2f}, true {true:.2f}, in the bud {bud:.2f}"
        return f"Outcome({self.scenario.name}, seed {self.seed}: {rates})"

    def scalars(self) -> dict[str, float]:
        """All outcomes by name."""
        return dict(self._values)

    @cached_property
    def cases(self) -> pandas.DataFrame:
        """One row a contradiction; days count from day 0, missing where it has not happened."""
        from model.frames import cases_frame

        return cases_frame(self.scenario, self.seed, self.world)

    @cached_property
    def daily(self) -> pandas.DataFrame:
        """One row a day from the start of the burn-in (negative days), one column a series."""
        from model.frames import daily_frame

        return daily_frame(self.scenario, self.world)


def simulate(scenario: Scenario | str | PathLike[str], seed: int = 1, each_day: Observer | None = None) -> Outcome:
    """Run the whole horizon of a scenario, or of the one of a file or shipped name, for one seed.

    `each_day` observes: a plain function that is called every evening with what a rule of one's own sees (`Here`), read only.
    Raises ValueError for a seed that is no whole number from 0 to 2^63 − 1.
    """
    run = Run(Scenario.of(scenario), seed, each_day=each_day)
    run.advance(run.days)
    return Outcome(run.scenario, run.seed, run.world, run.fired)
