"""Who wins and who loses by a change: harm and lasting resolutions by community and by tenure, paired on the same seeds.

Core object: `people_frame`. Stores keep one row a run, not its cases; so the runs are made once more for their case tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from experiments.findings.changes import AGREEING
from experiments.statistics import holm, is_clear, paired
from model.clock import DAYS_PER_YEAR
from model.outcomes import PEOPLE_YEARS

if TYPE_CHECKING:
    import pandas

    from model.scenario import Scenario

TENURE, COMMUNITY = "tenure", "community"
COLUMNS = ("by", "who", "group", "before", "after", "change", "low", "high", "p_holm", "replications")
MAX_RERUNS = 20


def people_frame(
    pairs: Sequence[tuple[Scenario, Scenario]],
    seeds: Sequence[int],
    workers: int | None = None,
    over_worlds: bool = False,
) -> pandas.DataFrame:
    """by, who, group, before, after, change, low, high, p_holm, replications: harm per 10,000 resident-years of each group.

    `pairs` are the scenarios before and after under each of `seeds`. `by` is tenure or community, `who` a tenure's name or a
    community's number from 1. Groups as in `findings.changes`: better (less harm), worse, unclear; Holm over each `by`, or over
    worlds so in nine of ten.
    """
    import pandas

    from experiments.runs.engine import workers_of

    runs = [(scenario, seed) for pair, seed in zip(pairs, seeds, strict=True) for scenario in pair]
    with ThreadPoolExecutor(workers_of(workers)) as pool:
        harms = list(pool.map(lambda run: harm_by_group(*run), runs))
    rows = []
    for by in (TENURE, COMMUNITY):
        groups = list(harms[0][by])
        before, after = ({who: np.array([each[by][who] for each in harms[at::2]]) for who in groups} for at in (0, 1))
        found = {who: paired(after[who], before[who]) for who in groups}
        adjusted = holm([each.p_value for each in found.values()])
        for (who, each), p_holm in zip(found.items(), adjusted, strict=True):
            apart = after[who] - before[who]
            same = float((np.sign(apart) == np.sign(each.mean)).mean())
            clear = (same >= AGREEING if over_worlds else is_clear(each.low, each.high, p_holm)) and bool(each.mean)
            group = ("better" if each.mean < 0 else "worse") if clear else "unclear"
            means = (float(before[who].mean()), float(after[who].mean()))
            rows.append((by, who, group, *means, each.mean, each.low, each.high, p_holm, each.replications))
    return pandas.DataFrame(rows, columns=list(COLUMNS))


def harm_by_group(scenario: Scenario, seed: int) -> dict[str, dict[str, float]]:
    """Severity of a run's incidents per 10,000 resident-years, by tenure and by community."""
    from model.simulate import simulate

    run = simulate(scenario, seed)
    cases, place = run.cases, scenario.place
    ignited = cases[cases["incident"].fillna(-1) >= 0]
    years = place.days / DAYS_PER_YEAR
    shares = tenure_shares(scenario)
    everybody = run.world.residents.grievance.size
    per_grid = everybody / place.grids
    grids = np.bincount(np.arange(place.grids) * place.communities // place.grids, minlength=place.communities)
    by_tenure = ignited.groupby("tenure", observed=False)["severity"].sum()
    by_community = np.bincount(ignited["community"], weights=ignited["severity"], minlength=place.communities)
    return {
        TENURE: {
            who: float(by_tenure[who]) / (share * everybody * years / PEOPLE_YEARS)
            for who, share in shares.items()
            if share > 0.0
        },
        COMMUNITY: {
            str(at + 1): float(harm) / (grids[at] * per_grid * years / PEOPLE_YEARS)
            for at, harm in enumerate(by_community)
        },
    }


def tenure_shares(scenario: Scenario) -> dict[str, float]:
    """The share of residents of each tenure, by the names that case tables use."""
    from model.agents.residents import TENURES

    place = scenario.place
    return dict(zip(TENURES, (place.owner_share, place.tenant_share, place.migrant_share), strict=True))
