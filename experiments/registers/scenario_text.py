"""A learned register as a scenario file: what was learned stands beside its number, what was not is said.

Core objects: `scenario_text`, `write_scenario`, `sentences` (what was learned and noticed, in words).
"""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.labels import LANGUAGES, text
from experiments.labels.formats import format_number, format_percent, format_with_range
from experiments.registers.figures import CLEAR
from experiments.registers.file import RegisterError
from experiments.runs.tabular import records
from model.scenario import PRESETS, Scenario
from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    from experiments.registers.coverage import Coverage
    from experiments.registers.estimates import Interval
    from experiments.registers.learn import Learned
    from experiments.registers.reading import Register

ASSUMED = (
    "budget.yearly_yuan", "budget.survey_yuan", "partners.programmes_yuan", "staffing.street_posts",
    "organisations.initial_registered",
)  # fmt: skip
OWN = ("triage.mode", "triage.schedule", "delivery.mode")
CARD = ("what", "how", "notice", "attempt", "limits", "sources")
# What of a register a scenario carries, where it is told well enough.
CARRIED = {
    "rate": ("arising.per_grid_day",),
    "kinds": tuple(f"domain.{name}.share" for name in DOMAIN_NAMES),
    "weekdays": ("detection.weekend_share",),
    "months": ("arising.month_factors",),
    "spread": ("arising.grid_log_sd",),
    "variation": ("arising.day_overdispersion",),
}
ALWAYS_SAID = ("recorded", "staff_share", "closing_median", "closed_within_30")
QUANTITIES_SAID = ("recorded", "overdispersion", "area_spread", "staff_share", "closing_median", "closed_within_30")


def scenario_text(learned: Learned, language: str) -> str:
    """The scenario file: a head that says what it rests on, then every number, learned ones with their interval.

    Raises `ScenarioError` if it would not be sound under every policy that a comparison runs.
    """
    import tomli_w

    scenario = titled(learned)
    data = scenario.data
    for name in PRESETS:
        scenario.preset(name)
    head = [f"# {line}".rstrip() for line in _head(learned, language)]
    return "\n".join([*head, "", *_commented(tomli_w.dumps(data), comments(learned, language))]) + "\n"


def titled(learned: Learned) -> Scenario:
    """The learned place with its title and its card."""
    data = dict(learned.scenario.data)
    titles = {f"title_{each}": text("learn.title", each, name=_name(learned)) for each in LANGUAGES}
    data["place"] = {**titles, **data["place"]}
    data["info"] = {each: card(learned, each) for each in LANGUAGES}
    return Scenario(data)


def _commented(toml: str, comments: Mapping[str, str]) -> Iterator[str]:
    """The lines of a TOML text, after each number how far it is known."""
    section = ""
    for line in toml.splitlines():
        section = line.strip("[]") if line.startswith("[") and line.endswith("]") else section
        comment = comments.get(f"{section}.{line.partition(' = ')[0]}")
        yield f"{line}  # {comment}" if comment else line


def _name(learned: Learned) -> str:
    """The register's file name, fit for a comment."""
    return "".join(letter for letter in learned.register.path.name if letter.isprintable())


