"""Which assumption would turn a comparison round: each moved alone to the ends of its assumed range, on paired seeds.

Core objects: `switching_values` → `SwitchingValues`: the leader's lead over the baseline and over its nearest rival at either end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.runs.execution import Options, PlanResult, run_plan
from experiments.runs.plan import Plan, Point, Range
from experiments.runs.worlds import plausible_ranges
from experiments.statistics import Estimate, paired
from experiments.studies.comparison import Comparison

if TYPE_CHECKING:
    import pandas

OUTCOME = "in_the_bud_rate"
REPLICATIONS = 4
MAX_POLICIES = 3  # the leader, its nearest rival, the baseline
ENDS = ("low", "high")
COLUMNS = [
    "parameter", "rival", "outcome", "low_value", "high_value", "at_base", "at_low", "at_high", "flips_at", "open_at",
]  # fmt: skip


@dataclass(frozen=True)
class SwitchingValues:
    """`table`: parameter, rival, outcome, low_value, high_value, at_base, at_low, at_high, flips_at, open_at.

    `at_…` are the leader's lead over the rival in the in-the-bud rate as assumed and at the ends of the range.
    `flips_at` is where the lead crosses 0, between the base and an end at which the rival leads with a 95 %
    interval off 0 (straight between them; NaN: nowhere); `open_at` the nearest end at which nobody leads clearly.
    """

    leader: str
    table: pandas.DataFrame
    plan_result: PlanResult

    @property
    def replications(self) -> int:
        """The paired seeds of every end."""
        return len(self.plan_result.plan.seeds)

    def rivals(self) -> list[str]:
        """Whom the leader was held against."""
        return list(dict.fromkeys(self.table["rival"]))

    def against(self, rival: str) -> pandas.DataFrame:
        """The rows of one rival, the largest swing first."""
        rows = self.table[self.table["rival"] == rival]
        return rows.assign(swing=(rows["at_high"] - rows["at_low"]).abs()).sort_values("swing", ascending=False)


def switching_values_plan(comparison: Comparison) -> tuple[Plan, tuple[str, ...], tuple[Range, ...]]:
    """The plan, the policies held against each other (the leader first), and the ranges."""
    leader, ranges = comparison.verdict.leader, plausible_ranges()
    policies = tuple(dict.fromkeys((leader, _runner_up(comparison, leader), comparison.baseline)))
    return ends_plan(comparison.plan_result.plan, policies, ranges), policies, ranges


def forecast_plan(compared: Plan) -> Plan:
    """A plan as large as the largest that `switching_values_plan` may give: who leads is not known before the comparison."""
    return ends_plan(compared, tuple(point.label for point in compared.points[:MAX_POLICIES]), plausible_ranges())


def ends_plan(plan: Plan, policies: Sequence[str], ranges: Sequence[Range]) -> Plan:
    """The policies of a comparison at both ends of every range, on few of its seeds."""
    levers = {point.label: point.levers for point in plan.points}
    points = [
        Point(f"{policy} {span.path} {end}", {**levers[policy], span.path: getattr(span, end)})
        for span in ranges
        for end in ENDS
        for policy in policies
    ]
    return Plan(plan.scenario, tuple(points), plan.seeds[:REPLICATIONS], keep_refused=True, world_of=plan.world_of)


def _runner_up(comparison: Comparison, leader: str) -> str:
    from experiments.findings.verdict import leader as best

    singles = comparison.verdict.singles
    others = [name for name in comparison.policies if name != leader and name not in singles]
    return best(comparison.table, others) if others else leader


def switching_values(comparison: Comparison, options: Options) -> SwitchingValues:
    """Move every assumption to either end of its range, for the leader, its nearest rival and the baseline."""
    import pandas

    plan, policies, ranges = switching_values_plan(comparison)
    plan_result = run_plan(plan, options)
    samples = {str(label): rows[OUTCOME].to_numpy() for label, rows in plan_result.rows.groupby("label", sort=False)}
    rows = [row for rival in policies[1:] for row in _rows(comparison, samples, policies[0], rival, ranges)]
    return SwitchingValues(policies[0], pandas.DataFrame(rows, columns=COLUMNS), plan_result)


def _rows(
    comparison: Comparison, samples: Mapping[str, Any], leader: str, rival: str, ranges: tuple[Range, ...]
) -> Iterator[dict[str, Any]]:
    base = paired(comparison.samples(leader, OUTCOME), comparison.samples(rival, OUTCOME))
    for span in ranges:
        low, high = (
            paired(samples[f"{leader} {span.path} {end}"], samples[f"{rival} {span.path} {end}"]) for end in ENDS
        )
        assumed = float(comparison.scenario.value(span.path))
        ends = ((float(span.low), low), (float(span.high), high))
        yield {
            "parameter": span.path, "rival": rival, "outcome": OUTCOME, "low_value": span.low, "high_value": span.high,
            "at_base": base.mean, "at_low": low.mean, "at_high": high.mean,
            "flips_at": next((_crossing(assumed, base.mean, *end) for end in ends if end[1].high < 0.0), float("nan")),
            "open_at": next((value for value, lead in ends if not lead.excludes_zero), float("nan")),
        }  # fmt: skip


def _crossing(assumed: float, base: float, value: float, lead: Estimate) -> float:
    """Where a straight line from the base to the end crosses 0; the base itself where the lead is none there."""
    return assumed + (value - assumed) * max(0.0, base) / (max(0.0, base) - lead.mean)
