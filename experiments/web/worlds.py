"""Worlds of a place as data for the page: the numbers in which they differ, and the tables that follow from these.

Core objects: `matched` (the ensemble that a study of the scenario would live in, if it is a matched one) and `worlds_data`.
A page carries the first worlds of an ensemble, so that seed k lives in world k as it does on the command line. Quantile tables
are nine decimals: as whole numbers their third differences are small, and compress to two kilobytes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.findings.world_words import world_sentences
from experiments.labels import LANGUAGES
from experiments.runs.ensembles import MATCHED, Ensemble, worlds_for, worlds_path
from experiments.web.template import Blobs
from model.draws import beta_table, gamma_table
from model.scenario import Scenario
from model.scenario.numbers import numbers

MAX_WORLDS = 40  # what keeps the page of all shipped places below a megabyte
# Arrays that follow from numbers of a world; what else differs is a number, a column of the domains, or drawn by `sow`.
TABLES = ("world.tables.severity", "world.tables.trust", "day_table")
# Arrays whose every value is 1 or this number.
WEEKENDS = {"world.tables.activity": "detection.weekend_share"}
DECIMALS, DIFFERENCES, PLANES = 1e9, 3, 5


def matched(scenario: Scenario) -> Ensemble | None:
    """The matched worlds beside a scenario's file; None where there are none, or where they are another place's."""
    if scenario.path is None or not worlds_path(scenario).is_file():
        return None
    found = worlds_for(scenario.without_reforms())
    return found if found is not None and found.kind == MATCHED else None


def carried(scenario: Scenario, ensemble: Ensemble) -> list[Scenario]:
    """The scenario in each of the worlds that the page carries."""
    return [scenario.without_reforms().vary(world) for world in ensemble.worlds[:MAX_WORLDS]]


def worlds_data(ensemble: Ensemble, worlds: list[Scenario], blobs: Blobs) -> dict[str, Any]:
    """What the page needs to live in some worlds, each number a column."""
    tables = [differences(table) for each in worlds for table in tables_of(each)]
    domains = [numbers(each).domain._asdict() for each in worlds]
    columns = {name: [each[name].tolist() for each in domains] for name in domains[0]}
    return {
        "count": len(worlds),
        "of": len(ensemble),
        "numbers": {
            path: [world[path] for world in ensemble.worlds[: len(worlds)]]
            for path in ensemble.worlds[0]
            if not path.startswith("domain.")
        },
        "columns": {
            f"numbers.domain.{name}": rows for name, rows in columns.items() if any(row != rows[0] for row in rows)
        },
        "weekends": WEEKENDS,
        "tables": {"names": TABLES, "at": blobs.place(b"".join(tables)), "points": len(tables[0]) // PLANES},
        "planes": {"count": PLANES, "differences": DIFFERENCES, "decimals": DECIMALS},
        "about": {language: world_sentences(ensemble, "{worlds}", language) for language in LANGUAGES},
    }


def tables_of(scenario: Scenario) -> list[np.ndarray]:
    """The quantile tables of a world, in the order of `TABLES`."""
    severity, residents = scenario.severity, scenario.residents
    return [
        beta_table(severity.alpha, severity.beta),
        beta_table(residents.trust_alpha, residents.trust_beta),
        gamma_table(1.0 / scenario.arising.day_overdispersion),
    ]


def differences(table: np.ndarray) -> bytes:
    """A table of nine decimals as planes of bytes: third differences, a sign in the lowest bit."""
    whole = np.round(table * DECIMALS).astype(np.int64)
    assert np.array_equal(whole / DECIMALS, table), "tables have nine decimals"
    for _ in range(DIFFERENCES):
        whole = np.diff(whole, prepend=0)
    signed = (whole << 1) ^ (whole >> 63)
    assert signed.min() >= 0 and signed.max() < 1 << (8 * PLANES), "differences fit into the planes"
    return signed.astype("<u8").view(np.uint8).reshape(-1, 8).T[:PLANES].tobytes()
