"""Triggers: changes of levers that a run dates itself, by what officials can count.

    [[triggers]]
    when = "recorded_per_week > 120"
    then = { "triage.screening_share" = 0.6 }

Core objects: `Trigger` (that table), `FIGURES` (what a condition may name), `Watch` (the triggers of one run) and `Fired`. In one line,
as policies have it: `when recorded_per_week > 120 then triage.screening_share = 0.6`; `read_triggers` and `one_line` go to and fro.
"""

from __future__ import annotations

import copy
import math
import operator
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from model.scenario.changes import PolicyCourse, reforms_of, with_bundles
from model.scenario.declarations import ScenarioError, Section, declare, nearest
from model.scenario.levers import LEVERS
from model.series import Series

TRIGGERS = "triggers"  # the path under which a policy holds its triggers
WEEK, MONTH = 7, 28
MAX_COURSES = 256
HOLDS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
COMPARISON = re.compile(r"\s*([A-Za-z_]\w*)\s*(>=|<=|>|<)\s*([^\s<>=]+)\s*")
ONE_LINE = re.compile(
    r"when\s+(?P<when>.+?)\s+then\s+(?P<then>.+?)(\s+until\s+(?P<until>.+?))?(\s+every\s+(?P<every_days>\d+)\s+days?)?"
    r"(?P<sees_hidden>\s+seeing\s+hidden)?"
)
FORM = "'when FIGURE > NUMBER then LEVER = VALUE', and after it 'until FIGURE < NUMBER', 'every DAYS days', 'seeing hidden'"


class Trigger(Section):
    """A change of levers that comes into force when a condition holds; with `until` it ends, and may come again."""

    when: str
    then: dict[str, bool | int | float | str]
    until: str = ""
    every_days: int = declare(7, 1, 365, unit="days", help="How often officials look at their figures.")
    sees_hidden: bool = False


@dataclass(frozen=True)
class SeenFigure:
    """Sum over the last `days` days of some series less others, over the sum of `over`; without days the last evening's state."""

    days: int
    added: tuple[Series, ...]
    less: tuple[Series, ...] = ()
    over: tuple[Series, ...] = ()
    hidden: bool = False
    in_opening_hours: bool = False


def _flows(hidden: bool, **series: tuple[tuple[Series, ...], tuple[Series, ...]]) -> dict[str, SeenFigure]:
    spans = (("per_week", WEEK), ("per_28_days", MONTH))
    return {
        f"{name}_{span}": SeenFigure(days, added, less, hidden=hidden)
        for name, (added, less) in series.items()
        for span, days in spans
    }


OPEN = (Series.OPEN_GRID_WORKER, Series.OPEN_UNIT, Series.OPEN_COMMITTEE, Series.OPEN_STREET, Series.OPEN_DISTRICT)
# What officials can count, and behind it what nobody but the model knows.
FIGURES: dict[str, SeenFigure] = {
    **_flows(
        False,
        recorded=((Series.RECORDED, Series.SECOND_RECORDS), ()),
        resolved=((Series.RESOLVED, Series.SECOND_RECORDS), (Series.SETTLED_BY_RESIDENTS,)),
        reports=((Series.REPORTS,), ()),
        petitions=((Series.PETITIONS,), ()),
        unserved_requests=((Series.REQUESTS_UNSERVED,), ()),
        takeovers=((Series.TAKEOVERS,), ()),
        spent_yuan=((Series.SPENT_YUAN,), ()),
    ),
    "open_cases": SeenFigure(0, OPEN),
    "organisations": SeenFigure(0, (Series.ORGANISATIONS,)),
    "satisfaction": SeenFigure(MONTH, (Series.SATISFACTION_TOTAL,), over=(Series.CLOSURES,)),
    "unserved_share": SeenFigure(
        MONTH, (Series.REQUESTS_UNSERVED,), over=(Series.REQUESTS_SERVED, Series.REQUESTS_UNSERVED)
    ),
    "window_wait_hours": SeenFigure(
        MONTH,
        (Series.WINDOW_WAIT_DAYS_TOTAL,),
        over=(Series.REQUESTS_SERVED, Series.REQUESTS_LEFT),
        in_opening_hours=True,
    ),
    **_flows(
        True,
        arisen=((Series.ARISEN,), ()),
        incidents=((Series.INCIDENTS,), ()),
        harm=((Series.HARM,), ()),
        recurrences=((Series.RECURRENCES,), ()),
        left_off_record=((Series.LEFT_OFF_RECORD,), ()),
        hollow=((Series.HOLLOW,), ()),
        settled_by_residents=((Series.SETTLED_BY_RESIDENTS,), ()),
    ),
    "hidden_cases": SeenFigure(0, (Series.LATENT,), hidden=True),
    "mean_trust": SeenFigure(0, (Series.MEAN_TRUST,), hidden=True),
}
VISIBLE = tuple(name for name, figure in FIGURES.items() if not figure.hidden)


