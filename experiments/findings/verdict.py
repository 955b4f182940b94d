"""The verdict in words: decided by intervals, on unreported harm and money, never by the official rate alone.

Core objects: `judge` (a comparison → `Verdict`, which says itself in either language), `against` (one policy
against the baseline), `sweep_verdict` (where along a lever things are best), `qualified` (what a verdict lacks).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from experiments.findings.changes import SETTLED, beside_sentence, changes_of, of_group, worse_sentence
from experiments.findings.sweeps import along_sentences, unsettled_sentence
from experiments.findings.triggers import trigger_sentences
from experiments.findings.world_words import world_sentences
from experiments.labels import LANGUAGES, lowered, outcome, policy, short_policy, text
from experiments.labels.formats import (
    difference,
    format_number,
    format_percent,
    format_size,
    format_value,
    is_share,
    points_text,
)
from experiments.runs.execution import count_runs
from experiments.statistics import is_clear

if TYPE_CHECKING:
    import pandas

    from experiments.findings.protocols import ComparisonResult, SweepResult
    from experiments.runs.execution import RunCounts

# What a verdict rests on (docs/background/decisions.md); the official rate is only set beside it.
CRITERIA = ("in_the_bud_rate", "true_resolution_rate", "harm_per_10k", "cost_per_lasting_resolution_yuan")
BASELINE = "reactive-staffed"
SMALLER = 0.5
MAX_TOGETHER = 100  # points of a sweep judged as one family: every pair is tested


@dataclass(frozen=True)
class Finding:
    """One outcome's paired difference: whether it is clear, and better as +1, worse as −1, unclear or neither as 0."""

    name: str
    mean: float
    low: float
    high: float
    clear: bool
    better: int

    @property
    def unit(self) -> str:
        """The unit that the model declares."""
        from model.outcome_definitions import OUTCOMES

        return OUTCOMES[self.name].unit


def finding(differences: pandas.DataFrame, name: str, policy_name: str) -> Finding | None:
    """The difference of one policy in one outcome; None where it is missing or has no interval."""
    from model.outcome_definitions import OUTCOMES

    rows = differences[(differences["policy"] == policy_name) & (differences["outcome"] == name)]
    if rows.empty or not all(math.isfinite(rows[column].iloc[0]) for column in ("mean", "low", "high")):
        return None
    mean, low, high = (float(rows[column].iloc[0]) for column in ("mean", "low", "high"))
    direction = {"higher": 1, "lower": -1}.get(OUTCOMES[name].better or "", 0)
    clear = is_clear(low, high, rows["p_holm"].iloc[0] if "p_holm" in rows else None)
    return Finding(name, mean, low, high, clear, direction * (1 if mean > 0 else -1) if clear else 0)


def leader(table: pandas.DataFrame, among: Sequence[str] = (), name: str = "in_the_bud_rate") -> str:
    """The policy with the best mean in-the-bud rate, of some or of all; ties go to the first."""
    rows = table[table["outcome"] == name].dropna(subset=["mean"])
    rows = rows[rows["policy"].isin(among)] if among else rows
    return str(rows.loc[rows["mean"].idxmax(), "policy"]) if len(rows) else str(table["policy"].iloc[0])


