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
NEGLIGIBLE_HOURS = 1e-12


@dataclass(slots=True, eq=False)
class Request:
    """A routine request at a window today: it came at `arrived` and leaves at `leaves`, both as fractions of the day."""

    item: int
    hours: float
    arrived: float = 0.0
    leaves: float = 0.0


@dataclass(slots=True, eq=False)
class Line:
    """A desk or window with its person; idle unless busy today."""

    number: int
    slices: tuple[int, ...]
    hired: int
    leaves: int
    turnover: float
    job: Request | Case | None = None
    slowness: float = 1.0


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
        self.mean_hours = self.hours = 0.0
        self.quality = 0.0
        self.temporary_share = 0.0
        self.slowdown = 1.0
        self.pooled = True
        self.slice_of: list[int] = []
        self.lines: list[Line] = []
        self.requests: list[deque[Request]] = [deque()]
        self.ends: list[tuple[float, int]] = []
        self.cases: list[list[Case]] = [[]]
        self.contractor: Organisation | None = None
        self.tender_ends: int | None = None
        self.record = Inspections()

    @property
    def size(self) -> float:
        """Residents of its community over the mean of all communities."""
        return self.model.ground.size_of(self.community)

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
        """One day in continuous time; `arrivals` in order of arrival. At closing time the windows are empty."""
        hours = self.hours = self.mean_hours * self.model.opening
        if self.model.opening == 0.0:
            return
        self.model.tally.unit_hours += hours * len(self.lines)
        self.ends = []
        if hours > 0.0:
            for line in self.lines:
                self._choose(line, 0.0)
            for request in arrivals:
                self._end_until(request.arrived * hours)
                slice_ = self.slice_of[request.item]
                self.requests[slice_].append(request)
                for line in self.lines:
                    if line.job is None and slice_ in line.slices:
                        self._choose(line, request.arrived * hours)
            self._end_until(hours)
            self._close()
        else:
            for request in arrivals:
                self.requests[self.slice_of[request.item]].append(request)
        for queue in self.requests:
            for request in queue:
                self.model.leave(self.community, request)
            queue.clear()

    def _end_until(self, moment: float) -> None:
        """Jobs that end before a moment of the day; what lines chose since then ends too."""
        while self.ends and self.ends[0][0] < moment:
            now, number = heappop(self.ends)
            line = self.lines[number]
            job, line.job = line.job, None
            if isinstance(job, Request):
                self.model.finish_request(self, job)
            elif job is not None:
                self._lay_down(job, min(job.hours_left, self.model.file.units.stint_hours))
            self._choose(line, now)

    def _close(self) -> None:
        """Requests under way are finished after hours; cases go back with what is left of them."""
        for line in self.lines:
            job, line.job = line.job, None
            if isinstance(job, Request):
                self.model.finish_request(self, job)
            elif job is not None:
                end = next(end for end, number in self.ends if number == line.number)
                stint = min(job.hours_left, self.model.file.units.stint_hours)
                self._lay_down(job, stint - max(0.0, end - self.hours) / line.slowness)
        self.ends = []

    def _lay_down(self, case: Case, worked: float) -> None:
        """So many standard hours were done: the case is finished, or returns to its queue."""
        case.hours_left -= worked
        if case.hours_left <= NEGLIGIBLE_HOURS:
            self.model.finish_task(self, case)
        else:
            self.cases[self.slice_of[case.item]].append(case)

    def _choose(self, line: Line, now: float) -> None:
        """The oldest request, or a case where its claim weighs more."""
        rule = self.model.file.units
        per_post = rule.hours_per_post * self.model.opening
        moment = now / self.hours
        for slice_ in line.slices:
            queue = self.requests[slice_]
            while queue and queue[0].leaves < moment:
                self.model.leave(self.community, queue.popleft())
        fronts = [self.requests[slice_] for slice_ in line.slices if self.requests[slice_]]
        first = min(fronts, key=lambda requests: requests[0].arrived) if fronts else None
        recorded = [case.recorded for slice_ in line.slices for case in self.cases[slice_] if case.recorded is not None]
        if recorded:
            waited = (moment - first[0].arrived) * per_post if first is not None else 0.0
            claim = (self.model.today + moment - min(recorded)) / rule.claim_case_days
            if first is None or claim > waited / rule.claim_wait_hours:
                case = self._next_case(line)
                if case is not None:
                    case.stage = "in work"
                    self._begin(line, case, min(case.hours_left, rule.stint_hours), now)
                    return
        if first is not None:
            request = first.popleft()
            self.model.serve_visit(self.community, moment - request.arrived)
            self._begin(line, request, request.hours, now)

    def _begin(self, line: Line, job: Request | Case, hours: float, now: float) -> None:
        line.job, line.slowness = job, self._slowness(line)
        end = now + hours * line.slowness
        heappush(self.ends, (end, line.number))
        self.model.tally.busy_hours += min(end, self.hours) - now

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
        return max(1, int(self.posts * (1.0 - self.model.file.units.other_duties_share) + 0.5))

    def empty(self) -> list[Case]:
        """Clear the desks: everything that waits, begun or not."""
        cases = [case for queue in self.cases for case in queue]
        self.lines, self.cases, self.requests = [], [[]], [deque()]
        return cases

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