@dataclass(frozen=True)
class Comparison:
    """One part of a condition: a figure, a sign and a number."""

    name: str
    sign: str
    number: float

    def holds(self, series: Any, today: int, day: int, hours: float) -> bool:
        """Whether it is true in the morning of a day; what is undefined, or not yet a whole span of the window, is not."""
        figure = FIGURES[self.name]
        span = max(1, figure.days)
        if day < span:
            return False

        def total(columns: tuple[Series, ...]) -> float:
            return math.fsum(float(value) for each in columns for value in series[today - span : today, each])

        whole = total(figure.over) if figure.over else 1.0
        if whole <= 0.0:
            return False
        value = (total(figure.added) - total(figure.less)) / whole * (hours if figure.in_opening_hours else 1.0)
        return bool(HOLDS[self.sign](value, self.number))


def condition(text: str) -> tuple[Comparison, ...]:
    """The comparisons of a condition, all of which must hold; ValueError says what was found and what is allowed."""
    return tuple(map(_comparison, re.split(r"\s+and\s+", text.strip())))


def _comparison(text: str) -> Comparison:
    found = COMPARISON.fullmatch(text)
    if found is None:
        raise ValueError(
            f"found '{text}'; allowed: a figure, one of > >= < <=, and a number, such as 'open_cases > 300'"
        )
    name, sign, written = found.groups()
    if name not in FIGURES:
        raise ValueError(f"found '{name}'{nearest(name, FIGURES)}; allowed: {', '.join(VISIBLE)}")
    try:
        number = float(written)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name}: found '{written}'; allowed: a number")
    return Comparison(name, sign, number)


def read_triggers(given: Any) -> list[dict[str, Any]]:
    """Triggers as the tables of a scenario file, from such tables, or from the one line that `one_line` writes.

    Raises `ScenarioError`.
    """
    if not isinstance(given, str):
        given = [given] if isinstance(given, Mapping) else given
        return [dict(each) if isinstance(each, Mapping) else _table(str(each)) for each in given or ()]
    return [_table(each.strip()) for each in given.split(";") if each.strip()]


def _table(text: str) -> dict[str, Any]:
    found = ONE_LINE.fullmatch(text)
    if found is None:
        raise ScenarioError(f"{TRIGGERS}: found '{text}'; allowed: {FORM}")
    parts: dict[str, Any] = {name: part for name, part in found.groupdict().items() if part}
    parts["then"] = dict(_setting(each) for each in re.split(r"\s+and\s+", parts["then"]))
    if "every_days" in parts:
        parts["every_days"] = int(parts["every_days"])
    if "sees_hidden" in parts:
        parts["sees_hidden"] = True
    return parts


def _setting(text: str) -> tuple[str, Any]:
    path, mark, value = (part.strip() for part in text.partition("="))
    if not mark or not path or not value:
        raise ScenarioError(f"{TRIGGERS}: found '{text}'; allowed: {FORM}")
    kind = LEVERS[path].kind if path in LEVERS else "choice"
    try:
        return path, _value(kind, value)
    except ValueError:
        raise ScenarioError(f"{TRIGGERS}: {path}: found '{value}'; allowed: {LEVERS[path].allowed}") from None


