"""CommunityModel on Mesa's own page, for who knows SolaraViz: `python run.py dashboard --solara`.

Solara runs this module and shows `page`. Plots are matplotlib's: Altair's stay blank without a network.
"""

from __future__ import annotations

import math
from typing import Any

import solara
from mesa.visualization import SolaraViz, make_plot_component

from experiments.dashboard.catalogue import FIRST_LEVERS
from experiments.labels import label_of, outcome, text
from experiments.plots.axes import scale_of
from model.community_model import CommunityModel
from model.scenario import LEVERS, ScenarioError
from model.series import Series

SHOWN_OUTCOMES = ("official_resolution_rate", "true_resolution_rate", "hidden_share", "incidents_per_10k")
SHOWN_SERIES = ((Series.ARISEN, Series.RECORDED, Series.RESOLVED), (Series.INCIDENTS, Series.PETITIONS))


class SeededModel(CommunityModel):
    """CommunityModel with its seed as SolaraViz gives it: in digits, which would be another seed than the number.

    `kwargs` are levers; Mesa's page takes parameters by any name only where it finds this word.
    """

    def __init__(self, rng: int | str = 1, **kwargs: Any) -> None:
        if not str(rng).isdecimal():
            raise ScenarioError(f"rng: found {rng!r}; allowed: a whole number")
        super().__init__(rng=int(rng), **kwargs)


def parameters(model: CommunityModel) -> dict[str, dict[str, Any]]:
    """Mesa's controls: the seed, and the levers that the pages show first, as declared."""
    seed = {"type": "InputText", "value": str(model.seed_used), "label": text("dashboard.seed", "en")}
    return {"rng": seed, **{path.replace(".", "__"): _slider(model, path) for path in FIRST_LEVERS}}


def _slider(model: CommunityModel, path: str) -> dict[str, Any]:
    lever, whole = LEVERS[path], LEVERS[path].kind == "int"
    low, high = lever.low or 0, lever.high or 0
    return {
        "type": "SliderInt" if whole else "SliderFloat",
        "value": model.case.value(path),
        "label": label_of(lever, "en"),
        "min": low,
        "max": high,
        "step": 1 if whole else (high - low) / 100,
    }


def figures(model: CommunityModel) -> Any:
    """The outcomes of the days lived so far; plain text, because Solara's Markdown asks the network for KaTeX."""
    lived = model.outcome().scalars() if model.day > 0 else {}
    lines = [f"{outcome(name, 'en', with_unit=True)}: {_figure(name, lived)}" for name in SHOWN_OUTCOMES]
    return solara.Column(children=[solara.Text(line) for line in (str(model.date), *lines)])


def _figure(name: str, lived: dict[str, float]) -> str:
    value = lived.get(name, math.nan)
    return text("dashboard.undefined", "en") if math.isnan(value) else f"{value * scale_of(name):.3g}"


model = SeededModel()
page = SolaraViz(
    model,
    components=[figures, *(make_plot_component([each.name.lower() for each in group]) for group in SHOWN_SERIES)],
    model_params=parameters(model),
    name=text("dashboard.title", "en"),
)
