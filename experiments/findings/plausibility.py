"""What of a scenario's numbers is hard to believe, and what a place is in a planner's words.

Core objects: `questions` (numbers outside what may be believed), `refuse_absurd` (those that can only be slips) and
`place_sentences` (people, money, hands and loads).

A number that the declarations give a plausible range is held against that range; money and size of a place, which are the
place's own, against `PLACE`. Who means an unusual number says so in the file: `[worlds.plausible]` gives it a range of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.findings.whatif import money_text
from experiments.labels import choice, text
from experiments.labels.formats import format_number, format_percent
from experiments.labels.settings import lever_label
from model.scenario import LEVERS, PARAMETERS, Scenario, ScenarioError
from model.scenario.budget import capacity, named_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

TEN_THOUSAND = 10_000.0
FAR = 2.0  # times the default, or half of it
MAX_FAR = 8
# What may be believed of a place's own numbers, by what they come to: low, high. Chinese subdistricts have 0.5 to 30 grids
# a community and 300 to 5,000 people a grid (docs/reference/evidence.md, communities and grids); judgement for the rest.
PLACE: dict[str, tuple[float, float]] = {
    "grid_workers.wage_yuan": (25_000.0, 250_000.0),
    "staff.permanent.wage_yuan": (40_000.0, 400_000.0),
    "staff.temporary.wage_yuan": (20_000.0, 250_000.0),
    "street.wage_yuan": (40_000.0, 400_000.0),
    "organisations.post_yuan": (40_000.0, 400_000.0),
}
PEOPLE_OF_A_GRID = (200.0, 6_000.0)
YUAN_OF_A_RESIDENT = (30.0, 2_000.0)


@dataclass(frozen=True)
class Question:
    """A number that is asked about: where it stands, what was found, what may be believed, what may have been meant."""

    path: str
    found: float
    low: float
    high: float
    meant: float | None = None

    @property
    def is_absurd(self) -> bool:
        """Whether it looks as if typed in ten thousands; what is odd for another reason is asked about and taken."""
        return self.meant is not None

    def sentence(self, language: str) -> str:
        """The question in words."""
        words = {"name": lever_label(self.path, language), "path": self.path, "found": choice(self.found, language),
                 "low": choice(self.low, language), "high": choice(self.high, language)}  # fmt: skip
        asked = text("check.question", language, **words)
        if self.meant is None:
            return asked
        return text("verdict.join", language).join(
            [asked, text("check.meant", language, meant=choice(self.meant, language))]
        )


def questions(scenario: Scenario) -> list[Question]:
    """Every number of a scenario that lies outside what may be believed, in the order of the declarations."""
    return [*_of_numbers(scenario), *_of_place(scenario)]


def _of_numbers(scenario: Scenario) -> Iterator[Question]:
    for path, declared in (PARAMETERS | LEVERS).items():
        if declared.kind not in {"float", "int"} or path in scenario.worlds.plausible:
            continue
        span = believed(path)
        value = float(scenario.value(path))
        if span is None or value == declared.default or span[0] <= value <= span[1]:
            continue
        yield Question(path, value, *span, _meant(value, *span))


def _meant(value: float, low: float, high: float) -> float | None:
    """What a slip of ten thousand, either way, would have meant; None where that is not plausible either."""
    return next((each for each in (value * TEN_THOUSAND, value / TEN_THOUSAND) if low <= each <= high), None)


def believed(path: str) -> tuple[float, float] | None:
    """What may be believed of a number by itself: low, high; None where its size depends on the place or another number."""
    own = (PARAMETERS.get(path) or LEVERS[path]).plausible
    return PLACE.get(path) or ((own.low, own.high) if own is not None and own.relative_to is None else None)


def _of_place(scenario: Scenario) -> Iterator[Question]:
    """People of a grid and money of a resident, each told as the number of the file that would have to change."""
    place, people = scenario.place, residents(scenario)
    found = (
        (
            "place.residents_per_building",
            place.residents_per_building,
            PEOPLE_OF_A_GRID,
            1.0 / place.buildings_per_grid,
        ),
        ("budget.yearly_yuan", scenario.budget.yearly_yuan, YUAN_OF_A_RESIDENT, float(people)),
    )
    for path, value, ends, scale in found:
        low, high = (float(f"{end * scale:.3g}") for end in ends)
        if path not in scenario.worlds.plausible and not low <= value <= high:
            meant = value * TEN_THOUSAND  # a tiny place with much money is odd, and no slip for certain
            yield Question(path, float(value), low, high, meant if low <= meant <= high else None)


def residents(scenario: Scenario) -> int:
    """The people of a place."""
    place = scenario.place
    return int(place.grids * place.buildings_per_grid * place.residents_per_building)


def refuse_absurd(scenario: Scenario) -> None:
    """`ScenarioError` for numbers that can only be slips, such as a wage of 7.8 yuan a year; all of them at once."""
    absurd = [each for each in questions(scenario) if each.is_absurd]
    if absurd:
        raise ScenarioError("\n".join(f"{scenario.label}: {_refusal(each)}" for each in absurd))


def _refusal(question: Question) -> str:
    hint = f" (did you mean {question.meant:,.0f}? in yuan, not in ten thousands)" if question.meant else ""
    believed = f"{question.low:,g} to {question.high:,g}"
    meant = f'whoever means it gives it a range in [worlds] plausible = {{ "{question.path}" = [low, high] }}'
    return f"{question.path}: found {question.found:g}{hint}; plausible: {believed}; {meant}"


def place_sentences(scenario: Scenario, language: str) -> list[str]:
    """People and grids; money and the hands it pays; the numbers far from the defaults."""
    place, bought = scenario.place, capacity(scenario)
    people, delivery = residents(scenario), bought.staffed_yuan + bought.ceiling_yuan
    posts = (bought.staffed_posts + bought.centre_posts) * place.communities
    words = {
        "people": format_number(people), "communities": place.communities, "grids": place.grids,
        "of_a_grid": format_number(round(people / place.grids)), "days": place.days,
        "owners": format_percent(place.owner_share), "tenants": format_percent(place.tenant_share),
        "migrants": format_percent(place.migrant_share),
    }  # fmt: skip
    money = {
        "budget": money_text(scenario.budget.yearly_yuan, language), "delivery": money_text(delivery, language),
        "named": money_text(sum(named_lines(scenario).values()), language),
        "a_head": format_number(round(scenario.budget.yearly_yuan / people)),
        "posts": format_number(round(posts, 1)), "people_of_a_post": format_number(round(people / posts)) if posts else "–",
        "street": scenario.staffing.street_posts,
        "workers": format_number(round(place.grids * scenario.staffing.grid_workers_per_grid, 1)),
    }  # fmt: skip
    return [text("check.people", language, **words), text("check.money", language, **money), *_far(scenario, language)]


def _far(scenario: Scenario, language: str) -> list[str]:
    """Which numbers differ most from the defaults, as factors."""
    rows = []
    for path, declared in PARAMETERS.items():
        if declared.kind in {"float", "int"} and declared.default and scenario.value(path) > 0:
            factor = float(scenario.value(path)) / float(declared.default)
            if factor >= FAR or factor <= 1.0 / FAR:
                rows.append((max(factor, 1.0 / factor), path, declared.default))
    if not rows:
        return [text("check.far.none", language)]
    told = [
        text("check.far.one", language, name=lever_label(path, language), value=choice(scenario.value(path), language),
             default=choice(default, language))
        for _, path, default in sorted(rows, reverse=True)[:MAX_FAR]
    ]  # fmt: skip
    return [text("check.far", language, list=text("join.list", language).join(told))]


def load_sentence(scenario: Scenario, seed: int, language: str) -> str:
    """What one run of the present policy shows of the loads: how busy the units are, how long windows and cases wait."""
    from model.simulate import simulate

    run = simulate(scenario.without_reforms(), seed)
    words = {
        "busy": format_percent(run.unit_utilisation), "wait": format_number(run.window_wait_hours), "unserved": format_percent(run.unserved_share),
        "backlog": format_number(run.backlog), "harm": format_number(run.harm_per_10k),
        "recorded": format_number(run.recorded), "days": scenario.place.days,
    }  # fmt: skip
    key = "check.load.overrun" if not run.stationary else "check.load"
    return text(key, language, **words)
