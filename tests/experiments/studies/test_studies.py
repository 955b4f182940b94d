"""The inquiries on samples small enough for every day, and their arithmetic on samples whose answer is known."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas
import pytest

from experiments.findings.studies import (
    ablation_sentences,
    as_read,
    contest_sentences,
    crossing,
    regret_sentences,
    setting_text,
    timing_sentences,
)
from experiments.labels import short_policy
from experiments.plots import NothingToDrawError
from experiments.plots.studies import boxes_picture
from experiments.runs.ensembles import Ensemble
from experiments.runs.plan import PlanError, Range
from experiments.runs.worlds import plausible_ranges
from experiments.statistics import t_half_width
from experiments.studies.ablation import PRACTICES, without
from experiments.studies.calibration import Emulator, fit_emulator, restored, sample_posterior, terms, transformed
from experiments.studies.reform_timing import read_dates, read_move, read_moves, reform, start_of
from experiments.studies.robustness import regret
from experiments.studies.scenario_discovery import boxes, rules
from experiments.studies.sensitivity import (
    _design,
    _indices,
    _seed_half_widths,
    analysed,
    noise_level,
    noise_share,
    noise_variance,
    sensitivity,
)
from model.outcome_definitions import OUTCOMES
from model.scenario import PARAMETERS, PRESETS, Scenario, scenario_folder
from model.scenario.levers import NO_FURTHER_PRACTICES
from model.scenario.place_parameters import EVIDENCE, SOLVED

PROBLEM = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0.0, 1.0]] * 2}


def test_figures_survive_their_scale() -> None:
    figures = np.array([[8293.0, 0.936, 0.916], [5000.0, 0.5, 0.99]])
    assert np.allclose(restored(transformed(figures)), figures)


def test_posterior_finds_what_made_the_figures() -> None:
    """Three figures, three parameters, a known line between them: the posterior sits on the truth."""
    generator = np.random.default_rng(1)
    truth, slope = np.array([0.3, 0.6, 0.5]), np.array([[0.8, 0.0, 0.2], [0.1, 2.0, 0.0], [0.0, 1.0, -2.0]])
    unit = np.repeat(generator.random((64, 3)), 3, axis=0)
    y = np.array([9.0, 2.5, 2.0]) + (unit - truth) @ slope + generator.normal(0.0, 0.01, unit.shape)
    target = np.array([9.0, 2.5, 2.0])
    emulator = fit_emulator(unit, restored(y), np.repeat(np.arange(64), 3), target)
    draws = sample_posterior(emulator, target, 3, 500, seed=1)
    assert np.abs(draws.mean(axis=0) - truth).max() < 0.02
    assert draws.std(axis=0).max() < 0.05


def test_posterior_stays_at_the_prior_where_figures_say_nothing() -> None:
    """The second parameter moves nothing: its draws stay flat, the first one's do not."""
    coefficients = np.zeros((terms(np.zeros((1, 2))).shape[1], 3))
    coefficients[1] = [1.0, 1.0, 1.0]
    emulator = Emulator(coefficients, np.zeros((6, 6)), np.eye(3) * 1e-4)
    draws = sample_posterior(emulator, np.full(3, 0.5), 2, 2_000, seed=1)
    assert draws[:, 0].std() < 0.02
    assert abs(draws[:, 1].std() - 12**-0.5) < 0.05


def test_regret_is_taken_within_world_and_seed() -> None:
    samples = np.array([[[0.5, 0.7], [0.9, 0.6]]])
    assert np.allclose(regret(samples, higher=True), [[[0.2, 0.0], [0.0, 0.3]]])
    assert np.allclose(regret(samples, higher=False), [[[0.0, 0.2], [0.3, 0.0]]])


@pytest.mark.parametrize("method", ["morris", "sobol", "pawn"])
def test_indices_rank_what_moves_above_what_does_not(method: str) -> None:
    unit = _design(method, PROBLEM, {"morris": 20, "sobol": 64, "pawn": 256}[method], 1)
    noise = np.random.default_rng(2).normal(0.0, 0.05, (4, len(unit)))
    samples = unit[:, 0] + noise
    influence, _, _ = analysed(method, PROBLEM, unit, samples.mean(axis=0))
    floor = noise_level(method, PROBLEM, unit, samples)
    assert influence[0] > 3.0 * floor
    assert influence[0] > 2.0 * influence[1]


