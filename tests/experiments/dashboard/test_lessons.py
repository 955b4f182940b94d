"""Each lesson's judge on means made for it: every prediction that it offers can hold, and the one that does is named."""

from __future__ import annotations

from typing import Any

import pytest

from experiments.dashboard.lessons import LESSONS, judge_lives

OFFICIAL, TRUE, WAIT, HARM = "official_resolution_rate", "true_resolution_rate", "window_wait_hours", "harm_per_10k"


def official(first: float, last: float) -> dict[str, dict[str, float]]:
    return {"reactive": {OFFICIAL: first}, "preventive": {OFFICIAL: last}}


def harm(*values: float) -> dict[str, dict[str, float]]:
    """Harm at the seven screening shares."""
    return {name: {HARM: value} for name, value in zip(LESSONS["too-much"].arms, values, strict=True)}


def waits(silos: float, relabelled: float, two: float) -> dict[str, dict[str, float]]:
    return {"silos": {WAIT: silos}, "relabelled": {WAIT: relabelled}, "two": {WAIT: two}, "pooled": {WAIT: 0.0}}


def rates(overseen: tuple[float, float], unseen: tuple[float, float]) -> dict[str, dict[str, float]]:
    """Official and true rates with and without oversight."""
    pairs = {"overseen": overseen, "unseen": unseen}
    return {arm: dict(zip((OFFICIAL, TRUE), pair, strict=True)) for arm, pair in pairs.items()}


def orders(never: float, at_once: float, later: float) -> dict[str, dict[str, float]]:
    return {"never": {TRUE: never}, "at_once": {TRUE: at_once}, "later": {TRUE: later}}


JUDGED = [
    ("hiding-rate", official(0.90, 0.94), "little"),
    ("hiding-rate", official(0.94, 0.90), "little"),
    ("hiding-rate", official(0.80, 0.86), "some"),
    ("hiding-rate", official(0.90, 0.80), "some"),
    ("hiding-rate", official(0.50, 0.70), "much"),
    ("hiding-rate", official(0.70, 0.50), "much"),
    ("too-much", harm(1, 2, 3, 4, 5, 6, 7), "low"),
    ("too-much", harm(3, 1, 3, 4, 5, 6, 7), "low"),
    ("too-much", harm(3, 2, 1, 4, 5, 6, 7), "middle"),
    ("too-much", harm(5, 4, 3, 2, 1, 6, 7), "middle"),
    ("too-much", harm(7, 6, 5, 4, 3, 1, 2), "high"),
    ("too-much", harm(7, 6, 5, 4, 3, 2, 1), "high"),
    ("pools", waits(10.0, 8.0, 5.0), "helps"),
    ("pools", waits(10.0, 12.0, 5.0), "harms"),
    ("pools", waits(10.0, 9.5, 5.0), "nothing"),
    ("pools", waits(10.0, 10.5, 8.9), "nothing"),
    ("pools", waits(10.0, 9.5, 9.5), "neither"),
    ("oversight", rates((0.9, 0.60), (0.9, 0.58)), "same"),
    ("oversight", rates((0.5, 0.50), (0.9, 0.60)), "same"),
    ("oversight", rates((0.9, 0.60), (0.8, 0.50)), "both"),
    ("oversight", rates((0.9, 0.60), (0.88, 0.50)), "hidden"),
    ("oversight", rates((0.8, 0.60), (0.9, 0.50)), "hidden"),
    ("incubate", orders(0.60, 0.50, 0.40), "never"),
    ("incubate", orders(0.50, 0.60, 0.40), "at_once"),
    ("incubate", orders(0.50, 0.40, 0.60), "later"),
    ("incubate", orders(0.50, 0.595, 0.60), "alike"),
]


@pytest.mark.parametrize(("lesson", "means", "held"), JUDGED)
def test_a_judge_reads_the_answer_off_the_means(lesson: str, means: dict[str, Any], held: str) -> None:
    assert set(means) == set(LESSONS[lesson].arms)
    assert LESSONS[lesson].judge(means) == held


def event(kind: str, generation: int = 0) -> dict[str, Any]:
    return {"kind": kind, "generation": generation}


LIVES = [
    (["arisen", "recorded", "resolved"], "mended"),
    (["arisen", "lapsed"], "mended"),
    (["arisen", "incident"], "missed"),
    (["arisen", "incident", "recorded", "resolved"], "missed"),
    (["arisen", "recorded", "incident", "resolved"], "late"),
]


@pytest.mark.parametrize(("kinds", "held"), LIVES)
def test_what_became_of_the_lamp_post_is_read_off_its_life_under_prevention(kinds: list[str], held: str) -> None:
    lives = {"reactive": [event("incident")], "preventive": [event(kind) for kind in kinds]}
    assert judge_lives(lives) == held


def test_what_came_back_later_is_not_the_lamp_posts_first_life() -> None:
    again = [event("recorded"), event("resolved"), event("incident", generation=1)]
    assert judge_lives({"preventive": again}) == "mended"


def test_every_prediction_can_hold() -> None:
    """One answer says that the runs do not tell; no pupil can predict it."""
    reached = {(lesson, held) for lesson, _, held in JUDGED} | {("lamp-post", held) for _, held in LIVES}
    offered = {(lesson.name, each) for lesson in LESSONS.values() for each in lesson.predictions}
    assert offered <= reached
    assert reached - offered == {("pools", "neither")}


def test_what_is_revealed_are_the_outcomes_that_decide() -> None:
    """The judge of each lesson is asked for no figure that the page does not show beside its answer."""
    for lesson, means, held in JUDGED:
        told = {arm: {name: rate for name, rate in rates.items() if name in LESSONS[lesson].outcomes}
                for arm, rates in means.items()}  # fmt: skip
        assert LESSONS[lesson].judge(told) == held
