"""The present policy against a change: every outcome, money, who wins and who loses, and what the change takes.

Core objects: `whatif` → `WhatIf`. Both sides meet the same seeds; a change may set levers and numbers of the place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.findings.changes import changes, overrun
from experiments.runs.ensembles import Ensemble, ensemble_of
from experiments.runs.execution import Options, run_plan
from experiments.runs.plan import Levers, Plan, PlanError, Point, Value, by_name
from experiments.runs.policies import read_value, settled
from experiments.runs.tabular import records
from experiments.statistics import Floats
from experiments.studies.people import MAX_RERUNS, people_frame
from experiments.studies.study import Study, held, marked
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario
from model.scenario.budget import capacity, ledger

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class WhatIf(Study):
    """`table`: as `findings.changes.changes` gives it, one row an outcome.

    `money`: line, before, after, change in yuan a year; `people`: harm by tenure and community; `effort`: what the change
    takes, item by item. `overrun` names the arms whose queues grow without end, `refused` counts the
    worlds whose money does not pay both.
    """

    kind = "whatif"
    has_brief = True

    changed: Mapping[str, Value] = field(default_factory=dict)
    money: Any = None
    people: Any = None
    effort: Any = None
    overrun: tuple[str, ...] = ()
    refused: int = 0

    def told(self, language: str) -> list[str]:
        """What gets better and worse, how sure, money, who wins and loses, what it takes; the finding first."""
        from experiments.findings.whatif import whatif_sentences

        return whatif_sentences(self, language)

    def picture(self, language: str = "en") -> Picture:
        """The main outcomes' change relative to what each was, better, worse and unclear apart."""
        from experiments.plots.changes import main_rows

        return self._picture(main_rows(self.table), language)

    def drawings(self, language: str) -> dict[str, Callable[[], Picture]]:
        """The main outcomes, fit for a slide; then all of them."""
        return {
            self.kind: lambda: self.picture(language),
            f"{self.kind}-all": lambda: self._picture(self.table, language),
        }

    def _picture(self, rows: pandas.DataFrame, language: str) -> Picture:
        from experiments.findings.whatif import change_text
        from experiments.plots.changes import changes_picture

        return changes_picture(rows, language, change_text(self, language))

    def tables(self) -> dict[str, pandas.DataFrame]:
        """All outcomes; money; people; what the change takes."""
        return {"whatif": self.table, "money": self.money, "people": self.people, "effort": self.effort}

    def shown(self, language: str) -> dict[str, pandas.DataFrame]:
        """The tables in words and with units, as page and terminal show them."""
        from experiments.findings.whatif import shown_tables

        return shown_tables(self, language)

    def sheets(self, language: str) -> dict[str, pandas.DataFrame]:
        """The tables as numbers."""
        return self.tables()

    def to_dict(self) -> dict[str, Any]:
        """What `--json` writes: the change, sentences, and all tables."""

        tables = {name: records(frame) for name, frame in self.tables().items() if name != "whatif"}
        found = super().to_dict()
        return {
            **found,
            "changes": dict(self.changed),
            "over_worlds": self.over_worlds,
            "overrun": list(self.overrun),
            **tables,
        }