def _value(kind: str, text: str) -> Any:
    if kind == "bool":
        return {"true": True, "false": False}.get(text, text)
    if kind == "choice":
        return text
    number = float(text)
    return int(number) if kind == "int" and number.is_integer() else number


def one_line(triggers: Any) -> str:
    """Triggers in one line, as a policy's value; nothing for none."""
    return "; ".join(map(_line, triggers))


def _line(trigger: Trigger) -> str:
    settings = " and ".join(f"{path} = {_written(value)}" for path, value in trigger.then.items())
    return "".join((
        f"when {trigger.when.strip()} then {settings}",
        f" until {trigger.until.strip()}" if trigger.until else "",
        f" every {trigger.every_days} days" if trigger.every_days != WEEK else "",
        " seeing hidden" if trigger.sees_hidden else "",
    ))  # fmt: skip


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Fired:
    """A trigger that fired (or, by its `until`, ended) in the morning of a day of the window; triggers count from 0."""

    day: int
    trigger: int
    ended: bool = False


def columns_of(trigger: int) -> tuple[str, str]:
    """The names under which a run tells on which day a trigger first fired, and how often it fired."""
    return f"trigger_{trigger}_day", f"trigger_{trigger}_times"


class Watch:
    """Triggers and dated reforms of one run, as its days come."""

    def __init__(self, scenario: Any) -> None:
        self.triggers, self.reforms = scenario.file.triggers, reforms_of(scenario)
        self.course = PolicyCourse(scenario, scenario.reached)
        self.hours = scenario.units.hours_per_post
        self.last = scenario.place.days
        self.conditions = [
            (condition(each.when), condition(each.until) if each.until else ()) for each in self.triggers
        ]
        self.before: dict[int, dict[str, Any]] = {}  # of triggers in force that may end: their levers as they were
        self.done: set[int] = set()
        self.fired: list[Fired] = []
        self.day = -1

    def next_day(self, day: int) -> int:
        """The next day after `day` on which anything can change."""
        looks = [day + each.every_days - day % each.every_days for each in self.triggers]
        return min(each for each in (*looks, *self.reforms, *self.course.waiting, self.last) if each > day)

    def morning(self, day: int, today: int, series: Any) -> Any:
        """The policy that comes into force on a day of the window, None for none; asked again on a day, it is None.

        The dated reform of the day comes first, then triggers in their order.
        """
        if not self.day < day < self.last:
            return None
        self.day, policy = day, self.course.change(day, self.reforms.get(day, {}))
        for place, (begin, end) in enumerate(self.conditions):
            if day == 0 or day % self.triggers[place].every_days:
                continue
            awaited = end if place in self.before else begin
            if place not in self.done and all(each.holds(series, today, day, self.hours) for each in awaited):
                policy = self.turn(place, day) or policy
        return policy

    def turn(self, place: int, day: int) -> Any:
        """The policy that follows when a trigger fires, or ends if it is in force."""
        return self.course.change(day, self.end(place, day) if place in self.before else self.fire(place, day))

    def fire(self, place: int, day: int) -> dict[str, Any]:
        """What a trigger changes."""
        levers = with_bundles(self.triggers[place].then)
        self.fired.append(Fired(day, place))
        if self.conditions[place][1]:
            self.before[place] = {path: self.course.policy.value(path) for path in levers}
        else:
            self.done.add(place)
        return levers

    def end(self, place: int, day: int) -> dict[str, Any]:
        """What a trigger that ends gives back."""
        self.fired.append(Fired(day, place, ended=True))
        return self.before.pop(place)

    def copy(self) -> Watch:
        """The same, to go on another way."""
        other = copy.copy(self)
        other.course = copy.copy(self.course)
        other.course.waiting = dict(self.course.waiting)
        other.before, other.done, other.fired = dict(self.before), set(self.done), list(self.fired)
        other.reforms = dict(self.reforms)
        return other


def check_triggers(scenario: Any) -> None:
    """`ScenarioError` for a trigger that cannot be read, or one that could bring a policy that is not sound or affordable."""
    triggers = scenario.file.triggers
    for place, trigger in enumerate(triggers):
        for problem in _problems(trigger):
            raise ScenarioError(f"{scenario.label}: {TRIGGERS}.{place}.{problem}")
    _check_apart(scenario)
    if triggers:
        _try_all(scenario)


