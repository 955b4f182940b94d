"""A place in Excel: a workbook that asks what a planner knows, in 10,000 yuan and persons, and the scenario it is read back as.

Core objects: `ASKED` (the numbers that are asked for), `write_questionnaire`, `read_questionnaire`.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.findings.plausibility import Question, believed, questions
from experiments.labels import choice, help_of, number, outcome, text, unit_of
from experiments.labels.errors import in_chinese
from experiments.labels.settings import lever_label
from experiments.registers.file import RegisterError
from experiments.registers.place import AMPLE, by_size, grown
from model.clock import DAYS_PER_YEAR
from model.scenario import LEVERS, PARAMETERS, Scenario, ScenarioError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from model.scenario import Declaration

TEN_THOUSAND, PERCENT = 10_000.0, 0.01
# What is asked for, by the head under which it stands.
ASKED: dict[str, tuple[str, ...]] = {
    "place": ("place.residents", "place.communities", "place.grids", "place.owner_share", "place.tenant_share", "place.migrant_share"),
    "staff": ("staffing.grid_workers_per_grid", "staffing.street_posts", "grid_workers.wage_yuan", "staff.permanent.wage_yuan",
              "staff.temporary.wage_yuan", "street.wage_yuan", "organisations.post_yuan"),
    "money": ("budget.yearly_yuan", "budget.survey_yuan", "partners.programmes_yuan"),
    "work": ("units.requests_per_resident_year", "units.weekend_share"),
    "policy": ("triage.mode", "triage.screening_share", "delivery.mode", "delivery.temporary_share", "delivery.layers"),
    "published": ("published.recorded", "published.official_resolution_rate", "published.self_resolved_of_resolved"),
}  # fmt: skip
# What a place shows, by outcome: the tolerance within which its worlds have to show it, and the number solved for it.
PUBLISHED: dict[str, tuple[float, str]] = {
    "recorded": (0.03, "arising.per_grid_day"),  # relative
    "official_resolution_rate": (0.01, "street.escalated_success"),
    "self_resolved_of_resolved": (0.01, "work.beyond_authority_scale"),
}
RELATIVE = ("recorded",)
# What, left empty, follows the size of the place.
BY_SIZE = ("budget.yearly_yuan", "budget.survey_yuan", "partners.programmes_yuan", "staffing.street_posts")
KEY_COLUMN, ANSWER_COLUMN, FIRST_ROW = 7, 2, 5  # from 1; the heads stand above the first row
WIDTHS = (44, 16, 18, 14, 22, 70, 34)
# Yuan in both languages; ten thousand, a hundred million.
CURRENCY, SCALES = ("yuan", "\u5143", "\u00a5"), (("\u4e07", TEN_THOUSAND), ("\u4ebf", TEN_THOUSAND**2))
# Commas between thousands or ten thousands; "7,8" is neither.
GROUPED = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,4}(,\d{4})+)(\.\d+)?")
# What follows from answers, with the questions it follows from.
FOLLOWS_FROM = {"place.buildings_per_grid": ("place.residents", "place.grids")}
NOT_TAKEN_OVER = ("published", "worlds", "info", "triage", "delivery")


@dataclass(frozen=True)
class Asked:
    """One question: its path, how many of the scenario's units one unit of the sheet is, and the range that is allowed."""

    path: str
    scale: float
    low: float | None
    high: float | None
    choices: tuple[str, ...] = ()

    @property
    def is_published(self) -> bool:
        """Whether it asks for a figure that the place published."""
        return self.path.startswith("published.")


@dataclass(frozen=True)
class Answers:
    """What a workbook says: the scenario, the paths that were answered, what follows from the size, what to ask about."""

    scenario: Scenario
    answered: tuple[str, ...]
    followed: Mapping[str, float]
    asked_about: tuple[Question, ...]


def questions_asked() -> Iterator[tuple[str, Asked]]:
    """Every question with its head, in order."""
    for head, paths in ASKED.items():
        for path in paths:
            yield head, _asked(path)


