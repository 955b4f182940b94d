"""What is learned from a register, held against registers whose truth is known: made by code, or by the model itself."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas
import pytest

from experiments.command_line.main import main
from experiments.registers.backtest import backtest
from experiments.registers.coverage import coverage_of
from experiments.registers.estimates import Interval, arrival_rates, closing_times, dispersion_of, pooled_areas, share
from experiments.registers.figures import Size, figures_of, log_sd_of, size_of
from experiments.registers.file import RegisterError
from experiments.registers.learn import Learned, learn, notes_of
from experiments.registers.matching import Target, matched, recorded_in_window
from experiments.registers.reading import read_register
from experiments.registers.results import BacktestResult
from experiments.registers.scenario_text import card, scenario_text, sentences, titled
from experiments.reports.page_tables import tidy_rows
from experiments.reports.provenance import origins
from model.scenario import Scenario
from model.scenario.parameters import DOMAIN_NAMES
from model.simulate import simulate

WEEKDAYS = np.array([1.3, 1.2, 1.1, 1.0, 1.0, 0.8, 0.6])
KINDS = ("Neighbour dispute", "Street light", "Dog loose")


def within(truth: float, found: Interval) -> bool:
    return found.low <= truth <= found.high


def days_of(count: int, rate: float, dispersion: float, seed: int) -> pandas.Series:
    """Daily counts with known weekdays, month swing and negative binomial variation."""
    generator = np.random.default_rng(seed)
    days = pandas.date_range("2022-01-03", periods=count)
    mean = rate * WEEKDAYS[days.day_of_week] * (1.0 + 0.4 * np.sin(2 * np.pi * (days.month - 1) / 12))
    return pandas.Series(generator.poisson(mean * generator.gamma(1 / dispersion, dispersion, count)), days)


def made_register(path: Path, rate: float = 3.0, days: int = 400, seed: int = 1) -> Path:
    """A register of 12 areas, the last four times as busy, with a tenth never closed."""
    generator = np.random.default_rng(seed)
    weights = np.array([1.0] * 11 + [4.0]) / 15.0
    rows = [["id", "created", "closed", "type", "area", "channel"]]
    for day, count in days_of(days, rate, 0.2, seed).items():
        for _ in range(count):
            opened = pandas.Timestamp(day) + pandas.Timedelta(minutes=int(generator.integers(24 * 60)))
            closed = opened + pandas.Timedelta(days=float(generator.exponential(12.0)))
            rows.append([
                str(len(rows)), f"{opened:%Y-%m-%d %H:%M}", "" if generator.random() < 0.1 else f"{closed:%Y-%m-%d %H:%M}",
                KINDS[generator.choice(3, p=[0.5, 0.3, 0.2])], f"Ward {generator.choice(12, p=weights)}",
                "Patrol" if generator.random() < 0.2 else "Phone",
            ])  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture(scope="module")
def register_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_register(tmp_path_factory.mktemp("register") / "wards.csv")


@pytest.fixture(scope="module")
def learned(register_file: Path) -> Learned:
    return learn(read_register(register_file))


def test_rates_factors_and_overdispersion_come_back() -> None:
    """Over 12 registers the intervals hold the truth about as often as they promise."""
    truth = WEEKDAYS / WEEKDAYS.mean()
    found = [arrival_rates(days_of(730, 8.0, 0.25, seed)) for seed in range(12)]
    assert sum(within(8.0 * WEEKDAYS.mean(), each.per_day) for each in found) >= 9
    assert sum(within(0.25, each.overdispersion) for each in found) >= 9
    held = np.mean([[within(t, e) for t, e in zip(truth, each.weekday, strict=True)] for each in found])
    assert held > 0.88
    assert all(each.weekday_p < 1e-6 and each.month_p < 1e-6 for each in found)


def test_even_days_show_no_factor_and_no_overdispersion() -> None:
    generator = np.random.default_rng(1)
    even = [
        arrival_rates(pandas.Series(generator.poisson(5.0, 500), pandas.date_range("2022-01-01", periods=500)))
        for _ in range(10)
    ]
    assert np.mean([each.weekday_p < 0.05 for each in even]) <= 0.3
    assert max(each.overdispersion.value for each in even) < 0.1


def test_a_short_register_has_no_months_and_a_quiet_weekday_stays_finite() -> None:
    counts = days_of(60, 6.0, 0.1, 1)
    counts[counts.index.day_of_week == 6] = 0
    found = arrival_rates(counts)
    assert found.month == ()
    assert 0.0 <= found.weekday[6].value < 0.05
    assert np.isfinite(found.weekday[6].high)


def test_small_areas_are_not_believed_too_much() -> None:
    """Shrinkage: nothing where areas are alike, little where counts are large; nearer the truth than the counts."""
    generator = np.random.default_rng(2)
    truth = generator.gamma(4.0, 0.25, 200)
    counts = generator.poisson(6.0 * truth).astype(float)
    found = pooled_areas(counts)
    assert within(0.25, found.variance)
    assert np.square(found.pooled - truth).sum() < 0.8 * np.square(found.counted - truth).sum()
    assert np.mean((found.low <= truth) & (truth <= found.high)) > 0.9
    alike = pooled_areas(generator.poisson(6.0, 200).astype(float))
    assert np.ptp(alike.pooled) < 0.3 * np.ptp(alike.counted)
    large = pooled_areas(np.rint(1_000.0 * truth))
    assert np.abs(large.pooled - large.counted).max() < 0.02


def test_open_cases_are_censored_not_left_out() -> None:
    """Exponential closing of mean 20 seen for 0 to 30 days: the median is 13.9, of closed cases alone far less."""
    generator = np.random.default_rng(3)
    life, seen = generator.exponential(20.0, 4_000), generator.uniform(0.0, 30.0, 4_000)
    found = closing_times(np.minimum(life, seen), life > seen)
    assert within(20.0 * np.log(2.0), found.median)
    assert np.median(life[life <= seen]) < 0.6 * found.median.low
    assert found.at(np.array([-1.0, 10.0]))[0] == pytest.approx([0.0, 1.0 - np.exp(-0.5)], abs=0.03)


def test_never_half_closed_has_no_median() -> None:
    ages, is_open = np.full(100, 50.0), np.ones(100, bool)
    ages[:20], is_open[:20] = 1.0, False
    assert all(np.isnan(each) for each in closing_times(ages, is_open).median)


def test_dispersion_of_even_counts_is_nothing_and_shares_of_nothing_unknown() -> None:
    assert dispersion_of(np.full(50, 4.0), np.full(50, 4.0)).value == 0.0
    assert np.isnan(share(0, 0).value)


def test_a_made_register_gives_back_what_made_it(learned: Learned) -> None:
    figures = learned.figures
    assert within(0.2, figures.staff)
    assert within(0.5, figures.domains["social_affairs"])
    assert within(0.2, figures.rates.overdispersion)
    assert within(
        1.0 - 0.9 * np.exp(-30 / 12.0) - 0.1,
        Interval(*(float(each[0]) for each in figures.closing[""].at(np.array([30.0])))),
    )
    busiest = learned.table[learned.table["quantity"] == "area_rate"].iloc[0]
    assert busiest["of"] == "Ward 11"
    assert busiest["low"] <= 3.2 <= busiest["high"]


def test_cases_that_stay_open_for_a_year_are_mentioned(learned: Learned) -> None:
    """A tenth of the made register is never closed: too few to mention; a register without the quick ones has more."""
    assert not any("a year after" in line for line in sentences(learned, "en"))
    slow = learned.register.cases["closed"].where(learned.register.cases.index % 2 == 0)
    half_open = replace(learned.register, cases=learned.register.cases.assign(closed=slow))
    figures = figures_of(half_open, coverage_of(half_open))
    noted = list(notes_of(half_open, figures, learned.size, None, learned.match))
    assert "long_open" in {note.key for note in noted}


def test_the_model_records_what_the_register_shows(learned: Learned) -> None:
    shown, match = learned.match.shown, learned.match
    assert shown["recorded_per_day"] == pytest.approx(learned.figures.rates.per_day.value, rel=0.1)
    assert shown["staff_share"] == pytest.approx(learned.figures.staff.value, abs=0.06)
    assert match.arisen_per_day > shown["recorded_per_day"]


def test_the_scenario_is_sound_and_says_how_far_each_number_is_known(learned: Learned, tmp_path: Path) -> None:
    for language in ("en", "zh"):
        content = scenario_text(learned, language)
        path = tmp_path / f"{language}.toml"
        path.write_text(content, encoding="utf-8")
        scenario = Scenario.load(path)
        assert sum(getattr(scenario.domain, name).share for name in learned.figures.domains) == pytest.approx(1.0)
        assert scenario.place.communities == 12
        assert scenario.value("arising.per_grid_day") == learned.match.changes["arising.per_grid_day"]
        numbered = [
            line for line in content.splitlines() if line.startswith(("grid_log_sd", "share =", "per_grid_day"))
        ]
        assert numbered and all("  # " in line for line in numbered)
        assert "Ward" not in content and "Phone" not in content
    assert "Hidden cases" in scenario_text(learned, "en")
    assert any("never get on record" in line for line in sentences(learned, "en"))


def test_the_models_own_register_gives_back_its_rates(small: Scenario) -> None:
    """Learning from a run under the assumed policy finds the rate at which its cases arose, hidden ones and all."""
    truth = small.preset("reactive-staffed").vary({"place.days": 365, "arising.per_grid_day": 0.3})
    runs = [simulate(truth, seed) for seed in range(50, 58)]
    per_day = float(np.mean([len(recorded_in_window(run.cases)) for run in runs])) / 365
    found = matched(truth.vary({"arising.per_grid_day": 0.1}), Target(recorded_per_day=per_day))
    assert found.changes["arising.per_grid_day"] == pytest.approx(0.3, rel=0.1)
    assert found.reached["recorded_per_day"]


def test_the_spread_between_grids_comes_back_from_recorded_counts() -> None:
    """Vulnerability drawn with log sd 0.6, counts as recorded, hidden cases missing: by grid, and by areas of ten grids."""
    case = Scenario({"format": 1}).vary({"place.community_log_sd": 0.0}).preset("reactive-staffed")
    recorded = [recorded_in_window(simulate(case, seed).cases) for seed in range(4)]
    for unit, areas, tolerance in (("grid", 130, 0.07), ("community", 13, 0.2)):
        size = Size(13, 130, areas, 1.0)
        counts = [np.bincount(rows[unit], minlength=areas).astype(float) for rows in recorded]
        found = [log_sd_of(pooled_areas(each).variance, size) for each in counts]
        assert np.mean([each.value for each in found]) == pytest.approx(0.6, abs=tolerance)
        assert all(each.low <= each.value <= each.high for each in found)


@pytest.mark.verify
def test_what_is_never_closed_is_reached_and_a_step_is_not(small: Scenario) -> None:
    """A third never closed is the street's in vain. All closed on one day, four weeks on: no number gives that."""
    policy = small.preset("reactive-staffed")
    never = np.concatenate([np.zeros(60), np.full(30, 300.0)])
    found = matched(policy, Target(1.0, closing=closing_times(never, never > 0.0), same_day={"": 0.67}))
    assert found.reached["closing"] and found.closing_off <= 0.04
    step = np.full(90, 28.0)
    missed = matched(policy, Target(1.0, closing=closing_times(step, step < 0.0), same_day={"": 0.0}))
    assert missed.closing_off > 0.04 and not missed.reached["closing"]