@dataclass(frozen=True)
class Verdict:
    """What a comparison shows: the leading policy against the baseline, and what qualifies it.

    `rivals` are policies that no interval tells from the leader in the in-the-bud rate, `singles` those
    that change one lever alone. `table` and `differences` are the comparison's tidy frames.
    """

    leader: str
    baseline: str
    rivals: tuple[str, ...]
    singles: tuple[str, ...]
    table: pandas.DataFrame
    differences: pandas.DataFrame
    runs: RunCounts
    warnings: Mapping[str, str] = field(default_factory=dict)  # by language: what the scenario itself warns of

    def text(self, language: str) -> str:
        """The verdict in a few plain sentences: leader, official rate, hidden share, rivals, credit."""
        return text("verdict.join", language).join(self.sentences(language))

    def sentences(self, language: str) -> list[str]:
        """The sentences of the verdict, the main one first; where the arms it is about have not settled, that there is none."""
        if not is_defined(self.table):
            beside = filter(None, [self.warnings.get(language, ""), self.hidden(language)])
            return qualified([undefined(language), *beside], self.runs, language)
        unsettled = self.unsettled(language)
        main = unsettled or against(self.differences, language, self.leader, self.baseline)
        further = (
            self.warnings.get(language, ""),
            official_sentence(self.differences, language, self.leader),
            self.worse(language),
            self.hidden(language),
            self.rivalry(language),
            self.credit(language),
        )
        return qualified([main, *filter(None, further)], self.runs, language)

    def unsettled(self, language: str) -> str:
        """No verdict: under the leader or the baseline something still grows when the window ends; empty where both settle."""
        arms = self.table["policy"].isin([self.leader, self.baseline])
        rows = self.table[arms & (self.table["outcome"] == "stationary") & (self.table["mean"] < SETTLED)]
        if rows.empty:
            return ""
        names = text("join.words", language).join(lowered(policy(each, language), language) for each in rows["policy"])
        least = format_value(float(rows["mean"].min()), "share", language)
        return text("verdict.unsettled", language, policies=names, settled=least)

    def hidden(self, language: str) -> str:
        """What the official rate leaves out: the hidden share of the needful beside it, and under the baseline."""
        shares = {
            f"{word}{end}": _mean(self.table, name, holder, language)
            for word, name in (("official", "official_resolution_rate"), ("hidden", "hidden_share_needful"))
            for end, holder in (("", self.leader), ("_baseline", self.baseline))
        }
        if not all(shares.values()):
            return ""
        key = "verdict.hidden.alone" if self.leader == self.baseline else "verdict.hidden"
        return text(key, language, policy=policy(self.leader, language), **shares)

    def worse(self, language: str) -> str:
        """What the leader makes worse than the baseline, and of what a planner is always told, what stays."""
        if self.leader == self.baseline:
            return ""
        found = changes_of(self.table, self.differences, self.leader, self.baseline)
        names = policy(self.leader, language), lowered(policy(self.baseline, language), language)
        told = [
            worse_sentence(found, lowered(names[0], language), names[1], language),
            beside_sentence(found, of_group(found, "worse"), language),
        ]
        return text("verdict.join", language).join(filter(None, told))

    def rivalry(self, language: str) -> str:
        """Which policies can't be told from the leader."""
        if not self.rivals:
            return ""
        names = text("join.words", language).join(lowered(policy(each, language), language) for each in self.rivals)
        return text("verdict.rivals", language, policy=lowered(policy(self.leader, language), language), rivals=names)

    def credit(self, language: str) -> str:
        """How much of the leader's gain each single lever brings by itself."""
        whole = finding(self.differences, "in_the_bud_rate", self.leader)
        if whole is None or not whole.clear or not self.singles:
            return ""
        clauses = [self._share(each, whole, language) for each in self.singles]
        return text("verdict.credit", language, clauses=text("verdict.list", language).join(clauses))

    def _share(self, single: str, whole: Finding, language: str) -> str:
        part, name = finding(self.differences, whole.name, single), lowered(short_policy(single, language), language)
        if part is None or not part.clear:
            return text("verdict.credit.none", language, lever=name)
        share = text("number.percent", language, value=format_number(round(100 * part.mean / whole.mean)))
        return text("verdict.credit.share", language, lever=name, share=share)


def judge(comparison: ComparisonResult) -> Verdict:
    """What follows from a comparison: its best policy but for single levers, against its baseline."""
    singles = tuple(name for name in comparison.policies if name.endswith("-alone"))
    best = leader(comparison.table, [name for name in comparison.policies if name not in singles])
    return Verdict(
        leader=best,
        baseline=comparison.baseline,
        rivals=_rivals(comparison, best, singles),
        singles=singles,
        table=comparison.table,
        differences=comparison.differences,
        runs=count_runs([comparison.plan_result]),
        warnings={
            language: getattr(comparison.plan_result.plan.scenario.info, language).warning for language in LANGUAGES
        },
    )


