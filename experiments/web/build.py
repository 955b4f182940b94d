"""The page: rules, scenarios, words and script in one HTML file, or as files that a server hands out.

Core objects: `rules_of` (the WebAssembly of the present rules, kept by their version), `data_of` (scenarios as data),
`write_page`. Needs the extra `web` unless the rules of this version were built before.
"""

from __future__ import annotations

import base64
import gzip
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numba import typeof, types

from experiments.findings.changes import SETTLED
from experiments.findings.information import MIDDLE
from experiments.findings.world_verdict import CLEAR, OPEN
from experiments.statistics import LEVEL, t_quantile
from experiments.web.catalogue import OF_PLACE, catalogue, words
from experiments.web.link import wasm_of
from experiments.web.plan_rule import BUDGET_ERRORS, LINES
from experiments.web.template import Blobs, layout_of, parameters_of, place_of
from experiments.web.worlds import carried, matched, worlds_data
from model.agents.residents import TENURES
from model.clock import DAYS_PER_YEAR
from model.contradictions.cases import Stage
from model.delivery.request_queues import CENTRE
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario
from model.scenario.declarations import declarations
from model.scenario.levers import Policy
from model.scenario.parameters import DOMAIN_NAMES, Parameters
from model.series import Series
from model.simulate import planted_ordinal
from model.stationarity import BLOCK_DAYS, BLOCKS_A_YEAR, MAX_CORRELATED, MIN_GROWTH, PART_OF_MEAN, quantile
from model.stationarity import OPEN as OPEN_STAGES

STATIC = Path(__file__).resolve().parent / "static"
MAX_FREEDOM = 200
MAX_BLOCKS = 200  # of 73 days: forty years
IN_WORKERS = ("engine", "town", "worker")
SCRIPTS = ("page", "compare", "scene", "watch", "learn", "app")


def rules_of(parameters: dict[str, Any], kept: Path | None = None) -> bytes:
    """The rules for tables of these types; `kept` names a file to take them from, or to leave them in."""
    if kept is not None and kept.is_file():
        return kept.read_bytes()
    told = (*(typeof(value) for value in parameters.values()), types.int64, types.int64, types.int64)
    command = [sys.executable, "-P", "-m", "experiments.web.capture"]
    done = subprocess.run(command, input=pickle.dumps(told), stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SystemExit(done.returncode)
    rules = wasm_of(pickle.loads(done.stdout))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(rules)
    return rules


def data_of(scenarios: dict[str, Scenario]) -> tuple[dict[str, Any], bytes]:
    """Layout and scenarios as JSON, and the bytes they refer to."""
    blobs = Blobs()
    layouts, places = [], {}
    for name, scenario in scenarios.items():
        ensemble = matched(scenario)
        worlds = carried(scenario, ensemble) if ensemble else []
        layouts.append(layout_of(parameters_of(scenario)[0]))
        places[name] = place_of(scenario, blobs, worlds)
        places[name]["worlds"] = worlds_data(ensemble, worlds, blobs) if ensemble else None
    assert all(layout == layouts[0] for layout in layouts), "all scenarios share one layout"
    return {"facts": {"layout": layouts[0], **shared_facts()}, "places": places}, bytes(blobs.data)


def shared_facts() -> dict[str, Any]:
    """What all scenarios share: where levers stand among the numbers, their choices, the ledger's lines, outcomes."""
    names, choices = {}, {}
    for section, kind in {**Parameters.model_fields, **Policy.model_fields}.items():
        if section == "domain":
            continue
        for declared in declarations(kind.annotation):  # type: ignore[arg-type]
            path = f"{section}.{declared.path}"
            names[f"numbers.{section}.{declared.path.replace('.', '_')}"] = path
            if declared.kind == "choice":
                choices[path] = list(declared.choices)
    return {
        "names": names,
        "choices": choices,
        "ledger": LINES,
        "budgetErrors": BUDGET_ERRORS,
        "lastOrdinal": planted_ordinal(0),
        "outcomes": list(OUTCOMES),
        "series": [column.name.lower() for column in Series],
        "seriesAt": {column.name.lower(): int(column) for column in Series},
        "stages": {stage.name: int(stage) for stage in Stage},
        "domains": DOMAIN_NAMES,
        "tenures": TENURES,
        "centre": CENTRE,
        "overWorlds": {"clear": CLEAR, "open": OPEN, "middle": MIDDLE},
        "settled": SETTLED,
        "stationarity": {
            "blockDays": BLOCK_DAYS,
            "blocksAYear": BLOCKS_A_YEAR,
            "year": DAYS_PER_YEAR,
            "open": list(OPEN_STAGES.values()),
            "share": [Series.REQUESTS_LEFT, Series.REQUESTS_SERVED],
            "takeovers": Series.TAKEOVERS,
            "partOfMean": PART_OF_MEAN,
            "minGrowth": list(MIN_GROWTH.values()),
            "maxCorrelated": MAX_CORRELATED,
            "quantiles": [quantile(free) for free in range(1, MAX_BLOCKS)],
        },
        "t95": [round(t_quantile(LEVEL, freedom), 6) for freedom in range(1, MAX_FREEDOM)],
    }


def packed(content: bytes) -> str:
    """Compressed, as text."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def as_json(value: Any) -> bytes:
    """JSON, NumPy's scalars as Python's."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value))


def page(scenarios: dict[str, Scenario], rules: bytes) -> str:
    """The whole page as one text."""
    data, blobs = data_of(scenarios)
    for name, scenario in scenarios.items():
        place = scenario.place
        data["places"][name] |= {
            "title": {"en": place.title_en, "zh": place.title_zh},
            "base": {path: scenario.value(path) for path in OF_PLACE},
        }
    data["catalogue"] = catalogue(list(scenarios))
    parts = {"places": as_json(data), "words": as_json(words()), "blobs": blobs, "rules": rules}
    tags = [f'<script type="text/plain" id="data-{name}">{packed(content)}</script>' for name, content in parts.items()]
    tags += [f'<script type="text/plain" id="source-{each}">{source(each + ".js")}</script>' for each in IN_WORKERS]
    script = "\n".join(source(f"{name}.js").replace('"use strict";\n', "") for name in SCRIPTS)
    text = source("page.html").replace("/*STYLE*/", source("style.css")).replace("<!--DATA-->", "\n".join(tags))
    return text.replace("/*SCRIPT*/", '"use strict";\n' + script)


def source(name: str) -> str:
    """A file of the page."""
    return (STATIC / name).read_text("utf-8")


def page_of(scenarios: dict[str, Scenario], kept: Path | None = None) -> str:
    """The page of some scenarios. `kept` is where the rules' WebAssembly is looked for and left."""
    first = next(iter(scenarios.values()))
    return page(scenarios, rules_of(parameters_of(first)[0], kept))


def write_page(scenarios: dict[str, Scenario], target: Path, kept: Path | None = None) -> int:
    """Write the page of some scenarios; returns its bytes."""
    text = page_of(scenarios, kept)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    return len(text.encode())