def _asked(path: str) -> Asked:
    if path.startswith("published."):
        return Asked(path, 1.0, 1.0, None) if path.endswith("recorded") else Asked(path, PERCENT, 0.0, 100.0)
    declared = _declared(path)
    if declared.kind == "choice":
        return Asked(path, 1.0, None, None, tuple(declared.choices))
    scale, low, high = _scale(declared), declared.low, declared.high
    return Asked(path, scale, None if low is None else low / scale, None if high is None else high / scale)


def _declared(path: str) -> Declaration:
    return PARAMETERS.get(path) or LEVERS[path]


def _scale(declared: Declaration) -> float:
    """Yuan are asked for in ten thousands, shares in per cent."""
    if declared.unit.startswith("yuan"):
        return TEN_THOUSAND
    return PERCENT if declared.kind == "float" and (declared.low, declared.high) == (0.0, 1.0) else 1.0


def write_questionnaire(path: Path, language: str) -> Path:
    """Write the workbook: a line a question, with the value that stands if nothing is answered, what is plausible, and help."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    if path.suffix.lower() != ".xlsx":
        raise RegisterError(f"{path}: is no .xlsx file; allowed: a workbook, such as place.xlsx")
    if path.exists():
        raise RegisterError(
            f"{path}: is there already; choose another name, or read it with 'python run.py place read'"
        )
    like, book = base(), Workbook()
    sheet: Worksheet = book[book.sheetnames[0]]
    sheet.title = text("questionnaire.sheet", language)
    for row, key in enumerate(("title", "how", "empty"), start=1):
        sheet.cell(row, 1, text(f"questionnaire.{key}", language))
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=6)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 32
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    heads = ("question", "answer", "unit", "default", "plausible", "help", "key")
    sheet.append([text(f"questionnaire.{head}", language) for head in heads])
    for cell in sheet[FIRST_ROW - 1]:
        cell.font = Font(bold=True)
    head_before = ""
    for head, asked in questions_asked():
        if head != head_before:
            sheet.append([text(f"questionnaire.head.{head}", language)])
            sheet.cell(sheet.max_row, 1).font = Font(bold=True)
            head_before = head
        sheet.append(_line(asked, like, language))
        answer = sheet.cell(sheet.max_row, ANSWER_COLUMN)
        answer.fill = PatternFill("solid", fgColor="FFF6D5")
        _validate(sheet, answer.coordinate, asked, language)
        for cell in sheet[sheet.max_row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(sheet.max_row, KEY_COLUMN).font = Font(color="999999")
    for index, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFG"[index]].width = width
    sheet.freeze_panes = f"A{FIRST_ROW}"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def base() -> Scenario:
    """What stands where nothing is answered: the numbers of the case, without its policy, its figures and its card."""
    case = Scenario.load("zhaoshang").data
    place = {key: value for key, value in case["place"].items() if not key.startswith("title")}
    return Scenario({**{key: case[key] for key in case if key not in NOT_TAKEN_OVER}, "place": place})


def _line(asked: Asked, like: Scenario, language: str) -> list[Any]:
    """One question: words, an empty answer, unit, what counts if it stays empty, what is plausible, help, key."""
    if asked.is_published:
        name = asked.path.removeprefix("published.")
        label, unit = outcome(name, language), text(f"questionnaire.unit.{name}", language)
        return [label, None, unit, text("questionnaire.unknown", language), None,
                text(f"questionnaire.help.{name}", language), asked.path]  # fmt: skip
    declared, value = _declared(asked.path), like.value(asked.path)
    shown = choice(value, language) if asked.choices else _rounded(float(value) / asked.scale)
    if asked.path in BY_SIZE:
        shown = text("questionnaire.by_size", language, value=number(_rounded(float(value) / asked.scale)))
    return [lever_label(asked.path, language), None, _unit(asked, declared, language), shown, _plausible(asked, declared, language),
            help_of(declared, language), asked.path]  # fmt: skip


def _unit(asked: Asked, declared: Declaration, language: str) -> str:
    if asked.choices:
        return text("questionnaire.unit.choice", language)
    unit = unit_of(declared, language)
    if asked.scale == TEN_THOUSAND:
        return text("questionnaire.unit.yuan", language, unit=unit)
    return text("questionnaire.unit.percent", language, unit=unit) if asked.scale == PERCENT else unit


def _plausible(asked: Asked, declared: Declaration, language: str) -> str:
    """What may be believed; for a choice its words."""
    if asked.choices:
        return text("join.list", language).join(choice(each, language) for each in asked.choices)
    ends = believed(asked.path)
    if ends is None:
        return ""
    low, high = (number(_rounded(end / asked.scale)) for end in ends)
    return text("number.range", language, low=low, high=high)


def _rounded(value: float) -> float:
    return float(f"{value:.10g}")


def _validate(sheet: Worksheet, cell: str, asked: Asked, language: str) -> None:
    """Excel itself refuses what is not allowed, where the planner types."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if asked.choices:
        words = ",".join(choice(each, language) for each in asked.choices)
        rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    elif asked.high is None:
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1=asked.low, allow_blank=True)
    else:
        rule = DataValidation(
            type="decimal", operator="between", formula1=asked.low, formula2=asked.high, allow_blank=True
        )
    allowed = _allowed(asked)
    if asked.choices:
        allowed = text("join.list", language).join(choice(each, language) for each in asked.choices)
    elif language == "zh":
        allowed = in_chinese(allowed)
    rule.error = text("questionnaire.refused", language, allowed=allowed)[:250]
    sheet.add_data_validation(rule)
    rule.add(cell)


