"""A register's findings with the face of every other inquiry, so that they leave the same folder.

Core objects: `LearningResult` (what `learn` found) and `BacktestResult` (what `backtest` found).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas

from experiments.labels import PHRASES, text
from experiments.plots.registers import backtest_picture, learned_picture
from experiments.studies.study import Study

if TYPE_CHECKING:
    from experiments.plots import Picture
    from experiments.registers.backtest import Backtest
    from experiments.registers.learn import Learned

OF = {"domain_share": "domain", "weekday": "learn.weekday", "month": "learn.month"}


@dataclass(frozen=True)
class LearningResult(Study):
    """What a register told, and the place made of it."""

    kind: ClassVar[str] = "learned"
    of_a_register: ClassVar[bool] = True

    learned: Learned

    def told(self, language: str) -> list[str]:
        """What was learned and noticed."""
        from experiments.registers.scenario_text import sentences

        return sentences(self.learned, language)

    def picture(self, language: str = "en") -> Picture:
        """Weekdays and months, areas, share closed by age."""
        return learned_picture(self.learned, language)

    def shown(self, language: str) -> dict[str, pandas.DataFrame]:
        """The learned numbers in words, areas left out: those stand in the CSV."""
        return {self.kind: learned_words(self.learned, language)}


@dataclass(frozen=True)
class BacktestResult(Study):
    """The learned model held against the register's later part."""

    kind: ClassVar[str] = "backtest"
    of_a_register: ClassVar[bool] = True

    found: Backtest

    def told(self, language: str) -> list[str]:
        """How near the model comes, what was held against what, and what was noticed while reading."""
        from experiments.registers.scenario_text import note_text

        register = self.found.learned.register
        counts = {"before": self.found.learned.figures.cases, "after": self.found.later_cases}
        parts = text("backtest.split", language, split=f"{self.found.split:%Y-%m-%d}", **counts)
        noted = [note_text(each.key, each.values, language) for each in (*self.found.noted, *register.noted)]
        return [*self.found.sentences(language), parts, *noted]

    def comments(self, language: str) -> Mapping[str, str]:
        """What the register's earlier part says of each number."""
        from experiments.registers.scenario_text import comments

        return comments(self.found.learned, language)

    def picture(self, language: str = "en") -> Picture:
        """Both curves of register and model."""
        return backtest_picture(self.found, language)

    def shown(self, language: str) -> dict[str, pandas.DataFrame]:
        """How far the curves lie apart, then the curves, in words."""
        apart = [
            (curve, source, distance)
            for curve, distances in self.found.distances.items()
            for source, distance in distances.items()
        ]
        percent = self.table["x"].where(self.table["curve"] == "closing", 100 * self.table["x"])
        frames = {
            "backtest": pandas.DataFrame(apart, columns=["curve", "source", "apart"]),
            "curves": self.table.assign(x=percent, unit="share"),
        }
        return {name: frame.assign(
            curve=[text(f"backtest.panel.{each}", language) for each in frame["curve"]],
            source=[text(f"backtest.source.{each}", language) for each in frame["source"]],
        ) for name, frame in frames.items()}  # fmt: skip


def learned_words(learned: Learned, language: str) -> pandas.DataFrame:
    """Columns quantity (in words), value, low, high, unit, cases, parameter: what is known, areas left out."""
    table = learned.table
    known = table["value"].notna() & ("learn.quantity." + table["quantity"]).isin(PHRASES)
    by_domain = table["quantity"].str.startswith("clos") & (table["of"] != "")
    rows = table[known & ~by_domain]
    words = [_quantity(each.quantity, each.of, language) for each in rows.itertuples()]
    return rows.assign(quantity=words)[["quantity", "value", "low", "high", "unit", "cases", "parameter"]]


def _quantity(name: str, of: str, language: str) -> str:
    which = {"of": text(f"{OF[name]}.{of}", language)} if name in OF else {}
    return text(f"learn.quantity.{name}", language, **which)