def _problems(trigger: Trigger) -> Iterator[str]:
    for field in ("when", "until") if trigger.until else ("when",):
        try:
            names = [each.name for each in condition(getattr(trigger, field))]
        except ValueError as error:
            yield f"{field}: {error}"
            continue
        hidden = [name for name in names if FIGURES[name].hidden]
        if hidden and not trigger.sees_hidden:
            yield (
                f"{field}: found '{hidden[0]}', which no official can see; allowed: {', '.join(VISIBLE)}; or say "
                "sees_hidden = true"
            )
    if not trigger.then:
        yield "then: found no lever; allowed: levers with their values"
    for path in trigger.then:
        if path not in LEVERS:
            yield f"then: unknown lever '{path}'{nearest(path, LEVERS)}"


def _check_apart(scenario: Any) -> None:
    """A lever that a trigger gives back must be nobody else's, or what it goes back to would depend on the order."""
    named = [
        (f"{TRIGGERS}.{place}.then", each.until, with_bundles(each.then))
        for place, each in enumerate(scenario.file.triggers)
    ]
    named += [(f"reform.{place}.set", "", with_bundles(each.set)) for place, each in enumerate(scenario.file.reform)]
    for place, (field, until, levers) in enumerate(named):
        for other, other_until, others in named[:place]:
            both = [path for path in levers if path in others]
            if both and (until or other_until):
                raise ScenarioError(
                    f"{scenario.label}: {field}: '{both[0]}' is set in {other} too; allowed: a lever in one place, where one "
                    "has 'until'"
                )


def _try_all(scenario: Any) -> None:
    """Every policy that triggers can bring, in whatever order they fire and end, beside reforms and tenders."""
    begun = Watch(scenario)
    begun.course.days, begun.course.tender_days = 10**9, min(1, begun.course.tender_days) * 10**6
    known, found, ways, now = set[Any](), dict[str, Any](), [begun], 0
    while ways:
        watch, now = ways.pop(), now + 1
        for following in _following(watch, now, scenario.label):
            course = following.course
            waits = tuple(tuple(sorted(course.waiting[due].items())) for due in sorted(course.waiting))
            policy = course.policy.canonical()
            found[policy] = course.policy
            state = policy, waits, frozenset(following.before), frozenset(following.done), len(following.reforms)
            if state not in known:
                known.add(state)
                ways.append(following)
        if len(known) > MAX_COURSES:
            raise ScenarioError(
                f"{scenario.label}: {TRIGGERS}: they can follow one another in more than {MAX_COURSES} ways; allowed: fewer "
                "triggers"
            )
    scenario.reached.possible = tuple(found.values())


def _following(watch: Watch, now: int, label: str) -> Iterator[Watch]:
    """What can come next: a trigger fires or ends, a tender ends, the next reform."""
    for place in range(len(watch.conditions)):
        if place not in watch.done:
            other = watch.copy()
            with _told_as(label, f"{TRIGGERS}.{place}.then"):
                other.turn(place, now)
            yield other
    if watch.course.waiting:
        other = watch.copy()
        with _told_as(label, f"{TRIGGERS}: after a tender"):
            other.course.change(min(other.course.waiting), {})
        yield other
    if watch.reforms:
        other = watch.copy()
        day = min(other.reforms)
        with _told_as(label, f"{TRIGGERS}: with the reform of day {day}"):
            other.course.change(now, other.reforms.pop(day))
        yield other


@contextmanager
def _told_as(label: str, field: str) -> Iterator[None]:
    """What a policy is refused for, under the field that brings it."""
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError(f"{label}: {field}: {str(error).splitlines()[0].removeprefix(f'{label}: ')}") from None


__all__ = ["FIGURES", "TRIGGERS", "VISIBLE", "Fired", "Trigger", "Watch", "check_triggers", "columns_of", "one_line", "read_triggers"]  # fmt: skip