def write_scenario(content: str, path: Path) -> None:
    """Write the file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Scenario.load(aside)
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def refuse_to_overwrite(path: Path, force: bool) -> None:
    """`RegisterError` for a target that is there, or is no TOML file."""
    if path.suffix != ".toml":
        raise RegisterError(f"--to: found '{path}'; allowed: a scenario file, such as scenarios/mine.toml")
    if path.is_dir():
        raise RegisterError(f"--to: '{path}' is a folder; allowed: a scenario file")
    if path.exists() and not force:
        raise RegisterError(f"--to: '{path}' is there already; choose another name, or --force to replace it")


def said(each: Interval, unit: str, language: str) -> str:
    """A number with its interval."""
    return format_with_range(each.value, each.low, each.high, unit, language)


def comments(learned: Learned, language: str) -> dict[str, str]:
    """Parameter → what is known of it."""
    figures, match = learned.figures, learned.match
    rates = figures.rates
    found = {path: text("learn.comment.assumed", language) for path in ASSUMED}
    found |= {path: text("learn.comment.policy", language) for path in OWN}
    found |= {
        "place.grids": text("learn.comment.grids", language),
        "place.community_log_sd": text("learn.comment.alike", language),
        "place.communities": text("learn.comment.communities", language, areas=learned.size.areas),
        "arising.per_grid_day": _per_grid(learned, language),
        "arising.day_overdispersion": _interval_comment(rates.overdispersion, "", language),
        "arising.month_factors": _factors(rates.month, "month", language),
    }
    for name, each in figures.domains.items():
        found[f"domain.{name}.share"] = _share_comment(each, figures.domain_cases, name, language)
    if rates.weekday:
        found["detection.weekend_share"] = text(
            "learn.comment.weekend", language, days=_factors(rates.weekday, "weekday", language)
        )
    if learned.log_sd is not None:
        found["arising.grid_log_sd"] = _interval_comment(learned.log_sd, "", language)
    if figures.only_residents:
        found["triage.screening_share"] = text("learn.comment.residents", language)
    elif "triage.screening_share" in match.changes:
        share = said(figures.staff, "share", language)
        found["triage.screening_share"] = text("learn.comment.staff", language, share=share)
    if "delivery.layers" in match.changes:
        found["delivery.layers"] = text("learn.comment.layers", language)
    shaped = {path for path in match.changes if path not in found and path != "delivery.layers"}
    found |= {path: text("learn.comment.pace", language) for path in shaped}
    return found


def _per_grid(learned: Learned, language: str) -> str:
    """The searched rate, with the recorded rate's interval carried over in proportion."""
    per_day = learned.figures.rates.per_day
    rate = learned.match.changes["arising.per_grid_day"]
    ends = per_day.scaled(rate / per_day.value)
    return text("learn.comment.per_grid_day", language, interval=_ends(ends, language))


def _interval_comment(each: Interval, unit: str, language: str) -> str:
    return text("learn.comment.interval", language, interval=_ends(each, language, unit))


def _share_comment(each: Interval, counts: Mapping[str, int], name: str, language: str) -> str:
    """A domain's share with its interval; of a few cases just their count."""
    if each.is_narrow:
        return _interval_comment(each, "share", language)
    return text("learn.comment.counted", language, count=f"{counts[name]:,}", all=f"{sum(counts.values()):,}")


def _ends(each: Interval, language: str, unit: str = "") -> str:
    """Both ends of an interval, as file and reader write numbers."""
    number = format_percent if unit == "share" else _significant
    unit_word = " %" if unit == "share" else ""
    return text("learn.span", language, low=number(each.low), high=f"{number(each.high)}{unit_word}")


def _significant(value: float) -> str:
    return f"{value:.3g}"


def _factors(each: tuple[Interval, ...], kind: str, language: str) -> str:
    spans = [
        f"{text(f'learn.{kind}.{at}', language)} "
        + (_ends(one, language) if one.is_narrow else text("learn.next_to_nothing", language))
        for at, one in enumerate(each, 1)
    ]
    return text("learn.comment.interval", language, interval=text("join.list", language).join(spans))


def _head(learned: Learned, language: str) -> list[str]:
    """The first lines of the file: what was learned, what is assumed, what a register cannot tell."""
    lines = [text("learn.head", language, name=_name(learned), used=learned.figures.cases,
                  rows=learned.register.rows), ""]  # fmt: skip
    for key, told in (
        ("learned", sentences(learned, language)),
        ("assumed", [text("learn.assumed", language)]),
        (
            "hidden",
            [text(f"learn.cannot.{each}", language) for each in ("hidden", "harm", "recurrence", "capacity", "timing")],
        ),
    ):
        lines += [text(f"learn.head.{key}", language), *(f"- {line}" for line in told), ""]
    return lines[:-1]


def card(learned: Learned, language: str) -> dict[str, str]:
    """The scenario's card in one language."""
    cases, per_day = learned.used.cases, learned.figures.rates.per_day
    carried = [
        text(f"learn.carried.{key}", language) for key, paths in CARRIED.items() if any(map(learned.carries, paths))
    ]
    values: Mapping[str, Any] = {
        "name": _name(learned),
        "cases": f"{len(cases):,}",
        "first": f"{cases['opened'].min():%Y-%m-%d}",
        "last": f"{cases['opened'].max():%Y-%m-%d}",
        "communities": learned.size.communities,
        "grids": learned.size.grids,
        "rate": said(per_day, "", language),
        "carried": text("join.list", language).join(carried),
        "arisen": format_number(learned.match.arisen_per_day / learned.size.part),
    }
    told = {field: text(f"learn.card.{field}", language, **values) for field in CARD}
    warnings = []
    if not learned.closing_matches:
        warnings.append(text("learn.card.warning", language, off=format_percent(learned.match.closing_off)))
    if not learned.match.queues_hold:
        warnings.append(text("learn.card.queues", language))
    if warnings:
        told["warning"] = text("verdict.join", language).join(warnings)
    return told


