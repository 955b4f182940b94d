"""Routine requests at the windows: one queue for every slice of every unit, empty again every evening.

Core objects: `Requests` (the columns), `requests_come` (today's requests of a community join their
queues), `next_in_line` and `close_queue` (who has run out of patience leaves, comes back or does
without), `regroup` (new lines, new queues). A queue is a row of its own, read from the front and
written at the back; who comes back on the next day stands at its front.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.clock import DAYS_PER_YEAR, NOBODY
from model.compilation.decorators import compiled, inlined, rule
from model.delivery.request_draws import AT_ONCE, BLOCKS_ROOM, CELL_SHIFT, COMMUNITY_BITS, Drawn, draw_some
from model.draws import Purpose, exponential, uniforms

STAFFED, CENTRE = 0, 1
NO_ARRIVAL = 1e18
SCATTERS, FURTHER = 12.0, 64.0
ONE = np.uint64(1)


# arrival: in days; hours: standard work; word: bits that name the item; number, day: its place among the requests of
# its community on the day it first came; visits: how often its resident has gone away again.
# Fields are attributes, in plain Python too.
REQUEST_RECORD = np.dtype((np.record, np.dtype([
    ("arrival", np.float64), ("hours", np.float64), ("word", np.int32), ("number", np.int32), ("day", np.int32),
    ("visits", np.int32),
], align=True)))  # fmt: skip
VISIT_SHIFT = 16  # days lie below 2^16 in the time of a draw


class Requests(NamedTuple):
    """Waiting requests, shape (queues + 1, room), each a `REQUEST_RECORD`; the last row is for regrouping alone.

    first, past (queues + 1,): a queue's requests stand from `first` to before `past` in order of arrival; kept
    (queues + 1,): so many at the front of the row will come back tomorrow.
    drawn_… (2 × BLOCKS_ROOM,) are the latest draws.
    """

    waiting: np.ndarray
    first: np.ndarray
    past: np.ndarray
    kept: np.ndarray
    drawn_gap: np.ndarray
    drawn_hours: np.ndarray
    drawn_word: np.ndarray


class Items(NamedTuple):
    """Columns of the service items: domain, end of its stretch and cells of the item table, contracted or not, the
    slice in every unit, and the queue that its requests join in every community, shape (communities, items)."""

    domain: np.ndarray
    ends: np.ndarray
    cells: np.ndarray
    outsourced: np.ndarray
    slice: np.ndarray
    queue: np.ndarray


def new_requests(queues: int, room: int) -> Requests:
    """Empty queues with room for so many waiting requests in each; rows are written before they are read, so not cleared."""
    return Requests(
        np.empty((queues + 1, room), REQUEST_RECORD),
        np.zeros(queues + 1, np.int64), np.zeros(queues + 1, np.int64), np.zeros(queues + 1, np.int64),
        np.zeros(2 * BLOCKS_ROOM), np.zeros(2 * BLOCKS_ROOM), np.zeros(2 * BLOCKS_ROOM, np.int64),
    )  # fmt: skip


def bytes_of_requests(communities: int, queues: int, room: int) -> int:
    """Memory that requests take at most: rows of queues that no unit uses are never touched; `queues` a community are."""
    return (communities * queues + 1) * room * REQUEST_RECORD.itemsize


def grown_requests(old: Requests, room: int) -> Requests:
    """The same queues in memory of their own, with more room; where nothing waits it stays untouched."""
    grown = new_requests(old.first.size - 1, room)
    copy_waiting(old, grown)
    return grown


@compiled
def copy_waiting(old, new):
    """Every queue of `old` in its place of `new`."""
    for queue in range(old.first.size):
        new.first[queue], new.past[queue] = old.first[queue], old.past[queue]
        for place in range(old.first[queue], old.past[queue]):
            new.waiting[queue, place] = old.waiting[queue, place]


@compiled
def max_in_a_day(mean):
    """More requests than any day of this mean will bring."""
    return mean + SCATTERS * math.sqrt(mean) + FURTHER


@rule
def has_room(opening, yearly, residents, max_lines, units, requests):
    """Whether every queue of a community could take all that waits there and more than today brings; `yearly` by resident."""
    first, past, room = requests.first, requests.past, requests.waiting.shape[1]
    for community in range(residents.size):
        waiting = 0
        for unit in range(2 * community, 2 * community + 2):
            if units.lines[unit] > 0:
                for queue in range(unit * max_lines, unit * max_lines + units.slices[unit]):
                    waiting += past[queue] - first[queue]
        if waiting + max_in_a_day(opening * residents[community] * yearly / DAYS_PER_YEAR) > room:
            return False
    return True


@inlined
def item_of(word, items):
    """The item that a request's bits name."""
    # Places are unsigned here: a negative one would have to be looked for at every step.
    item = np.uint64(items.cells[np.uint64(word >> CELL_SHIFT)])
    while word >= items.ends[item]:
        item += ONE
    return item


@inlined
def only_queue(community, max_lines, units):
    """The queue that all requests of a community join, or NOBODY where it depends on the item."""
    staffed, centre = 2 * community + STAFFED, 2 * community + CENTRE
    if units.lines[staffed] == 0 and units.slices[centre] == 1:
        return centre * max_lines
    if units.lines[centre] == 0 and units.slices[staffed] == 1:
        return staffed * max_lines
    return NOBODY


