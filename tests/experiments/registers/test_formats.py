"""Registers in the formats that people have, and what is said of files that are none."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pandas
import pytest

from experiments.registers.columns import read_pairs
from experiments.registers.file import RegisterError, encoding_of
from experiments.registers.reading import Register, read_register
from experiments.registers.sheets import LAST_LINE

TODAY = pandas.Timestamp("2026-06-01")
DAYS = pandas.date_range("2024-01-01", periods=60)
ROWS = [(str(n), f"{day:%Y-%m-%d} 08:00", "", f"Ward {n % 3}") for n, day in enumerate(DAYS)]
HEAD = ("id", "created", "closed", "ward")


def read(path: Path, **options: object) -> Register:
    return read_register(path, today=TODAY, **options)  # type: ignore[arg-type]


def as_csv(path: Path, head: str, rows: list[str], encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join([head, *rows]).encode(encoding))
    return path


def workbook(path: Path, sheets: dict[str, list[tuple[str, ...]]], hidden: tuple[str, ...] = ()) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    book.save(path)
    return path


def patched(path: Path, old: bytes, new: bytes) -> Path:
    """The workbook with its first sheet's text changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return path


@pytest.mark.parametrize("stated", [b"A1", b"A1:D2000000000", b"A1:XFD1048576"])
def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path: Path, stated: bytes) -> None:
    path = workbook(tmp_path / "r.xlsx", {"Sheet": [HEAD, *ROWS]})
    patched(path, b'<dimension ref="A1:D61"', b'<dimension ref="' + stated + b'"')
    assert len(read(path).cases) == 60


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b'<row r="61">', b'<row r="2000000000">', f"more than {LAST_LINE:,} lines"),
        (b'<c r="D2" ', b'<c r="XFD2" ', "16,384 columns wide in line 2"),
    ],
)
def test_a_sheet_beyond_every_size_is_refused_at_once(tmp_path: Path, old: bytes, new: bytes, found: str) -> None:
    path = patched(workbook(tmp_path / "r.xlsx", {"Sheet": [HEAD, *ROWS]}), old, new)
    begun = time.perf_counter()
    with pytest.raises(RegisterError, match=found):
        read(path)
    assert time.perf_counter() - begun < 10.0, "bounded by the size of any sheet, not by what the file claims"


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"Sheet": [HEAD, *ROWS]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 201_000_000)
    with pytest.raises(RegisterError, match=r"unpacks to 2.*allowed: at most"):
        read(path)


def test_hidden_sheets_are_not_read_and_a_sheet_can_be_named(tmp_path: Path) -> None:
    codes = [("code", "street")] + [(str(n), f"S{n}") for n in range(200)]
    notes = [("remark", "date")] + [("x", "none")] * 90
    path = workbook(tmp_path / "r.xlsx", {"codes": codes, "notes": notes, "cases": [HEAD, *ROWS]}, hidden=("codes",))
    assert len(read(path).cases) == 60
    assert "'cases'" in read(path, sheet="3").source
    with pytest.raises(RegisterError, match="no column holds the date"):
        read(path, sheet="codes")
    with pytest.raises(
        RegisterError, match=r"--sheet: .* has no sheet 'casse'; its sheets are 'codes', 'notes', 'cases'"
    ):
        read(path, sheet="casse")
    with pytest.raises(RegisterError, match="is no Excel workbook and has no sheets"):
        read(as_csv(tmp_path / "r.csv", ",".join(HEAD), [",".join(row) for row in ROWS]), sheet="cases")


def test_a_sheet_a_month_is_one_register(tmp_path: Path) -> None:
    bad = ("x", "soon", "", "Ward 1")
    path = workbook(tmp_path / "r.xlsx", {"Jan": [HEAD, *ROWS[:31]], "Feb": [HEAD, *ROWS[31:], bad]})
    found = read(path)
    assert len(found.cases) == 60
    assert "'Jan', 'Feb'" in found.source
    assert list(found.set_aside["line"]) == ["Feb!31"]


def test_formulas_without_values_are_named_as_the_cause(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"Sheet": [("=A1", "=B1")] * 3})
    with pytest.raises(RegisterError, match="formulas without stored values"):
        read(path)


RECORDS = [dict(zip(HEAD, row, strict=True)) for row in ROWS]


