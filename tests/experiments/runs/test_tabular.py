"""Tables for other programs: every digit, one column a name, no cell that acts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from experiments.command_line.main import main
from experiments.labels.visible import visible
from experiments.runs.engine import Simulate, execute
from experiments.runs.plan import Plan
from experiments.runs.store import open_store
from experiments.runs.tabular import records, without_formula, write_csv

FORMULAS = ['=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_of_a_csv_file_is_a_formula(tmp_path: Path, words: str) -> None:
    write_csv(pandas.DataFrame({"area": [words], words: [1.5]}), tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    (first, second), (cell, number) = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert (first, second, cell, number) == ("area", f"'{words}", f"'{words}", "1.5")


def test_numbers_and_plain_words_stay_in_a_csv_file(tmp_path: Path) -> None:
    frame = pandas.DataFrame(
        {"area": ["深水埗", "-0.5", "a=b", None], "value": [-0.1 - 0.2, 1e-300, np.nan, 3.0], "n": [1, -2, 3, 4]}
    )
    write_csv(frame, tmp_path / "a.csv")
    back = pandas.read_csv(tmp_path / "a.csv", dtype={"area": str})
    assert back["area"].fillna("").tolist() == ["深水埗", "-0.5", "a=b", ""]
    pandas.testing.assert_series_equal(back["value"], frame["value"], check_exact=True)
    assert without_formula(-2) == -2


def test_records_have_every_digit_and_none_for_nothing() -> None:
    frame = pandas.DataFrame({"a": [0.1 + 0.2, np.nan, np.inf], "b": np.array([1, 2, 3]), "c": ["x", None, "z"]})
    assert records(frame) == [
        {"a": 0.30000000000000004, "b": 1, "c": "x"}, {"a": None, "b": 2, "c": None}, {"a": None, "b": 3, "c": "z"},
    ]  # fmt: skip
    assert json.loads(json.dumps(records(frame), allow_nan=False))


@pytest.fixture
def asked(
    tmp_path: Path, plan_of: Callable[..., Plan], stand_in: Simulate, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """What the command `query` prints for some SQL over a store of eight runs."""
    execute(plan_of([0.1, 0.3], 4), open_store(tmp_path, create=True), workers=1, simulate=stand_in)

    def ask(sql: str, *words: str) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["query", str(tmp_path), sql, *words, "--lang", "en"])
        said = capsys.readouterr()
        assert not ended.value.code, said.err
        return said.out

    return ask


KINDS: list[tuple[str, Any]] = [
    ("0.6221490634623829::double", 0.6221490634623829),
    ("1e-12::double", 1e-12),
    ("sum(seed)", 20),
    ("sum(seed)::hugeint * 1000000000000000000000", 20 * 10**21),
    ("'NaN'::double", None),
    ("1.5::decimal(10, 2)", 1.5),
    ("'\\xAA\\x01'::blob", "\\xAA\\x01"),
    ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    ("date '2010-03-01'", "2010-03-01"),
    ("[1.5, null]", [1.5, None]),
    ("{'a': 1}", {"a": 1}),
    ("true", True),
]


@pytest.mark.parametrize(("sql", "value"), KINDS, ids=[sql for sql, _ in KINDS])
def test_a_query_gives_values_whole(asked: Callable[..., str], sql: str, value: Any) -> None:
    assert json.loads(asked(f"select {sql} as a from runs", "--json", "-")) == [{"a": value}] * (
        1 if "sum" in sql else 8
    )
    assert asked(f"select {sql} as a from runs", "--csv").startswith("a\n")
    assert asked(f"select {sql} as a from runs")


def test_an_interval_is_a_text(asked: Callable[..., str]) -> None:
    (row,) = json.loads(asked("select interval '3 days' as a from runs limit 1", "--json", "-"))
    assert row["a"] == "0 months 3 days 0 s"


def test_columns_of_one_name_are_all_there(asked: Callable[..., str]) -> None:
    sql = "select 1 as a, 2 as a, 3 as b, 4 as a from runs limit 1"
    assert json.loads(asked(sql, "--json", "-")) == [{"a": 1, "a_2": 2, "b": 3, "a_3": 4}]
    assert asked(sql, "--csv") == "a,a_2,b,a_3\n1,2,3,4\n"
    assert all(word in asked(sql) for word in ("a_2", "a_3", "1", "2", "3", "4"))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("plain 深水埗", "plain 深水埗"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("abc\u202edef", r"abc\u202edef"),
        ("two\nlines", "two lines"),
        ("\udcb2", "�"),
        ("x" * 300, "x" * 199 + "…"),
        ("x" * 200, "x" * 200),
    ],
)
def test_words_are_shown_as_they_are(words: str, shown: str) -> None:
    assert visible(words) == shown