def sentences(learned: Learned, language: str) -> list[str]:
    """What the register covers, what was learned and noticed, one sentence each."""
    return [
        *said_of_coverage(learned.register, learned.coverage, language),
        *_said_of_figures(learned, language),
        *_said_of_match(learned, language),
        *_said_of_notes(learned, language),
    ]


def _said_of_figures(learned: Learned, language: str) -> list[str]:
    figures = learned.figures
    rows = learned.table.set_index("quantity")
    told = []
    for quantity in QUANTITIES_SAID:
        if quantity in rows.index:
            row = rows.loc[[quantity]].iloc[0]
            unit = "share" if row["unit"] == "share" else ""
            if quantity == "overdispersion" and row["low"] <= 0.0:
                told.append(text("learn.said.no_overdispersion", language))
            elif math.isfinite(row["value"]) and (row["parameter"] or quantity in ALWAYS_SAID):
                value = format_with_range(row["value"], row["low"], row["high"], unit, language)
                counted = (
                    {"cases": f"{figures.rates.cases:,}", "days": f"{figures.rates.days:,}"}
                    if quantity == "recorded"
                    else {}
                )
                told.append(text(f"learn.said.{quantity}", language, value=value, **counted))
    if "" in figures.closing and not math.isfinite(figures.closing[""].median.value):
        told.append(text("learn.said.no_median", language))
    if figures.closing:
        every = figures.closing[""]
        told.append(text("learn.said.open", language, count=every.open_cases,
                         share=format_percent(every.open_cases / every.cases)))  # fmt: skip
    if learned.carries("arising.month_factors"):
        told.append(text("learn.said.season", language))
    elif figures.rates.month and figures.rates.month_p >= CLEAR:
        told.append(text("learn.said.no_clear_season", language))
    return told


def _said_of_match(learned: Learned, language: str) -> list[str]:
    match, per_day = learned.match, learned.figures.rates.per_day
    values = {
        "target": format_number(per_day.value * learned.size.part),
        "shown": format_number(match.shown["recorded_per_day"]),
        "arisen": format_number(match.arisen_per_day),
        "hidden": format_percent(max(0.0, 1.0 - match.shown["recorded_per_day"] / match.arisen_per_day)),
    }
    return [text("learn.said.matched", language, **values)]


def said_of_coverage(register: Register, coverage: Coverage, language: str) -> list[str]:
    """How a register was read and what time it covers, before anything is estimated."""
    cases = register.cases["opened"]
    whole = text("register.whole", language, first=f"{cases.min():%Y-%m-%d}", last=f"{cases.max():%Y-%m-%d}")
    noted = [note_text(each.key, each.values, language) for each in (*coverage.noted, *register.noted)]
    is_whole = not any(each.key == "window" for each in coverage.noted)
    return [*([whole] if is_whole else []), *noted]


def _said_of_notes(learned: Learned, language: str) -> list[str]:
    return [note_text(each.key, each.values, language) for each in learned.noted]


def note_text(key: str, values: Mapping[str, Any], language: str) -> str:
    """A note in words; lists and orders are put into the language."""
    shown: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, list):
            shown[name] = text("join.list", language).join(map(str, value))
        elif name == "order":
            shown[name] = text(f"register.{value}", language)
        else:
            shown[name] = f"{value:.3g}" if isinstance(value, float) else value
    return text(f"register.{key}", language, **shown)


def to_dict(learned: Learned, language: str) -> dict[str, Any]:
    """What `--json` writes."""
    register, match = learned.register, learned.match
    return {
        "register": str(register.path),
        "columns": dict(register.columns),
        "rows": register.rows,
        "used": learned.figures.cases,
        "set_aside": register.reasons(),
        "window": {"first": f"{learned.coverage.since:%Y-%m-%d}", "last": f"{learned.coverage.until:%Y-%m-%d}"},
        "place": {"communities": learned.size.communities, "grids": learned.size.grids, "part": learned.size.part},
        "match": {"parameters": dict(match.changes), "shown": dict(match.shown), "reached": dict(match.reached),
                  "arisen_per_day": match.arisen_per_day, "queues_hold": match.queues_hold,
                  "closing_off": None if math.isnan(match.closing_off) else match.closing_off,
                  "closing_matches": learned.closing_matches},
        "sentences": sentences(learned, language),
        "learned": records(learned.table),
    }  # fmt: skip