def test_rules_name_the_parameter_that_decides() -> None:
    pytest.importorskip("ema_workbench")
    generator = np.random.default_rng(1)
    worlds = pandas.DataFrame(generator.random((200, 2)), columns=["detection.probability", "lapse.rate"])
    winners = worlds.assign(winner=np.where(worlds["detection.probability"] > 0.5, "preventive", "reactive"))
    said = rules(winners, list(worlds.columns))
    assert any("(detection.probability) is above 0.49" in each for each in said)
    assert any("(detection.probability) > 0.5" in each for each in said)
    assert not any("(lapse.rate) >" in each for each in said)
    assert all("detection.probability" in each for each in rules(winners, list(worlds.columns), "zh"))


def test_rules_say_unless_of_who_wins_mostly_and_leave_chance_out() -> None:
    pytest.importorskip("ema_workbench")
    generator = np.random.default_rng(2)
    paths = ["detection.probability", "lapse.rate", "work.intake_hours", "severity.beta"]
    worlds = pandas.DataFrame(generator.random((64, 4)), columns=paths)
    loses = (worlds["detection.probability"] < 0.25) ^ (generator.random(64) < 0.03)
    told, *_ = rules(worlds.assign(winner=np.where(loses, "reactive-staffed", "preventive-staffed")), paths)
    assert "wins in" in told
    assert "unless" in told
    assert "detection.probability) is below 0.2" in told
    assert not any(path in told for path in paths[1:]), "limits that chance explains"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_picture_shows_every_box_once_over_what_decides(language: str) -> None:
    pytest.importorskip("ema_workbench")
    generator = np.random.default_rng(2)
    paths = ["severity.beta", "detection.probability", "lapse.rate"]
    worlds = pandas.DataFrame(generator.random((96, 3)), columns=paths)
    loses = worlds["detection.probability"] < 0.25
    winners = worlds.assign(winner=np.where(loses, "reactive-staffed", "preventive-staffed"))
    found = boxes(winners, paths)
    assert {policy: (box.loses, set(box.limits)) for policy, box in found.items() if box} == {
        "preventive-staffed": (True, {"detection.probability"}),
        "reactive-staffed": (False, {"detection.probability"}),
    }
    low, high = found["reactive-staffed"].limits["detection.probability"]
    assert low is None
    assert high == pytest.approx(0.25, abs=0.02)
    picture = boxes_picture(winners, paths, list(found.values()), language)
    (axes,) = picture.figure.axes
    (box,) = axes.patches
    assert box.get_x() + box.get_width() == high
    assert sum(len(line.get_xdata()) for line in axes.lines) == 96
    assert short_policy("reactive-staffed", language) in picture.alt


def test_what_a_seed_adds_to_all_points_is_no_noise() -> None:
    generator = np.random.default_rng(3)
    quiet = generator.random(50) + generator.normal(0.0, 0.1, (5, 50))
    shifted = quiet + generator.normal(0.0, 100.0, (5, 1))
    assert noise_variance(shifted) == pytest.approx(noise_variance(quiet))
    assert noise_variance(quiet) == pytest.approx(0.01 / 5, rel=0.3)
    assert noise_share(quiet) == pytest.approx(0.002 / (1.0 / 12.0 + 0.002), rel=0.5)
    assert noise_share(np.ones((3, 4))) == 0.0


def test_interval_over_seeds_is_students_where_the_index_is_linear() -> None:
    """Every seed has its own slope: Morris' index of the mean is the mean slope, its jackknife the t interval."""
    unit = _design("morris", PROBLEM, 20, 1)
    slopes = np.array([2.0, 2.5, 3.0, 2.2])
    half, nothing = _seed_half_widths("morris", PROBLEM, unit, slopes[:, None] * unit[:, 0])
    assert half == pytest.approx(t_half_width(slopes))
    assert nothing == pytest.approx(0.0, abs=1e-9)


