"""What the date of a change does: the same place, the same seeds, the same move on another day.

Core objects: `reform` → `Timing`. Every date is run against never moving; a move of delivery also with incubation first (money for
organisations from day 0, paid from the same budget). The horizon follows the last date long enough for it to be judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from experiments.runs.ensembles import Ensemble, ensemble_of
from experiments.runs.execution import Options, OptionValues
from experiments.runs.plan import PlanError, Value, axis, by_name
from experiments.runs.policies import of_policy
from experiments.statistics import against_best
from experiments.studies.study import Study, held, marked, points_frame, spread_of
from model.outcome_definitions import OUTCOMES as DEFINITIONS
from model.scenario import Scenario, with_bundles

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture

OUTCOMES = (
    "in_the_bud_rate", "true_resolution_rate", "official_resolution_rate", "harm_per_10k", "incidents_per_10k",
    "recurrences", "cost_per_lasting_resolution_yuan",
)  # fmt: skip
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
OTHER_MODE = {"staffed": "outsourced", "outsourced": "staffed", "reactive": "preventive", "preventive": "reactive"}
INCUBATION_YUAN = 800_000.0
UNINCUBATED = 0.60
FOLLOW_UP_DAYS = 540
LAST_DAY = 7_300  # of any scenario


@dataclass(frozen=True)
class Timing(Study):
    """`table`: incubated_first, start_day, outcome, mean, low, high, change, change_low, change_high, p_holm, replications, missing.

    `mean` is the outcome over the whole horizon, `change` the paired difference to never moving, `p_holm` of that to the
    best day of the arm, `beaten` the share of seeds in which that day does better. Over worlds `mean` and `change` are medians
    with the middle 90 %.
    """

    kind = "reform"
    columns = (
        "incubated_first",
        "month",
        "start_day",
        "outcome",
        "mean",
        "low",
        "high",
        "change",
        "change_low",
        "change_high",
    )

    move: Mapping[str, Value] = field(default_factory=dict)

    def told(self, language: str) -> list[str]:
        """For either arm: on which day the change does best and worst, or that the day makes no clear difference."""
        from experiments.findings.studies import timing_sentences

        start = self.scenario.place.start_date
        return timing_sentences(self.table, self.move, OUTCOMES[0], language, start, self.ensemble is not None)

    def shown(self, language: str) -> dict[str, pandas.DataFrame]:
        """The table with the month of each date beside it."""
        months = [month_of(day, self.scenario.place.start_date) for day in self.table["start_day"]]
        dated = self.table.copy()
        dated.insert(1, "month", months)
        return {self.kind: dated}

    def picture(self, language: str = "en") -> Picture:
        """Outcomes over the day of the change, with and without incubation first."""
        from experiments.plots.studies import timing_picture

        return timing_picture(self.table, language)


def read_dates(text: str, start: date = date(2010, 1, 1)) -> tuple[int, ...]:
    """Days of a change: `first:last:step` (last included if the steps hit it), or several with commas.

    Either in days of the run, or in months of the calendar (`2010-01:2011-07:3`, step in months), whose first days count from
    `start`, day 0. Raises `PlanError`.
    """
    parts = text.split(":")
    if MONTH.search(text):
        return _months(text, parts, start)
    try:
        numbers = [int(part) for part in (parts if len(parts) > 1 else text.split(","))]
    except ValueError:
        numbers = []
    if len(parts) == 3 and len(numbers) == 3 and numbers[2] > 0 and 0 <= numbers[0] <= numbers[1] <= LAST_DAY:
        return tuple(range(numbers[0], numbers[1] + 1, numbers[2]))
    if len(parts) == 1 and numbers and min(numbers) >= 0:
        return tuple(sorted(set(numbers)))
    raise _no_dates(text)


def _no_dates(text: str) -> PlanError:
    return PlanError(
        f"--at: found '{text}'; allowed: first:last:step in days, such as 0:540:7, or days with commas; or months, such as "
        "2010-01:2011-07:3"
    )


def _months(text: str, parts: Sequence[str], start: date) -> tuple[int, ...]:
    """Days of the first days of some months."""
    words = parts[:2] if len(parts) == 3 else text.split(",")
    found = [MONTH.fullmatch(word.strip()) for word in words]
    steps = int(parts[2]) if len(parts) == 3 and parts[2].strip().isdigit() else 0
    if not all(found) or len(parts) not in {1, 3} or (len(parts) == 3 and steps < 1):
        raise _no_dates(text)
    months = [12 * int(each[1]) + int(each[2]) - 1 for each in found if each is not None]
    chosen = range(months[0], months[1] + 1, steps) if len(parts) == 3 else sorted(set(months))
    days = [(date(month // 12, month % 12 + 1, 1) - start).days for month in chosen]
    if not days or min(days) < 0:
        raise PlanError(f"--at: found '{text}'; allowed: months from {start:%Y-%m}, the first one simulated")
    return tuple(days)


def month_of(day: int, start: date) -> str:
    """The calendar's month of a day of the run: "2011-03"; the whole date where it isn't the first of a month."""
    found = start + timedelta(days=int(day))
    return f"{found:%Y-%m}" if found.day == 1 else f"{found:%Y-%m-%d}"


def read_move(word: str) -> dict[str, Value]:
    """`lever=value` of `--move`, checked; `PlanError` says what is allowed."""
    path, found, text = word.partition("=")
    if not found or not text.strip():
        raise PlanError(f"--move: found '{word}'; allowed: lever=value, such as delivery.mode=outsourced")
    return {path.strip(): _one(path.strip(), text.strip())}


def read_moves(
    moves: Sequence[str], starts: Sequence[str], scenario: Scenario
) -> tuple[dict[str, Value], dict[str, Value]]:
    """What `--move` and `--from` say, as levers or as whole policies; what a policy changes held the present value before."""
    found: list[dict[str, Value]] = []
    whole = False
    for words, option in ((moves, "--move"), (starts, "--from")):
        told: dict[str, Value] = {}
        for word in words:
            policy = of_policy(word, scenario, option)
            whole = whole or policy is not None
            told |= read_move(word) if policy is None else policy
        found.append(told)
    move, start = found
    return move, {**({path: scenario.value(path) for path in move} if whole else {}), **start}


def _one(path: str, given: object) -> Value:
    """The one value that a lever moves to, checked."""
    values = axis(path, given).values
    if len(values) != 1:
        raise PlanError(f"--move: found {len(values)} values; allowed: one")
    return values[0]


def start_of(move: Mapping[str, Value], start: Mapping[str, Value] | None) -> dict[str, Value]:
    """What holds before the move: as given, else the other bundle of a mode; bundles opened."""
    given = dict(start or {})
    for path, value in move.items():
        if path not in given:
            if str(value) not in OTHER_MODE:
                raise PlanError(f"--from: missing; '{path}' is no bundle, so say what it is before, as {path}=value")
            given[path] = OTHER_MODE[str(value)]
    return with_bundles(given)


def reform(
    scenario: Scenario | str | Path,
    move: Mapping[str, Value],
    dates: Sequence[int],
    replications: int = 10,
    workers: int | None = None,
    *,
    start: Mapping[str, Value] | None = None,
    days: int | None = None,
    capability: float = UNINCUBATED,
    world: str | Path | Ensemble | None = None,
    **options: Unpack[OptionValues],
) -> Timing:
    """Make the move on each of the dates, with and without incubation from day 0, and never.

    `start` is what holds before the move (for a bundle: the other one). The horizon is `days`, or else
    long enough for the last date to show what it did; fewer days are refused. `capability` is that of organisations on day 0,
    by default what it is where nobody incubated before: only there can incubating first matter.
    `world` is as in `compare`; `options` are those of `Options`. Raises `PlanError` or `ScenarioError`.
    """
    import pandas

    moves = {path: _one(path, value) for path, value in by_name("--move", move, "values by lever or parameter").items()}
    before = start_of(moves, start)
    if all(before[path] == value for path, value in moves.items()):
        raise PlanError(f"--move: found {moves}; allowed: a change, for this is what holds before")
    if not dates:
        raise PlanError("--at: found no day; allowed: first:last:step in days, such as 0:540:7, or days with commas")
    base = Scenario.of(scenario).without_reforms()
    ensemble = ensemble_of(base, world)
    horizon = days or max(base.place.days, max(dates) + FOLLOW_UP_DAYS)
    if max(dates) > horizon - FOLLOW_UP_DAYS:
        raise PlanError(
            f"--days: found {horizon}; allowed: at least {max(dates) + FOLLOW_UP_DAYS}, {FOLLOW_UP_DAYS} days after the last date, for "
            "what comes of a change is not known before; or earlier dates"
        )
    base = base.vary({**before, "place.days": horizon, "organisations.initial_capability": capability})
    how = Options.of(replications, workers, options)
    arms = (False, True) if any(path.startswith("delivery.") for path in moves) else (False,)
    frames = [_arm(base, incubated, moves, dates, how, ensemble) for incubated in arms]
    table = pandas.concat(frames, ignore_index=True)
    return Timing(base, marked(table, ensemble), moves, ensemble=ensemble)


def _arm(
    base: Scenario,
    incubated: bool,
    move: Mapping[str, Value],
    dates: Sequence[int],
    options: Options,
    ensemble: Ensemble | None,
) -> pandas.DataFrame:
    """All dates of one arm, each paired with never moving in the same arm."""
    import pandas

    here = base.vary({"delivery.incubation_yuan": INCUBATION_YUAN}) if incubated else base
    stated = [held(here, ["organisations.initial_capability", *move], ensemble)]

    def lived(scenario: Scenario) -> pandas.DataFrame:
        return points_frame(scenario, stated, options, ensemble=ensemble).set_index("seed")

    never = lived(here)
    moved = {day: lived(with_reform(here, day, move)) for day in dates}
    rows: list[dict[str, Any]] = []
    for name in OUTCOMES:
        samples, higher = np.array([each[name] for each in moved.values()]).T, DEFINITIONS[name].better == "higher"
        best, p_holm = against_best(samples, higher)
        lost = (samples[:, [best]] - samples) * (1.0 if higher else -1.0)
        known = np.isfinite(lost).any(axis=0)
        beaten = [float((column[np.isfinite(column)] > 0.0).mean()) if there else np.nan
                  for column, there in zip(lost.T, known, strict=True)]  # fmt: skip
        rows += [
            {**_row(incubated, day, name, each[name], never[name], ensemble), "p_holm": p, "beaten": lower}
            for (day, each), p, lower in zip(moved.items(), p_holm, beaten, strict=True)
        ]
    return pandas.DataFrame(rows)


def with_reform(scenario: Scenario, day: int, move: Mapping[str, Value]) -> Scenario:
    """A checked copy in which the move is made on a day."""
    return Scenario({**scenario.data, "reform": [{"day": day, "set": dict(move)}]}, scenario.path, scenario.rules)


def _row(incubated: bool, day: int, name: str, moved: Any, never: Any, ensemble: Ensemble | None) -> dict[str, Any]:
    mean, change = (spread_of(each.to_numpy(), ensemble) for each in (moved, moved - never))
    return {
        "incubated_first": incubated, "start_day": day, "outcome": name, "mean": mean.mean, "low": mean.low,
        "high": mean.high, "change": change.mean, "change_low": change.low, "change_high": change.high,
        "replications": mean.replications, "missing": mean.missing,
    }  # fmt: skip