def test_a_place_that_does_not_close_or_hold_its_queues_carries_a_warning(learned: Learned) -> None:
    fine, wrong = (
        replace(learned, match=replace(learned.match, closing_off=off, piling=piling), closing_own=0.01)
        for off, piling in ((0.03, 0.02), (0.2, 0.3))
    )
    assert "warning" not in card(fine, "en")
    assert "20.0 points off" in card(wrong, "en")["warning"] and "pile up" in card(wrong, "en")["warning"]
    assert "20.0个百分点" in card(wrong, "zh")["warning"] and "积压" in card(wrong, "zh")["warning"]
    warned = titled(wrong)
    assert warned.info.zh.warning == card(wrong, "zh")["warning"]


def test_a_place_too_large_for_a_run_is_thinned(learned: Learned, register_file: Path) -> None:
    register = read_register(register_file)
    figures = figures_of(register, coverage_of(register))
    assert size_of(figures, None).part == 1.0
    assert size_of(figures, 200).grids == 200
    with pytest.raises(RegisterError, match=r"--grids: found 2.*at least"):
        size_of(figures, 2)
    busy = figures.rates.__class__(**{**figures.rates.__dict__, "per_day": Interval(900.0, 880.0, 920.0)})
    large = size_of(figures.__class__(**{**figures.__dict__, "rates": busy}), None)
    assert (large.grids, large.communities) == (400, 12)
    assert 900.0 * large.part / large.grids == pytest.approx(8_293 / 730 / 130)