@rule
def requests_come(seed, today, windows, items, residents, yearly, request_hours):
    """Today's requests of every community join their queues; gives whether all of them found room.

    Poisson by exponential gaps, in order of arrival; `yearly` is their number by resident and year on mean days.
    """
    requests, opening = windows.requests, windows.opening
    waiting, past = requests.waiting, requests.past
    draws = Drawn(requests.drawn_gap, requests.drawn_hours, requests.drawn_word)
    gaps, sizes, words = draws.gap, draws.hours, draws.word
    room = waiting.shape[1]
    for community in range(residents.size):
        mean = opening * residents[community] * yearly / DAYS_PER_YEAR
        only = only_queue(community, windows.max_lines, windows.units)
        queues, time, drawn, number = items.queue[community], 0.0, np.int64(0), 0
        while mean > 0.0 and time < 1.0:
            # As many as the rest of the day will bring on average, in whole eights of blocks, of two requests each.
            expected = AT_ONCE * math.ceil(mean * (1.0 - time) / (2 * AT_ONCE))
            blocks = min(BLOCKS_ROOM, max(AT_ONCE, expected))
            draw_some(seed, community, today, drawn, blocks, 1.0 / mean, request_hours, draws)
            drawn += blocks
            for row in range(0, 2 * blocks, AT_ONCE):
                begin = row // 2 if row % (2 * AT_ONCE) == 0 else blocks + (row - AT_ONCE) // 2
                for place in range(np.uint64(begin), np.uint64(begin + AT_ONCE)):
                    time += gaps[place]
                    if time >= 1.0:
                        break
                    queue = np.uint64(only if only != NOBODY else queues[item_of(words[place], items)])
                    if past[queue] >= room:
                        return False
                    at = np.uint64(past[queue])
                    past[queue] += 1
                    request = waiting[queue, at]
                    request.arrival, request.hours, request.word = today + time, sizes[place], words[place]
                    request.number, request.day, request.visits = number, today, 0
                    number += 1
                if time >= 1.0:
                    break
    return True


@inlined
def next_in_line(queue, place, past, today, now, scale, community, seed, numbers, waiting, kept, left):
    """The first request from `place` on whose resident is still there at `now`; those who have gone are passed over.

    `now` and waits are fractions of the opening day. `left` (3,) counts who gave up, who of them does without, and
    their waits; `scale` is mean patience as such a fraction. Gives the place, and when in the day that request comes:
    NO_ARRIVAL where nobody is left.
    """
    comes = NO_ARRIVAL
    while place < past:
        comes = waiting[queue, place].arrival - today
        wait = now - comes
        if wait <= 0.0:
            break
        u_patience, u_return, _, _ = visit(seed, community, waiting[queue, place])
        patience = scale * exponential(u_patience)
        if wait <= patience:
            break
        give_up(queue, place, today, waiting, kept, left, patience, u_return < numbers.return_share)
        place += 1
        comes = NO_ARRIVAL
    return place, comes


@compiled
def visit(seed, community, request):
    """The draws of one visit: patience, whether its resident comes back."""
    who = (community << COMMUNITY_BITS) + request.number
    return uniforms(seed, Purpose.VISIT, who, (request.visits << VISIT_SHIFT) + request.day)


@rule
def give_up(queue, place, today, waiting, kept, left, wait, comes_back):
    """A resident leaves after `wait`, and either comes back when the windows open again or does without."""
    request = waiting[queue, place]
    left[0] += 1.0
    left[2] += wait
    if comes_back:
        again = waiting[queue, kept[queue]]
        again.arrival, again.hours, again.word = today + 1.0, request.hours, request.word
        again.number, again.day, again.visits = request.number, request.day, request.visits + 1
        kept[queue] += 1
    else:
        left[1] += 1.0


@rule
def close_queue(queue, today, scale, community, seed, numbers, requests, left):
    """In the evening whoever still waits has to leave; who comes back tomorrow stands at the front of the row."""
    waiting, kept = requests.waiting, requests.kept
    for place in range(requests.first[queue], requests.past[queue]):
        closing = today + 1.0 - waiting[queue, place].arrival
        u_patience, u_return, _, _ = visit(seed, community, waiting[queue, place])
        wait = min(scale * exponential(u_patience), closing)
        give_up(queue, place, today, waiting, kept, left, wait, u_return < numbers.return_share)
    requests.first[queue], requests.past[queue], kept[queue] = 0, kept[queue], 0


@rule
def stay_away(queue, requests):
    """On a day on which windows are closed whoever meant to come back puts it off by a day."""
    for place in range(requests.first[queue], requests.past[queue]):
        requests.waiting[queue, place].arrival += 1.0


@rule
def regroup(community, max_lines, requests, items):
    """Note which queues now hold a community's items; all its waiting requests join them, in order of arrival."""
    waiting, first, past = requests.waiting, requests.first, requests.past
    spare, count, queues = first.size - 1, 0, items.queue[community]
    for item in range(queues.size):
        unit = 2 * community + (CENTRE if items.outsourced[item] else STAFFED)
        queues[item] = unit * max_lines + items.slice[unit, item]
    while True:
        earliest, when = NOBODY, NO_ARRIVAL
        for queue in range(2 * community * max_lines, 2 * (community + 1) * max_lines):
            if first[queue] < past[queue] and waiting[queue, first[queue]].arrival < when:
                earliest, when = queue, waiting[queue, first[queue]].arrival
        if earliest == NOBODY:
            break
        waiting[spare, count] = waiting[earliest, first[earliest]]
        first[earliest] += 1
        count += 1
    for queue in range(2 * community * max_lines, 2 * (community + 1) * max_lines):
        first[queue], past[queue] = 0, 0
    for place in range(count):
        queue = queues[item_of(waiting[spare, place].word, items)]
        waiting[queue, past[queue]] = waiting[spare, place]
        past[queue] += 1