def _allowed(asked: Asked) -> str:
    if asked.choices:
        return f"one of {', '.join(asked.choices)}, or its name in column E"
    if asked.high is None:
        return f"a number from {number(asked.low or 0.0)} up"
    return f"a number from {number(asked.low or 0.0)} to {number(asked.high)}"


def read_questionnaire(path: Path) -> Answers:
    """Read a filled-in workbook back.

    Raises `RegisterError` with every mistake at once, each with its cell, what was found and what is allowed; numbers that can
    only be slips, such as a wage in yuan where ten thousands are asked for, are mistakes too.
    """
    from openpyxl.cell.cell import MergedCell

    sheet, known = _sheet(path), {asked.path: asked for _, asked in questions_asked()}
    formulas = _formulas(path, sheet.title)
    answers: dict[str, Any] = {}
    cells: dict[str, str] = {}
    problems: list[str] = []
    begun = False
    for row in sheet.iter_rows(min_row=1):
        key = row[KEY_COLUMN - 1].value if len(row) >= KEY_COLUMN else None
        begun, cell = begun or key in known, row[ANSWER_COLUMN - 1]
        is_empty = cell.value is None or not str(cell.value).strip()
        if not isinstance(key, str) or key.strip() not in known:
            if begun and not is_empty:
                problems.append(
                    f"{path}, {cell.coordinate}: is no answer, for column G holds no key of a question beside it"
                )
            continue
        asked = known[key.strip()]
        where = f"{path}, {cell.coordinate} ({asked.path})"
        if is_empty:
            if cell.coordinate in formulas:
                problems.append(
                    f"{where}: holds a formula without a value; open it in Excel, save it, and read it again"
                )
            elif isinstance(cell, MergedCell):
                problems.append(f"{where}: is merged with other cells; unmerge them")
            continue
        if asked.path in cells:
            problems.append(f"{where}: is asked twice, first in {cells[asked.path]}; leave one of them empty")
            continue
        cells[asked.path] = cell.coordinate
        try:
            answers[asked.path] = _read(cell.value, asked, "%" in str(cell.number_format))
        except ValueError as error:
            problems.append(f"{where}: {error}")
    if problems:
        raise RegisterError("\n".join(problems))
    if not cells:
        raise RegisterError(
            f"{path}: no question is answered: fill in column B of the sheet '{sheet.title}', save, and read it again"
        )
    return _answers(path, answers, cells)