def whatif(
    scenario: Scenario | str | Path,
    settings: Mapping[str, Value],
    replications: int = 50,
    workers: int | None = None,
    *,
    world: str | Path | Ensemble | None = None,
    **options: Any,
) -> WhatIf:
    """Hold a scenario's present policy against a change of levers or numbers of the place, in the same worlds and seeds.

    Values may be relative to the scenario's own, as texts: `{"budget.yearly_yuan": "-15%"}`. `world` is as in `compare`;
    `options` are those of `Options`. Raises `PlanError` or `ScenarioError`.
    """
    base = Scenario.of(scenario)
    given = by_name("--set", settings, "values by lever or parameter")
    changed = {
        path: read_value(path, value, base) if isinstance(value, str) else value for path, value in given.items()
    }
    how = Options.of(replications, workers, options)
    plan = whatif_plan(base, changed, how.seeds, ensemble := ensemble_of(base, world))
    done = run_plan(plan, how)
    by_arm = {str(label): rows for label, rows in done.rows.groupby("label", sort=False)}
    samples = {label: _samples(rows) for label, rows in by_arm.items()}
    paid = [seed for seed in done.plan.seeds if not any(done.plan.refusal(arm, seed) for arm in (0, 1))]
    if not paid:
        raise PlanError(
            f"--set: the change cannot be paid in any of {len(done.plan.seeds)} worlds; allowed: a smaller change"
        )
    seeds = paid[:MAX_RERUNS]
    pairs = [(done.plan.scenario_at(0, seed), done.plan.scenario_at(1, seed)) for seed in seeds]
    old, new = done.plan.scenario_at(0), done.plan.scenario_at(1)
    return WhatIf(
        plan.scenario,
        marked(changes(samples[BEFORE], samples[AFTER], over_worlds=ensemble is not None), ensemble),
        changed,
        money_frame(old, new),
        people_frame(pairs, seeds, workers, over_worlds=ensemble is not None),
        effort_frame(old, new),
        tuple(label for label, each in samples.items() if overrun(each)),
        refused=len(done.plan.seeds) - len(paid),
        ensemble=ensemble,
    )


def whatif_plan(scenario: Scenario, changed: Levers, seeds: Sequence[int], ensemble: Ensemble | None = None) -> Plan:
    """Two points, before and after; `PlanError` where nothing would change."""
    if not changed:
        raise PlanError("--set: missing; say what changes, such as --set budget.yearly_yuan=-15%")
    same = settled(scenario, dict(changed))
    if len(same) == len(changed):
        path, value = next(iter(same.items()))
        raise PlanError(f"--set: found {path}={value}; allowed: a change, for this is what holds before")
    before = Point(BEFORE, held(scenario, changed, ensemble))
    return Plan(scenario, (before, Point(AFTER, dict(changed))), tuple(seeds), world_of=ensemble)


def _samples(rows: pandas.DataFrame) -> dict[str, Floats]:
    return {name: rows[name].to_numpy(float) for name in OUTCOMES}


def money_frame(before: Scenario, after: Scenario) -> pandas.DataFrame:
    """line, before, after, change: the yearly ledger in yuan on either side, and its sum as line `total`."""
    import pandas

    old, new = ledger(before), ledger(after)
    rows = [(line, old.get(line, 0.0), new.get(line, 0.0)) for line in dict.fromkeys([*old, *new])]
    rows.append(("total", sum(old.values()), sum(new.values())))
    frame = pandas.DataFrame(rows, columns=["line", "before", "after"])
    return frame.assign(change=frame["after"] - frame["before"])


def effort_frame(before: Scenario, after: Scenario) -> pandas.DataFrame:
    """item, before, after, change: hands on either side, contracts, and days until contracted work begins."""
    import pandas

    old, new = hands(before), hands(after)
    frame = pandas.DataFrame([(item, old[item], new[item]) for item in old], columns=["item", "before", "after"])
    return frame.assign(change=frame["after"] - frame["before"])


def hands(scenario: Scenario) -> dict[str, float]:
    """People whom a scenario's money pays, and contracts, for the whole subdistrict."""
    bought, place = capacity(scenario), scenario.place
    posts = bought.staffed_posts * place.communities
    return {
        "grid_workers": place.grids * scenario.staffing.grid_workers_per_grid,
        "staffed_posts": posts,
        "temporary_posts": posts * scenario.delivery.temporary_share,
        "centre_posts": bought.centre_posts * place.communities,
        "street_posts": float(scenario.staffing.street_posts),
        "contracts": float(place.communities) if any(bought.outsourced) else 0.0,
        "tender_days": float(scenario.organisations.tender_days) if any(bought.outsourced) else 0.0,
    }
