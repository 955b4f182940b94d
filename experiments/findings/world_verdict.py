"""The verdict over worlds: written from the shares of worlds, never more than they give.

Core objects: `WorldVerdict` (says itself in either language) and `judge_over_worlds` (a comparison over worlds → its verdict).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.findings.changes import SETTLED, beside_sentence, changes, clauses, of_group, settled_share
from experiments.findings.over_worlds import ALL, CRITERIA, YUAN, difference, pairs, settling
from experiments.findings.verdict import is_defined, official_sentence, qualified, undefined
from experiments.findings.world_words import in_worlds, world_sentences
from experiments.labels import family, lowered, outcome, policy, short_policy, text
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
LEAST_SETTLED = 0.2  # of the worlds: with fewer that settle no sizes are told
# With all else equal: looking early (whoever delivers), contracting out (of a flat, pooled workstation).
LOOKING = (("preventive-staffed", "reactive-staffed"), ("preventive-outsourced", "reactive-outsourced"))
CONTRACTING = (("preventive-outsourced", "preventive-staffed-flat"),)


@dataclass(frozen=True)
class WorldVerdict:
    """What a comparison shows over worlds.

    `sizes` are the pairs of leader and baseline in the worlds in which both settle, `changes` what the leader changes in every
    outcome, `settled` the share of worlds in which each policy settles, `other` the policy that comes nearest on the other
    side of the choice to contract out (None: there is none). `credits`: group, credit, low, high of the decisive outcome.
    """

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
    sizes: pandas.DataFrame
    changes: pandas.DataFrame
    settled: Mapping[str, float]
    other: str | None = None
    is_contract: bool = False
    rivals: tuple[str, ...] = ()
    singles: tuple[str, ...] = ()

    def sentences(self, language: str) -> list[str]:
        """The sentences of the verdict, the main one first."""
        if not is_defined(self.table):
            warning = getattr(self.scenario.info, language).warning
            told = [undefined(language), *filter(None, [warning]), *self.rests_on(language)]
            return qualified(told, self.runs, language)
        found = (
            self.headline(language),
            self.main(language) if self.questions(language) and self.is_settled else "",
            self.worse(language),
            self.without_contract(language),
            self.unsettled(language),
            *self.rests_on(language),
            getattr(self.scenario.info, language).warning,
            self.find_out(language),
            self.credit(language),
            self.against(language),
            self.together(language),
            official_sentence(self.differences, language, self.leader),
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

    @property
    def is_settled(self) -> bool:
        """Whether the leader settles in enough worlds for a verdict to rest on it."""
        return not self.settled[self.leader] < SETTLED

    def headline(self, language: str) -> str:
        """The finding in plain words with how sure it is; where the leader does not settle, that there is no verdict."""
        if not self.is_settled:
            return text(
                "verdict.worlds.no_verdict",
                language,
                policy=lowered(policy(self.leader, language), language),
                share=self.in_worlds(self.share(self.leader), language),
                settled=self.in_worlds(self.settled[self.leader], language),
            )
        return self.questions(language) or self.main(language)

    def in_worlds(self, share: float, language: str) -> str:
        """A share of these worlds in words."""
        return in_worlds(share, self.worlds, language)

    def best_in(self, name: str, language: str) -> str:
        """In how many worlds a policy is best, with the 95 % interval that so many worlds leave."""
        return in_worlds(self.share(name), self.worlds, language, with_interval=True)

    def main(self, language: str) -> str:
        """Who resolves most in the bud, and in how many worlds."""
        best = self.share(self.leader)
        words = {
            "policy": policy(self.leader, language),
            "share": self.best_in(self.leader, language),
            "rival": lowered(policy(self.runner_up, language), language),
            "other": self.best_in(self.runner_up, language),
        }
        if best >= CLEAR or self.runner_up == self.leader:
            return text("verdict.worlds.clear", language, **words)
        if best >= OPEN:
            return text("verdict.worlds.mostly", language, **words)
        words["policy"] = lowered(words["policy"], language)
        return text("verdict.worlds.open", language, **words)

    def worse(self, language: str) -> str:
        """What the leader makes worse than the baseline, and how all else moves that a planner is always told of."""
        if self.leader == self.baseline:
            return ""
        rows = of_group(self.changes, "worse")
        key = "verdict.worlds.worse" if rows else "verdict.worlds.worse.nothing"
        baseline = lowered(short_policy(self.baseline, language), language)
        told = text(key, language, baseline=baseline, list=clauses(rows, language, MAX_NAMED))
        beside = beside_sentence(self.changes, rows[:MAX_NAMED], language)
        return text("verdict.join", language).join(filter(None, [told, beside]))

    def without_contract(self, language: str) -> str:
        """How near the best policy without a contract comes; of a leader that has none, the best one with a contract."""
        if self.other is None:
            return ""
        return text(
            "verdict.worlds.without_contract" if self.is_contract else "verdict.worlds.own",
            language,
            rival=lowered(short_policy(self.other, language), language),
            clause=self._clause(DECIDES, language, difference(self.pairs, self.other, self.leader, DECIDES)),
        )

    def unsettled(self, language: str) -> str:
        """Under which policies something still grows when the window ends, and in how many worlds it does not."""
        rows = [(name, share) for name, share in self.settled.items() if share < SETTLED]
        if not rows:
            return ""
        parts = [
            text("verdict.worlds.settles", language, policy=lowered(short_policy(name, language), language),
                 share=self.in_worlds(share, language))
            for name, share in rows
        ]  # fmt: skip
        return text("verdict.worlds.unsettled", language, policies=text("verdict.list", language).join(parts))

    def against(self, language: str) -> str:
        """The leader against the baseline, by criterion, where both settle: median, middle 90 %, share of worlds better."""
        if self.leader == self.baseline:
            return ""
        baseline = lowered(policy(self.baseline, language), language)
        worlds = int(self.sizes.loc[self.sizes["outcome"] == DECIDES, "worlds"].iloc[0])
        if worlds < LEAST_SETTLED * self.worlds:
            return text("verdict.worlds.no_sizes", language, baseline=baseline, share=self.in_worlds(worlds / self.worlds, language),
                        policy=policy(self.leader, language))  # fmt: skip
        told = [
            self._clause(name, language, difference(self.sizes, self.leader, self.baseline, name), worlds)
            for name in CRITERIA
        ]
        joined = text("verdict.list", language).join(told)
        return text("verdict.worlds.against", language, baseline=baseline, worlds=worlds, clauses=joined)

    def _clause(self, name: str, language: str, found: Mapping[str, float], worlds: int | None = None) -> str:
        unit = OUTCOMES[name].unit
        number = format_percent if is_share(unit) else format_number
        return text(
            "verdict.worlds.clause",
            language,
            outcome=lowered(outcome(name, language), language),
            median=as_difference(found["median"], unit, language),
            low=number(found["low90"], True),
            high=number(found["high90"], True),
            share=in_worlds(found["better"], worlds or self.worlds, language),
        )

    def questions(self, language: str) -> str:
        """The two questions with all else equal: looking early, contracting out; empty where the policies are others."""
        there = set(self.shares["policy"])
        looking, contracting = (
            [difference(self.pairs, *pair, DECIDES)["better"] for pair in pairs if set(pair) <= there]
            for pairs in (LOOKING, CONTRACTING)
        )
        if not looking or not contracting:
            return ""
        told = text(
            "verdict.worlds.headline",
            language,
            looking=self._question("looking", looking, language),
            contracting=self._question("contracting", contracting, language),
        )
        return told[0].upper() + told[1:]

    def _question(self, name: str, better: Sequence[float], language: str) -> str:
        """Whether something pays, by the pair that speaks least for the answer."""
        least, most = min(better), max(better)
        key, share = ("pays", least) if least >= CLEAR else ("not", most) if most <= 1.0 - CLEAR else ("open", least)
        return text(
            f"verdict.worlds.{name}.{key}", language, share=in_worlds(share, self.worlds, language, with_interval=True)
        )

    def together(self, language: str) -> str:
        """In how many worlds the leader is best on every criterion at once."""
        count = self.in_worlds(self.share(self.leader, ALL), language)
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
            text("verdict.worlds.credited", language, group=group_name(str(row.lever_group), language),
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
        decides = YUAN if YUAN in set(rows["outcome"]) else DECIDES
        rows = rows[(rows["outcome"] == decides) & rows["clear"]] if len(rows) else rows
        if not len(rows):
            return text("verdict.worlds.nothing_to_find_out", language)
        first = rows.iloc[0]
        unit = OUTCOMES[decides].unit if decides in OUTCOMES else ""
        return text(
            "verdict.worlds.find_out",
            language,
            parameter=lowered(number_name(str(first["parameter"]), language), language),
            worth=format_size(float(first["evppi"]), decides, unit, language),
            how=text(how_to_measure(str(first["parameter"])), language),
        )

    def rests_on(self, language: str) -> list[str]:
        """What the worlds are: matched to published figures under some policy, or drawn; and whether they are stale."""
        return world_sentences(self.ensemble, int(self.shares["worlds"].max()), language)


def group_name(group: str, language: str) -> str:
    """A group of levers in words, or the label of a lever that stands alone."""
    return lever_label(group, language) if "." in group else text(f"group.{group}", language)


def number_name(path: str, language: str) -> str:
    """An uncertain number in words; the seven domains share theirs."""
    if not path.startswith("domain."):
        return lever_label(path, language)
    return text("report.all_domains", language, name=text(f"parameter.{family(path)}", language))


# By the longest beginning of a path: how a city could measure it.
MEASURED_BY: Mapping[str, str] = {
    "arising": "register", "severity": "register", "ignition": "register", "ignition.storm_probability": "weather",
    "work": "time", "work.contested": "register", "work.beyond": "register", "work.returned": "register",
    "work.spot_list": "register", "lapse": "survey",
    "detection": "trial", "detection.check_hours": "time", "detection.false_alarm": "time",
    "detection.report": "survey", "detection.refused": "survey", "detection.unfounded": "register",
    "detection.weekend": "register", "detection.campaign": "files", "detection.survey_rounds": "files",
    "grid_workers": "time", "grid_workers.turnover": "personnel", "grid_workers.novice": "personnel",
    "grid_workers.quality": "call_back", "grid_workers.skill": "register",
    "units": "files", "units.requests": "windows", "units.request": "windows", "units.patience": "windows",
    "units.return": "windows", "units.claim": "windows", "units.switching": "trial", "units.stint": "time",
    "units.other_duties": "time", "units.admin": "time", "units.contract_admin": "time", "units.novice": "personnel",
    "units.vacancy": "personnel", "units.hours": "time", "units.layer_catch": "call_back",
    "staff": "personnel", "staff.permanent.capability": "inspection", "staff.temporary.capability": "inspection",
    "staff.permanent.motivation": "staff", "staff.temporary.motivation": "staff",
    "staff.permanent.layer": "staff", "staff.temporary.layer": "staff", "staff.temporary.speed": "time",
    "effort": "staff", "effort.substitution": "trial", "effort.pace": "time", "effort.quality": "inspection",
    "organisations": "inspection", "organisations.motivation": "staff", "organisations.oversight_effect": "trial",
    "organisations.turnover": "personnel", "organisations.newcomer": "personnel", "organisations.departure": "personnel",
    "organisations.initial_registered": "files", "organisations.registrations": "files", "organisations.hub_reg": "files",
    "organisations.exit": "files", "organisations.contracts": "files", "organisations.tender": "files",
    "organisations.renewal": "files", "organisations.renewal_reward": "staff", "organisations.bonus": "staff",
    "organisations.foresight": "staff", "organisations.self_service": "windows", "organisations.speed": "time",
    "organisations.inspection_share": "files", "contracts": "files",
    "committees": "files", "committees.quality": "call_back", "committees.pairing": "survey",
    "committees.service": "windows", "street": "files", "street.escalated": "register", "street.quality": "call_back",
    "street.hours": "time", "street.case_share": "time", "street.petition": "time", "street.repeat": "time",
    "street.hall_share": "windows", "residents": "survey", "residents.petition_rest": "files",
    "recurrence": "call_back", "gaming": "call_back", "gaming.deterrence": "staff", "gaming.supervisor": "trial",
    "neighbours": "survey", "place": "register", "budget": "accounts", "domain": "register",
    "domain.*.work_hours": "time", "domain.*.measurability": "inspection",
}  # fmt: skip


def how_to_measure(path: str) -> str:
    """The key of how a city could measure a number: a register, a survey, the accounts, time sheets, a trial, files."""
    of_staff = path.endswith("wage_yuan") or path == "organisations.post_yuan"
    if of_staff or "_yuan" in path:
        return "measure.payroll" if of_staff else "measure.accounts"
    name = family(path) if path.startswith("domain.") else path
    return f"measure.{MEASURED_BY[max((each for each in MEASURED_BY if name.startswith(each)), key=len)]}"


def judge_over_worlds(comparison: ComparisonResult) -> WorldVerdict:
    """What follows from a comparison over worlds, written from their shares: the leader is best in the bud in most worlds."""
    earned, ensemble, samples = comparison.attribution, comparison.ensemble, comparison.samples
    assert ensemble is not None, "a verdict over worlds needs worlds"
    names, baseline = [name for name in comparison.policies if not name.endswith("-alone")], comparison.baseline
    best = comparison.shares[comparison.shares["outcome"] == DECIDES].set_index("policy")["best_share"].fillna(0.0)
    order = sorted(names, key=lambda name: -float(best[name]))
    leader, second = order[0], order[min(1, len(order) - 1)]
    both = settling(samples, [leader, baseline])
    before, after = ({name: samples(policy, name) for name in OUTCOMES} for policy in (baseline, leader))
    contracts = contracts_of(comparison)
    return WorldVerdict(
        leader, second, baseline, comparison.shares, comparison.pairs, comparison.information, ensemble,
        None if earned is None else earned.credits(DECIDES), count_runs([comparison.plan_result]), comparison.table,
        comparison.differences, comparison.plan_result.plan.scenario,
        sizes=pairs(lambda policy, name: np.where(both, samples(policy, name), np.nan), [leader, baseline])
        if leader != baseline else comparison.pairs,
        changes=changes(before, after, over_worlds=True),
        settled={name: settled_share(samples(name, "stationary")) for name in names},
        other=next((name for name in order if contracts[name] != contracts[leader]), None),
        is_contract=contracts[leader],
        rivals=tuple(name for name in order[1:] if float(best[name]) > 1.0 - CLEAR),
    )  # fmt: skip


def contracts_of(comparison: ComparisonResult) -> dict[str, bool]:
    """Which policies contract out."""
    plan = comparison.plan_result.plan
    found = {point.label: plan.scenario_at(place) for place, point in enumerate(plan.points)}
    return {name: each.delivery.outsourced_share > 0.0 for name, each in found.items()}
