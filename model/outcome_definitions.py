"""The outcomes of a run: each declared once, with unit, bounds, the better direction and its definition.

`model.outcomes.measure` computes them from cases and daily series. NaN means undefined.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True)
class OutcomeDefinition:
    """One outcome: unit, bounds (None: open), the better direction, and its definition."""

    name: str
    unit: str
    low: float | None
    high: float | None
    better: str | None
    help: str


def _define(*rows: tuple[str, str, float | None, float | None, str | None, str]) -> dict[str, OutcomeDefinition]:
    return {row[0]: OutcomeDefinition(*row) for row in rows}


OUTCOMES: dict[str, OutcomeDefinition] = _define(
    ("arisen", "contradictions", 0, None, None,
     "Root contradictions that arose in the window, whether anybody knew of them or not (A)."),
    ("recorded", "contradictions", 0, None, None,
     "Contradictions first put on record in the window, recurrences included, false alarms excluded (R)."),
    ("resolved", "contradictions", 0, None, None,
     "Of those recorded in the window, resolved by its last day (S)."),
    ("official_resolution_rate", "share", 0, 1, None,
     "Resolved over recorded at the cut-off day (S / R): the figure a city publishes; what was never recorded is not in it."),
    ("true_resolution_rate", "share", 0, 1, "higher",
     "Of all contradictions that arose at least 360 days before the end and would have become incidents if left alone (at-risk roots), recorded or not: resolved within 180 days and not back within the next 180."),
    ("in_the_bud_rate", "share", 0, 1, "higher",
     "As the true resolution rate, and without any incident on the way."),
    ("arisen_resolution_rate", "share", 0, 1, None,
     "As the true rate, over everything that arose; descriptive only, since it credits work on what lapses anyway."),
    ("hidden_share", "share", 0, 1, "lower",
     "Never recorded, nor settled by residents, of all root contradictions that arose."),
    ("hidden_share_needful", "share", 0, 1, "lower",
     "Never recorded, nor settled by residents, of those that would have become incidents if left alone."),
    ("self_resolved_of_resolved", "share", 0, 1, None,
     "Resolved inside the community, without street or district, of those resolved: first reading of the 91.6 %."),
    ("self_resolved_of_recorded", "share", 0, 1, None,
     "Resolved inside the community, without street or district, of those recorded: second reading of the 91.6 %."),
    ("median_days_to_resolution", "days", 0, None, "lower",
     "Days from recording to resolution that half of the recorded cases need (Aalen–Johansen: failure competes, open cases are censored)."),
    ("incidents_per_10k", "per 10,000 resident-years", 0, None, "lower",
     "Contradictions that ignited, reported or not, per 10,000 resident-years."),
    ("petitions_per_10k", "per 10,000 resident-years", 0, None, "lower",
     "Petitions of five or more people, per 10,000 resident-years."),
    ("harm_per_10k", "severity per 10,000 resident-years", 0, None, "lower",
     "Sum of severity (0 to 1) over all incidents, per 10,000 resident-years; nobody has to report it to be counted."),
    ("mean_trust", "trust", 0, 1, "higher",
     "Mean trust of residents in community governance, over the window's days."),
    ("satisfaction", "share", 0, 1, "higher",
     "Mean satisfaction of those whose case was closed: experience against expectation (½ + ½ × surprise)."),
    ("window_wait_hours", "hours", 0, None, "lower",
     "Mean opening hours that a visit to desk or window waits, those that were given up included."),
    ("unserved_share", "share", 0, 1, "lower",
     "Of window requests that were served or given up for good: given up because the wait was too long."),
    ("backlog", "contradictions", 0, None, "lower",
     "Known contradictions still open on the last day."),
    ("recurrences", "contradictions", 0, None, "lower",
     "Contradictions closed badly that came back in the window."),
    ("hollow_share", "share", 0, 1, "lower",
     "Cases closed on paper without any work, of all resolutions of recorded cases; the register cannot tell them apart."),
    ("second_record_share", "share", 0, 1, "lower",
     "Records that stand for no matter of their own, of all records published (in R and S, and in no other figure)."),
    ("left_off_record", "times", 0, None, "lower",
     "Times that a grid worker did not write down what a report or a patrol had brought."),
    ("settled_by_residents_share", "share", 0, 1, None,
     "Settled among residents or by volunteers before any record, of all that arose; lasting ones count in the true rate."),
    ("cost_per_lasting_resolution_yuan", "yuan", 0, None, "lower",
     "Full cost in the cohort's days over its lasting resolutions of at-risk contradictions."),
    ("cost_per_needful_yuan", "yuan", 0, None, "lower",
     "Full cost in the cohort's days over all contradictions that needed care, resolved or not: money spent, unserved requests and what the district took over, at their prices."),
    ("takeovers_per_10k", "per 10,000 resident-years", 0, None, "lower",
     "Cases and petitions that the district took over because the street's term ran out, per 10,000 resident-years."),
    ("equity_gap", "share", 0, 1, "lower",
     "90th less 10th percentile of the true rate over community × tenure groups of at least 20 cases, chance taken out."),
    ("on_time_share", "share", 0, 1, "higher",
     "Of recorded cases whose standard time ended in the window, that of the domain or of street or district: closed within it, resolved or given up."),
    ("median_days_from_arising", "days", 0, None, "lower",
     "Days from arising to resolution that half of all root contradictions need (lapse and failure compete, open ones are censored)."),
    ("false_alarms", "alarms", 0, None, "lower",
     "Alarms of patrols with nothing behind them; they cost hours and are never in A, R or S."),
    ("unit_utilisation", "share", 0, None, None,
     "Busy share of the opening hours of desks or windows."),
    ("spent_yuan", "yuan", 0, None, None,
     "Money spent in the window; what contracts leave unspent returns to the treasury."),
    ("stationary", "share", 0, 1, "higher",
     "1 where neither open cases at any stage, nor visits given up, nor takeovers grow over the window, else 0; the mean is the share of runs."),
)  # fmt: skip


NAMES = tuple(OUTCOMES)
# Figures that are 0 or 1 in every run.
YES_NO = frozenset({"stationary"})
# The place of each figure in what `measure` fills: Figure.ARISEN and so on.
Figure = IntEnum("Figure", [(name.upper(), place) for place, name in enumerate(NAMES)])  # type: ignore[misc]


class OutcomeFigures:
    """The figures of a run as attributes, for whoever reads or checks types; `OUTCOMES` says what they mean."""

    arisen: float
    recorded: float
    resolved: float
    official_resolution_rate: float
    true_resolution_rate: float
    in_the_bud_rate: float
    arisen_resolution_rate: float
    hidden_share: float
    hidden_share_needful: float
    self_resolved_of_resolved: float
    self_resolved_of_recorded: float
    median_days_to_resolution: float
    incidents_per_10k: float
    petitions_per_10k: float
    harm_per_10k: float
    mean_trust: float
    satisfaction: float
    window_wait_hours: float
    unserved_share: float
    backlog: float
    recurrences: float
    hollow_share: float
    second_record_share: float
    left_off_record: float
    settled_by_residents_share: float
    cost_per_lasting_resolution_yuan: float
    cost_per_needful_yuan: float
    takeovers_per_10k: float
    equity_gap: float
    on_time_share: float
    median_days_from_arising: float
    false_alarms: float
    unit_utilisation: float
    spent_yuan: float
    stationary: float
