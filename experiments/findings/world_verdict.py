"""The verdict over worlds: written from the shares of worlds, never more than they give.

Core objects: `WorldVerdict` (says itself in either language) and `judge_over_worlds` (a comparison over worlds → its verdict).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.findings.over_worlds import ALL, CRITERIA, difference
from experiments.findings.verdict import is_defined, official_sentence, qualified, undefined
from experiments.labels import lowered, named, outcome, policy, text
from experiments.labels.formats import difference as as_difference
from experiments.labels.formats import format_number, format_percent, format_size, is_share
from experiments.labels.settings import lever_label
from experiments.runs.execution import count_runs
from model.outcome_definitions import OUTCOMES

if TYPE_CHECKING:
    import pandas

    from experiments.findings.protocols import ComparisonResult
    from experiments.runs.ensembles import Ensemble
    from experiments.runs.execution import RunCounts
    from model.scenario import Scenario

DECIDES = CRITERIA[0]
CLEAR, OPEN = 0.9, 0.6  # best shares from which a policy is said to lead, and below which the choice is said to be open
MAX_NAMED = 4
# With all else equal: looking early (whoever delivers), contracting out (of a flat, pooled workstation).
LOOKING = (("preventive-staffed", "reactive-staffed"), ("preventive-outsourced", "reactive-outsourced"))
CONTRACTING = (("preventive-outsourced", "preventive-staffed-flat"),)


@dataclass(frozen=True)
class WorldVerdict:
    """What a comparison shows over worlds. `credits`: group, credit, low, high of the decisive outcome; `unless` are rules."""

    leader: str
    runner_up: str
    baseline: str
    shares: pandas.DataFrame
    pairs: pandas.DataFrame
    information: pandas.DataFrame
    ensemble: Ensemble
    credits: pandas.DataFrame | None
    runs: RunCounts
    table: pandas.DataFrame
    differences: pandas.DataFrame
    scenario: Scenario
    rivals: tuple[str, ...] = ()
    singles: tuple[str, ...] = ()

    def sentences(self, language: str) -> list[str]:
        """The sentences of the verdict, the main one first."""
        if not is_defined(self.table):
            warning = getattr(self.scenario.info, language).warning
            told = [undefined(language), *filter(None, [warning]), *self.rests_on(language)]
            return qualified(told, self.runs, language)
        found = (
            self.main(language),
            self.against(language),
            self.questions(language),
            self.together(language),
            official_sentence(self.differences, language, self.leader),
            self.credit(language),
            self.find_out(language),
            *self.rests_on(language),
            getattr(self.scenario.info, language).warning,
        )
        return qualified([each for each in found if each], self.runs, language)

    def text(self, language: str) -> str:
        """The verdict in a few plain sentences."""
        return text("verdict.join", language).join(self.sentences(language))

    def share(self, name: str, criterion: str = DECIDES, column: str = "best_share") -> float:
        """The share of worlds in which a policy is best."""
        rows = self.shares[(self.shares["policy"] == name) & (self.shares["outcome"] == criterion)]
        return float(rows[column].iloc[0])

    @property
    def worlds(self) -> int:
        """The worlds that the shares rest on."""
        return int(self.shares.loc[self.shares["outcome"] == DECIDES, "worlds"].iloc[0])

    def main(self, language: str) -> str:
        """Who resolves most in the bud, and in how many worlds."""
        best = self.share(self.leader)
        words = {
            "policy": policy(self.leader, language),
            "share": in_worlds(best, self.worlds, language),
            "rival": lowered(policy(self.runner_up, language), language),
            "other": in_worlds(self.share(self.runner_up), self.worlds, language),
        }
        if best >= CLEAR or self.runner_up == self.leader:
            return text("verdict.worlds.clear", language, **words)
        if best >= OPEN:
            return text("verdict.worlds.mostly", language, **words)
        words["policy"] = lowered(words["policy"], language)
        return text("verdict.worlds.open", language, **words)

    def against(self, language: str) -> str:
        """The leader against the baseline, by criterion: median, middle 90 % of worlds, share of worlds in which it is better."""
        if self.leader == self.baseline:
            return ""
        clauses = [self._clause(name, language) for name in CRITERIA]
        return text(
            "verdict.worlds.against",
            language,
            baseline=lowered(policy(self.baseline, language), language),
            clauses=text("verdict.list", language).join(clauses),
        )

    def _clause(self, name: str, language: str) -> str:
        found = difference(self.pairs, self.leader, self.baseline, name)
        unit = OUTCOMES[name].unit
        number = format_percent if is_share(unit) else format_number
        return text(
            "verdict.worlds.clause",
            language,
            outcome=lowered(outcome(name, language), language),
            median=as_difference(found["median"], unit, language),
            low=number(found["low90"], True),
            high=number(found["high90"], True),
            share=in_worlds(found["better"], self.worlds, language),
        )

    def questions(self, language: str) -> str:
        """The two questions with all else equal: looking early, contracting out."""
        there = set(self.shares["policy"])
        looking, contracting = (
            [difference(self.pairs, *pair, DECIDES)["better"] for pair in pairs if set(pair) <= there]
            for pairs in (LOOKING, CONTRACTING)
        )
        if not looking or not contracting:
            return ""
        return text(
            "verdict.worlds.questions",
            language,
            looking=in_worlds(min(looking), self.worlds, language),
            contracting=in_worlds(contracting[0], self.worlds, language),
        )

    def together(self, language: str) -> str:
        """In how many worlds the leader is best on every criterion at once."""
        count = in_worlds(self.share(self.leader, ALL), self.worlds, language)
        return text("verdict.worlds.together", language, share=count, margin=format_number(self.margin))

    @property
    def margin(self) -> float:
        """The widest margin of a share of the decisive outcome, in points of a hundred worlds."""
        rows = self.shares[self.shares["outcome"] == DECIDES]
        return round(100.0 * float(rows["margin"].max()))

    def credit(self, language: str) -> str:
        """Who earned the leader's gain over the baseline: credits that sum to it."""
        if self.credits is None or self.credits.empty:
            return ""
        unit, rows = OUTCOMES[DECIDES].unit, self.credits.sort_values("credit", key=abs, ascending=False)
        parts = [
            text("verdict.worlds.credited", language, group=group_name(str(row.group), language),
                 credit=(format_percent if is_share(unit) else format_number)(row.credit, True))
            for row in rows.head(MAX_NAMED).itertuples()
        ]  # fmt: skip
        rest = float(rows["credit"].iloc[MAX_NAMED:].sum())
        if len(rows) > MAX_NAMED:
            parts.append(text("verdict.worlds.others", language, credit=format_percent(rest, True)))
        whole = as_difference(float(rows["credit"].sum()), unit, language)
        return text("verdict.worlds.credit", language, whole=whole, parts=text("join.list", language).join(parts))

    def find_out(self, language: str) -> str:
        """The numbers that would be worth knowing before the choice."""
        rows = self.information
        rows = rows[(rows["outcome"] == DECIDES) & rows["clear"]] if len(rows) else rows
        if not len(rows):
            return text("verdict.worlds.nothing_to_find_out", language)
        first = rows.iloc[0]
        return text(
            "verdict.worlds.find_out",
            language,
            parameter=lowered(number_name(str(first["parameter"]), language), language),
            worth=format_size(float(first["evppi"]), DECIDES, OUTCOMES[DECIDES].unit, language),
            how=text(how_to_measure(str(first["parameter"])), language),
        )

    def rests_on(self, language: str) -> list[str]:
        """What the worlds are: matched to published figures under some policy, or drawn; and whether they are stale."""
        about = self.ensemble.about
        words: dict[str, Any] = {"worlds": self.worlds, "numbers": len(self.ensemble.paths)}
        if self.ensemble.kind == "matched":
            words |= {
                "drawn": int(about.get("drawn", 0)),
                "accepted": int(about.get("accepted", len(self.ensemble))),
                "policy": lowered(policy(f"{about.get('triage')}-{about.get('delivery')}", language), language),
            }
        found = [text(f"verdict.worlds.{self.ensemble.kind}", language, **words)]
        if self.ensemble.stale:
            found.append(text("verdict.worlds.stale", language, scenario=str(about.get("scenario", ""))))
        return found


