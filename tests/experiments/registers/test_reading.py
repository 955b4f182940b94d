"""Registers as cities keep them: encodings, separators, languages, dates, and every bad row told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas
import pytest

from experiments.registers.columns import read_pairs
from experiments.registers.dates import DateReading, read_dates
from experiments.registers.file import RegisterError, encoding_of
from experiments.registers.meanings import domain_of, found_by
from experiments.registers.reading import Register, read_register

TODAY = pandas.Timestamp("2026-06-01")
DAYS = pandas.date_range("2024-01-01", periods=60)


def saved(path: Path, head: str, rows: Sequence[str], encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join([head, *rows]).encode(encoding))
    return path


def read(path: Path, **options: object) -> Register:
    return read_register(path, today=TODAY, **options)  # type: ignore[arg-type]


@pytest.fixture
def hotline(tmp_path: Path) -> Path:
    """A 12345 hotline's register in GB18030, as offices export it."""
    rows = [
        f"GD{n:04d},{day:%Y年%-m月%-d日} {8 + n % 9}时05分,{day + pandas.Timedelta(days=3):%Y/%m/%d %H:%M},"
        f"{('海月社区', '花果山社区', '沿山社区', '')[n % 4]},{('邻里纠纷', '垃圾清运', '养老服务')[n % 3]},"
        f"{('市民热线', '网格员上报', '微信')[n % 3]}"
        for n, day in enumerate(DAYS)
    ]
    return saved(tmp_path / "工单.csv", "工单编号,受理时间,办结时间,所属社区,案件类型,来源渠道", rows, "gb18030")


def test_a_chinese_hotline_is_read_without_help(hotline: Path) -> None:
    found = read(hotline)
    assert dict(found.columns) == {
        "opened": "受理时间", "closed": "办结时间", "domain": "案件类型", "area": "所属社区", "found_by": "来源渠道",
    }  # fmt: skip
    assert "gb18030" in found.source
    assert found.cases["opened"].iloc[0] == pandas.Timestamp("2024-01-01 08:05")
    assert set(found.cases["domain"]) == {"social_affairs", "urban_services", "civil_affairs"}
    assert (found.cases["found_by"] == "staff").sum() == 20
    assert (found.cases["area"] == "").sum() == 15
    assert not len(found.set_aside)


def test_an_american_311_is_read_without_help(tmp_path: Path) -> None:
    rows = [
        f'{n},{day:%m/%d/%Y} 12:1{n % 10}:00 PM,,"Noise, loud",{("01 QUEENS", "02 BRONX", "0 Unspecified")[n % 3]},PHONE'
        for n, day in enumerate(DAYS)
    ]
    found = read(
        saved(
            tmp_path / "311.csv",
            "Unique Key,Created Date,Closed Date,Complaint Type,Community Board,Open Data Channel Type",
            rows,
        )
    )
    assert found.columns["area"] == "Community Board"
    assert found.cases["opened"].dt.hour.eq(12).all()
    assert set(found.cases["area"]) == {"01 QUEENS", "02 BRONX", ""}
    assert found.cases["closed"].isna().all()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_european_register_with_semicolons_and_days_first(tmp_path: Path, encoding: str) -> None:
    rows = [f"{day:%d.%m.%Y};{day:%d.%m.%Y};Zürich Süd {n % 2};Müll auf der Straße" for n, day in enumerate(DAYS)]
    path = saved(tmp_path / "anliegen.csv", "Eingang;Erledigt;Quartier;Thema", rows, encoding)
    found = read(
        path, columns={"area": "quartier", "domain": "Thema"}, domains={"Müll auf der Straße": "urban_services"}
    )
    assert found.columns["opened"] == "Eingang"
    assert found.cases["opened"].iloc[-1] == DAYS[-1]
    assert set(found.cases["area"]) == {"Zürich Süd 0", "Zürich Süd 1"}
    assert set(found.cases["domain"]) == {"urban_services"}