def _sheet(path: Path) -> Any:
    """The sheet that holds the questions."""
    from openpyxl import load_workbook

    if path.is_dir():
        raise RegisterError(f"{path}: is a folder; allowed: a workbook, such as place.xlsx")
    try:
        book = load_workbook(path, data_only=True)
    except FileNotFoundError:
        raise RegisterError(f"{path}: no such file; 'python run.py place new' writes one") from None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        told = error.strerror if isinstance(error, OSError) and error.strerror else "save it as .xlsx"
        raise RegisterError(f"{path}: is no workbook that can be read ({told})") from None
    except Exception:
        raise RegisterError(
            f"{path}: is no Excel workbook that can be read: it is damaged, has a password or is of another kind; save it anew as .xlsx"
        ) from None
    known = {asked.path for _, asked in questions_asked()}
    found = [
        sheet
        for sheet in book.worksheets
        for keys in sheet.iter_cols(min_col=KEY_COLUMN, max_col=KEY_COLUMN, max_row=500, values_only=True)
        if known.intersection(keys)
    ]
    if len(found) > 1:
        raise RegisterError(
            f"{path}: more than one sheet asks for a place: {', '.join(sheet.title for sheet in found)}; keep one of them"
        )
    if not found:
        raise RegisterError(
            f"{path}: holds no questions of a place, or not with their keys in column G, as they were written; 'python run.py place new' "
            "writes one"
        )
    return found[0]


def _formulas(path: Path, title: str) -> set[str]:
    """The answers that are formulas; one that no program has computed yet holds no value."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    rows = book[title].iter_rows(min_col=ANSWER_COLUMN, max_col=ANSWER_COLUMN)
    found = {cell.coordinate for row in rows for cell in row if cell.data_type == "f"}
    book.close()
    return found


def _read(found: Any, asked: Asked, in_per_cent: bool) -> Any:
    """What a cell says, in the scenario's units; `ValueError` says what was found and what is allowed.

    A cell that shows 15 % holds 0.15: `in_per_cent` says that it is such a one.
    """
    allowed = _allowed(asked)
    if asked.choices:
        words = {
            word.casefold(): each for each in asked.choices for word in (each, choice(each, "en"), choice(each, "zh"))
        }
        chosen = words.get(str(found).strip().casefold())
        if chosen is None:
            raise ValueError(f"found '{found}'; allowed: {allowed}")
        return chosen
    value, scale = _number(found, asked, allowed), asked.scale
    in_per_cent &= isinstance(found, int | float)
    if value is None or not math.isfinite(value):
        raise ValueError(f"found '{found}'; allowed: {allowed}")
    if in_per_cent:
        if scale != PERCENT:
            raise ValueError(f"found '{found:%}', a share; allowed: {allowed}")
        value /= PERCENT
    elif scale == PERCENT and 0.0 < value <= 1.0 and not _says_per_cent(found):
        raise ValueError(
            f"found '{found}'; the unit is per cent (did you mean {number(_rounded(value / PERCENT))}? else write {number(value)}%); "
            f"allowed: {allowed}"
        )
    if scale == TEN_THOUSAND and asked.high is not None and asked.high < value <= asked.high * TEN_THOUSAND:
        raise ValueError(
            f"found '{found}'; the unit is 10,000 yuan (did you mean {number(value / scale)}?); allowed: {allowed}"
        )
    if (asked.low is not None and value < asked.low - 1e-12) or (asked.high is not None and value > asked.high + 1e-12):
        raise ValueError(f"found '{found}'; allowed: {allowed}")
    exact = _rounded(value * scale)
    if not asked.is_published and _declared(asked.path).kind == "int":
        if exact != int(exact):
            raise ValueError(f"found '{found}'; allowed: a whole number")
        return int(exact)
    return exact


def _number(found: Any, asked: Asked, allowed: str) -> float | None:
    """A number in the sheet's unit; with words for yuan, ten thousands or per cent it says its own."""
    if isinstance(found, bool):
        return None
    if isinstance(found, int | float):
        return float(found)
    word = unicodedata.normalize("NFKC", str(found)).strip().replace(" ", "").replace("_", "")
    factor, in_units = 1.0, False
    if word.endswith("%"):
        if asked.scale != PERCENT:
            raise ValueError(f"found '{found}', a share; allowed: {allowed}")
        word = word[:-1]
    for mark in CURRENCY:
        if word.endswith(mark) or word.startswith(mark):
            word, in_units = word.removesuffix(mark).removeprefix(mark), True
    for mark, times in SCALES:
        if word.endswith(mark):
            word, factor, in_units = word[: -len(mark)], times, True
    if "," in word and not GROUPED.fullmatch(word):
        return None
    try:
        value = float(word.replace(",", "")) * factor
    except ValueError:
        return None
    return value / asked.scale if in_units else value