def test_a_backtest_knows_the_models_own_world_from_another(register_file: Path) -> None:
    register = read_register(register_file)
    found = backtest(register, seeds=3)
    inquiry = BacktestResult(found.learned.scenario, found.table, found)
    assert any("are read year first" in each for each in inquiry.told("en"))
    assert set(found.matches()) == {"volume", "closing", "concentration"}
    assert 0.7 < found.volume["model"] / found.volume["earlier"] < 1.4
    shown = inquiry.shown("en")
    assert all(row[-1].endswith("percentage points") for row in tidy_rows(shown["backtest"], "en")[1])
    assert all(row[-1].endswith("\xa0%") for row in tidy_rows(shown["curves"], "en")[1])
    assert list(shown) == ["backtest", "curves"] and set(shown["backtest"]["source"]) == {
        "register, earlier part",
        "model",
    }
    assert set(found.distances) == {"closing", "concentration"}
    assert found.distances["closing"]["earlier"] < 0.08
    assert found.distances["concentration"]["model"] < 0.15
    assert found.learned.register.cases["opened"].max() < found.split
    assert found.learned.register.cases["closed"].max() < found.split
    told = BacktestResult(found.learned.scenario, found.table, found).comments("en")
    of = {each.declared.path: each.status for each in origins(found.learned.scenario, comments=told)}
    assert (of["arising.per_grid_day"], of["budget.yearly_yuan"]) == ("register", "assumption")
    even = found.curve("concentration", "register")
    assert np.all(np.diff(even["value"]) >= -1e-12)
    said = found.sentences("en")
    assert len(said) == 3 and said[1].startswith("Closing speed") and "个百分点" in found.sentences("zh")[1]


