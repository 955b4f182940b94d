"""What stretch of time a register covers: gaps, late listings, extracts, regimes; and that nothing is made up from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas
import pytest

from experiments.registers.coverage import Coverage, coverage_of
from experiments.registers.estimates import Interval, arrival_rates
from experiments.registers.figures import figures_of, size_of
from experiments.registers.file import RegisterError
from experiments.registers.place import factors_known, unmatched_scenario
from experiments.registers.reading import Register, read_register

TODAY = pandas.Timestamp("2026-06-01")
DAY = pandas.Timedelta(days=1)


def times(rate: float, first: str, days: int, seed: int = 1) -> list[pandas.Timestamp]:
    """Openings of a Poisson process, to the minute."""
    generator = np.random.default_rng(seed)
    at = np.sort(generator.uniform(0.0, days, generator.poisson(rate * days)))
    return [pandas.Timestamp(first) + pandas.Timedelta(minutes=int(24 * 60 * each)) for each in at]


def register(
    path: Path, opened: Sequence[pandas.Timestamp], closed: Sequence[object] = (), columns: str = "", cells: Sequence[str] = ()
) -> Register:  # fmt: skip
    rows = [f"{n},{day:%Y-%m-%d %H:%M},{'' if not len(closed) or pandas.isna(closed[n]) else f'{closed[n]:%Y-%m-%d %H:%M}'}"
            + (f",{cells[n]}" if len(cells) else "") for n, day in enumerate(opened)]  # fmt: skip
    path.write_text("\n".join(["id,opened,closed" + columns, *rows]), encoding="utf-8")
    return read_register(path, today=TODAY)


def keys(coverage: Coverage) -> set[str]:
    return {note.key for note in coverage.noted}


def waits(count: int, mean: float, seed: int = 2) -> list[pandas.Timedelta]:
    return [pandas.Timedelta(days=float(each)) for each in np.random.default_rng(seed).exponential(mean, count)]


def test_an_even_register_is_used_whole(tmp_path: Path) -> None:
    opened = times(3.0, "2022-01-01", 800)
    found = coverage_of(register(tmp_path / "r.csv", opened, [day + wait for day, wait in zip(opened, waits(len(opened), 5.0), strict=True)]))  # fmt: skip
    assert (found.since, found.until) == (pandas.Timestamp("2022-01-01"), opened[-1].normalize() + DAY)
    assert found.closing_since == found.since
    assert not keys(found) - {"closed_only"}


@pytest.mark.parametrize("rate", [0.08, 0.5])
def test_a_quiet_place_has_no_gaps(tmp_path: Path, rate: float) -> None:
    for seed in range(5):
        found = coverage_of(register(tmp_path / "r.csv", times(rate, "2021-01-01", 730, seed)))
        assert found.days > 650
        assert not keys(found)


def test_a_season_that_comes_back_is_no_gap(tmp_path: Path) -> None:
    opened = [day for day in times(6.0, "2021-01-01", 4 * 365) if day.month not in (11, 12, 1, 2)]
    found = coverage_of(register(tmp_path / "r.csv", opened))
    assert found.days > 3.5 * 365


def test_the_dense_window_is_used_and_named(tmp_path: Path) -> None:
    """A few early rows, months of nothing, then the register proper: the rate is the window's count."""
    opened = [*times(0.05, "2020-01-01", 500), *times(20.0, "2021-09-10", 81)]
    held = register(tmp_path / "r.csv", opened)
    found = coverage_of(held)
    assert abs((found.since - pandas.Timestamp("2021-09-10")).days) <= 2
    assert {"window", "gap"} <= keys(found)
    rates = figures_of(held, found).rates
    assert rates.per_day.value == pytest.approx(20.0, rel=0.05)
    assert rates.per_day.low <= rates.cases / rates.days <= rates.per_day.high
    assert not rates.month


def test_a_short_gap_within_years_is_bridged_and_not_counted(tmp_path: Path) -> None:
    opened = [
        day
        for day in times(5.0, "2021-01-01", 1_100)
        if not pandas.Timestamp("2023-01-05") <= day < pandas.Timestamp("2023-02-15")
    ]
    held = register(tmp_path / "r.csv", opened)
    found = coverage_of(held)
    assert found.days > 1_090 and "bridged" in keys(found)
    assert figures_of(held, found).rates.per_day.value == pytest.approx(5.0, rel=0.08)


