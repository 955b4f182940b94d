"""The tables of docs/reference/ODD.md, written from the declarations: `python -m tools.odd_tables`.

Core objects: `tables` (the text between the marks) and `with_tables` (a document with that text
put in). A test holds that the file says what the declarations say.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from experiments.labels import plausible_of
from experiments.reports.markdown import marked, table
from model.outcome_definitions import OUTCOMES
from model.scenario import Declaration
from model.scenario.levers import LEVERS, PRESETS
from model.scenario.parameters import DOMAIN_NAMES, PARAMETERS

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "reference" / "ODD.md"
COMMAND = "python -m tools.odd_tables"


def tables() -> str:
    """All tables as Markdown: levers, presets, parameters, domains, outcomes."""
    parameters = [d for path, d in PARAMETERS.items() if not path.startswith("domain.")]
    return "\n".join([
        "### Levers of a policy (defaults are those of the case)\n", _declared(LEVERS.values()),
        "### Presets (a lever not named here stays as the scenario has it)\n", _presets(),
        "### Parameters of a place and of the mechanisms\n", _declared(parameters),
        "### Domains (`domain.NAME.…`)\n", _domains(),
        "### Outcomes\n", _outcomes(),
    ])  # fmt: skip


def with_tables(document: str) -> str:
    """The document with the present tables between its marks.

    Raises ValueError where the marks are missing.
    """
    return marked(document, COMMAND, tables())


def _declared(declared: Iterable[Declaration]) -> str:
    head = ("path", "default", "allowed", "plausible", "unit", "meaning", "status; source")
    return table(head, (_row(each) for each in declared))


def _row(declared: Declaration) -> tuple[str, ...]:
    source = f"{declared.status}; {declared.source}"
    cells = (f"`{declared.path}`", _shown(declared.default), _range(declared), plausible_of(declared, "en"))
    return (*cells, declared.unit, declared.help, source)


def _range(declared: Declaration) -> str:
    if declared.kind == "choice":
        return ", ".join(declared.choices)
    return "yes, no" if declared.kind == "bool" else f"{_shown(declared.low)} – {_shown(declared.high)}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.12g}" if isinstance(value, int | float) else str(value)


def _presets() -> str:
    paths = list(dict.fromkeys(path for preset in PRESETS.values() for path in preset))
    rows = ([f"`{path}`", *(_shown(preset.get(path, "–")) for preset in PRESETS.values())] for path in paths)
    return table(["lever", *PRESETS], rows)


def _domains() -> str:
    columns = [path.rpartition(".")[2] for path in PARAMETERS if path.startswith(f"domain.{DOMAIN_NAMES[0]}.")]
    rows = (
        [f"`{name}`", *(_shown(PARAMETERS[f"domain.{name}.{column}"].default) for column in columns)]
        for name in DOMAIN_NAMES
    )
    meanings = (
        f"- `{column}` ({declared.unit}; {_range(declared)}; plausible {plausible_of(declared, 'en')}): {declared.help} "
        f"{declared.status}; {declared.source}.\n"
        for column in columns
        for declared in [PARAMETERS[f"domain.{DOMAIN_NAMES[0]}.{column}"]]
    )
    return table(["domain", *(f"`{column}`" for column in columns)], rows) + "\n" + "".join(meanings)


def _outcomes() -> str:
    rows = ((f"`{o.name}`", o.unit, o.better or "–", o.help) for o in OUTCOMES.values())
    return table(("outcome", "unit", "better", "definition"), rows)


def main() -> None:
    """Write the tables into docs/reference/ODD.md."""
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
