"""One M/M/c queue, simulated by Huajie, by SimPy and by Ciw: how many events a second each of them does.

Core objects: `Queue` (the queue and its theory), `huajie`, `simpy_queue` and `ciw_queue`
(one run each, as a `QueueRun`). The service window of one community is that queue once
every other mechanism of a scenario is set to nothing.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from model.scenario import Scenario

DAYS_PER_YEAR = 365
HOURS_PER_DAY = 5.0
# The model's windows empty every evening: there the queue runs so much faster, in days so long, that mornings hardly count.
FASTER, LONG_DAY_HOURS = 25.0, 24.0


@dataclass(frozen=True)
class Queue:
    """Poisson arrivals, exponential service, `servers` alike, first come first served, for `days` days of five hours."""

    servers: int = 10
    service_hours: float = 0.5
    load: float = 0.9
    days: int = 7_300

    @property
    def arrivals_per_day(self) -> float:
        """Mean arrivals in a day."""
        return self.load * self.servers * HOURS_PER_DAY / self.service_hours

    @property
    def wait_hours(self) -> float:
        """Mean wait before service in hours (Erlang C)."""
        c, a = self.servers, self.load * self.servers
        terms = [a**k / math.factorial(k) for k in range(c)]
        full = a**c / math.factorial(c) / (1.0 - self.load)
        return full / (sum(terms) + full) * self.service_hours / (c * (1.0 - self.load))


@dataclass(frozen=True)
class QueueRun:
    """Seconds a run took, events in it (an arrival or a completion is one), and the mean wait in hours."""

    seconds: float
    events: int
    wait_hours: float

    @property
    def nanoseconds_per_event(self) -> float:
        """Time of one event."""
        return self.seconds / self.events * 1e9


def scenario_of(queue: Queue) -> Scenario:
    """One community whose window is `queue`, and in which nothing else happens."""
    yearly = 115_000.0 * queue.servers
    residents = 10_000
    served_a_day = queue.load * queue.servers * LONG_DAY_HOURS * FASTER / queue.service_hours
    days = max(1, round(queue.days * HOURS_PER_DAY / (LONG_DAY_HOURS * FASTER)))
    return Scenario(
        {
            "format": 1,
            "place": {
                "days": days, "burn_in_days": 0, "communities": 1, "grids": 1,
                "buildings_per_grid": 100, "residents_per_building": 100,
            },
            "arising": {"per_grid_day": 0.0},
            "organisations": {"self_service_share": 0.0},
            "grid_workers": {"wage_yuan": 1.0, "turnover": 0.0},
            "staffing": {"street_posts": 0},
            "staff": {"permanent": {"turnover": 0.0, "wage_yuan": 115_000.0}},
            "units": {
                "requests_per_resident_year": served_a_day * DAYS_PER_YEAR / residents,
                "request_hours": queue.service_hours / FASTER, "switching_cost": 0.0, "patience_minutes": 1e9,
                "other_duties_share": 0.0, "cross_training_share": 0.0,
                "hours_per_post": LONG_DAY_HOURS,
            },
            "budget": {"yearly_yuan": yearly + 1.0},
            "triage": {"mode": "reactive"},
            "delivery": {"mode": "staffed", "layers": 0, "temporary_share": 0.0, "skill_degree": 99},
            "partners": {"committee_attention": 0.0, "council": False, "programmes_yuan": 0.0, "agencies_attached": False},
        }
    )  # fmt: skip


def huajie(queue: Queue, seed: int) -> QueueRun:
    """The queue as a community's service window in the compiled model, world building included."""
    from model.simulate import simulate

    scenario = scenario_of(queue)
    began = perf_counter()
    outcome = simulate(scenario, seed=seed)
    seconds = perf_counter() - began
    served = int(outcome.daily["requests_served"].sum())
    return QueueRun(seconds, 2 * served, FASTER * outcome.window_wait_hours)


def simpy_queue(queue: Queue, seed: int) -> QueueRun:
    """The queue as SimPy's documentation writes it: a process a customer, a resource of c servers."""
    import simpy

    generator = np.random.default_rng(seed)
    horizon = queue.days * HOURS_PER_DAY
    gaps = _exponentials(generator, HOURS_PER_DAY / queue.arrivals_per_day)
    services = _exponentials(generator, queue.service_hours)
    waits: list[float] = []
    environment = simpy.Environment()
    servers = simpy.Resource(environment, capacity=queue.servers)

    def customer() -> Generator[Any, Any, None]:
        arrived = environment.now
        with servers.request() as turn:
            yield turn
            waits.append(environment.now - arrived)
            yield environment.timeout(next(services))

    def arrivals() -> Generator[Any, Any, None]:
        while True:
            yield environment.timeout(next(gaps))
            environment.process(customer())

    began = perf_counter()
    environment.process(arrivals())
    environment.run(until=horizon)
    return QueueRun(perf_counter() - began, 2 * len(waits), sum(waits) / len(waits))


def _exponentials(generator: np.random.Generator, mean: float) -> Iterator[float]:
    """Exponential draws one by one, made a block at a time, so that the draws cost SimPy next to nothing."""
    while True:
        yield from generator.exponential(mean, 4_096).tolist()


def ciw_queue(queue: Queue, seed: int) -> QueueRun:
    """The queue as a network of one node in Ciw."""
    import ciw

    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=queue.arrivals_per_day / HOURS_PER_DAY)],
        service_distributions=[ciw.dists.Exponential(rate=1.0 / queue.service_hours)],
        number_of_servers=[queue.servers],
    )
    began = perf_counter()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(queue.days * HOURS_PER_DAY)
    seconds = perf_counter() - began
    records = simulation.get_all_records()
    return QueueRun(seconds, 2 * len(records), sum(r.waiting_time for r in records) / len(records))