def test_a_register_that_nearly_ended_is_learned_from_its_good_years(tmp_path: Path) -> None:
    opened = [*times(6.0, "2015-01-01", 900), *times(0.01, "2017-06-20", 900, 3)]
    held = register(tmp_path / "r.csv", opened)
    rate = figures_of(held, coverage_of(held)).rates.per_day
    assert rate.value == pytest.approx(6.0, rel=0.1)
    assert rate.is_narrow


def test_most_rows_on_a_few_days_are_refused_with_what_to_do(tmp_path: Path) -> None:
    opened = [*times(0.05, "2018-01-01", 1_900), *times(56.0, "2023-03-20", 16, 2)][-1_000:]
    held = register(tmp_path / "r.csv", opened)
    with pytest.raises(
        RegisterError, match=r"only 1[5-9] days are listed densely.*export all cases opened within a longer period"
    ):
        coverage_of(held)


def test_a_listing_that_began_late_begins_when_it_began(tmp_path: Path) -> None:
    opened = times(4.0, "2021-01-01", 700)
    closed = [day + wait for day, wait in zip(opened, waits(len(opened), 25.0), strict=True)]
    began = pandas.Timestamp("2022-06-01")
    listed = [(a, b) for a, b in zip(opened, closed, strict=True) if b >= began]
    found = coverage_of(register(tmp_path / "r.csv", [a for a, _ in listed], [b for _, b in listed]))
    assert abs((found.since - began).days) <= 4
    assert "began_late" in keys(found) or "gap" in keys(found)


def test_rows_chosen_by_their_last_change_are_refused(tmp_path: Path) -> None:
    opened = [*times(2.0, "2025-10-01", 90), *times(400.0, "2026-01-05", 2)]
    cells = [f"2026-01-0{5 + n % 2} 10:00" for n in range(len(opened))]
    closed = [pandas.Timestamp("2026-01-06 12:00") if n % 2 else pandas.NaT for n in range(len(opened))]
    closed = [each if pandas.isna(each) or each >= day else day for each, day in zip(closed, opened, strict=True)]
    held = register(tmp_path / "r.csv", opened, closed, ",Last modified", cells)
    with pytest.raises(RegisterError, match="chosen by when they were last changed"):
        coverage_of(held)


def test_closing_is_learned_from_the_last_regime(tmp_path: Path) -> None:
    opened = times(2.0, "2015-01-01", 2_500)
    generator = np.random.default_rng(4)
    share = {2015: 0.9, 2016: 0.9, 2017: 0.0, 2018: 0.0}
    closed = [day + wait if generator.random() < share.get(day.year, 0.55) else pandas.NaT
              for day, wait in zip(opened, waits(len(opened), 3.0), strict=True)]  # fmt: skip
    held = register(tmp_path / "r.csv", opened, closed)
    found = coverage_of(held)
    assert abs((found.closing_since - pandas.Timestamp("2019-01-01")).days) < 45
    regimes = next(note for note in found.noted if note.key == "regimes")
    assert [int(str(each).split()[0]) for each in regimes.values["shares"]] == pytest.approx([90, 0, 55], abs=6)  # type: ignore[attr-defined]
    curve = figures_of(held, found).closing[""]
    assert float(curve.at(np.array([90.0]))[0][0]) == pytest.approx(0.55, abs=0.06)


def test_an_extract_of_closed_cases_is_told_and_its_cut_too(tmp_path: Path) -> None:
    opened = times(10.0, "2022-01-01", 500)
    closed = [day + wait for day, wait in zip(opened, waits(len(opened), 25.0), strict=True)]
    end = pandas.Timestamp("2022-01-01") + 500 * DAY
    listed = [(a, b) for a, b in zip(opened, closed, strict=True) if b - a <= 90 * DAY and b < end]
    held = register(tmp_path / "r.csv", [a for a, _ in listed], [b for _, b in listed])
    found = coverage_of(held)
    assert {"closed_only", "cut_age"} <= keys(found)
    assert found.cut_age == 90.0
    assert (found.until - found.closing_until).days > 60


def test_a_log_of_work_is_said_to_be_one(tmp_path: Path) -> None:
    opened = times(5.0, "2022-01-01", 200)
    assert "work_log" in keys(coverage_of(register(tmp_path / "r.csv", opened, opened)))
    rows = "\n".join(f"{day:%Y-%m-%d %H:%M},Main St {n}" for n, day in enumerate(opened))
    (tmp_path / "filled.csv").write_text(f"date_fixed,where\n{rows}", encoding="utf-8")
    held = read_register(tmp_path / "filled.csv", today=TODAY, columns={"opened": "date_fixed"})
    assert "work_log" in keys(coverage_of(held))