@pytest.mark.parametrize(
    ("name", "tree"),
    [
        ("list.json", RECORDS),
        ("open311.json", {"service_requests": [{"service_request_id": r["id"], "requested_datetime": r["created"]} for r in RECORDS]}),
        ("socrata.json", {"meta": {"view": {"columns": [{"name": n} for n in HEAD]}}, "data": [list(row) for row in ROWS]}),
        ("geo.geojson", {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": r} for r in RECORDS]}),
        ("arcgis.json", {"features": [{"attributes": {**r, "created": 1704067200000 + 86_400_000 * n}} for n, r in enumerate(RECORDS)]}),
        ("rows.json", [list(HEAD), *map(list, ROWS)]),
        ("columns.json", {name: [row[at] for row in ROWS] for at, name in enumerate(HEAD)}),
        ("numbered.json", {r["id"]: r for r in RECORDS}),
        ("nested.csv", [{"case": {"created": r["created"], "ward": {"name": r["ward"]}}} for r in RECORDS]),
    ],
)  # fmt: skip
def test_json_in_its_usual_shapes_is_a_table(tmp_path: Path, name: str, tree: object) -> None:
    path = tmp_path / name
    path.write_text(json.dumps(tree), encoding="utf-8")
    assert len(read(path).cases) == 60


def test_pages_of_answers_one_after_another_are_one_table(tmp_path: Path) -> None:
    pages = [json.dumps({"page": at, "items": RECORDS[at : at + 20]}) for at in (0, 20, 40)]
    (tmp_path / "r.json").write_text("\n".join(pages), encoding="utf-8")
    assert len(read(tmp_path / "r.json").cases) == 60


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf32.csv", "\n".join(",".join(row) for row in (HEAD, *ROWS)).encode("utf-32")),
        ("caret.txt", "\n".join("^".join(row) for row in (HEAD, *ROWS)).encode()),
        ("text.csv", "\n".join(",".join(f'="{cell}"' for cell in row) for row in (HEAD, *ROWS)).encode()),
        ("quoted.csv", "\n".join(",".join(f"'{cell}" for cell in row) for row in (("编号", "受理时间", "办结时间", "社区"), *ROWS)).encode()),
        ("invisible.csv", "\n".join(",".join(f"\u200b{cell}" for cell in row) for row in (HEAD, *ROWS)).encode()),
        ("no_workbook.xlsx", "\n".join(",".join(row) for row in (HEAD, *ROWS)).encode()),
        ("unnamed_last.csv", "\n".join(",".join(row) for row in (("id", "created", "closed", ""), *ROWS)).encode()),
        ("two_lines.csv", "\n".join(",".join(row) for row in (("id", "time", "time", "where"), ("", "created", "closed", "ward"), *ROWS)).encode()),
        ("headless.csv", "\n".join(",".join(row) for row in ROWS).encode()),
    ],
)  # fmt: skip
def test_a_text_as_programs_leave_it_loses_no_row(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = read(tmp_path / name)
    assert (len(found.cases), found.cases["opened"].iloc[0]) == (60, pandas.Timestamp("2024-01-01 08:00"))


def test_a_due_date_is_no_closing_and_a_word_no_date(tmp_path: Path) -> None:
    rows = [f"{day:%Y-%m-%d},{day:%Y-%m-%d},已办结,噪音" for day in DAYS]
    found = read(as_csv(tmp_path / "r.csv", "受理时间,应办结时间,办结时间,类型", rows))
    assert "closed" not in found.columns
    assert [note.values["example"] for note in found.noted if note.key == "closed_no_dates"] == ["已办结"]


def test_open311_closes_by_status_and_last_change(tmp_path: Path) -> None:
    rows = [
        f"{day:%Y-%m-%d},{'Closed' if n % 4 else 'open'},{day + pandas.Timedelta(days=3):%Y-%m-%d}"
        for n, day in enumerate(DAYS)
    ]
    found = read(as_csv(tmp_path / "r.csv", "requested_datetime,status,updated_datetime", rows))
    assert found.cases["closed"].notna().sum() == 45
    assert ((found.cases["closed"] - found.cases["opened"]).dropna() == pandas.Timedelta(days=3)).all()
    assert "closed_by_status" in {note.key for note in found.noted}
    assert not {"sheets_left", "closed_by_content"} & {note.key for note in found.noted}
    named = read(tmp_path / "r.csv", columns={"closed": "updated_datetime"})
    assert named.cases["closed"].notna().all(), "what is named is taken as it is"


def test_sheets_of_another_head_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"Cases": [HEAD, *ROWS], "Sums": [("month", "cases"), ("1", "31")]})
    assert [note.values for note in read(path).noted if note.key == "sheets_left"] == [{"count": 1, "rows": 1}]


