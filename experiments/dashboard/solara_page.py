"""CommunityModel on Mesa's own page, for who knows SolaraViz: `python run.py dashboard --solara`.

Solara runs this module and shows `Page`, which makes every visitor a model of their own. Plots are
matplotlib's: Altair's stay blank without a network. What Mesa itself writes is English; the page says
what its words mean.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import reacton
import solara
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from mesa.visualization import SolaraViz
from solara.components.alert import Error
from solara.components.matplotlib import FigureMatplotlib

from experiments.errors import environment_language
from experiments.labels import label_of, number, outcome, text, unit_of
from experiments.labels.errors import in_chinese
from experiments.plots.axes import scale_of
from experiments.plots.style import font_family
from experiments.web.catalogue import FIRST_LEVERS
from model.community_model import CommunityModel
from model.scenario import LEVERS, ScenarioError
from model.series import Series
from model.simulate import LARGEST_SEED

# `run.py dashboard --lang` says it to Solara's process.
LANGUAGE = environment_language()
SHOWN_OUTCOMES = ("official_resolution_rate", "true_resolution_rate", "hidden_share", "incidents_per_10k")
SHOWN_SERIES = ((Series.ARISEN, Series.RECORDED, Series.RESOLVED), (Series.INCIDENTS, Series.PETITIONS))
FIRST_SEED = 1
MAX_DIGITS = 19
MIN_DAYS = 14


class SeededModel(CommunityModel):
    """CommunityModel with its seed as SolaraViz gives it: in digits, which would be another seed than the number.

    What is no seed becomes a `mistake` to be shown beside a run of the first seed, since Mesa puts a traceback in the
    place of the whole page. `kwargs` are levers; Mesa's page takes parameters by any name only where it finds this word.
    """

    def __init__(self, rng: int | str = FIRST_SEED, **kwargs: Any) -> None:
        self.mistake = ""
        try:
            seed = read_seed(rng.strip() if isinstance(rng, str) else rng)
        except ScenarioError as error:
            seed, self.mistake = FIRST_SEED, in_chinese(str(error)) if LANGUAGE == "zh" else str(error)
        super().__init__(rng=seed, **kwargs)


def read_seed(value: Any) -> int:
    """A whole-number seed, given as a number or in digits (a browser's numbers end at 2^53)."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_SEED:
        raise ScenarioError(f"seed: found {repr(value)[:60]}; allowed: a whole number from 0 to {LARGEST_SEED}")
    return value


def parameters(model: CommunityModel) -> dict[str, dict[str, Any]]:
    """Mesa's controls: the seed, and the levers that the pages show first, as declared."""
    seed = {"type": "InputText", "value": str(model.seed_used), "label": text("dashboard.seed", LANGUAGE)}
    return {"rng": seed, **{path.replace(".", "__"): _slider(model, path) for path in FIRST_LEVERS}}


def _slider(model: CommunityModel, path: str) -> dict[str, Any]:
    lever, whole = LEVERS[path], LEVERS[path].kind == "int"
    low, high = lever.low or 0, lever.high or 0
    return {
        "type": "SliderInt" if whole else "SliderFloat",
        "value": model.case.value(path),
        "label": label_of(lever, LANGUAGE),
        "min": low,
        "max": high,
        "step": 1 if whole else slider_step(high - low),
    }


def slider_step(span: float) -> float:
    """A round step, so that a declared value lies on it: else the slider moves it, and a Reset runs another policy."""
    return 0.01 if span <= 1 else 10.0 ** math.floor(math.log10(span / 200))


def figures(model: SeededModel) -> Any:
    """The outcomes of the days lived so far; plain text, because Solara's Markdown asks the network for KaTeX."""
    lived = model.outcome().scalars() if model.day > 0 else {}
    lines = [f"{outcome(name, LANGUAGE, with_unit=True)}{_colon()}{_figure(name, lived)}" for name in SHOWN_OUTCOMES]
    notes = [_settings(model), text("mesa.counts_after_reset", LANGUAGE), text("mesa.words", LANGUAGE)]
    wrong = text("mesa.instead", LANGUAGE, mistake=model.mistake, seed=model.seed_used) if model.mistake else ""
    return solara.Column(
        gap="4px",
        children=[
            *([Error(wrong, dense=True)] if wrong else []),
            *(solara.Text(line) for line in (str(model.date), *lines)),
            *(solara.Text(note, style={"font-size": "0.8em"}) for note in notes),
        ],
    )


def _colon() -> str:
    return text("dashboard.colon", LANGUAGE)


def _figure(name: str, lived: dict[str, float]) -> str:
    value = lived.get(name, math.nan)
    return text("dashboard.undefined", LANGUAGE) if math.isnan(value) else f"{value * scale_of(name):.3g}"


def _settings(model: CommunityModel) -> str:
    """The seed and levers that the run has, which a moved slider need not show yet."""
    levers = [
        text(
            "join.unit",
            LANGUAGE,
            name=f"{label_of(LEVERS[path], LANGUAGE)} {number(model.case.value(path))}",
            unit=unit_of(LEVERS[path], LANGUAGE),
        )
        for path in FIRST_LEVERS
    ]
    seed = f"{text('column.seed', LANGUAGE)} {model.seed_used}"
    return f"{text('mesa.this_run', LANGUAGE)}{_colon()}{' · '.join([seed, *levers])}"


def curves(group: tuple[Series, ...]) -> Callable[[CommunityModel], Any]:
    """A plot of daily series of one unit, named in the page's language; Mesa's own names them as the code does."""

    def plot(model: CommunityModel) -> Any:
        return FigureMatplotlib(drawn(model, group), format="png", bbox_inches="tight")

    return plot


def drawn(model: CommunityModel, group: tuple[Series, ...]) -> Figure:
    """The series of the days lived so far, from the last day before the first."""
    figure, family = Figure(), [font_family(), "DejaVu Sans"]
    axes = figure.subplots()
    table = model.datacollector.get_model_vars_dataframe()
    for series in group:
        name = series.name.lower()
        axes.plot(table[name], label=text(f"series.{name}", LANGUAGE), marker="o" if len(table) == 1 else "")
    axes.set_xlim(0, max(MIN_DAYS, len(table) - 1))
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(text("dashboard.days_lived", LANGUAGE), family=family)
    axes.set_ylabel(text(f"series.{group[0].name.lower()}.unit", LANGUAGE), family=family)
    axes.legend(loc="best", prop={"family": family})
    return figure


@reacton.component
def Page() -> None:  # noqa: N802
    """Mesa's page with a model of this visitor's own: one for all would be stepped by every open tab at once."""
    model = reacton.use_memo(SeededModel, [])
    controls = reacton.use_memo(lambda: parameters(model), [model])
    SolaraViz(
        model,
        components=[figures, *(curves(group) for group in SHOWN_SERIES)],
        model_params=controls,
        name=text("dashboard.title", LANGUAGE),
    )