def test_a_round_number_of_rows_and_a_day_cut_in_its_middle_are_sentences(tmp_path: Path) -> None:
    opened = times(40.0, "2022-01-01", 120)[-3_000:]
    found = coverage_of(register(tmp_path / "r.csv", opened))
    assert "round_rows" in keys(found)
    first = pandas.Series(opened).dt.normalize().value_counts().sort_index().iloc[0]
    assert ("cut_day" in keys(found)) == (first < 20)


def test_a_rate_is_the_plain_count_and_holds_the_truth() -> None:
    """Over 60 registers with bursts, seasons and few cases: as counted, and covered about as often as promised."""
    held = []
    for seed in range(60):
        generator = np.random.default_rng(seed)
        days = pandas.date_range("2022-01-01", periods=int(generator.integers(60, 800)))
        rate = float(np.exp(generator.uniform(np.log(0.5), np.log(30.0))))
        mean = rate * generator.gamma(5.0, 0.2, len(days)) if seed % 2 else np.full(len(days), rate)
        counts = pandas.Series(generator.poisson(mean), days)
        found = arrival_rates(counts)
        assert found.per_day.value == pytest.approx(counts.iloc[-365:].mean())
        held.append(found.per_day.low <= rate <= found.per_day.high)
    assert np.mean(held) >= 0.85


def test_a_register_too_uneven_for_a_rate_is_refused(tmp_path: Path) -> None:
    """All cases entered in three batches: no rate within a factor of three, and no scenario."""
    opened = [
        pandas.Timestamp("2022-01-03 09:00") + pandas.Timedelta(days=day, minutes=n)
        for day in (0, 17, 45)
        for n in range(40)
    ]
    held = register(tmp_path / "r.csv", opened)
    with pytest.raises(RegisterError, match="come too unevenly to tell a rate"):
        figures_of(held, coverage_of(held))


@pytest.mark.parametrize(
    ("channels", "screening", "staff_is_known"),
    [
        (["Phone"], 0.0, False),
        (["@A", "@B", "@C", "@D", "Phone"], None, False),
        (["Patrol", "Phone", "Phone", "API"], None, True),
        (["Phone", "Phone", "Phone", "Phone", "Phone", "Phone", "Phone", "Phone", ""], None, False),
    ],
)
def test_channels_that_were_not_read_are_not_made_up(
    tmp_path: Path, channels: list[str], screening: float | None, staff_is_known: bool
) -> None:
    opened = times(4.0, "2022-01-01", 200)
    cells = [channels[n % len(channels)] for n in range(len(opened))]
    held = register(tmp_path / "r.csv", opened, columns=",channel", cells=cells)
    figures = figures_of(held, coverage_of(held))
    assert figures.staff_is_known == staff_is_known
    place = unmatched_scenario(held, figures, size_of(figures, None), None)
    assert place.data["triage"].get("screening_share") == screening
    if staff_is_known:
        assert figures.staff.low < 0.25 < 0.5 <= figures.staff.high + 0.02, "all or none of the unread may be staff's"


def test_kinds_that_were_mostly_not_placed_leave_the_domains_alone(tmp_path: Path) -> None:
    opened = times(4.0, "2022-01-01", 200)
    cells = [("Street light", "Xyz", "Qrs")[n % 3] for n in range(len(opened))]
    held = register(tmp_path / "r.csv", opened, columns=",type", cells=cells)
    figures = figures_of(held, coverage_of(held))
    assert not figures.domains_known
    assert "domain" not in unmatched_scenario(held, figures, size_of(figures, None), None).data
    assert dict(held.unread("kind", "domain")) == {"Xyz": cells.count("Xyz"), "Qrs": cells.count("Qrs")}


def test_a_quiet_place_has_a_budget_that_pays_for_it(tmp_path: Path) -> None:
    held = register(tmp_path / "r.csv", times(0.09, "2021-01-01", 730))
    figures = figures_of(held, coverage_of(held))
    place = unmatched_scenario(held, figures, size_of(figures, None), None)
    for name in ("reactive-staffed", "preventive-outsourced"):
        place.preset(name)


def test_a_weekday_on_which_nothing_is_opened_is_told_and_a_vague_one_is_not() -> None:
    assert factors_known((Interval(1.4, 1.2, 1.6), Interval(0.004, 0.0, 0.03)))
    assert not factors_known((Interval(1.4, 1.2, 1.6), Interval(0.5, 0.2, 0.9)))