def test_json_lines_and_parquet_are_tables(tmp_path: Path) -> None:
    lines = tmp_path / "r.jsonl"
    lines.write_text("\n".join(json.dumps(record) for record in RECORDS), encoding="utf-8")
    frame = pandas.DataFrame(RECORDS).assign(created=pandas.to_datetime([r["created"] for r in RECORDS]), n=1.5)
    frame.to_parquet(tmp_path / "r.parquet")
    for path in (lines, tmp_path / "r.parquet"):
        found = read(path)
        assert (len(found.cases), found.cases["opened"].iloc[0]) == (60, pandas.Timestamp("2024-01-01 08:00"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("r.csv", b"<!DOCTYPE html><html><body>Log in</body></html>", "is an HTML page, not a table"),
        ("r.xls", b"\n<html xmlns:x='urn'><table><tr><td>1</td></tr></table></html>", "is an HTML page"),
        ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook .* save it as .xlsx"),
        ("r.csv", b"%PDF-1.4", "a PDF"),
        ("r.csv.gz", b"\x1f\x8b\x08", "unpack it first"),
        ("r.xml", b"<?xml version='1.0'?><rows/>", "an XML file"),
        ("r.json", b'{"created": ', "is no JSON that can be read"),
        ("r.json", b"[" * 100_000, "is no JSON that can be read"),
        ("r.json", b"[]", "holds no list of cases"),
        ("r.parquet", b"PAR1 broken", "is no Parquet file that can be read"),
        ("r.csv", b"\xef\xbb\xbf", "the file is empty"),
        (
            "r.csv",
            b"id,opened\n" + b"".join(b"%d,2024-01-%02d%s\n" % (n, n, b",x" * (n % 2)) for n in range(1, 29)),
            "14 of 28 rows have more fields",
        ),
        ("r.csv", b'id,opened\n1,"2024-01-01\n' + b"2,2024-01-02\n" * 300, "line 2: .* quotation mark is never closed"),
        (
            "r.csv",
            b"day,cases\n" + b"".join(b"2024-0%d-%02d,7\n" % (m, d) for m in range(1, 4) for d in range(1, 29)),
            "rows lie 1 day.s. apart",
        ),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RegisterError, match=message):
        read(tmp_path / name)


@pytest.mark.parametrize(
    "stands_for", ["9999-12-31", "2999-12-31 00:00:00", "1900-01-01", "1753-01-01", "0001-01-01", "0000-00-00"]
)
def test_a_date_that_stands_for_none_is_an_open_case(tmp_path: Path, stands_for: str) -> None:
    rows = [f"{day:%Y-%m-%d},{stands_for if n % 2 else f'{day:%Y-%m-%d}'}" for n, day in enumerate(DAYS)]
    found = read(as_csv(tmp_path / "r.csv", "opened,closed", rows))
    assert len(found.cases) == 60
    assert found.cases["closed"].isna().sum() == 30
    opened = read(as_csv(tmp_path / "r.csv", "opened,closed", [*rows, f"{stands_for},2024-02-01"]))
    assert len(opened.cases) == 60
    assert opened.set_aside["treatment"].eq("left_out").sum() == 1


@pytest.mark.parametrize("pattern", ["%y-%m-%d", "%y/%m/%d %H:%M", "%d/%m/%y", "%m/%d/%y", "%d.%m.%Y", "%Y.%m.%d %H.%M", "%a %b %d %H:%M:%S CST %Y", "%Y-%m-%d %H:%M:%S+08"])  # fmt: skip
def test_dates_come_back_in_every_order(tmp_path: Path, pattern: str) -> None:
    days = pandas.date_range("2023-01-01 13:05", periods=400)
    rows = [f"{day:{pattern}},{day + pandas.Timedelta(days=9):{pattern}}" for day in days]
    found = read(as_csv(tmp_path / "r.csv", "受理时间,办结时间", rows))
    assert len(found.cases) == 400
    assert (found.cases["opened"].dt.normalize() == days.normalize()).all()
    assert ((found.cases["closed"] - found.cases["opened"]) == pandas.Timedelta(days=9)).all()


def test_an_ambiguous_reading_that_contradicts_itself_is_taken_back(tmp_path: Path) -> None:
    """Days up to 12 only: month first closes cases before they were opened, day first does not."""
    days = [pandas.Timestamp(2023, month, day) for month in range(1, 12) for day in (9, 10, 11, 12)]
    rows = [f"{day:%d/%m/%Y},0{day.day - 8}/{day.month + 1:02d}/2023" for day in days]
    found = read(as_csv(tmp_path / "r.csv", "opened,closed", rows))
    assert (found.cases["closed"] >= found.cases["opened"]).all()
    assert set(found.cases["opened"].dt.day) == {9, 10, 11, 12}
    assert not found.reasons()


def test_dates_that_contradict_each_other_however_read_write_nothing(tmp_path: Path) -> None:
    rows = [f"{day:%Y-%m-%d},{day - pandas.Timedelta(days=5 if n % 2 else -5):%Y-%m-%d}" for n, day in enumerate(DAYS)]
    with pytest.raises(RegisterError, match=r"the closings \('closed'\) lie before the openings \('opened'\) in 50 %"):
        read(as_csv(tmp_path / "r.csv", "opened,closed", rows))


def test_one_damaged_byte_does_not_change_the_encoding(tmp_path: Path) -> None:
    assert encoding_of(("噪音扰民,东区\n" * 50).encode() + b"\xe5\x99") == "utf-8"
    assert encoding_of("受理時間,案件類型,處理情形,行政區,新莊,路燈不亮\n".encode("big5") * 20) == "big5hkscs"
    assert encoding_of("created,area\n2024-01-01,x\n".encode("utf-16-le")) == "utf-16-le"
    rows = [f"{day:%Y-%m-%d},花果山社区,噪音扰民" for day in DAYS]
    content = "\n".join(["受理时间,社区,类别", *rows]).encode()
    (tmp_path / "r.csv").write_bytes(content.replace("噪".encode(), "噪".encode()[:2], 1))
    found = read(tmp_path / "r.csv")
    assert found.columns["area"] == "社区" and (found.cases["area"] == "花果山社区").all()
    assert next(note for note in found.noted if note.key == "bad_bytes").values["count"] == 1


def test_areas_in_two_unicode_forms_are_one(tmp_path: Path) -> None:
    forms = ("Caf\u00e9", "Cafe\u0301")
    rows = [f"{day:%Y-%m-%d},{forms[n % 2]}" for n, day in enumerate(DAYS)]
    assert read(as_csv(tmp_path / "r.csv", "created,ward", rows)).cases["area"].nunique() == 1


def test_a_title_is_preferred_to_its_id_and_a_postcode_is_no_date(tmp_path: Path) -> None:
    rows = [f"{day:%Y-%m-%d},{11305 + n % 2},{('Pothole', 'Trash')[n % 2]},2120{n % 9}" for n, day in enumerate(DAYS)]
    found = read(as_csv(tmp_path / "r.csv", "created_at,request_type.id,request_type.title,zip", rows))
    assert (found.columns["domain"], found.columns["area"]) == ("request_type.title", "zip")


def test_minute_timed_rows_without_a_number_are_kept(tmp_path: Path) -> None:
    rows = [f"{day:%Y-%m-%d} 09:0{n % 2},A" for day in DAYS for n in (0, 0, 1, 2)]
    found = read(as_csv(tmp_path / "r.csv", "created,area", rows))
    assert len(found.cases) == len(rows)
    assert "alike" in {note.key for note in found.noted}


def test_kinds_with_commas_are_placed_by_words_and_by_file(tmp_path: Path) -> None:
    kind = "Wegen, verkeer en straatmeubilair"
    path = as_csv(tmp_path / "r.csv", "created,type,channel", [f'{day:%Y-%m-%d},"{kind}",@Helpline' for day in DAYS])
    given = read_pairs("--domains", [f"{kind}=urban_services"], ("urban_services", "health"))
    assert given == {kind: "urban_services"}
    both = read_pairs("--domains", [f"{kind}=urban_services,Dog, loose=health"], ("urban_services", "health"))
    assert both == {kind: "urban_services", "Dog, loose": "health"}
    as_csv(tmp_path / "kinds.csv", "kind,domain,cases", [f'"{kind}",urban_services,60', "other,,3"], "utf-8-sig")
    assert read_pairs("--domains", [str(tmp_path / "kinds.csv")], ("urban_services",)) == given
    found = read(path, domains=given, channels={"@Helpline": "resident"})
    assert set(found.cases["domain"]) == {"urban_services"}
    assert set(found.cases["found_by"]) == {"resident"}
    with pytest.raises(
        RegisterError, match=r"--channels: '@Helpline=citizen': unknown finder.*allowed: staff, resident"
    ):
        read(path, channels={"@Helpline": "citizen"})


def test_a_damaged_workbook_is_named(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "no workbook")
    (tmp_path / "r.xlsx").write_bytes(content.getvalue())
    with pytest.raises(RegisterError, match=r"is a ZIP archive with 'a.txt'"):
        read(tmp_path / "r.xlsx")
