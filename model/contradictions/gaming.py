"""What officials do to the figures by which they are judged: they leave matters off the record, write one down twice, close on paper.

Each answers the weight that evaluation gives the official rate; call-backs find what the resident can tell,
and their weight deters it. At weight zero nothing is drawn and nothing changes.
"""

from __future__ import annotations

from typing import NamedTuple

from model.clock import NOBODY
from model.compilation.decorators import compiled, rule
from model.contradictions.cases import Channel, Handler
from model.contradictions.closing import resolve
from model.draws import Purpose, uniform, uniforms
from model.series import Series


@compiled
def found_by_call_backs(evaluation, gaming):
    """Share of hollow closures that call-backs find."""
    return evaluation.call_back_share * gaming.call_back_catch


@compiled
def paper_pressure(evaluation, gaming):
    """How much it pays to close on paper or to write a matter down twice: the weight less what a call-back would cost."""
    threat = evaluation.call_back_weight * found_by_call_backs(evaluation, gaming) * gaming.deterrence
    return max(0.0, evaluation.official_rate_weight - threat)


@compiled
def supervised(partners, gaming):
    """Share of the gaming that posted supervisors leave."""
    return 1.0 - gaming.supervisor_catch if partners.posted_supervisors else 1.0


@compiled
def unrecorded_chance(evaluation, partners, gaming):
    """Chance that a matter which is easy to settle is kept off the record."""
    return evaluation.official_rate_weight * gaming.unrecorded_share * supervised(partners, gaming)


@compiled
def hollow_chance(evaluation, partners, gaming):
    """Chance that an easy case is closed on paper."""
    return paper_pressure(evaluation, gaming) * gaming.hollow_share * supervised(partners, gaming)


@compiled
def second_record_chance(evaluation, partners, gaming):
    """Chance that a record is written twice and no call-back strikes the second one."""
    kept = 1.0 - found_by_call_backs(evaluation, gaming)
    return paper_pressure(evaluation, gaming) * gaming.second_record_share * supervised(partners, gaming) * kept


class OnPaper(NamedTuple):
    """How likely a case is to be closed on paper, what call-backs find of that, and the factor for a hard case."""

    chance: float
    found: float
    hard_factor: float


@compiled
def on_paper(evaluation, partners, gaming):
    """How cases are closed on paper under a policy."""
    return OnPaper(
        hollow_chance(evaluation, partners, gaming), found_by_call_backs(evaluation, gaming), gaming.hard_factor
    )


@rule
def harder(row, cases, hard_factor):
    """How much more likely officials are to avoid the work on this case."""
    return hard_factor if cases.contested[row] or cases.beyond[row] else 1.0


@rule
def is_kept_off_record(seed, row, cases, chance, hard_factor):
    """Whether the grid worker never writes this matter down; decided once for each matter, by its key."""
    if chance <= 0.0:
        return False
    return uniform(seed, Purpose.GAMING, cases.key[row], 0) < chance * harder(row, cases, hard_factor)


@rule
def is_closed_on_paper(seed, today, row, cases, paper, series):
    """Whether a case is now closed without work; a call-back that finds it undoes the closure, and the case goes on."""
    if paper.chance <= 0.0:
        return False
    u = uniforms(seed, Purpose.GAMING, cases.key[row], 1 + today)
    if u[0] >= paper.chance * harder(row, cases, paper.hard_factor):
        return False
    if u[1] < paper.found:
        series[today, Series.UNDONE] += 1.0
        return False
    return True


@rule
def pick_hollow(seed, today, ready, count, hollow, cases, paper, series):
    """Part the cases taken in: those on `ready` go on in their order, those on `hollow` end on paper; gives both counts."""
    if paper.chance <= 0.0:
        return count, 0
    going_on, left = 0, 0
    for index in range(count):
        row = ready[index]
        if is_closed_on_paper(seed, today, row, cases, paper, series):
            hollow[left] = row
            left += 1
        else:
            ready[going_on] = row
            going_on += 1
    return going_on, left


@rule
def close_on_paper(seed, today, hollow, count, items, cases, calendar, recurrence, series):
    """Close the hollow cases in the name of the unit that should have worked on them; each of them will recur.

    Their residents were not served, so they compare nothing with what they expected.
    """
    for index in range(count):
        row = hollow[index]
        handler = Handler.CENTRE if items.outsourced[cases.item[row]] else Handler.WORKSTATION
        resolve(seed, today, row, handler, True, cases, calendar, recurrence, series)
        series[today, Series.HOLLOW] += 1.0


@rule
def write_second_records(seed, today, calendar, cases, chance, series):
    """Count today's records that are written down a second time, the second closed at once; incidents are too well known."""
    if chance <= 0.0:
        return
    row = calendar.recorded[today]
    while row != NOBODY:
        if cases.channel[row] != Channel.INCIDENT and uniform(seed, Purpose.SECOND_RECORD, cases.key[row], 0) < chance:
            series[today, Series.SECOND_RECORDS] += 1.0
        row = cases.next_recorded[row]