def _says_per_cent(found: Any) -> bool:
    return isinstance(found, str) and unicodedata.normalize("NFKC", found).strip().endswith("%")


def _answers(path: Path, answers: Mapping[str, Any], cells: Mapping[str, str]) -> Answers:
    """The scenario of the answers; money and posts that were not told follow the residents."""
    own = {each: value for each, value in answers.items() if not each.startswith("published.")}
    name = path.stem
    data: dict[str, Any] = base().data
    data["place"] |= {"title_en": name, "title_zh": name}
    data = grown(data, own)
    try:
        size = Scenario({**data, "budget": {"yearly_yuan": AMPLE}})
        _refuse_slips(path, [each for each in questions(size) if each.path != "budget.yearly_yuan"], cells)
        changes = by_size(data, size.place.grids, size.place.communities)
        followed = {each: value for each, value in changes.items() if each not in own and value != size.value(each)}
        data = grown(data, followed)
        data |= _published(answers, size.place.days)
        scenario = Scenario(data, path.with_suffix(".toml"))
    except ScenarioError as error:
        raise RegisterError("\n".join(_with_cell(path, line, cells) for line in str(error).splitlines())) from None
    asked_about = questions(scenario)
    _refuse_slips(path, asked_about, cells)
    return Answers(scenario, tuple(answers), followed, tuple(asked_about))


def _published(answers: Mapping[str, Any], days: int) -> dict[str, Any]:
    """The figures that the place shows, and the numbers that are solved so that its worlds show them."""
    rows, free = [], []
    for name, (tolerance, solved) in PUBLISHED.items():
        value = answers.get(f"published.{name}")
        if value is None:
            continue
        value = _rounded(value * days / DAYS_PER_YEAR) if name in RELATIVE else value
        wide = _rounded(value * tolerance) if name in RELATIVE else tolerance
        rows.append({"outcome": name, "value": value, "tolerance": wide, "source": "the place's own statement"})
        free.append(solved)
    return {"published": rows, "worlds": {"free": free}} if rows else {}


def _with_cell(path: Path, problem: str, cells: Mapping[str, str]) -> str:
    """A complaint of the scenario with the cells it speaks of."""
    named = [
        f"{cell} ({each})"
        for each, cell in cells.items()
        if each in problem
        or f"{each.rpartition('.')[2]} " in problem
        or any(result in problem and each in sources for result, sources in FOLLOWS_FROM.items())
    ]
    not_answered = [
        asked.path for _, asked in questions_asked() if f"{asked.path}: found" in problem and asked.path not in cells
    ]
    said = (
        problem.partition(": ")[2] if problem.startswith(("scenario: ", f"{path.with_suffix('.toml')}: ")) else problem
    )
    said += "".join(f"; {each} is not answered, so its default counts" for each in not_answered)
    return f"{path}{', ' + ', '.join(named) if named else ''}: {said}"


def _refuse_slips(path: Path, asked_about: Iterable[Question], cells: Mapping[str, str]) -> None:
    absurd = [each for each in asked_about if each.is_absurd and each.path in cells]
    if absurd:
        raise RegisterError("\n".join(_slip(path, each, cells[each.path]) for each in absurd))


def _slip(path: Path, question: Question, cell: str) -> str:
    scale = _asked(question.path).scale
    found, meant, low, high = (
        number(_rounded(value / scale))
        for value in (question.found, question.meant or 0.0, question.low, question.high)
    )
    unit = " (the unit is 10,000 yuan)" if scale == TEN_THOUSAND else ""
    return f"{path}, {cell} ({question.path}): found {found}{unit}; plausible: {low} to {high}; did you mean {meant}?"


def questionnaire_text(answers: Answers, language: str) -> str:
    """The scenario file: what was answered, and what follows from the size, said beside it."""
    import tomli_w

    followed = [
        text("questionnaire.followed", language, name=lever_label(path, language), value=choice(value, language))
        for path, value in answers.followed.items()
    ]
    head = [text("questionnaire.head", language), *followed]
    return "\n".join([*(f"# {line}" for line in head), "", tomli_w.dumps(answers.scenario.data)])