@pytest.mark.verify
@pytest.mark.parametrize(
    "truth",
    [
        {},
        {"arising.grid_log_sd": 1.0},
        {"grid_workers.other_duties_share": 0.9, "triage.screening_share": 0.3},
        {"arising.per_grid_day": 0.05, "arising.grid_log_sd": 0.3},
    ],
)
def test_a_run_written_as_a_register_gives_back_its_scenario(tmp_path: Path, truth: dict[str, float]) -> None:
    """The whole way round: a run's recorded cases as a file, learned from, against the numbers that made them."""
    case = Scenario(
        {"format": 1, "triage": {"mode": "reactive", "schedule": "routine"}, "delivery": {"mode": "staffed"}}
    )
    place = case.vary(truth)
    rows = recorded_in_window(simulate(place, 77).cases)
    start = pandas.Timestamp(place.place.start_date)
    days = {
        name: start + pandas.to_timedelta(rows[name].astype("float64"), unit="D") for name in ("recorded", "closed")
    }
    closed = days["closed"].where(rows["stage"] == "resolved").dt.strftime("%Y-%m-%d")
    channel = rows["channel"].astype(str).replace({"incident": "phone", "report": "phone"})
    table = pandas.DataFrame({"id": range(len(rows)), "created": days["recorded"].dt.strftime("%Y-%m-%d"), "closed": closed,
                              "type": rows["domain"].astype(str), "area": rows["community"], "channel": channel})  # fmt: skip
    table.to_csv(tmp_path / "run.csv", index=False)
    found = learn(read_register(tmp_path / "run.csv", domains={name: name for name in DOMAIN_NAMES}), 130)
    changes = found.match.changes
    assert changes["arising.per_grid_day"] == pytest.approx(place.arising.per_grid_day, rel=0.12)
    assert all(found.match.reached.values())
    if "grid_workers.other_duties_share" in truth:
        assert found.match.closing_off < 0.04, "several numbers give the same curve; the curve itself comes back"
    assert changes["triage.screening_share"] == pytest.approx(place.triage.screening_share, abs=0.15)
    assert found.log_sd is not None
    assert within(place.arising.grid_log_sd, found.log_sd)
    held = [within(getattr(place.domain, name).share, each) for name, each in found.figures.domains.items()]
    assert sum(held) >= 5


