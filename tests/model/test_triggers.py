"""Triggers: they fire on the day that the figures say, cost what a dated reform costs, and see what officials see."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.common_start import CommonStarts
from model.community_model import CommunityModel
from model.contradictions.cases import Stage
from model.scenario import Scenario, ScenarioError
from model.scenario.triggers import FIGURES, VISIBLE, Fired, condition
from model.series import Series
from model.simulate import Run, simulate

Differences = Callable[[Any, Any], list[str]]
STAFFED = "preventive-staffed"
OUTSOURCED = "delivery.mode = outsourced"


@pytest.fixture(scope="module")
def place(small: Scenario) -> Scenario:
    """The small place under staffed delivery, a tender of ten days."""
    return small.preset(STAFFED).vary({"organisations.tender_days": 10})


def first_look(series: np.ndarray, burn_in: int, threshold: float) -> int:
    """The first seventh day of the window whose week before it has more records than the threshold."""
    recorded = series[:, Series.RECORDED] + series[:, Series.SECOND_RECORDS]
    return next(day for day in range(7, 120, 7) if recorded[burn_in + day - 7 : burn_in + day].sum() > threshold)


@pytest.mark.parametrize(
    ("then", "levers"),
    [
        ("triage.screening_share = 0.05 and triage.household_survey = true",
         {"triage.screening_share": 0.05, "triage.household_survey": True}),
        (OUTSOURCED, {"delivery.mode": "outsourced"}),
    ],
)  # fmt: skip
def test_a_trigger_is_a_reform_dated_by_the_run(
    place: Scenario, differences: Differences, then: str, levers: dict[str, Any]
) -> None:
    plain = simulate(place, 3).world.series
    threshold = np.median([plain[day : day + 7, Series.RECORDED].sum() for day in range(40, 150, 7)])
    day = first_look(plain, 40, threshold)
    triggered = place.vary({"triggers": f"when recorded_per_week > {threshold} then {then}"})
    outcome = simulate(triggered, 3)
    assert outcome.fired == (Fired(day, 0),)
    assert (outcome.scalars()["trigger_0_day"], outcome.scalars()["trigger_0_times"]) == (day, 1)
    dated = simulate(Scenario({**place.data, "reform": [{"day": day, "set": levers}]}), 3)
    assert differences(outcome.world, dated.world) == []
    assert differences(dated.world, simulate(place, 3).world), "the change does nothing"


def test_every_drive_gives_the_same_bits(place: Scenario, differences: Differences) -> None:
    lines = "when open_cases > 5 then triage.screening_share = 0.05 until open_cases <= 5; when spent_yuan_per_week > 1 then "
    scenario = place.vary({"triggers": lines + OUTSOURCED})
    whole = simulate(scenario, 4)
    assert [each.trigger for each in whole.fired if not each.ended].count(0) > 1
    model = CommunityModel(scenario=scenario, rng=4)
    model.run_model()
    assert differences(model.world, whole.world) == [] and model.final.fired == whole.fired
    starts = CommonStarts()
    for _ in range(3):
        shared = starts.simulate(pickle.loads(pickle.dumps(scenario)), 4)
        assert differences(shared.world, whole.world) == [] and shared.fired == whole.fired


def test_until_gives_the_levers_back_and_the_books_stay_straight(place: Scenario) -> None:
    text = "when open_cases > 5 then triage.screening_share = 0.05 until open_cases <= 5"
    run = Run(place.vary({"triggers": text}), 4)
    for day in range(run.days):
        run.advance(day + 1)
        used, cases = int(run.world.clock.cases[0]), run.world.cases
        assert np.array_equal(np.bincount(cases.stage[:used], minlength=len(Stage)), cases.at_stage)
    shares = {place.triage.screening_share, 0.05}
    assert {each.scenario.triage.screening_share for each in run.stretches[1:]} == shares
    for before, after in zip(run.fired, run.fired[1:], strict=False):
        assert before.ended != after.ended and after.day - before.day >= 7
    for each in run.fired:
        morning = 40 + each.day
        known = run.world.series[morning - 1, Series.OPEN_GRID_WORKER : Series.OPEN_DISTRICT + 1].sum()
        assert (known <= 5) == each.ended


def test_figures_by_hand() -> None:
    series = np.zeros((60, len(Series)))
    series[:, Series.RECORDED], series[:, Series.SECOND_RECORDS] = 2.0, 1.0
    series[:, Series.RESOLVED], series[:, Series.SETTLED_BY_RESIDENTS] = 3.0, 2.0
    series[:, Series.WINDOW_WAIT_DAYS_TOTAL], series[:, Series.REQUESTS_SERVED] = 1.0, 3.0
    series[:, Series.REQUESTS_LEFT], series[:, Series.LATENT] = 1.0, 99.0

    def holds(text: str, day: int = 30) -> bool:
        return all(each.holds(series, 20 + day, day, 8.0) for each in condition(text))

    assert holds("recorded_per_week >= 21") and not holds("recorded_per_week > 21")
    assert holds("resolved_per_28_days >= 56") and not holds("resolved_per_28_days > 56")
    assert holds("window_wait_hours >= 2 and window_wait_hours <= 2")
    assert not holds("window_wait_hours > 0", day=27), "no whole 28 days of the window yet"
    assert not holds("satisfaction < 1") and not holds("satisfaction > -1"), "nothing was closed: undefined"
    assert holds("open_cases < 1"), "hidden cases are not open ones"


def test_no_condition_sees_hidden_state_unasked(place: Scenario) -> None:
    """Whatever nobody has told officials may change: what they see of it doesn't."""
    unseen = {Series.LATENT, Series.ARISEN, Series.LAPSED, Series.HARM, Series.INCIDENTS, Series.MEAN_TRUST, Series.HOLLOW,
              Series.LEFT_OFF_RECORD, Series.SETTLED_BY_RESIDENTS, Series.RECURRENCES}  # fmt: skip
    one = np.random.default_rng(1).uniform(1.0, 2.0, (60, len(Series)))
    other = one.copy()
    other[:, sorted(unseen)] += 5.0
    other[:, Series.RESOLVED] += 5.0  # those that residents settle are among the resolved
    for name in VISIBLE:
        for threshold in (0.5, 1.0, 3.0, 10.0, 42.0, 100.0):
            [part] = condition(f"{name} > {threshold}")
            assert part.holds(one, 50, 40, 8.0) == part.holds(other, 50, 40, 8.0), name
    for name in set(FIGURES) - set(VISIBLE):
        text = f"when {name} > 0 then triage.screening_share = 0.1"
        with pytest.raises(ScenarioError, match=f"found '{name}', which no official can see"):
            place.vary({"triggers": text})
        assert place.vary({"triggers": f"{text} seeing hidden"}).triggers[0].sees_hidden


