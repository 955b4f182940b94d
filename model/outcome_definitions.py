"""The outcomes of a run: each declared once, with unit, bounds, the better direction and its definition.

`model.outcomes.measure` computes them from cases and daily series. NaN means undefined.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    ("arisen", "contradictions", 0, None, None, "Root contradictions that arose in the window (A)."),
    (
        "recorded",
        "contradictions",
        0,
        None,
        None,
        "Contradictions first recorded in the window, recurrences included (R).",
    ),
    ("resolved", "contradictions", 0, None, None, "Of those recorded, resolved by the last day (S)."),
    ("official_resolution_rate", "share", 0, 1, None, "S / R, the figure a city publishes."),
    (
        "true_resolution_rate",
        "share",
        0,
        1,
        "higher",
        "Of needful roots arisen at least 360 days before the end: resolved within 180 days and not recurred in the next 180.",
    ),
    (
        "in_the_bud_rate",
        "share",
        0,
        1,
        "higher",
        "As the true rate, of the same roots: resolved so without any incident.",
    ),
    (
        "arisen_resolution_rate",
        "share",
        0,
        1,
        None,
        "As the true rate over all roots; descriptive only, it credits work on what heals anyway.",
    ),
    ("hidden_share", "share", 0, 1, "lower", "Never recorded, nor settled by residents, of all roots arisen."),
    (
        "hidden_share_needful",
        "share",
        0,
        1,
        "lower",
        "Never recorded, nor settled by residents, of the needful roots arisen.",
    ),
    ("self_resolved_of_resolved", "share", 0, 1, None, "Resolved without street or district, of S (main reading)."),
    ("self_resolved_of_recorded", "share", 0, 1, None, "Resolved without street or district, of R (second reading)."),
    (
        "median_days_to_resolution",
        "days",
        0,
        None,
        "lower",
        "Median days from recording to resolution (Aalen–Johansen; failure competes, open cases are censored).",
    ),
    ("incidents_per_10k", "per 10,000 resident-years", 0, None, "lower", "Incidents."),
    ("petitions_per_10k", "per 10,000 resident-years", 0, None, "lower", "Collective petitions."),
    ("harm_per_10k", "severity per 10,000 resident-years", 0, None, "lower", "Sum of severity over incidents."),
    ("mean_trust", "trust", 0, 1, "higher", "Residents' mean trust, mean over the window's days."),
    ("satisfaction", "share", 0, 1, "higher", "Mean satisfaction at closure: ½ + ½ × surprise."),
    (
        "window_wait_hours",
        "hours",
        0,
        None,
        "lower",
        "Mean opening hours of waiting a visit to the windows takes, those that were given up included.",
    ),
    ("unserved_share", "share", 0, 1, "lower", "Of window requests that were served or given up for good: given up."),
    ("backlog", "contradictions", 0, None, "lower", "Known and open on the last day."),
    ("recurrences", "contradictions", 0, None, "lower", "Recurrences that arose in the window."),
    (
        "hollow_share",
        "share",
        0,
        1,
        "lower",
        "Closures on paper, without any work, of all resolutions of recorded cases in the window.",
    ),
    (
        "second_record_share",
        "share",
        0,
        1,
        "lower",
        "Records that stand for no matter of their own, of all records published (in R and S, and in no other figure).",
    ),
    (
        "left_off_record",
        "times",
        0,
        None,
        "lower",
        "Times that a grid worker kept off the record what a report or a patrol had brought.",
    ),
    (
        "settled_by_residents_share",
        "share",
        0,
        1,
        None,
        "Settled among residents before any record, of all roots arisen; lasting ones count in the true rate.",
    ),
    (
        "cost_per_lasting_resolution_yuan",
        "yuan",
        0,
        None,
        "lower",
        "Full cost in the cohort's days over its lasting resolutions.",
    ),
    (
        "cost_per_needful_yuan",
        "yuan",
        0,
        None,
        "lower",
        "Full cost in the cohort's days over all its needful roots, resolved or not: money spent, unserved requests and "
        "the district's takeovers at their price.",
    ),
    (
        "takeovers_per_10k",
        "per 10,000 resident-years",
        0,
        None,
        "lower",
        "Cases and petitions that the district took over because the street's term ran out.",
    ),
    (
        "equity_gap",
        "share",
        0,
        1,
        "lower",
        "90th less 10th percentile of the true rate over community × tenure cells with at least 20 cases, chance taken out.",
    ),
    (
        "on_time_share",
        "share",
        0,
        1,
        "higher",
        "Of R whose standard time ended in the window, that of the domain or of street or district: closed within it.",
    ),
    (
        "median_days_from_arising",
        "days",
        0,
        None,
        "lower",
        "Median days from arising to resolution of roots (lapse and failure compete, open is censored).",
    ),
    ("false_alarms", "alarms", 0, None, "lower", "False alarms of patrols; never in A, R or S."),
    ("unit_utilisation", "share", 0, None, None, "Busy share of the lines' opening hours."),
    ("spent_yuan", "yuan", 0, None, None, "Money spent in the window; what contracts leave unspent is returned."),
    (
        "stationary",
        "share",
        0,
        1,
        "higher",
        "1 where neither open cases at any stage, nor given-up visits, nor takeovers grow over the window, else 0.",
    ),
)


NAMES = tuple(OUTCOMES)