def test_an_excel_workbook_with_a_title_above_the_head(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["2024年台账"])
    book.active.append(["上报时间", "结案时间", "网格", "事件类别"])
    for n, day in enumerate(DAYS):
        book.active.append([day.to_pydatetime(), "2024-03-05" if n % 2 else None, f"网格{n % 5}", "消防隐患"])
    book.save(tmp_path / "台账.xlsx")
    found = read(tmp_path / "台账.xlsx")
    assert (len(found.cases), found.columns["area"], set(found.cases["domain"])) == (60, "网格", {"security"})
    assert found.cases["closed"].notna().sum() == 30


@pytest.mark.parametrize("stray", [0, 3, 8])
def test_a_stray_comma_costs_its_own_row_and_no_other(tmp_path: Path, stray: int) -> None:
    rows = [f"{n},{day:%Y-%m-%d},A" for n, day in enumerate(DAYS)]
    rows[stray] += ",,B,C,D,E"
    found = read(saved(tmp_path / "r.csv", "id,created,area", rows))
    assert (found.rows, len(found.cases), found.reasons()) == (60, 59, {"ragged": 1})
    assert found.columns["opened"] == "created"


def test_semicolons_within_a_remark_are_no_separators(tmp_path: Path) -> None:
    rows = [f"{day:%Y-%m-%d},A," + "one; two; three; four" * (n == 3) for n, day in enumerate(DAYS)]
    assert len(read(saved(tmp_path / "r.csv", "created,area,remark", rows)).cases) == 60


def test_what_stands_above_the_head_is_sentences(tmp_path: Path) -> None:
    rows = ["created,area,kind", *(f"{day:%Y-%m-%d},A,noise" for day in DAYS)]
    found = read(saved(tmp_path / "r.csv", "Cases 2024,exported", rows))
    above = next(note for note in found.noted if note.key == "above_head")
    assert above.values == {"count": 1, "words": "Cases 2024 exported"}
    assert not [note for note in read(saved(tmp_path / "r.csv", rows[0], rows[1:])).noted if note.key == "above_head"]


@pytest.mark.parametrize(
    ("words", "expected", "order"),
    [
        ("2020-02-17T08:05:00Z", "2020-02-17 08:05", "year_first"),
        ("2020-02-17 08:05:30.123+08:00", "2020-02-17 08:05:30", "year_first"),
        ("2020年2月17日 下午3时05分", "2020-02-17 15:05", "year_first"),
        ("2020年2月17日15点", "2020-02-17", "year_first"),
        ("2020/2/17 8:05", "2020-02-17 08:05", "year_first"),
        ("２０２０/２/１７", "2020-02-17", "year_first"),
        ("02/17/2020 12:19:00 AM", "2020-02-17 00:19", "month_first"),
        ("17/02/2020 23:59", "2020-02-17 23:59", "day_first"),
        ("17.2.20", "2020-02-17", "day_first"),
        ("20200217", "2020-02-17", "compact"),
        ("20200217083000", "2020-02-17 08:30", "compact"),
        ("43878.5", "2020-02-17 12:00", "number"),
        ("1581897600", "2020-02-17", "number"),
        ("1581897600000", "2020-02-17", "number"),
        ("17 Feb 2020 08:05", "2020-02-17 08:05", "month_name"),
        ("Feb 17, 2020", "2020-02-17", "month_name"),
        ("二〇二〇年二月十七日", "2020-02-17", "year_first"),
        ("20年2月7日", "2020-02-07", "year_first"),
        ("2020年2月17日（星期一）8时5分", "2020-02-17 08:05", "year_first"),
        ("2020-2-17 上午", "2020-02-17", "year_first"),
        ("17-2月 -20", "2020-02-17", "month_name"),
        ("17-FEB-20 03.05.00.000000 PM", "2020-02-17 15:05", "month_name"),
        ("17. März 2020", "2020-03-17", "month_name"),
        ("17 de febrero de 2020", "2020-02-17", "month_name"),
        ("17 août 2020", "2020-08-17", "month_name"),
        ("2020.02.17. 08:05", "2020-02-17 08:05", "year_first"),
        ("2020-02-16 24:00", "2020-02-17", "year_first"),
        ("2020-02-17 08:05:00 (UTC+08:00)", "2020-02-17 08:05", "year_first"),
        ("Mon Feb 17 2020 08:05:00 GMT+0800 (China Standard Time)", "2020-02-17 08:05", "month_name"),
        ("20200217T080500Z", "2020-02-17 08:05", "compact"),
        ("/Date(1581897600000+0800)/", "2020-02-17", "number"),
        ("1581897600000000", "2020-02-17", "number"),
    ],
)
def test_a_date_in_any_usual_format(words: str, expected: str, order: str) -> None:
    times, reading = read_dates(pandas.Series([words]))
    assert (times.iloc[0].normalize() if "点" in words else times.iloc[0]) == pandas.Timestamp(expected)
    assert reading.order == order


