"""What a contest leaves behind: a scenario file for every winner, and the tables of docs/background/findings.md.

Core objects: `write_scenarios` and `renew_tables`. Cards and titles are written by people: a file that is
there keeps its own.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from experiments.labels import outcome, policy
from experiments.reports.markdown import marked, table
from experiments.runs.manifest import environment
from experiments.runs.plan import PlanError, declaration, format_value
from experiments.studies.contest import Contest
from model.scenario import Scenario

MADE_BY = "python run.py contest"


def file_name(contestant: str) -> str:
    """The name of a winner's scenario file."""
    return f"contest_{contestant.replace('-', '_')}.toml"


def write_scenarios(contest: Contest, folder: Path) -> list[Path]:
    """One file for every winner that was found: the scenario's own numbers, and those that make the place."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in contest.found:
        path = folder / file_name(name)
        kept = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        written = _scenario_text(contest.scenario, name, contest.settings[name], kept)
        Scenario(tomllib.loads(written), path)  # sound before it is written
        path.write_text(written, encoding="utf-8")
        paths.append(path)
    return paths


def _inline(value: Any) -> str:
    """A value of a scenario file in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{name}" = {_inline(each)}' for name, each in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return tomli_w.dumps({"value": value}).strip().partition(" = ")[2]


def _scenario_text(home: Scenario, name: str, settings: Mapping[str, Any], kept: Mapping[str, Any]) -> str:
    titles = {key: kept.get("place", {}).get(key, file_name(name)) for key in ("title_en", "title_zh")}
    place = {**home.data.get("place", {}), **titles}
    tables: dict[str, dict[str, str]] = {"place": {key: _inline(value) for key, value in place.items()}}
    for path, value in settings.items():
        section, _, last = path.rpartition(".")
        words = f"{declaration(path).unit} (assumption; {home.name}: {format_value(home.value(path))})"
        tables.setdefault(section, {})[last] = f"{format_value(value)}   # {words}"
    own = {
        key: value
        for key, value in home.data.items()
        if isinstance(value, dict) and key not in {"info", "place", "worlds"}
    }
    for section, values in own.items():
        for last, value in values.items():
            line = f"{_inline(value)}   # as in {home.name}"
            tables.setdefault(section, {}).setdefault(last, line)
    lines = [
        "format = 1",
        f"# Found by a search, and confirmed on fresh seeds: {MADE_BY} (experiments/studies/contest.py).",
        "",
    ]
    for section, written in tables.items():
        lines += [f"[{section}]", *(f"{last} = {line}" for last, line in written.items()), ""]
    card = tomli_w.dumps({"info": kept["info"]}) if "info" in kept else ""
    return "\n".join([*lines, "# The card that every face shows.", card]).rstrip() + "\n"


def check_document(document: Path) -> None:
    """`PlanError` where `renew_tables` could not renew the tables of a document."""
    _renewed(document, "")
    if not os.access(document, os.W_OK):
        raise PlanError(f"{document}: cannot be written here (Permission denied)")


def renew_tables(contest: Contest, document: Path) -> None:
    """Put the contest's tables between the marks of a document; `PlanError` where they are missing."""
    document.write_text(_renewed(document, tables(contest)), encoding="utf-8")


def _renewed(document: Path, written: str) -> str:
    try:
        return marked(document.read_text(encoding="utf-8"), MADE_BY, written)
    except (OSError, ValueError) as error:
        raise PlanError(f"{document}: {getattr(error, 'strerror', None) or error}") from None


def tables(contest: Contest) -> str:
    """What was searched, who wins where and by how much, and which lever does it, as Markdown."""
    parts = ["### What was searched\n", _searched(contest), "### Where every contestant wins\n", _places(contest),
             "### By how much, on seeds used in no choice\n", _differences(contest),
             "### How often in the opening design\n", _shares(contest),
             "### Which lever of the bundle does it\n", _levers(contest)]  # fmt: skip
    return "\n".join(parts)


def _searched(contest: Contest) -> str:
    told = contest.searched
    rows = [
        ("scenario", contest.scenario.name), ("model version", environment()["model_version"]),
        ("contestants", ", ".join(contest.settings)),
        ("places in the opening Sobol' design", told["design"]), ("places looked at in all", told["places"]),
        ("seeds of the search", told["search_seeds"]), ("seeds that chose the plainest place", told["plain_seeds"]),
        ("fresh seeds that confirm", told["confirming_seeds"]),
    ]  # fmt: skip
    ranges = [(f"`{path}`", f"{low:g}", f"{high:g}") for path, (low, high) in told["ranges"].items()]
    return table(("what", "how much"), rows) + "\n" + table(("range of", "from", "to"), ranges)


def _places(contest: Contest) -> str:
    rows = []
    for name, settings in contest.settings.items():
        words = ", ".join(f"`{path}` = {value:g}" for path, value in settings.items())
        found = f"`scenarios/{file_name(name)}`" if name in contest.found else "found nowhere; the nearest miss"
        rows.append((_policy(name), found, words))
    return table(("contestant", "confirmed", "numbers off the scenario's own"), rows)


def _differences(contest: Contest) -> str:
    rows = [
        (_policy(row.contestant), _policy(row.rival), outcome(row.outcome, "en"),
         _interval(row.difference, row.low, row.high), "yes" if row.wins else "no")
        for row in contest.table.itertuples()
    ]  # fmt: skip
    return table(("contestant", "rival", "outcome", "difference [95 % interval]", "wins"), rows)


def _shares(contest: Contest) -> str:
    wide = contest.shares.pivot(index="contestant", columns="outcome", values="share")
    names = list(dict.fromkeys(contest.shares["outcome"]))
    rows = [(_policy(str(name)), *(f"{wide.loc[name, each]:.0%}" for each in names)) for name in contest.settings]
    heads = [outcome(name, "en") if name != "all" else "all four" for name in names]
    return table(("ahead of all its rivals in", *heads), rows)


def _levers(contest: Contest) -> str:
    first, harm = contest.table["outcome"].unique()[0], "harm_per_10k"
    keys = ["contestant", "lever", "value", "rival_value"]
    rows = []
    for (name, lever, value, other), group in contest.levers.groupby(keys, sort=False):
        by = group.set_index("outcome")
        cells = (_interval(by.loc[each, "worth"], by.loc[each, "low"], by.loc[each, "high"]) for each in (first, harm))
        rows.append((_policy(str(name)), f"`{lever}`", f"{format_value(value)} (rival: {format_value(other)})", *cells))
    return table(
        ("winner", "lever", "its value", f"worth in {outcome(first, 'en')}", f"in {outcome(harm, 'en')}"), rows
    )


def _policy(name: str) -> str:
    return policy(name, "en", short=True).replace("\n", " ")


def _interval(mean: float, low: float, high: float) -> str:
    digits = 3 if abs(mean) < 1 else 2 if abs(mean) < 100 else 0
    return f"{mean:+,.{digits}f} [{low:+,.{digits}f}, {high:+,.{digits}f}]"