def in_worlds(share: float, worlds: int, language: str) -> str:
    """A share of worlds in words: in all 100 worlds, in 9 of 10, in 37 of 100, in none."""
    if not math.isfinite(share):
        return text("worlds.undefined", language)
    count = round(100.0 * share)
    if count >= 100:
        return text("worlds.all", language, worlds=worlds)
    if count <= 0:
        return text("worlds.none", language, worlds=worlds)
    return text("worlds.share", language, count=count)


def group_name(group: str, language: str) -> str:
    """A group of levers in words, or the label of a lever that stands alone."""
    return lever_label(group, language) if "." in group else text(f"group.{group}", language)


def number_name(path: str, language: str) -> str:
    """An uncertain number in words; the seven domains share theirs."""
    from experiments.labels import help_of
    from model.scenario import LEVERS, PARAMETERS

    if path.startswith("domain."):
        return text(f"number.domain.{path.rpartition('.')[2]}", language)
    return named(path, language) or help_of((PARAMETERS | LEVERS)[path], language).rstrip(".")


MEASURED_BY: Mapping[str, str] = {
    "arising": "register", "severity": "register", "work": "time", "ignition": "register", "lapse": "survey",
    "detection": "trial", "grid_workers": "time", "units": "files", "staff": "payroll", "effort": "trial",
    "organisations": "inspection", "committees": "files", "street": "files", "residents": "survey", "recurrence": "call_back",
    "budget": "payroll", "domain": "register", "contracts": "files",
}  # fmt: skip


