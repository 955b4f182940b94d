"""Delivery units of the rival: desks or windows, requests and cases, one working day after another (docs/reference/ODD.md, 7.8)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import mesa

from experiments.benchmarks.plain_mesa.cases import Case
from experiments.benchmarks.plain_mesa.grounds import Neighbourhood
from experiments.benchmarks.plain_mesa.organisations import Organisation

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict

INCIDENT_WEIGHT = 2.0


@dataclass(slots=True, eq=False)
class Request:
    """A routine window request; arrived at this point of working time (whole part: the day)."""

    arrived: float
    item: int
    hours: float


@dataclass(slots=True, eq=False)
class Line:
    """A desk or window with its person; `left` is working time until its job ends, `slowness` such time per hour of it."""

    number: int
    slices: tuple[int, ...]
    hired: int
    leaves: int
    turnover: float
    job: Request | Case | None = None
    left: float = 0.0
    slowness: float = 1.0
    routine_today: float = 0.0


@dataclass(slots=True)
class Inspections:
    """What the yearly review of a contract looks at, since the last one."""

    since: int = 0
    received_yuan: float = 0.0
    results_yuan: float = 0.0
    inspected: int = 0
    caught: int = 0
    closures: int = 0
    satisfaction: float = 0.0

    def judge_anew(self) -> None:
        """A new contractor is not judged by the old one's work; the money of the year goes on."""
        self.inspected = self.caught = self.closures = 0
        self.satisfaction = 0.0


