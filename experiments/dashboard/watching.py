"""The Watch room: a run lived day by day, seen from above, from a grid, and from one contradiction.

Core object: `Watching`, one run with its lock. Rates so far come from the model's own `measure`
(through `Outcome`), so that on the last day they are the figures of the command line.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import numpy as np

from experiments.findings.case_history import sentences
from experiments.labels import LANGUAGES
from model.agents.residents import TENURES, resident_tenure, trust_changes
from model.case_history import Watch as CaseWatch
from model.case_history import key_named
from model.contradictions.cases import Channel, Handler, Stage
from model.scenario import Scenario, ScenarioError
from model.scenario.parameters import DOMAIN_NAMES
from model.series import Series
from model.simulate import Outcome, Run

RECENT_DAYS = 30
MAX_DAYS_A_CALL = 120
MAX_CASES_SHOWN = 40
SHOWN_SERIES = ("recorded", "resolved", "incidents", "petitions", "arisen")
ENDED = (Stage.RESOLVED, Stage.FAILED, Stage.LAPSED)


class Watching:
    """One run that a page looks at; calls from several threads take turns."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed = scenario, seed
        self.run = Run(scenario, seed)
        self.burn_in = scenario.place.burn_in_days
        self.lock = threading.Lock()
        self.planted = {key_named(scenario, each.name): each.name for each in scenario.file.planted}
        self.stormy = {int(day) - self.burn_in for day in self.run.world.clock.storm_days}
        self.run.advance(self.burn_in)

    @property
    def bytes(self) -> int:
        """The bytes of its world."""
        return bytes_of(self.run.world)

    @property
    def lived(self) -> int:
        """Counted days lived so far."""
        return self.run.today - self.burn_in

    def start(self) -> dict[str, Any]:
        """What a page needs once: the ground plan, the policy in force, and the first state."""
        with self.lock:
            place = self.scenario.place
            return {
                "days": place.days,
                "seed": str(self.seed),
                "communities": self.run.world.buildings.community.tolist(),
                "start_date": place.start_date.isoformat(),
                "residents": int(self.run.world.residents.grievance.size),
                "planted": [{"name": each.name, "grid": each.grid, "day": each.day} for each in self._planted()],
                **self._state([]),
            }

    def advance(self, days: int) -> dict[str, Any]:
        """Live up to `days` further days; the state, and one point of the curves a day."""
        with self.lock:
            points = []
            for _ in range(min(days, MAX_DAYS_A_CALL, self.scenario.place.days - self.lived)):
                self.run.advance(self.run.today + 1)
                points.append(self._point())
            return self._state(points)

    def grid(self, grid: int) -> dict[str, Any]:
        """A grid's worker, what waits there, what nobody knows of, and what ended lately."""
        with self.lock:
            if not 0 <= grid < self.scenario.place.grids:
                raise ScenarioError(f"grid: found {grid}; allowed: 0 to {self.scenario.place.grids - 1}")
            cases, used = self._cases()
            here = np.flatnonzero(cases.grid[:used] == grid)
            stage = cases.stage[here]
            ended = np.isin(stage, ENDED)
            return {
                "grid": grid,
                "community": int(self.run.world.buildings.community[grid]),
                "worker": self._worker(grid),
                "open": self._rows(here[(stage != Stage.LATENT) & ~ended]),
                "hidden": self._rows(here[stage == Stage.LATENT]),
                "ended": self._rows(here[ended & (cases.arisen[here] >= self.burn_in)][::-1]),
            }

    def life(self, key: int) -> dict[str, Any]:
        """One contradiction's events up to today, from a second run of the same days."""
        with self.lock:
            until, cases, used = self.run.today, *self._cases()
            rows = np.flatnonzero(cases.key[:used] == key)
            if not rows.size:
                raise ScenarioError(f"case: no contradiction {key} has arisen by day {self.lived}")
            summary = self._row(int(rows[0]))
        return {"case": summary, "events": events_of(self.scenario, self.seed, key, until)}

    def outcome(self) -> Outcome:
        """The figures of the days lived so far."""
        return Outcome(self.scenario, self.seed, self.run.world)

    def _planted(self) -> list[Any]:
        return list(self.scenario.file.planted)

    def _cases(self) -> tuple[Any, int]:
        return self.run.world.cases, int(self.run.world.clock.cases[0])

    def _point(self) -> list[float | None]:
        """Day, official rate, true rate, in the bud so far, hidden, known and open: one day's curves."""
        scalars = self.outcome().scalars()
        states = self.run.world.cases.at_stage
        rates = (scalars["official_resolution_rate"], scalars["true_resolution_rate"], self._bud_so_far())
        return [
            self.lived - 1,
            *(none_if_nan(rate) for rate in rates),
            int(states[Stage.LATENT]),
            int(states[Stage.INTAKE : Stage.DISTRICT + 1].sum()),
        ]

    def _bud_so_far(self) -> float:
        """Of needful roots that left alone would have ignited by now, those resolved before, and not back."""
        cases, used = self._cases()
        ignites = cases.ignition_day[:used]
        due = (cases.arisen[:used] >= self.burn_in) & (cases.generation[:used] == 0)
        due &= (ignites < self.run.today) & (ignites < cases.lapse_day[:used])
        back = cases.recurrence_day[:used]
        kept = due & (cases.stage[:used] == Stage.RESOLVED) & (cases.incident[:used] < 0)
        kept &= (back < 0) | (back >= self.run.today)
        return float(kept.sum() / due.sum()) if due.any() else float("nan")

    def _state(self, points: list[list[float | None]]) -> dict[str, Any]:
        world, place = self.run.world, self.scenario.place
        totals = world.series[self.burn_in : self.run.today].sum(axis=0)
        states = world.cases.at_stage
        day = max(0, self.lived - 1)
        return {
            "lived": self.lived,
            "date": (place.start_date + timedelta(days=day)).isoformat(),
            "storm": self.lived > 0 and day in self.stormy,
            "points": points,
            "hidden": int(states[Stage.LATENT]),
            "open": int(states[Stage.INTAKE : Stage.DISTRICT + 1].sum()),
            "totals": {name: int(totals[Series[name.upper()]]) for name in SHOWN_SERIES},
            "grids": self._grids(),
        }

    def _grids(self) -> dict[str, list[float]]:
        cases, used = self._cases()
        grids, grid, stage = self.scenario.place.grids, cases.grid[:used], cases.stage[:used]
        recent = cases.incident[:used] >= max(self.burn_in, self.run.today - RECENT_DAYS)
        is_open = (stage >= Stage.INTAKE) & (stage <= Stage.DISTRICT)
        counts = {"hidden": stage == Stage.LATENT, "open": is_open, "incidents": recent}
        return {
            **{name: np.bincount(grid[chosen], minlength=grids).tolist() for name, chosen in counts.items()},
            "trust": self._trust().round(3).tolist(),
        }

    def _trust(self) -> np.ndarray:
        """Mean trust of each grid: expected initial trust plus the mean change, as the model's `mean_trust`."""
        world, rules = self.run.world, self.scenario.residents
        people, own_trust = world.residents.grievance.size, world.residents.own_trust
        changes = trust_changes(self.run.seed, own_trust, people, world.tables.trust)
        changes = changes.reshape(self.scenario.place.grids, -1).mean(axis=1)
        lost = world.neighbourhoods.window_loss[world.buildings.community]
        initial = rules.trust_alpha / (rules.trust_alpha + rules.trust_beta)
        return np.clip(initial + changes - lost, 0.0, 1.0)

    def _worker(self, grid: int) -> dict[str, Any]:
        workers, world = self.run.world.workers, self.run.world
        each = self.scenario.place.buildings_per_grid
        buildings = slice(grid * each, (grid + 1) * each)
        hired = int(workers.hired_day[grid])
        return {
            "skill": round(float(workers.skill[grid]), 2),
            "hired": hired - self.burn_in if hired >= 0 else None,
            "use": round(float(workers.use[grid]), 3),
            "list_hours": round(float(workers.list_hours[grid]), 1),
            "alarms": int(workers.alarms[grid]),
            "visits": int(world.risk_map.visits[buildings].sum()),
            "finds": int(world.risk_map.finds[buildings].sum()),
        }

    def _rows(self, rows: np.ndarray) -> dict[str, Any]:
        return {"count": int(rows.size), "cases": [self._row(int(row)) for row in rows[:MAX_CASES_SHOWN]]}

    def _row(self, row: int) -> dict[str, Any]:
        cases = self.run.world.cases
        place = self.run.stretches[0].numbers.place
        return {
            "key": str(cases.key[row]),
            "planted": self.planted.get(int(cases.key[row]), ""),
            "grid": int(cases.grid[row]),
            "community": int(cases.community[row]),
            "domain": DOMAIN_NAMES[cases.domain[row]],
            "severity": round(float(cases.severity[row]), 2),
            "stage": Stage(int(cases.stage[row])).name.lower(),
            "channel": Channel(int(cases.channel[row])).name.lower(),
            "handler": Handler(int(cases.handler[row])).name.lower(),
            "tenure": TENURES[resident_tenure(self.seed, cases.resident[row], place)],
            "arisen": int(cases.arisen[row]) - self.burn_in,
            "incident": bool(cases.incident[row] >= 0),
            "petition": bool(cases.petition[row] >= 0),
            "again": int(cases.generation[row]),
        }


def events_of(scenario: Scenario, seed: int, key: int, until: int) -> list[dict[str, Any]]:
    """The events of a contradiction and its recurrences up to the morning of day `until` (burn-in included)."""
    run, events = Run(scenario, seed), []
    watch = CaseWatch(run, key)
    while run.today < min(until, run.days):
        events += watch.live_a_day()
    if watch.rows:
        events += watch.close()
    return [
        {
            "day": event.day,
            "kind": event.kind,
            "generation": event.generation,
            "told": {language: sentences(event, language) for language in LANGUAGES},
        }
        for event in events
    ]


def none_if_nan(value: float) -> float | None:
    """JSON knows no NaN: undefined is null."""
    return None if np.isnan(value) else float(value)


def bytes_of(tables: Any) -> int:
    """The bytes of all arrays in a tree of named tuples."""
    if isinstance(tables, tuple):
        return sum(map(bytes_of, tables))
    return int(getattr(tables, "nbytes", 0))