def how_to_measure(path: str) -> str:
    """The key of how a city could measure a number: a register, a survey, the payroll, time sheets, a trial, files."""
    kind = "payroll" if path.endswith("_yuan") else MEASURED_BY.get(path.partition(".")[0], "survey")
    return f"measure.{kind}"


def judge_worlds(
    policies: Sequence[str],
    baseline: str,
    shares: pandas.DataFrame,
    pairs: pandas.DataFrame,
    information: pandas.DataFrame,
    ensemble: Ensemble,
    credit: pandas.DataFrame | None,
    runs: RunCounts,
    table: pandas.DataFrame,
    differences: pandas.DataFrame,
    scenario: Scenario,
) -> WorldVerdict:
    """The verdict: the leader is best in the bud in most worlds, the runner-up in the next most."""
    rows = shares[shares["outcome"] == DECIDES].set_index("policy")["best_share"]
    order = sorted(policies, key=lambda name: -float(rows[name]) if math.isfinite(float(rows[name])) else 0.0)
    second = order[1] if len(order) > 1 else order[0]
    rivals = tuple(name for name in order[1:] if float(rows[name]) > 1.0 - CLEAR)
    return WorldVerdict(order[0], second, baseline, shares, pairs, information, ensemble, credit, runs, table,
                        differences, scenario, rivals)  # fmt: skip


def judge_over_worlds(comparison: ComparisonResult) -> WorldVerdict:
    """What follows from a comparison over worlds, written from their shares."""
    earned, ensemble = comparison.attribution, comparison.ensemble
    assert ensemble is not None, "a verdict over worlds needs worlds"
    names = [name for name in comparison.policies if not name.endswith("-alone")]
    return judge_worlds(
        names, comparison.baseline, comparison.shares, comparison.pairs, comparison.information, ensemble,
        None if earned is None else earned.credits(DECIDES), count_runs([comparison.plan_result]), comparison.table,
        comparison.differences, comparison.plan_result.plan.scenario,
    )  # fmt: skip
