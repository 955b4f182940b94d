"""CommunityModel: the same days as `simulate`, one a step, with Mesa agents as views on the columns.

    model = CommunityModel(scenario="scenarios/zhaoshang.toml", rng=1)
    model.agents_by_type[GridWorker].do(lambda worker: setattr(worker, "skill", 1.2))
    model.step()

The one file that imports Mesa. The burn-in is lived when the model is made; step 1 is day 0.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from model.agents import committees, grid_workers
from model.agents import organisations as social_organizations
from model.agents.residents import Resident
from model.case_history import key_named
from model.contradictions import cases as contradictions
from model.contradictions.cases import Contradiction
from model.delivery import units as delivery
from model.outcome_definitions import NAMES
from model.scenario import Scenario, ScenarioError, scenario_folder
from model.series import Series
from model.simulate import LARGEST_SEED, Observer, Outcome, Run, checked_seed
from model.world import World, copied

__all__ = [
    "Committee",
    "CommunityModel",
    "Contradiction",
    "Council",
    "DeliveryUnit",
    "GridWorker",
    "Resident",
    "SocialOrganisation",
]

DEFAULT_SCENARIO = "zhaoshang.toml"


class Registered(mesa.Agent):
    """A view that Mesa knows; it lives as long as its row."""

    def __init__(self, model: CommunityModel, row: int) -> None:
        # Before Mesa hears of it: the model makes the views, each row once.
        model.expect_row(type(self), row)
        # Mesa hands on what it does not take itself: the view's own model and row.
        super().__init__(model, model, row)

    def remove(self) -> None:
        """Refuse: a row of a column cannot leave the model."""
        self.model.deregister_agent(self)


class GridWorker(Registered, grid_workers.GridWorker):
    """Mesa's grid worker."""


class SocialOrganisation(Registered, social_organizations.SocialOrganisation):
    """Mesa's social organisation."""


class Committee(Registered, committees.Committee):
    """Mesa's deliberation committee."""


class Council(Registered, committees.Council):
    """Mesa's co-governance council."""


class DeliveryUnit(Registered, delivery.DeliveryUnit):
    """Mesa's delivery unit."""


