"""Data frames of a run, made on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas

from model.agents.residents import TENURES, tenures
from model.contradictions.cases import Channel, Handler, Stage
from model.scenario.numbers import numbers
from model.scenario.parameters import DOMAIN_NAMES
from model.series import Series

if TYPE_CHECKING:
    from model.scenario import Scenario
    from model.world import World

DAY_COLUMNS = ("recorded", "incident", "petition", "closed", "recurrence_day")
PLAIN_COLUMNS = (
    "key",
    "generation",
    "grid",
    "community",
    "building",
    "resident",
    "item",
    "severity",
    "hours",
    "contested",
    "beyond",
    "escalated",
    "deliberated",
    "bad",
)


def cases_frame(scenario: Scenario, seed: int, world: World) -> pandas.DataFrame:
    """One row a contradiction, sorted as they arose; words instead of codes."""
    rows, cases, burn_in = int(world.clock.cases[0]), world.cases, scenario.place.burn_in_days
    place = numbers(scenario).place
    columns = {name: getattr(cases, name)[:rows].copy() for name in PLAIN_COLUMNS}
    columns["parent_key"] = pandas.array(np.where(cases.parent[:rows] >= 0, cases.key[cases.parent[:rows]], 0), "Int64")
    columns["parent_key"][cases.parent[:rows] < 0] = pandas.NA
    columns["tenure"] = pandas.Categorical.from_codes(tenures(seed, cases.resident[:rows], place), TENURES)
    columns["domain"] = pandas.Categorical.from_codes(cases.domain[:rows], DOMAIN_NAMES)
    for name, words in (("stage", Stage), ("channel", Channel), ("handler", Handler)):
        codes = getattr(cases, name)[:rows]
        columns[name] = pandas.Categorical.from_codes(codes, [word.name.lower() for word in words])
    columns["arisen"] = cases.arisen[:rows] - burn_in
    columns["ignition_day"] = cases.ignition_day[:rows].astype(np.int64) - burn_in
    columns["lapse_day"] = cases.lapse_day[:rows].astype(np.int64) - burn_in
    columns["needful"] = cases.ignition_day[:rows] < cases.lapse_day[:rows]
    for name in DAY_COLUMNS:
        days = getattr(cases, name)[:rows]
        column = pandas.array(days - burn_in, "Int64")
        column[days < 0] = pandas.NA
        columns[name] = column
    return pandas.DataFrame(columns)


def daily_frame(scenario: Scenario, world: World) -> pandas.DataFrame:
    """One row a lived day, one column a series, indexed by day (0 is the first counted)."""
    lived, burn_in = int(world.clock.day[0]), scenario.place.burn_in_days
    frame = pandas.DataFrame(world.series[:lived], columns=[name.name.lower() for name in Series])
    frame.index = pandas.RangeIndex(-burn_in, lived - burn_in, name="day")
    return frame
