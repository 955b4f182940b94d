"""What a change does, in sentences and tables of words: the finding first, then how sure, money, people, and what it takes.

Core objects: `whatif_sentences` and `shown_tables`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from experiments.findings.changes import GROUPS, beside_sentence, clauses, names, of_group
from experiments.labels import PHRASES, choice, lowered, outcome, text
from experiments.labels.formats import (
    format_difference,
    format_number,
    format_percent,
    is_share,
    large_sum,
)
from experiments.labels.settings import lever_label
from experiments.statistics import LEVEL
from model.outcome_definitions import OUTCOMES

if TYPE_CHECKING:
    import pandas

    from experiments.findings.protocols import ChangeResult

NAMED, FURTHER = 4, 12
LEAST_MONEY = 0.5  # yuan: less is no change of a line


def whatif_sentences(found: ChangeResult, language: str) -> list[str]:
    """The finding; what else moves; how sure; waits without end; money; who wins and loses; what it takes."""
    if found.table["agreeing"].isna().all() or (found.table["replications"] < 2).all():
        return [text("whatif.untested", language, change=change_text(found, language))]
    better, worse = of_group(found.table, "better"), of_group(found.table, "worse")
    further = (
        further_sentence(better[NAMED:], worse[NAMED:], language),
        beside_sentence(found.table, [*better, *worse], language),
        refused_sentence(found, language),
        overrun_sentence(found, language),
        sure_sentence(found, language),
        undefined_sentence(found.table, language),
        money_sentence(found.money, language),
        people_sentence(found.people, "tenure", language),
        people_sentence(found.people, "community", language),
        effort_sentence(found.effort, language),
    )
    return [headline(found, language), *filter(None, further)]


def headline(found: ChangeResult, language: str) -> str:
    """The change and its main consequences in one sentence."""
    better, worse = of_group(found.table, "better")[:NAMED], of_group(found.table, "worse")[:NAMED]
    key = "mixed" if better and worse else "better" if better else "worse" if worse else "none"
    words = {
        "better": clauses(better, language),
        "worse": clauses(worse, language),
        "change": change_text(found, language),
    }
    return text(f"whatif.headline.{key}", language, **words)


def change_text(found: ChangeResult, language: str) -> str:
    """What changes, from what to what: "Yearly budget 24,000,000 → 20,400,000"."""
    parts = [
        text(
            "whatif.change",
            language,
            lever=lever_label(path, language),
            before=choice(found.scenario.value(path), language),
            after=choice(value, language),
        )
        for path, value in found.changed.items()
    ]
    return text("join.list", language).join(parts)


def further_sentence(better: list[Any], worse: list[Any], language: str) -> str:
    """The clear changes that the headline had no room for, by name."""
    parts = [
        text(f"whatif.also.{key}", language, list=names(rows[:FURTHER], language))
        for key, rows in (("better", better), ("worse", worse))
        if rows
    ]
    return text("verdict.join", language).join(parts)


def refused_sentence(found: ChangeResult, language: str) -> str:
    """In how many worlds the money does not pay both sides; nothing is known of these."""
    if not found.refused:
        return ""
    worlds = found.refused + int(found.table["replications"].max())
    return text("whatif.refused", language, refused=found.refused, worlds=worlds)


def overrun_sentence(found: ChangeResult, language: str) -> str:
    """Which arms cannot keep up, so that their waits depend on how long is simulated."""
    if not found.overrun:
        return ""
    arms = text("join.and", language).join(text(f"whatif.arm.{arm}", language) for arm in found.overrun)
    return text("whatif.overrun", language, arms=arms, days=found.scenario.place.days)


def sure_sentence(found: ChangeResult, language: str) -> str:
    """On what the finding rests, and what was not varied."""
    runs = int(found.table["replications"].max())
    key = "worlds" if found.over_worlds else "seeds"
    return text(f"whatif.sure.{key}", language, runs=runs, level=format_number(100 * LEVEL))


def undefined_sentence(table: pandas.DataFrame, language: str) -> str:
    """Which outcomes cannot be known from so short a run."""
    rows = [row for row in table.itertuples() if not math.isfinite(row.change)]
    return text("whatif.undefined", language, list=names(rows, language)) if rows else ""


def money_text(yuan: float, language: str) -> str:
    """A sum as a language tells large ones: "20.4 million yuan"."""
    return text("money.large", language, value=f"{large_sum(yuan, language):,.{2 if language == 'en' else 0}f}")


def money_sentence(money: pandas.DataFrame, language: str) -> str:
    """The yearly money before and after, and the lines that change."""
    total = money[money["line"] == "total"].iloc[0]
    moved = money[(money["change"].abs() >= LEAST_MONEY) & (money["line"] != "total")]
    moved = moved.sort_values("change", key=abs, ascending=False)
    lines = [
        text("change.line", language, name=lowered(line_text(row.line, language), language),
             before=money_text(row.before, language), after=money_text(row.after, language))
        for row in moved.head(NAMED).itertuples()
    ]  # fmt: skip
    sums = {"before": money_text(total["before"], language), "after": money_text(total["after"], language)}
    same = abs(total["change"]) < LEAST_MONEY
    if not lines:
        return text("whatif.money.same", language, **sums)
    key = "whatif.money.within" if same else "whatif.money.changed"
    return text(key, language, **sums, lines=text("change.list", language).join(lines))


def line_text(line: str, language: str) -> str:
    """A line of the ledger in words."""
    key = f"ledger.{line}"
    return text(key, language) if key in PHRASES else line


def who_text(by: str, who: str, language: str) -> str:
    """A group of residents in words."""
    return text(f"tenure.{who}", language) if by == "tenure" else text("whatif.community", language, number=who)


def people_sentence(people: pandas.DataFrame, by: str, language: str) -> str:
    """Who wins and who loses, measured by harm."""
    rows = people[people["by"] == by]
    clear = rows[rows["group"] != "unclear"]
    if clear.empty:
        return text(f"whatif.people.{by}.none", language)
    parts = []
    for key in ("better", "worse"):
        chosen = clear[clear["group"] == key]
        if len(chosen):
            every = len(chosen) == len(rows)
            who = text("join.words", language).join(
                lowered(who_text(by, row.who, language), language) if by == "tenure" else row.who
                for row in chosen.itertuples()
            )
            change = format_number(float(chosen["change"].mean()), True)
            name = f"whatif.people.{by}.{key}{'.all' if every else ''}"
            parts.append(text(name, language, who=who, change=change))
    return text("verdict.join", language).join(parts)


def effort_sentence(effort: pandas.DataFrame, language: str) -> str:
    """What must be hired, let go or put out to tender."""
    moved = effort[effort["change"].abs() >= 0.05]
    if moved.empty:
        return text("whatif.effort.none", language)
    parts = [
        text("change.line", language, name=lowered(text(f"effort.{row.item}", language), language),
             before=format_number(round(row.before, 1)), after=format_number(round(row.after, 1)))
        for row in moved.itertuples()
    ]  # fmt: skip
    return text("whatif.effort", language, items=text("change.list", language).join(parts))


def shown_tables(found: ChangeResult, language: str) -> dict[str, pandas.DataFrame]:
    """Outcomes in their groups, money, people, and what it takes, in words."""
    return {
        "whatif": outcome_rows(found.table, language),
        "money": _money(found.money, language),
        "people": _people(found.people, language),
        "effort": _effort(found.effort, language),
    }


def outcome_rows(table: pandas.DataFrame, language: str) -> pandas.DataFrame:
    """Every outcome of a change with its group, before, after and the difference, in words."""
    import pandas

    rows = [
        {
            "measure": outcome(row.outcome, language, with_unit=True),
            "group": text(f"change.group.{group}", language),
            "before": _level(row.outcome, row.before),
            "after": _level(row.outcome, row.after),
            "difference": _apart(row, language),
        }
        for group in GROUPS
        for row in of_group(table, group)
    ]
    return pandas.DataFrame(rows)


def _level(name: str, value: float) -> str:
    """A figure without its unit, which stands beside the outcome's name."""
    if not math.isfinite(value):
        return "–"
    return format_percent(value) if is_share(OUTCOMES[name].unit) else format_number(value)