class CommunityModel(mesa.Model):
    """One subdistrict as a Mesa model; `step()` is one day.

    `scenario` is a `Scenario` or the path of its file (default: Zhaoshang); `rng` an int seed,
    or None or a generator to draw one, recorded as `seed_used`. Levers and parameters can be
    given by path with two underscores for the dot: `triage__screening_share=0.3`. Raises
    ScenarioError for a wrong scenario or lever, ValueError for a wrong seed. `each_day` as in `simulate`.

    `datacollector` holds the day's series by name and, once the last day is lived, every
    outcome as `final_<name>`. A step beyond the last day lives nothing and ends the run.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path | None = None,
        rng: Any = None,
        each_day: Observer | None = None,
        **levers: Any,
    ) -> None:
        self.seed_used = seed_from(rng)
        super().__init__(rng=self.seed_used)
        self.case = _scenario(scenario, levers)
        self.run = Run(self.case, self.seed_used, each_day=each_day)
        self.run.advance(self.case.place.burn_in_days)
        self.run.enter_policy()
        self.agents_made = 0
        self.rows_met: dict[type, int] = {}
        self._register_all()
        self.datacollector = mesa.DataCollector(model_reporters=_reporters())
        self.datacollector.collect(self)

    def step(self) -> None:
        """Live one day, meet the organisations that registered, collect; the last day ends the run."""
        if self.finished:
            self.running = False
            return
        self.run.advance(self.today + 1)
        self.run.enter_policy()
        self._register(SocialOrganisation)
        self.datacollector.collect(self)

    @property
    def world(self) -> World:
        """All columns as they are now; a table that grows is replaced, so keep no reference."""
        return self.run.world

    @property
    def today(self) -> int:
        """The next day to live, from the start of the burn-in."""
        return self.run.today

    @property
    def day(self) -> int:
        """The next day to live; 0 is the first counted one."""
        return self.today - self.case.place.burn_in_days

    @property
    def date(self) -> date:
        """The date of the next day to live."""
        return self.case.place.start_date + timedelta(days=self.day)

    @property
    def finished(self) -> bool:
        """Whether the last day has been lived."""
        return self.today >= self.run.days

    @property
    def policy(self) -> Scenario:
        """The scenario under the policy now in force, reforms included."""
        return self.run.stretches[self.run.in_force].scenario

    @property
    def numbers(self) -> Any:
        """The numbers now in force, as the rules take them."""
        return self.run.stretches[self.run.in_force].numbers

    def outcome(self) -> Outcome:
        """What came of the days lived so far, which later days don't change; after the last, the same as `simulate` gives."""
        return Outcome(self.case, self.seed_used, copied(self.world), self.run.fired)

    @property
    def final(self) -> Outcome:
        """The outcome of the whole run, computed once; RuntimeError before its last day is lived."""
        if not self.finished:
            raise RuntimeError(
                f"final: found day {self.day} of {self.case.place.days}; allowed: after the last day "
                "(outcome() gives what came of the days so far)"
            )
        return self._final

    @cached_property
    def _final(self) -> Outcome:
        return self.outcome()

    def reset_rng(self, rng: Any = None) -> None:
        """Refuse: the seed that a run began with decides all its draws."""
        raise RuntimeError(
            "reset_rng: the seed that a run began with decides all its draws; make a new CommunityModel(rng=…)"
        )

    def resident(self, row: int) -> Resident:
        """A view on one resident; IndexError for a number that nobody has."""
        count = self.world.residents.grievance.size
        if not 0 <= row < count:
            raise IndexError(f"resident: found {row}; allowed: 0 to {count - 1}")
        return Resident(self, int(row))

    def residents(self, grid: int | None = None, building: int | None = None) -> list[Resident]:
        """Views on all residents, or on those of a grid or of a building (counted over all grids)."""
        place = self.numbers.place
        rows = range(self.world.residents.grievance.size)
        if grid is not None:
            rows = _part(rows, grid, place.buildings_per_grid * place.residents_per_building)
        if building is not None:
            rows = _part(rows, building - rows.start // place.residents_per_building, place.residents_per_building)
        return [Resident(self, row) for row in rows]

    def contradiction(self, key: int | str) -> Contradiction:
        """A view on the contradiction with this key, or planted under this name; KeyError if it has not arisen."""
        wanted = key_named(self.case, key)
        rows = np.flatnonzero(self.world.cases.key[: self.world.clock.cases[0]] == wanted)
        if not rows.size:
            raise KeyError(f"no contradiction {key!r} has arisen by day {self.day - 1}")
        return Contradiction(self, int(rows[0]))

    def contradictions(self, stage: str | None = None) -> list[Contradiction]:
        """Views on all contradictions that have arisen, or on those at a stage such as "latent"."""
        stages = self.world.cases.stage[: self.world.clock.cases[0]]
        rows = range(stages.size) if stage is None else np.flatnonzero(stages == contradictions.Stage[stage.upper()])
        return [Contradiction(self, int(row)) for row in rows]

    def register_agent(self, agent: mesa.Agent) -> None:
        """Let Mesa know an agent, a view or one of the user's own, under a number that no other agent has."""
        agent.unique_id = self.next_agent_id()
        super().register_agent(agent)
        # Mesa 3.3 keeps a counter for every model it has seen, and with it the model.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def expect_row(self, kind: type, row: int) -> None:
        """IndexError for a view on a row that is not there or has one already."""
        if row != self.rows_met.get(kind, 0) or row >= self._rows_of(kind):
            raise IndexError(
                f"{kind.__name__}: found row {row}; the model makes its agents itself: model.agents_by_type[{kind.__name__}]"
            )
        self.rows_met[kind] = row + 1

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Let Mesa forget an agent of the user's own; refuse one that is a row of a column."""
        if isinstance(agent, Registered):
            raise TypeError(
                f"{agent!r} is a row of the model's columns and cannot be removed; "
                "change its attributes or the policy instead"
            )
        super().deregister_agent(agent)

    def next_agent_id(self) -> int:
        """Number agents from 1, whatever Mesa's own counter does."""
        self.agents_made += 1
        return self.agents_made

    def _rows_of(self, kind: type) -> int:
        """How many rows a kind of agent has now."""
        world = self.world
        counts = {
            GridWorker: world.workers.skill.size,
            SocialOrganisation: world.organisations.used[0],
            Committee: world.committees.head.size,
            Council: world.neighbourhoods.residents.size,
            DeliveryUnit: world.units.lines.size,
        }
        return int(counts[kind]) if kind in counts else 0

    def _register_all(self) -> None:
        for kind in (GridWorker, SocialOrganisation, Committee, Council, DeliveryUnit):
            self._register(kind)

    def _register(self, kind: type[Registered]) -> None:
        for row in range(self.rows_met.get(kind, 0), self._rows_of(kind)):
            kind(self, row)


def seed_from(rng: Any) -> int:
    """The seed an `rng` argument stands for: an int is one, None or a generator draws one."""
    if isinstance(rng, int | np.integer):
        return checked_seed(rng if isinstance(rng, int) else int(rng))
    try:
        return int(np.random.default_rng(rng).integers(LARGEST_SEED))
    except (TypeError, ValueError):
        raise ValueError(f"rng: found {rng!r}; allowed: a whole number, None or a NumPy generator") from None


def _scenario(scenario: Scenario | str | Path | None, levers: dict[str, Any]) -> Scenario:
    if "seed" in levers:
        raise ScenarioError("unknown lever or parameter 'seed' (did you mean 'rng'?)")
    if not isinstance(scenario, Scenario):
        scenario = Scenario.load(scenario_folder() / DEFAULT_SCENARIO if scenario is None else scenario)
    return scenario.vary({name.replace("__", "."): value for name, value in levers.items()}) if levers else scenario


def _part(rows: range, index: int, size: int) -> range:
    """The residents of the `index`-th of equal parts."""
    if not 0 <= index < len(rows) // size:
        raise IndexError(f"residents: found part {index}; allowed: 0 to {len(rows) // size - 1}")
    return rows[index * size : (index + 1) * size]


def _reporters() -> dict[str, Callable[[CommunityModel], float]]:
    daily = {series.name.lower(): partial(_value_of_the_day, series) for series in Series}
    return {**daily, **{f"final_{name}": partial(_value_of_the_end, name) for name in NAMES}}


def _value_of_the_day(series: Series, model: CommunityModel) -> float:
    """The last lived day's value; NaN before any day is lived."""
    return float(model.world.series[model.today - 1, series]) if model.today else float("nan")


def _value_of_the_end(name: str, model: CommunityModel) -> float:
    """The outcome once the last day is lived; NaN before."""
    return float(getattr(model.final, name)) if model.finished else float("nan")