def test_sobol_intervals_hold_the_noise_of_replications() -> None:
    """Ishigami's function with a dummy (Saltelli 2008: ST .558, .442, .244), noise as large as a tenth of its variance."""
    problem = {"num_vars": 4, "names": ["a", "b", "c", "dummy"], "bounds": [[0.0, 1.0]] * 4}
    truth = [0.558, 0.442, 0.244, 0.0]
    ranges = tuple(Range(name, 0.0, 1.0) for name in problem["names"])
    covered, dummies, plain = np.zeros(4), 0, 0
    for design in range(20):
        unit = _design("sobol", problem, 64, design + 1)
        x = math.pi * (2.0 * unit - 1.0)
        height = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
        samples = height + np.random.default_rng(design).normal(0.0, math.sqrt(1.4 * 4), (4, len(unit)))
        found = _indices("sobol", problem, unit, ranges, "arisen", samples).set_index("parameter").loc[problem["names"]]
        assert found["high"].max() <= 1.0
        covered += (found["low"] <= truth) & (truth <= found["high"])
        dummies += bool(found.loc["dummy", "clear"])
        plain += bool(analysed("sobol", problem, unit, samples.mean(axis=0))[0][3] > 0.05)
    assert (covered >= 18).all(), covered
    assert dummies <= 1 and plain == 20, "without the correction noise alone looks like an influence"


def test_one_seed_cannot_tell_noise(small: Scenario) -> None:
    with pytest.raises(PlanError, match="--replications: found 1; allowed here: from 2"):
        sensitivity(small, "morris", replications=1)


def test_practices_cover_every_lever_of_the_bundles() -> None:
    case = Scenario.load(scenario_folder() / "zhaoshang.toml").vary(PRESETS["preventive-outsourced"])
    single = {path for each in PRACTICES if len(each.paths) == 1 for path in each.paths}
    changed = {path for path, value in PRESETS["reactive-staffed"].items() if case.value(path) != value}
    assert changed - {"triage.mode", "delivery.mode"} <= single
    shifts = {each.shift for each in PRACTICES if each.shift}
    assert shifts == {"few_to_all", "after_to_before", "coarse_to_fine", "campaign_to_routine"}


def test_further_practices_are_taken_away_where_they_are_practised() -> None:
    with_all = {
        path: True if isinstance(off, bool) else 0.2 if isinstance(off, float) else 2
        for path, off in NO_FURTHER_PRACTICES.items()
    }
    case = Scenario.load(scenario_folder() / "zhaoshang.toml")
    found = [levers for each in PRACTICES if (levers := without(case.vary(with_all), each))]
    assert all({path: off} in found for path, off in NO_FURTHER_PRACTICES.items())
    assert not any(without(case, each) for each in PRACTICES if each.paths[0] in NO_FURTHER_PRACTICES)


def test_nothing_to_take_from_the_reactive_start() -> None:
    bare = Scenario.load(scenario_folder() / "zhaoshang.toml").vary(PRESETS["workstation-era"])
    assert not any(without(bare, each) for each in PRACTICES)


def test_dates_and_moves_are_read_or_refused() -> None:
    assert read_dates("0:540:270") == (0, 270, 540)
    assert read_dates("7,0") == (0, 7)
    assert read_move("delivery.mode=outsourced") == {"delivery.mode": "outsourced"}
    assert start_of({"delivery.mode": "outsourced"}, None)["delivery.outsourced_share"] == 0.0
    for wrong in ("540:0:7", "0:540:0", "soon"):
        with pytest.raises(PlanError, match="--at"):
            read_dates(wrong)


def test_the_crossing_time_lies_where_moving_first_meets_never() -> None:
    rows = pandas.DataFrame({"start_day": [180, 0, 360, 540], "change": [0.01, -0.03, 0.02, -0.01]})
    assert crossing(rows) == pytest.approx(135.0)
    assert crossing(rows.assign(change=0.01)) is None