def _apart(row: Any, language: str) -> str:
    if not math.isfinite(row.change):
        return "–"
    scale = 100.0 if is_share(OUTCOMES[row.outcome].unit) else 1.0
    return format_difference(scale * row.change, scale * row.low, scale * row.high, "", language)


def _money(money: pandas.DataFrame, language: str) -> pandas.DataFrame:
    import pandas

    rows = [
        {
            "item": line_text(row.line, language),
            **_sides(row, 0),
        }
        for row in money.itertuples()
        if row.before or row.after
    ]
    return pandas.DataFrame(rows)


def _people(people: pandas.DataFrame, language: str) -> pandas.DataFrame:
    import pandas

    rows = [
        {
            "who": who_text(row.by, row.who, language),
            "group": text(f"change.group.{row.group}", language),
            "before": format_number(row.before),
            "after": format_number(row.after),
            "difference": format_difference(row.change, row.low, row.high, "", language),
        }
        for row in people.itertuples()
    ]
    return pandas.DataFrame(rows)


def _effort(effort: pandas.DataFrame, language: str) -> pandas.DataFrame:
    import pandas

    rows = [
        {
            "item": text(f"effort.{row.item}", language),
            **{
                key: format_number(round(getattr(row, key), 1), key == "change")
                for key in ("before", "after", "change")
            },
        }
        for row in effort.itertuples()
    ]
    return pandas.DataFrame(rows)


def _sides(row: Any, digits: int) -> dict[str, str]:
    """Before, after and the difference, in so many digits."""
    before, after, apart = (format_number(round(each, digits), sign)
                            for each, sign in ((row.before, False), (row.after, False), (row.change, True)))  # fmt: skip
    return {"before": before, "after": after, "difference": apart}