class Unit(mesa.Agent):
    """A community's workstation or service centre."""

    model: PlainSubdistrict

    def __init__(self, model: PlainSubdistrict, community: Neighbourhood, is_centre: bool) -> None:
        super().__init__(model)
        self.community, self.is_centre = community, is_centre
        self.posts = self.posts_of_ceiling = 0.0
        self.hours = 0.0
        self.quality = 0.0
        self.temporary_share = 0.0
        self.slowdown = 1.0
        self.pooled = True
        self.slice_of: list[int] = []
        self.lines: list[Line] = []
        self.requests: list[deque[Request]] = [deque()]
        self.cases: list[list[Case]] = [[]]
        self.contractor: Organisation | None = None
        self.tender_ends: int | None = None
        self.record = Inspections()

    # ── the queue ─────────────────────────────────────────────────────────────

    def join(self, case: Case, task: str, hours: float) -> None:
        """Queue a case with a new ticket."""
        self.model.tickets += 1
        case.ticket, case.task, case.hours_left = self.model.tickets, task, hours
        self.line_up(case)

    def line_up(self, case: Case) -> None:
        """Queue a case with the ticket it has."""
        case.stage = "unit"
        self.cases[self.slice_of[case.item]].append(case)

    # ── the day ───────────────────────────────────────────────────────────────

    def work(self, arrivals: list[Request]) -> None:
        """Live one day: requests arrive, lines end jobs and choose new ones, all in continuous time."""
        hours, today = self.hours, self.model.today
        self.model.tally.unit_hours += hours * len(self.lines)
        if hours <= 0.0:
            for request in arrivals:
                self.requests[self.slice_of[request.item]].append(request)
            return
        ends: list[tuple[float, int]] = []
        for line in self.lines:
            line.routine_today = 0.0
            if line.job is not None:
                self._schedule(line, 0.0, ends)
        for line in self.lines:
            if line.job is None:
                self._choose(line, 0.0, ends)
        for request in arrivals:
            at = (request.arrived - today) * hours
            while ends and ends[0][0] < at:
                self._end(ends)
            slice_ = self.slice_of[request.item]
            self.requests[slice_].append(request)
            called = self._idle_line(slice_)
            if called is not None:
                self._choose(called, at, ends)
        while ends and ends[0][0] <= hours:
            self._end(ends)
        for end, number in ends:
            self.lines[number].left = end - hours
        self.model.tally.busy_hours += sum(hours for line in self.lines if line.job is not None)

    def _schedule(self, line: Line, now: float, ends: list[tuple[float, int]]) -> None:
        """Note when the line's job ends, and what a request takes of today."""
        heappush(ends, (now + line.left, line.number))
        if isinstance(line.job, Request):
            line.routine_today += min(line.left, self.hours - now)
        self.model.tally.busy_hours -= now

    def _end(self, ends: list[tuple[float, int]]) -> None:
        now, number = heappop(ends)
        line, self.model.tally.busy_hours = self.lines[number], self.model.tally.busy_hours + now
        job, line.job = line.job, None
        if isinstance(job, Request):
            self.model.finish_request(self, job)
        elif job is not None:
            job.line = None
            self.model.finish_task(self, job)
        self._choose(line, now, ends)

    def _idle_line(self, slice_: int) -> Line | None:
        """The idle line that a request of the slice calls."""
        for line in self.lines:
            if line.job is None and slice_ in line.slices:
                return line
        return None

    def _choose(self, line: Line, now: float, ends: list[tuple[float, int]]) -> None:
        """Routine first until it has filled its share of the day, then cases, then routine again."""
        waiting = [self.requests[s] for s in line.slices if self.requests[s]]
        queue = min(waiting, key=lambda requests: requests[0].arrived) if waiting else None
        rule = self.model.file.units
        if queue is None or line.routine_today >= rule.routine_priority_share * self.hours:
            case = self._next_case(line)
            if case is not None:
                self._begin_case(line, case, now, ends)
                return
        if queue is not None:
            self._begin_request(line, queue.popleft(), now, ends)

    def _begin_request(self, line: Line, request: Request, now: float, ends: list[tuple[float, int]]) -> None:
        waited = self.model.today + now / self.hours - request.arrived
        self.model.note_wait(self.community, waited)
        line.job, line.slowness = request, self._slowness(line)
        line.left = request.hours * line.slowness
        self._schedule(line, now, ends)

    def _begin_case(self, line: Line, case: Case, now: float, ends: list[tuple[float, int]]) -> None:
        case.stage, case.line = "in work", line
        line.job, line.slowness = case, self._slowness(line)
        line.left = case.hours_left * line.slowness
        self._schedule(line, now, ends)

    def _slowness(self, line: Line) -> float:
        rule = self.model.file.units
        served = self.model.today - line.hired
        speed = 1.0
        if served < rule.novice_days:
            speed = rule.novice_speed + (1.0 - rule.novice_speed) * served / rule.novice_days
        return float(self.slowdown / speed)

    def _next_case(self, line: Line) -> Case | None:
        """The waiting case of the line's slices that the queue rule puts first."""
        best, best_rank, best_queue = None, (-1.0, -1.0), None
        for slice_ in line.slices:
            queue = self.cases[slice_]
            for case in queue:
                rank = self._rank(case)
                if best is None or rank > best_rank:
                    best, best_rank, best_queue = case, rank, queue
        if best is not None and best_queue is not None:
            best_queue.remove(best)
        return best

    def _rank(self, case: Case) -> tuple[float, float]:
        """What the queue rule compares; the larger is served first."""
        rule = self.model.policy.triage.queue
        if rule == "first_come":
            return 0.0, -float(case.ticket)
        if rule == "pressure":
            pressing = 2.0 if case.petition is not None else 1.0 if case.incident is not None else 0.0
            return pressing, -float(case.ticket)
        weight = 1.0 + INCIDENT_WEIGHT * (case.incident is not None)
        harm = case.severity * weight / (case.ignition_scale * max(case.hours_left, 1e-12))
        return harm, float(case.ticket)

    # ── people and lines ──────────────────────────────────────────────────────

    def turn_over(self) -> None:
        """Replace with a novice whoever leaves today."""
        today = self.model.today
        for line in self.lines:
            if line.leaves == today:
                line.hired, line.leaves = today, today + self.model.stay(line.turnover)
                if self.contractor is not None:
                    self.contractor.lose_a_person(len(self.lines))

    def quality_in(self, domain: int) -> float:
        """Quality of this unit's work in a domain, now."""
        if not self.is_centre:
            return self.quality
        return self.contractor.quality_in(domain) if self.contractor is not None else 0.0

    @property
    def lines_wanted(self) -> int:
        """Lines that the posts make."""
        return max(1, int(self.posts + 0.5))

    def empty(self) -> tuple[list[Case], list[Request]]:
        """Clear the desks: everything that waits, cases under way with what is left of them."""
        cases = [case for queue in self.cases for case in queue]
        for line in self.lines:
            if isinstance(line.job, Case):
                line.job.hours_left, line.job.line = line.left / line.slowness, None
                cases.append(line.job)
        requests = [request for queue in self.requests for request in queue]
        self.lines, self.cases, self.requests = [], [[]], [deque()]
        return cases, requests

    def open_lines(self, item_hours: list[float], hired: int) -> None:
        """Open as many lines as there are posts and deal the items to their slices; `item_hours` of items not held is 0."""
        count = self.lines_wanted
        degree = min(self.model.policy.delivery.skill_degree, count)
        self.pooled = degree == count
        slices = 1 if self.pooled else count
        self.slice_of = [0] * len(item_hours) if self.pooled else deal(item_hours, count)
        self.slowdown = 1.0
        if count > 1:
            self.slowdown += self.model.file.units.switching_cost * (degree - 1) / (count - 1)
        served = [(0,) if self.pooled else tuple((j + step) % count for step in range(degree)) for j in range(count)]
        self.lines = [self._open_line(number, served[number], hired) for number in range(count)]
        self.requests = [deque() for _ in range(slices)]
        self.cases = [[] for _ in range(slices)]

    def _open_line(self, number: int, slices: tuple[int, ...], hired: int) -> Line:
        file, temporary = self.model.file, self.temporary_share
        if self.is_centre:
            turnover = file.organisations.turnover
        elif number < int(temporary * self.lines_wanted + 0.5):
            turnover = file.staff.temporary.turnover
        else:
            turnover = file.staff.permanent.turnover
        return Line(number, slices, hired, self.model.today + self.model.stay(turnover), turnover)


def deal(item_hours: list[float], slices: int) -> list[int]:
    """The slice of every item: the largest first, each to the slice with least so far."""
    loads, slice_of = [0.0] * slices, [0] * len(item_hours)
    for item in sorted(range(len(item_hours)), key=lambda i: (-item_hours[i], i)):
        least = min(range(slices), key=lambda s: (loads[s], s))
        slice_of[item] = least
        loads[least] += item_hours[item]
    return slice_of


__all__ = ["Inspections", "Line", "Request", "Unit", "deal"]