def _rivals(comparison: ComparisonResult, best: str, singles: Sequence[str]) -> tuple[str, ...]:
    from experiments.statistics import paired

    ours = comparison.samples(best, "in_the_bud_rate")
    others = [name for name in comparison.policies if name != best and name not in singles]
    apart = {name: paired(ours, comparison.samples(name, "in_the_bud_rate")) for name in others}
    return tuple(name for name, each in apart.items() if math.isfinite(each.low) and not each.excludes_zero)


def qualified(sentences: Sequence[str], runs: RunCounts, language: str) -> list[str]:
    """The sentences, the main one followed by how many of the planned runs they rest on where some are missing.

    What triggers did is told behind it.
    """
    short = []
    if runs.total < runs.planned:
        short.append(text("verdict.unfinished", language, known=runs.known, planned=runs.planned))
    if runs.failed:
        short.append(text("verdict.failed", language, failed=runs.failed, total=runs.total))
    if runs.half_width is not None:
        short.append(text("verdict.imprecise", language, width=points_text(runs.half_width, language)))
    return [*sentences[:1], *short, *trigger_sentences(runs.triggers, language), *sentences[1:]]


def is_defined(table: pandas.DataFrame) -> bool:
    """Whether the rate that decides has a value anywhere; a horizon below 360 days leaves it none."""
    return bool(table.loc[table["outcome"] == "in_the_bud_rate", "mean"].notna().any())


def undefined(language: str) -> str:
    """That there is no verdict, and what a defined rate would need."""
    from model.outcomes import FOLLOW_UP_DAYS, MIN_COHORT

    return text("verdict.undefined", language, least=MIN_COHORT, days=FOLLOW_UP_DAYS)


def _mean(table: pandas.DataFrame, name: str, holder: str, language: str) -> str:
    rows = table[(table["outcome"] == name) & (table["policy"] == holder)].dropna(subset=["mean"])
    return format_value(float(rows["mean"].iloc[0]), "share", language) if len(rows) else ""


def against(differences: pandas.DataFrame, language: str, policy_name: str, baseline: str = BASELINE) -> str:
    """One plain sentence on a policy against the baseline.

    `differences`: policy, outcome, mean, low, high, paired within seeds. An outcome counts as better or worse
    only where it is clear: by Holm's p value if `differences` has one (`p_holm`), else by its interval.
    """
    names = {"policy": policy(policy_name, language), "baseline": lowered(policy(baseline, language), language)}
    if policy_name == baseline:
        tested = differences.empty or differences.loc[differences["outcome"] == "in_the_bud_rate", "low"].notna().any()
        key = "verdict.baseline_leads" if tested else "verdict.untested.baseline"
        return _capital(text(key, language, policy=names["policy"]))
    found = [each for name in CRITERIA if (each := finding(differences, name, policy_name)) is not None]
    if not found:
        return text("verdict.untested", language, **names)
    better, worse = ([each for each in found if each.better == sign] for sign in (1, -1))
    if better and worse:
        main = text(
            "verdict.mixed", language, **names, better=_clauses(better, language), worse=_clauses(worse, language)
        )
    elif better or worse:
        key = "verdict.better" if better else "verdict.worse"
        main = text(key, language, **names, clauses=_clauses(found, language))
    else:
        main = text("verdict.unclear", language, **names)
    return _capital(main)


def _clauses(findings: Sequence[Finding], language: str) -> str:
    return text("join.list", language).join(_clause(each, language) for each in findings)


def _clause(found: Finding, language: str) -> str:
    name = lowered(outcome(found.name, language), language)
    if not found.clear:
        return text("verdict.clause.unclear", language, outcome=name)
    number = format_percent if is_share(found.unit) else format_number
    ends = sorted((abs(found.low), abs(found.high)))
    return text(
        "verdict.clause.higher" if found.mean > 0 else "verdict.clause.lower",
        language,
        outcome=name,
        size=_size(found, language),
        low=number(ends[0]),
        high=number(ends[1]),
    )


def _size(found: Finding, language: str) -> str:
    return format_size(abs(found.mean), found.name, found.unit, language)