def test_the_key_tells_triggers_and_nothing_where_there_are_none(place: Scenario) -> None:
    one = place.vary({"triggers": "when open_cases > 5 then triage.screening_share = 0.05"})
    assert (
        len(
            {
                place.canonical(),
                one.canonical(),
                one.vary({"triggers": one.value("triggers") + " every 14 days"}).canonical(),
            }
        )
        == 3
    )
    assert "triggers" not in place.canonical() and one.without_reforms().canonical() == place.canonical()
    tables = [{"when": "open_cases > 5", "then": {"triage.screening_share": 0.05}}]
    assert place.vary({"triggers": tables}).canonical() == one.canonical()
    assert one.vary({"triggers": one.value("triggers")}).canonical() == one.canonical()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('when = "recorded_per_wek > 1"\nthen = {}', ["line 3: triggers.0.when", "did you mean 'recorded_per_week'"]),
        ('when = "recorded_per_week = 1"\nthen = {}', ["line 3: triggers.0.when", "one of > >= < <="]),
        ('when = "open_cases > __import__(1)"\nthen = {}', ["line 3: triggers.0.when", "__import__", "a number"]),
        ('when = "hidden_cases > 9"\nthen = {}', ["line 3: triggers.0.when", "no official can see", "sees_hidden = true"]),
        ('when = "open_cases > 9"\nthen = {}', ["line 4: triggers.0.then", "found no lever"]),
        ('when = "open_cases > 9"\nthen = {"triage.mod" = 1}', ["line 4: triggers.0.then", "did you mean 'triage.mode'"]),
        ('when = "open_cases > 9"\nthen = {"triage.screening_share" = 3.0}', ["line 4: triggers.0.then", "from 0 to 1"]),
        ('when = "open_cases > 9"\nthen = {"staffing.grid_workers_per_grid" = 6.0}', ["line 4: triggers.0.then", "short"]),
        ('when = "open_cases > 9"\nthen = {"triage.mode" = "preventive"}\nevery_days = 0', ["line 5: triggers.0.every_days", "1 to 365"]),
    ],
)  # fmt: skip
def test_a_wrong_trigger_is_explained(tmp_path: Path, text: str, said: list[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f"format = 1\n[[triggers]]\n{text}\n")
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(file)
    assert all(part in str(caught.value) for part in ["mine.toml", *said]), str(caught.value)


def test_levers_that_are_given_back_stand_in_one_place(place: Scenario) -> None:
    text = "when open_cases > 9 then triage.screening_share = 0.1 until open_cases < 5; when open_cases > 20 then triage.mode = reactive"
    with pytest.raises(
        ScenarioError, match=r"triggers\.1\.then: 'triage\.screening_share' is set in triggers\.0\.then too"
    ):
        place.vary({"triggers": text})
    with pytest.raises(
        ScenarioError, match=r"found 'open_cases > 3'; allowed: 'when FIGURE > NUMBER then LEVER = VALUE'"
    ):
        place.vary({"triggers": "open_cases > 3"})