def test_what_is_no_date_is_none() -> None:
    times, _ = read_dates(pandas.Series(["13/13/2020", "31/04/2020", "yesterday", "12", "2020-02-30", "25:00", "Tue"]))
    assert times.isna().all()


def test_the_order_of_day_and_month_is_the_columns() -> None:
    """One 17 decides for all; without one the other column does; without both it is said to be a guess."""
    shown, reading = read_dates(pandas.Series(["03/04/2021", "17/04/2021"]))
    assert shown.iloc[0] == pandas.Timestamp("2021-04-03")
    assert not reading.guessed
    followed, _ = read_dates(pandas.Series(["03/04/2021"]), like=reading)
    assert followed.iloc[0] == pandas.Timestamp("2021-04-03")
    assert read_dates(pandas.Series(["03/04/2021"]))[1] == DateReading("month_first", "03/04/2021", guessed=True)


def test_every_bad_row_is_told_apart(tmp_path: Path) -> None:
    good = [f"{n},{day:%Y-%m-%d} 08:00,{day:%Y-%m-%d} 09:00,A" for n, day in enumerate(DAYS)]
    bad = {
        "opened_missing": "100,,2024-02-01,A",
        "opened_unreadable": "101,soon,2024-02-01,A",
        "opened_placeholder": "102,1900-01-01,2024-02-01,A",
        "opened_future": "103,2031-01-01,,A",
        "opened_far": "104,2013-01-01,,A",
        "closed_unreadable": "105,2024-02-01 08:00,later,A",
        "closed_before_opened": "106,2024-02-01 08:00,2024-01-20,A",
        "closed_placeholder": "109,2024-02-01 08:00,1900-01-01,A",
        "closed_future": "107,2024-02-01 08:00,2099-12-31,A",
        "duplicate": good[0],
        "ragged": "108,2024-02-01 08:00,,A,B",
    }
    # One row far from 200 others is a slip; one of 60 might be the register's first year.
    more = [f"{200 + n},2024-02-{1 + n % 20:02d} 10:{n % 60:02d},,B" for n in range(200)]
    found = read(saved(tmp_path / "r.csv", "id,created,closed,area", [*good, *more, *bad.values()]))
    assert found.reasons() == dict.fromkeys(bad, 1)
    lines = found.set_aside.set_index("reason")["line"]
    assert [lines[reason] - 262 for reason in bad] == list(range(len(bad)))
    treated = found.set_aside.set_index("reason")["treatment"]
    assert {reason for reason in bad if treated[reason] == "counted_open"} == {
        "closed_unreadable", "closed_before_opened", "closed_placeholder", "closed_future",
    }  # fmt: skip
    assert len(found.cases) == 260 + 4
    assert found.rows == 260 + len(bad)


def test_equal_rows_stay_where_nothing_tells_rows_apart(tmp_path: Path) -> None:
    rows = [f"{day:%Y-%m-%d},A" for day in DAYS for _ in range(2)]
    found = read(saved(tmp_path / "r.csv", "created,area", rows))
    assert len(found.cases) == 120
    assert "alike" in {note.key for note in found.noted}


