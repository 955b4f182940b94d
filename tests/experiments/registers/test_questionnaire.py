"""A place in Excel: what is asked, what is read back, what is refused, each mistake with its cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from experiments.registers.file import RegisterError
from experiments.registers.questionnaire import (
    ANSWER_COLUMN,
    KEY_COLUMN,
    base,
    questionnaire_text,
    questions_asked,
    read_questionnaire,
    write_questionnaire,
)
from model.scenario import PRESETS, Scenario

Fill = Callable[..., Path]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("place")
    return {language: write_questionnaire(folder / f"{language}.xlsx", language) for language in ("en", "zh")}


@pytest.fixture
def fill(empty: dict[str, Path], tmp_path: Path) -> Fill:
    """A workbook with these answers, by key."""

    def filled(answers: dict[str, Any], language: str = "en", formats: dict[str, str] | None = None) -> Path:
        book = load_workbook(empty[language])
        rows = {row[KEY_COLUMN - 1].value: row[ANSWER_COLUMN - 1] for row in book.worksheets[0].iter_rows()}
        for key, value in answers.items():
            rows[key].value = value
            rows[key].number_format = (formats or {}).get(key, "General")
        path = tmp_path / "mine.xlsx"
        book.save(path)
        return path

    return filled


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_question_stands_in_the_workbook_with_its_words(empty: dict[str, Path], language: str) -> None:
    sheet = load_workbook(empty[language]).worksheets[0]
    lines = {row[KEY_COLUMN - 1].value: row for row in sheet.iter_rows()}
    for _, asked in questions_asked():
        question, answer, unit, default, _, told, _ = lines[asked.path]
        assert answer.value is None
        assert all(str(cell.value).strip() not in ("", "None") for cell in (question, unit, default, told)), asked.path
        assert language == "en" or any("\u4e00" <= letter <= "\u9fff" for letter in str(question.value)), asked.path
    assert len(sheet.data_validations.dataValidation) == len(list(questions_asked()))


def test_answers_are_read_in_the_units_of_the_sheet(fill: Fill) -> None:
    answers = read_questionnaire(
        fill(
            {
                "place.residents": 52_000,
                "place.communities": "7",
                "grid_workers.wage_yuan": 7.8,
                "street.wage_yuan": "90,000元",
                "budget.yearly_yuan": "１２００万元",
                "triage.mode": "Preventive",
                "triage.screening_share": 0.3,
                "delivery.temporary_share": "10 %",
                "published.recorded": 2_600,
                "published.official_resolution_rate": 91,
            },
            formats={"triage.screening_share": "0%"},
        )
    )
    found = answers.scenario
    assert found.place.residents == 52_000
    assert found.place.communities == 7
    assert found.grid_workers.wage_yuan == 78_000
    assert found.value("street.wage_yuan") == 90_000
    assert found.budget.yearly_yuan == 12_000_000
    assert found.value("triage.mode") == "preventive"
    assert found.value("triage.screening_share") == pytest.approx(0.3)
    assert found.value("delivery.temporary_share") == pytest.approx(0.1)
    days = found.place.days
    assert [(each.outcome, each.value, each.tolerance) for each in found.file.published] == [
        ("recorded", pytest.approx(2_600 * days / 365), pytest.approx(78 * days / 365)),
        ("official_resolution_rate", 0.91, 0.01),
    ]
    assert found.worlds.free == ["arising.per_grid_day", "street.escalated_success"]
    # Not answered: as in the case, money, posts and organisations by grids.
    assert found.value("arising.per_grid_day") == base().value("arising.per_grid_day")
    assert answers.followed == {
        "budget.survey_yuan": 120_000,
        "partners.programmes_yuan": 80_000,
        "staffing.street_posts": 9,
        "organisations.initial_registered": 24,
    }
    assert found.value("staffing.street_posts") == 9


def test_the_file_written_is_the_scenario_read(fill: Fill, tmp_path: Path) -> None:
    answers = read_questionnaire(fill({"place.residents": 26_000, "delivery.mode": "outsourced"}, "zh"))
    path = tmp_path / "mine.toml"
    path.write_text(questionnaire_text(answers, "zh"), encoding="utf-8")
    assert Scenario.load(path).canonical() == answers.scenario.canonical()
    # A fifth of the case's grids, in as many communities: money by grids, and what every community costs.
    fifth = base().budget.yearly_yuan / 5
    assert fifth < answers.scenario.budget.yearly_yuan < 2 * fifth


def test_a_small_place_gets_money_that_pays_for_every_policy(fill: Fill) -> None:
    scenario = read_questionnaire(fill({"place.residents": 8_000, "place.communities": 2})).scenario
    for name in PRESETS:
        scenario.preset(name)


def test_all_mistakes_are_told_at_once_with_their_cells(fill: Fill) -> None:
    wrong = {
        "place.residents": "many", "place.communities": 2.5, "place.owner_share": 120,
        "grid_workers.wage_yuan": 78_000, "delivery.mode": "both", "delivery.layers": "10%",
    }  # fmt: skip
    with pytest.raises(RegisterError) as told:
        read_questionnaire(fill(wrong))
    lines = str(told.value).splitlines()
    assert len(lines) == len(wrong)
    assert all(f"({path})" in line and "allowed: " in line for path, line in zip(wrong, lines, strict=True))
    assert "did you mean 7.8?" in lines[3]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"grid_workers.wage_yuan": 0.00078}, "plausible: 2.5 to 25; did you mean 7.8?"),
        ({"budget.yearly_yuan": 0.24}, "cannot pay the named lines"),
        ({"place.owner_share": 50}, "owner_share + tenant_share + migrant_share = 1.2"),
        ({}, "no question is answered"),
    ],
)
def test_what_cannot_be_is_no_place(fill: Fill, answers: dict[str, Any], said: str) -> None:
    with pytest.raises(RegisterError, match=r"mine\.xlsx") as told:
        read_questionnaire(fill(answers))
    assert said in str(told.value)
    assert all(key in str(told.value) for key in answers)


def test_an_odd_number_is_asked_about_and_taken(fill: Fill) -> None:
    answers = read_questionnaire(fill({"grid_workers.wage_yuan": 2}))
    assert [each.path for each in answers.asked_about] == ["grid_workers.wage_yuan"]
    assert answers.scenario.grid_workers.wage_yuan == 20_000


def test_no_workbook_is_told_as_such(tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    with pytest.raises(RegisterError, match="no such file"):
        read_questionnaire(other)
    other.write_text("hello")
    with pytest.raises(RegisterError, match="no workbook that can be read"):
        read_questionnaire(other)
    with pytest.raises(RegisterError, match="is there already"):
        write_questionnaire(other, "en")
    with pytest.raises(RegisterError, match="allowed: a workbook"):
        write_questionnaire(tmp_path / "place.csv", "en")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("triage.screening_share", 0.3, "did you mean 30? else write 0.3%"),
        ("published.official_resolution_rate", 0.91, "did you mean 91? else write 0.91%"),
        ("units.weekend_share", 0.2, "did you mean 20? else write 0.2%"),
        ("organisations.post_yuan", "7,8", "found '7,8'"),
        ("grid_workers.wage_yuan", "=78000/10000", "a formula without a value"),
        ("published.recorded", 0, "allowed: a number from 1 up"),
        ("delivery.mode", "both", "or its name in column E"),
    ],
)
def test_what_would_be_read_as_another_number_is_refused(fill: Fill, path: str, value: Any, said: str) -> None:
    with pytest.raises(RegisterError) as told:
        read_questionnaire(fill({"place.residents": 52_000, path: value}))
    assert f"({path})" in str(told.value)
    assert said in str(told.value)


def test_a_share_below_one_per_cent_is_said_with_its_sign(fill: Fill) -> None:
    answers = read_questionnaire(fill({"delivery.temporary_share": "0.3 %", "place.residents": "52,000"}))
    assert answers.scenario.value("delivery.temporary_share") == pytest.approx(0.003)
    assert answers.scenario.place.residents == 52_000


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda book: book.worksheets[0].merge_cells("A6:B6"), "B6 (place.residents): is merged"),
        (lambda book: book.worksheets[0].insert_cols(1), "column G"),
        (lambda book: book.copy_worksheet(book.worksheets[0]), "more than one sheet"),
        (lambda book: setattr(book.worksheets[0]["G8"], "value", "place.grid"), "B8: is no answer"),
    ],
)
def test_a_damaged_workbook_loses_no_answer_in_silence(fill: Fill, damage: Callable[[Any], Any], said: str) -> None:
    path = fill({"place.residents": 52_000, "place.communities": 5, "place.grids": 50})
    book = load_workbook(path)
    damage(book)
    book.save(path)
    with pytest.raises(RegisterError) as told:
        read_questionnaire(path)
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            {"place.residents": 20_000_000, "place.grids": 10},
            "B6 (place.residents), B8 (place.grids): place.buildings_per_grid",
        ),
        ({"place.residents": 3}, "place.communities is not answered"),
    ],
)
def test_what_follows_from_answers_is_told_with_their_cells(fill: Fill, answers: dict[str, Any], said: str) -> None:
    with pytest.raises(RegisterError) as told:
        read_questionnaire(fill(answers))
    assert said in str(told.value)


def test_the_chinese_workbook_refuses_in_chinese(empty: dict[str, Path]) -> None:
    rules = load_workbook(empty["zh"]).worksheets[0].data_validations.dataValidation
    assert not [rule.error for rule in rules if any(letter.isascii() and letter.isalpha() for letter in rule.error)]
