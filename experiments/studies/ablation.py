"""What every practice of the case is worth: each is taken away alone, in pairs on the same seeds.

Core objects: `PRACTICES` (what is put back to what) and `ablate` → `Ablation`. The four shifts the
case speaks of (few to all, after to before, coarse to fine, campaign to routine) are practices too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from experiments.runs.ensembles import Ensemble, ensemble_of
from experiments.runs.execution import Options, OptionValues
from experiments.runs.plan import Levers, PlanError
from experiments.studies.study import Study, checked_outcomes, marked, points_frame, spread_of
from model.scenario import Scenario
from model.scenario.levers import DELIVERY_BUNDLES, NO_FURTHER_PRACTICES, TRIAGE_BUNDLES

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture

BEFORE, MARGINALISED = "reactive-staffed", "workstation-era"
OUTCOMES = (
    "in_the_bud_rate", "true_resolution_rate", "official_resolution_rate", "harm_per_10k", "incidents_per_10k",
    "petitions_per_10k", "recurrences", "window_wait_hours", "cost_per_lasting_resolution_yuan",
)  # fmt: skip


TRIAGE = tuple(f"triage.{name}" for name in TRIAGE_BUNDLES["reactive"])
DELIVERY = tuple(f"delivery.{name}" for name in DELIVERY_BUNDLES["staffed"])


@dataclass(frozen=True)
class Practice:
    """A practice: the levers that are put back to what `before` sets them to; a shift of the case, if one."""

    name: str
    paths: tuple[str, ...]
    before: str = BEFORE
    shift: str = ""


PRACTICES: tuple[Practice, ...] = (
    Practice("survey", ("triage.household_survey",), shift="few_to_all"),
    Practice("screening", ("triage.screening_share",), shift="after_to_before"),
    Practice("risk_map", ("triage.targeting",), shift="coarse_to_fine"),
    Practice("routine", ("triage.schedule",), shift="campaign_to_routine"),
    Practice("queue_rule", ("triage.queue",)),
    Practice("recording", ("triage.recording_standard",)),
    Practice("outsourcing", ("delivery.outsourced_share",)),
    Practice("cross_training", ("delivery.skill_degree",)),
    Practice("no_layers", ("delivery.layers",)),
    Practice("no_temporary_staff", ("delivery.temporary_share",)),
    Practice("oversight_attention", ("delivery.oversight_attention",)),
    Practice("oversight_money", ("delivery.oversight_yuan_per_community",)),
    Practice("incubation", ("delivery.incubation_yuan",)),
    Practice("committees", ("partners.committee_attention",), MARGINALISED),
    Practice("council", ("partners.council",), MARGINALISED),
    Practice("agencies", ("partners.agencies_attached",), MARGINALISED),
    *(Practice(path.partition(".")[2], (path,), MARGINALISED) for path in NO_FURTHER_PRACTICES),
    Practice("all_of_triage", TRIAGE),
    Practice("all_of_delivery", DELIVERY),
)


def without(scenario: Scenario, practice: Practice) -> Levers:
    """The levers that take a practice away from a scenario; empty where it is not practised.

    Each stands beside its bundle, whose name stays: an explicit lever wins over its bundle.
    """
    before = scenario.preset(practice.before)
    return {path: before.value(path) for path in practice.paths if before.value(path) != scenario.value(path)}


@dataclass(frozen=True)
class Ablation(Study):
    """`table`: practice, shift, requeue, outcome, worth, low, high, replications, missing, whole.

    `worth` is the outcome with the whole policy less the outcome without the practice, paired within seeds: the mean with its
    95 % t interval, or over worlds the median with the middle 90 %; `whole` the mean under the whole policy.
    """

    kind = "ablate"
    columns = ("requeue", "outcome", "worth", "low", "high", "whole")

    def told(self, language: str) -> list[str]:
        """The practices that matter most, those that make no clear difference, and what the official rate shows."""
        from experiments.findings.studies import ablation_sentences

        return ablation_sentences(self.table, language)

    def picture(self, language: str = "en") -> Picture:
        """What each practice adds to the rates and to harm, the largest on top."""
        from experiments.plots.studies import ablation_picture

        return ablation_picture(self.table, language)


def ablate(
    scenario: Scenario | str | Path,
    replications: int = 20,
    workers: int | None = None,
    *,
    outcomes: Sequence[str] = OUTCOMES,
    practices: Sequence[Practice] = PRACTICES,
    world: str | Path | Ensemble | None = None,
    **options: Unpack[OptionValues],
) -> Ablation:
    """Take every practice of the scenario's policy away, one at a time, in the same worlds and seeds.

    Practices that the policy does not have are left out. `world` is as in `compare`; `options` are those of `Options`. Raises
    `PlanError` when there is none at all, `ScenarioError` for a scenario that is wrong.
    """
    import pandas

    checked_outcomes(outcomes)
    base = Scenario.of(scenario).without_reforms()
    present = [(each, levers) for each in practices if (levers := without(base, each))]
    if not present:
        raise PlanError(f"{base.label}: the policy is {BEFORE} already; there is no practice to take away")
    points: list[Levers] = [{}, *(levers for _, levers in present)]
    ensemble = ensemble_of(base, world)
    how = Options.of(replications, workers, options)
    rows = points_frame(base, points, how, keep_refused=True, ensemble=ensemble)
    by_point = {point: group.set_index("seed") for point, group in rows.groupby("point")}
    table = [
        row
        for number, (practice, levers) in enumerate(present, start=1)
        for row in _worth(practice, levers, by_point[0], by_point[number], outcomes, ensemble)
    ]
    columns = [
        "practice",
        "shift",
        "requeue",
        "outcome",
        "worth",
        "low",
        "high",
        "replications",
        "missing",
        "whole",
        "error",
    ]
    frame = pandas.DataFrame(table, columns=columns)
    return Ablation(base, marked(frame, ensemble), ensemble=ensemble)


def _worth(
    practice: Practice,
    levers: Levers,
    whole: pandas.DataFrame,
    less: pandas.DataFrame,
    outcomes: Sequence[str],
    ensemble: Ensemble | None,
) -> list[tuple[object, ...]]:
    requeue = ", ".join(f"{path}={value}" for path, value in levers.items())
    error = next((message for message in less["error"] if message), "")
    rows: list[tuple[object, ...]] = []
    for name in outcomes:
        found = spread_of((whole[name] - less[name]).to_numpy(), ensemble)
        rows.append((
            practice.name, practice.shift, requeue, name, found.mean, found.low, found.high, found.replications,
            found.missing, float(whole[name].mean()), error,
        ))  # fmt: skip
    return rows