@dataclass
class Dated:
    """Seeds that differ far more than days do: the earlier the change, the better, unless all days are alike."""

    scenario: Scenario
    seed: int
    a_day: float = 1e-4

    def scalars(self) -> dict[str, float]:
        day = self.scenario.reform[0].day if self.scenario.reform else 900
        chance = random.Random(self.seed).gauss(0.5, 0.1) + random.Random(f"{day} {self.seed}").gauss(0.0, 0.001)
        return dict.fromkeys(OUTCOMES, chance - self.a_day * day)


def test_days_of_a_change_are_told_apart_within_seeds(small: Scenario) -> None:
    found = reform(small, {"delivery.mode": "outsourced"}, (0, 90, 180), 5, 1, world="assumed", simulate=Dated)
    rows = found.table[found.table["outcome"] == "in_the_bud_rate"]
    assert rows["low"].max() < rows["high"].min(), "bands overlap: only pairs tell them apart"
    assert all(
        "does best when the change comes on day 0 " in told and "worst on day 180 " in told for told in found.sentences
    )
    alike = reform(
        small, {"delivery.mode": "outsourced"}, (0, 90), 5, 1, world="assumed", simulate=partial(Dated, a_day=0.0)
    )
    assert all("the day makes no clear difference" in told for told in alike.sentences)
    assert all("On none of 2 dates" in told and "crosses" not in told for told in alike.sentences), "noise crosses"
    once = reform(small, {"delivery.mode": "outsourced"}, (90,), 5, 1, world="assumed", simulate=Dated)
    assert all(told.count("day 90") == 1 and "dates" not in told for told in once.sentences)


def test_over_worlds_a_date_is_better_where_nine_of_ten_worlds_say_so(small: Scenario) -> None:
    worlds = tuple({"severity.beta": 2.0 + at / 10} for at in range(10))
    ensemble = Ensemble("drawn", worlds, {})
    days, move = (0, 180), {"triage.mode": "preventive"}
    found = reform(small, move, days, 10, 1, world=ensemble, simulate=partial(Dated, a_day=1e-3))
    rows = found.table[found.table["outcome"] == "in_the_bud_rate"].set_index("start_day")
    assert rows["beaten"].to_dict() == {0: 0.0, 180: 1.0}
    assert rows["over_worlds"].all()
    assert "does best when the change comes on day 0 " in found.sentences[0]
    assert any(said.startswith("The 10 worlds differ") for said in found.said("en"))
    alike = reform(small, move, days, 10, 1, world=ensemble, simulate=partial(Dated, a_day=0.0))
    assert "the day makes no clear difference" in alike.sentences[0]


def test_a_reform_is_told_in_levers_or_in_whole_policies(small: Scenario) -> None:
    move, start = read_moves(["preventive-staffed"], ["reactive-staffed"], small)
    assert move["triage.mode"] == "preventive"
    assert start["triage.mode"] == "reactive"
    assert set(move) <= set(start)
    assert read_moves(["delivery.mode=staffed"], [], small) == ({"delivery.mode": "staffed"}, {})
    assert read_moves(["mine: triage.screening_share=0.3"], ["present"], small)[1] == {
        "triage.screening_share": small.triage.screening_share
    }