def run(*words: str, expect: int = 0) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert (stop.value.code or 0) == expect


def test_the_command_writes_a_scenario_and_never_over_another(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    register_file: Path,
    learned: Learned,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("experiments.registers.learn.learn", lambda register, grids: learned)
    target, out = tmp_path / "mine.toml", tmp_path / "out"
    words = ["learn", str(register_file), "--to", str(target), "--out", str(out)]
    run(*words, "--json", str(tmp_path / "told.json"), "--lang", "zh")
    assert "据wards.csv推算" in capsys.readouterr().out
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert told["columns"]["found_by"] == "channel"
    left = {path.relative_to(out).as_posix() for path in out.rglob("*")}
    assert {
        "tables/learned-table.csv",
        "tables/learned.parquet",
        "pictures/learned.png",
        "pictures/learned.svg",
        "tables.xlsx",
    } <= left
    page = (out / "report.html").read_text(encoding="utf-8")
    assert re.search("占比：卫生健康.*?[0-9.]+%<", page)
    assert "由自有台账得出的辖区" in page and "系数：周一" in page and "Factor" not in page
    made = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert made["register"]["rows"] == learned.register.rows and made["scenario_file"] == str(target)
    origins_of = {each.declared.path: each for each in origins(Scenario.load(target))}
    assert (
        origins_of["arising.per_grid_day"].status == "register"
        and "95%区间" in origins_of["arising.per_grid_day"].source
    )
    assert origins_of["budget.yearly_yuan"].status == "assumption"
    assert f"{sum(each.status == 'register' for each in origins_of.values())}个由台账推算" in page
    run("check", str(target))
    capsys.readouterr()
    run(*words, expect=2)
    assert "is there already" in capsys.readouterr().err


def test_a_users_mistake_writes_nothing(
    capsys: pytest.CaptureFixture[str], register_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "mine.toml"
    for words in (["--columns", "opened=craeted"], ["--columns", "when=created"], ["--domains", "Dog loose=pets"]):
        run("learn", str(register_file), "--to", str(target), "--out", str(tmp_path / "out"), *words, expect=2)
        assert capsys.readouterr().err.startswith("Error: --")
    run("learn", str(register_file), "--to", str(tmp_path / "mine.csv"), expect=2)
    capsys.readouterr()
    run("backtest", str(register_file), "--split", "0.99", "--out", str(tmp_path / "out"), expect=2)
    printed = capsys.readouterr()
    assert printed.err.startswith("Error: --split: found 0.99") and not printed.out, "checked before anything is read"
    assert not list(tmp_path.iterdir())


def test_a_place_whose_closings_do_not_match_warns_beside_the_verdict(small: Scenario, tmp_path: Path) -> None:
    """The warning stands in the scenario's card, and every verdict on it says it, in its language."""
    from huajie import compare

    cards = {"en": {"warning": "Closings do not match."}, "zh": {"warning": "办结不吻合。"}}
    warned = compare(Scenario({**small.data, "info": cards}), replications=2, workers=1)
    assert "Closings do not match." in warned.verdict.sentences("en")
    assert "办结不吻合。" in warned.verdict.sentences("zh")