def official_sentence(differences: pandas.DataFrame, language: str, policy_name: str) -> str:
    """What the official rate shows of a change in the in-the-bud rate; empty where there is none."""
    official = finding(differences, "official_resolution_rate", policy_name)
    bud = finding(differences, "in_the_bud_rate", policy_name)
    if official is None or bud is None or not bud.clear:
        return ""
    if not official.clear:
        return text("verdict.official.silent", language)
    values = {"official": _signed(official, language), "bud": _signed(bud, language)}
    if official.mean * bud.mean < 0:
        return text("verdict.official.opposite", language, official=values["official"])
    smaller = abs(official.mean) < SMALLER * abs(bud.mean)
    return text("verdict.official.smaller" if smaller else "verdict.official.agrees", language, **values)


def _signed(found: Finding, language: str) -> str:
    return difference(found.mean, found.unit, language)


def sweep_verdict(sweep: SweepResult, language: str) -> list[str]:
    """For each line of a sweep one sentence: where the in-the-bud rate is best, what ties, or that nothing is clear.

    One more for the points of all lines together, up to `MAX_TOGETHER`.
    """
    if not sweep.forms_lines:
        return qualified([text("verdict.sweep.scattered", language)], count_runs([sweep.plan_result]), language)
    rows = sweep.standings().dropna(subset=["mean"])
    lines = [rows for _, rows in rows.groupby(sweep.others, sort=False)] if sweep.others else [rows]
    told = []
    for line in lines if len(rows) else ():
        places = [int(place) for place in line.index]
        told.append(unsettled_sentence(sweep, places, language) or _best_point(line, sweep, language))
    told = (told or [undefined(language)]) + along_sentences(sweep, language)
    if sweep.ensemble is not None:
        told += world_sentences(sweep.ensemble, sweep.replications, language)
    if len(lines) > 1 and sweep.replications > 1 and len(rows) <= MAX_TOGETHER:
        told.append(_best_of_all(sweep, language))
    return qualified(told, count_runs([sweep.plan_result]), language)


def _best_point(rows: pandas.DataFrame, sweep: SweepResult, language: str) -> str:
    from experiments.labels import choice
    from experiments.labels.formats import format_with_range
    from experiments.labels.settings import lever_label, setting

    best, lever = rows[rows["best"]].iloc[0], sweep.abscissa
    worse = rows["worse"].tolist()
    ties = rows.loc[~(rows["worse"] | rows["best"]), lever]
    words = {
        "outcome": lowered(outcome("in_the_bud_rate", language), language),
        "lever": lowered(lever_label(lever, language), language),
        "policy": setting(best, sweep.others, language) if sweep.others else text("verdict.sweep.as_is", language),
        "replications": sweep.replications,
        "value": choice(best[lever], language),
        "mean": format_with_range(best["mean"], best["low"], best["high"], "share", language),
        "ties": text("join.words", language).join(choice(value, language) for value in ties),
    }
    key = ("untested" if sweep.replications < 2 else "flat") if not any(worse) else "tied" if len(ties) else "best"
    told = _capital(text(f"verdict.sweep.{key}", language, **words))
    if sweep.ensemble is None or key == "untested":
        return told
    return text("verdict.join", language).join([told, text("verdict.sweep.worlds", language)])


def _best_of_all(sweep: SweepResult, language: str) -> str:
    from experiments.labels.formats import format_with_range
    from experiments.labels.settings import setting

    rows = sweep.standings(together=True).dropna(subset=["mean"])
    best, worse = rows[rows["best"]].iloc[0], int(rows["worse"].sum())
    words = {
        "count": len(rows),
        "outcome": lowered(outcome("in_the_bud_rate", language), language),
        "setting": setting(best, sweep.levers, language),
        "mean": format_with_range(best["mean"], best["low"], best["high"], "share", language),
        "worse": worse,
    }
    key = "flat" if worse == 0 else "best" if worse == len(rows) - 1 else "tied"
    return _capital(text(f"verdict.sweep.together.{key}", language, **words))


def _capital(words: str) -> str:
    return words[0].upper() + words[1:] if words else words