class Unfollowed:
    """A run too short to follow any case up."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        """Of no scenario in particular."""

    def scalars(self) -> dict[str, float]:
        return dict.fromkeys(OUTCOMES, np.nan)


def test_a_reform_of_too_few_days_is_told_and_drawn_as_undefined(small: Scenario) -> None:
    found = reform(small, {"delivery.mode": "outsourced"}, (0, 90), 2, 1, simulate=Unfollowed)
    assert len(found.sentences) == 1
    assert "undefined" in found.sentences[0]
    with pytest.raises(NothingToDrawError):
        found.picture()


@pytest.mark.parametrize(
    ("move", "dates", "message"),
    [
        ({"delivery.mode": "outsourcd"}, (0,), "did you mean 'outsourced'"),
        ({}, (0,), "allowed: a change"),
        ({"triage.screening_share": 0.4}, (0,), "allowed: a change"),
        ("delivery.mode", (0,), "allowed: values by lever or parameter"),
        ({"delivery.mode": "outsourced"}, (), "--at: found no day"),
    ],
)
def test_a_move_that_moves_nothing_is_refused(small: Scenario, move: Any, dates: tuple[int, ...], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        reform(small, move, dates, 2, 1, start={"triage.screening_share": 0.4}, simulate=Dated)


def test_plausible_ranges_are_those_declared() -> None:
    ranges = {span.path: span for span in plausible_ranges()}
    assert set(ranges) == {path for path, declared in PARAMETERS.items() if declared.reason in {EVIDENCE, SOLVED}}
    assert (ranges["detection.probability"].low, ranges["detection.probability"].high) == (0.3, 0.8)
    default = PARAMETERS["organisations.post_yuan"].default
    assert ranges["staff.permanent.wage_yuan"].high == pytest.approx(1.4 * default)


def test_an_ablation_tells_of_every_practice() -> None:
    paths = [
        f"delivery.{name}" for name in ("layers", "skill_degree", "temporary_share", "incubation_yuan", "relabelled")
    ]
    worth = np.arange(5, 0, -1) / 100
    rows = {"practice": paths, "requeue": [f"{path}=1" for path in paths], "outcome": "in_the_bud_rate"}
    told = " ".join(
        ablation_sentences(pandas.DataFrame({**rows, "worth": worth, "low": worth / 2, "high": 2 * worth}), "en")
    )
    assert all(f"+{100 * each:.1f} percentage points" in told for each in worth)


def test_a_contest_names_every_rival_once() -> None:
    rivals = ["preventive-staffed"] * 2 + ["reactive-outsourced"] * 2
    rows = {
        "contestant": "reactive-staffed",
        "rival": rivals,
        "outcome": ["in_the_bud_rate", "true_resolution_rate"] * 2,
    }
    table = pandas.DataFrame({**rows, "wins": [False, False, True, False], "found": False})
    told = contest_sentences(table, {"reactive-staffed": {}}, {"places": 8}, "in_the_bud_rate", "en")[0]
    assert "in-the-bud resolution rate, true resolution rate against Preventive triage with a staffed" in told
    assert "; true resolution rate against Reactive triage with an outsourced" in told
    assert told.count("against Preventive") == 1
    assert "(all is as in the scenario)" in told


def test_an_undefined_rate_is_told_as_undefined_and_not_as_no_difference() -> None:
    rows = {"practice": ["a", "b"], "requeue": ["x=1", "y=2"], "outcome": ["true_resolution_rate"] * 2}
    undefined = pandas.DataFrame({**rows, "worth": [np.nan] * 2, "low": [np.nan] * 2, "high": [np.nan] * 2})
    unclear = undefined.assign(worth=0.0, low=-0.1, high=0.1)
    assert "undefined" in ablation_sentences(undefined, "en")[0]
    assert "No practice" in ablation_sentences(unclear, "en")[0]


def test_what_is_put_back_is_told_as_people_write_it() -> None:
    said = [setting_text("x", as_read(value), "en") for value in ("0.0", "True", "pressure", "40000.0")]
    assert said == ["x: 0", "x: yes", "x: pressure", "x: 40,000"]


def test_dates_that_none_tells_apart_from_never_give_no_crossing() -> None:
    rows = pandas.DataFrame({"outcome": "in_the_bud_rate", "incubated_first": False, "start_day": [0.0, 90.0], "change": [0.01, -0.01],
                             "change_low": -0.1, "change_high": 0.1, "p_holm": 1.0})  # fmt: skip
    (said,) = timing_sentences(rows, {"delivery.mode": "outsourced"}, "in_the_bud_rate", "en")
    assert said.endswith("On none of 2 dates is changing clearly better or worse than never changing.")


def test_regret_is_told_with_its_unit() -> None:
    rows = pandas.DataFrame({"outcome": "cost_per_lasting_resolution_yuan", "policy": ["a", "b"], "regret_max": [912.0, 990.0],
                             "satisficing": [1.0, 0.5], "wins": [0.5, 0.5], "wins_clearly": 0.0})  # fmt: skip
    assert "(912 yuan)" in regret_sentences(rows, 0, "en")[0]