def test_a_closing_on_the_day_without_a_time_is_no_closing_before(tmp_path: Path) -> None:
    rows = [f"{day:%Y-%m-%d} 15:00,{day:%Y-%m-%d}" for day in DAYS]
    found = read(saved(tmp_path / "r.csv", "created,closed", rows))
    assert (found.cases["closed"] == found.cases["opened"]).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": {"openned": "created"}}, "unknown role 'openned' .did you mean 'opened'"),
        ({"columns": {"opened": "craeted"}}, "no column 'craeted' .did you mean 'created'.*'created', 'area'"),
        ({"domains": {"A": "helth"}}, "unknown domain .did you mean 'health'"),
        ({"domains": {"A": "health"}}, "no case is of kind 'A'"),
    ],
)
def test_a_wrong_word_names_the_nearest_right_one(tmp_path: Path, options: dict[str, object], message: str) -> None:
    path = saved(tmp_path / "r.csv", "created,area", [f"{day:%Y-%m-%d},A" for day in DAYS])
    with pytest.raises(RegisterError, match=message):
        read(path, **options)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b" \n"), "is empty"),
        (lambda path: path.write_bytes(b"\x89PNG\0\0\0"), "not a text table"),
        (lambda path: path.write_bytes(b"PK\x03\x04 no workbook"), "is no Excel workbook that can be read"),
        (lambda path: path.write_text("name,place\nA,B\n" * 50), "no column holds the date.*'name', 'place'"),
        (lambda path: path.write_text("created,area\n"), "no row below the head.*line 1: 'created', 'area'"),
        (lambda path: path.write_text("created,area\n" + "soon,A\n" * 50), "column 'created' holds no date.*such as 'soon'"),
        (lambda path: path.write_text("created,area\n" + ",A\n" * 50), "column 'created' holds no date.*cells are empty"),
        (lambda path: path.write_text("created\n" + "2024-01-05\n" * 9), "9 of 9 rows can be used; allowed: at least 30"),
        (lambda path: path.write_text("created\n" + "2024-01-05 8:00\n2024-01-06 9:00\n" * 30), "2 of 60 rows.*58 × the same as an earlier row"),
        (lambda path: path.write_text("id,created\n" + "".join(f"{n},2024-01-05\n" for n in range(50))), "to the last: found 1; allowed: at least 28"),
        (lambda path: path.write_text("created,closed\n" + "soon,2024-01-05\n" * 50), "column 'created' holds no date"),
        (lambda path: path.write_text('created,a\n2024-01-05,"open' + "x" * 200_000), "line 2.*quotation mark"),
    ],
)  # fmt: skip
def test_a_register_that_tells_nothing_says_why(tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    path = tmp_path / "r.csv"
    make(path)
    with pytest.raises(RegisterError, match=message):
        read(path)


def test_words_of_both_languages_find_their_meaning() -> None:
    assert [domain_of(word) for word in ("Street Light Condition", "食品安全", "Rat Sighting", "Customer Service", "广场舞")] == [
        "urban_services", "health", "health", "", "culture",
    ]  # fmt: skip
    assert [found_by(word) for word in ("ONLINE", "Patrol by staff", "12345热线", "网格员巡查", "UNKNOWN")] == [
        "resident", "staff", "resident", "staff", "",
    ]  # fmt: skip


def test_encodings_are_told_apart() -> None:
    assert encoding_of("创建时间,社区".encode("gb18030")) == "gb18030"
    assert encoding_of("Zürich; Straße; öffnen".encode("cp1252")) == "cp1252"


def test_pairs_keep_the_commas_of_names() -> None:
    assert read_pairs("--columns", ["opened=a,closed=b", "area=Ward, North"]) == {
        "opened": "a", "closed": "b", "area": "Ward, North",
    }  # fmt: skip
    with pytest.raises(RegisterError, match="--columns: found 'opened'"):
        read_pairs("--columns", ["opened"])
