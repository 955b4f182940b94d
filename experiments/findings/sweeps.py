"""What moves along a sweep beside the rate that it is about: every outcome, each point against the first of its line.

Core objects: `sweep_changes` (a tidy frame) and `along_sentences`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.findings.changes import SETTLED, changes, clauses, of_group, settled_share
from experiments.findings.whatif import outcome_rows
from experiments.labels import choice, lowered, text
from experiments.labels.formats import format_value
from experiments.labels.settings import lever_label, setting
from model.outcome_definitions import OUTCOMES

if TYPE_CHECKING:
    import pandas

    from experiments.findings.protocols import SweepResult

NAMED = 4
MAX_LINES = 4  # of a sweep told one by one
SCALING = {
    "place.grids": ("residents", "arising"),
    "place.buildings_per_grid": ("residents",),
    "place.residents_per_building": ("residents",),
    "place.communities": ("units",),
}  # what moves with a number of the place, though a reader may think that it moves alone


def sweep_changes(sweep: SweepResult) -> pandas.DataFrame:
    """The varied levers, then the columns of `changes`: each point against the first point of its line, paired."""
    import pandas

    frames = []
    for line in lines_of(sweep):
        first = _samples(sweep, line[0])
        for place in line[1:]:
            frame = changes(first, _samples(sweep, place), sweep.ensemble is not None)
            for at, path in enumerate(sweep.levers):
                frame.insert(at, path, [sweep.levers_at(place)[path]] * len(frame))
            frames.append(frame)
    return pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame()


def shown_changes(sweep: SweepResult, found: pandas.DataFrame, language: str) -> pandas.DataFrame:
    """What clearly moves at each point against the first of its line, in words."""
    import pandas

    frames = []
    for values, rows in found.groupby(list(sweep.levers), sort=False) if len(found) else ():
        moved = outcome_rows(rows[rows["group"] != "unclear"], language)
        for at, (path, value) in enumerate(zip(sweep.levers, values, strict=True)):
            moved.insert(at, path, [choice(value, language)] * len(moved))
        frames.append(moved)
    return pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame()


def lines_of(sweep: SweepResult) -> list[list[int]]:
    """The points that differ in the abscissa alone, in its order; none where points form no lines."""
    if not sweep.forms_lines:
        return []
    found: dict[tuple[Any, ...], list[int]] = {}
    for place in range(len(sweep.plan_result.plan.points)):
        levers = sweep.levers_at(place)
        found.setdefault(tuple(levers[path] for path in sweep.others), []).append(place)
    for line in found.values():
        line.sort(key=lambda place: _order(sweep.levers_at(place)[sweep.abscissa]))
    return [line for line in found.values() if len(line) > 1]


def _order(value: Any) -> Any:
    return (0, value) if isinstance(value, int | float) else (1, str(value))


def _samples(sweep: SweepResult, place: int) -> Mapping[str, Any]:
    rows = sweep.plan_result.rows
    rows = rows[rows["point"] == place]
    return {name: rows[name].to_numpy(float) for name in OUTCOMES}


def unsettled_sentence(sweep: SweepResult, places: Sequence[int], language: str) -> str:
    """No verdict along a line: at some of its points something still grows when the window ends; empty where all settle."""
    shares = {place: settled_share(_samples(sweep, place)["stationary"]) for place in places}
    restless = [place for place, share in shares.items() if share < SETTLED]
    if not restless:
        return ""
    first = sweep.levers_at(places[0])
    words = {
        "lever": lowered(lever_label(sweep.abscissa, language), language),
        "policy": setting(first, sweep.others, language) if sweep.others else text("verdict.sweep.as_is", language),
        "values": text("join.words", language).join(
            choice(sweep.levers_at(place)[sweep.abscissa], language) for place in restless
        ),
        "settled": format_value(min(shares[place] for place in restless), "share", language),
    }
    return text("sweep.unsettled", language, **words)


def along_sentences(sweep: SweepResult, language: str) -> list[str]:
    """For each line what gets worse and better from its first value to its last; then what else a place number moves."""
    told = []
    if sweep.replications > 1:
        told = [_along(sweep, line, language) for line in lines_of(sweep)[:MAX_LINES]]
    return [*told, *scaling_sentences(sweep, language)]


def _along(sweep: SweepResult, line: list[int], language: str) -> str:
    first, last = sweep.levers_at(line[0]), sweep.levers_at(line[-1])
    found = changes(_samples(sweep, line[0]), _samples(sweep, line[-1]), sweep.ensemble is not None)
    words = {
        "lever": lever_label(sweep.abscissa, language),
        "first": choice(first[sweep.abscissa], language),
        "last": choice(last[sweep.abscissa], language),
        "policy": setting(first, sweep.others, language) if sweep.others else text("verdict.sweep.as_is", language),
    }
    parts = [text("sweep.along", language, **words)]
    for group in ("worse", "better"):
        rows = of_group(found, group)
        parts.append(
            text(f"sweep.along.{group}", language, list=clauses(rows, language, NAMED))
            if rows
            else text(f"sweep.along.{group}.none", language)
        )
    return text("verdict.join", language).join(parts)


def scaling_sentences(sweep: SweepResult, language: str) -> list[str]:
    """That a number of the place moves other things too, where it does."""
    return [
        text("sweep.scales", language, lever=lever_label(path, language),
             list=text("join.and", language).join(text(f"sweep.scales.{each}", language) for each in SCALING[path]))
        for path in sweep.levers if path in SCALING
    ]  # fmt: skip
