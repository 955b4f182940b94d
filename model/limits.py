"""What a run can hold: who asks for more is told which parameter asks for it, before memory or keys run out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from model.contradictions.cases import ORDINALS
from model.delivery.request_queues import max_in_a_day
from model.scenario.declarations import ScenarioError

if TYPE_CHECKING:
    from model.scenario import Scenario

# Desks or windows of one unit: more than any community has, and few enough that a run ends.
MAX_LINES = 10_000
# One table of a run; the largest place that is allowed stays well below.
MAX_GIGABYTES = 8
GIGABYTE = 10**9
FILLED_BY = {
    "cases": "arising.per_grid_day",
    "requests": "units.requests_per_resident_year",
    "organisations": "organisations.registrations_per_year",
}


def check_lines(scenario: Scenario, max_lines_of: int) -> None:
    """Refuse a budget that buys more lines in one unit than a run can serve."""
    if max_lines_of > MAX_LINES:
        raise ScenarioError(
            f"{scenario.label}: budget.yearly_yuan: buys {max_lines_of - 1:,} posts in one unit; allowed: fewer than "
            f"{MAX_LINES:,}; lower it, or raise organisations.post_yuan and the wages of staff"
        )


def check_arising(scenario: Scenario, highest_mean: float) -> None:
    """Refuse a place where more may arise in a grid and day than keys can name; planted cases have names of their own."""
    arisen_count = int(max_in_a_day(highest_mean))
    most_count = ORDINALS - len(scenario.file.planted)
    if arisen_count > most_count:
        raise ScenarioError(
            f"{scenario.label}: arising.per_grid_day: brings up to {arisen_count:,} contradictions to one grid in a day; "
            f"allowed: at most {most_count:,}; lower it, or the factors of weekdays and months"
        )


def check_table(scenario: Scenario, path: str, size: float) -> None:
    """Refuse a table of more bytes than a run can hold; the parameter at `path` fills it."""
    if size > MAX_GIGABYTES * GIGABYTE:
        raise ScenarioError(
            f"{scenario.label}: {path}: needs a table of {size / GIGABYTE:,.0f} GB; "
            f"allowed: at most {MAX_GIGABYTES}; lower it"
        )


@contextmanager
def memory_for(scenario: Scenario, path: str) -> Iterator[None]:
    """Where this machine has not the memory for a table, say what fills it."""
    try:
        yield
    except MemoryError:
        raise ScenarioError(
            f"{scenario.label}: {path}: this machine has too little memory for so much; ask for less"
        ) from None
