"""Where each policy wins, in words: PRIM boxes and a tree by EMA Workbench; a batch evaluator for it.

Core objects: `rules`, `boxes` and `batch_evaluator`. EMA Workbench is the extra `robust`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.findings.boxes import Box, Limits
from experiments.labels import lowered, text
from experiments.labels import policy as label
from experiments.labels.formats import format_value
from experiments.labels.settings import lever_label
from experiments.runs.plan import PlanError

if TYPE_CHECKING:
    import pandas


MIN_WINS = 5
DENSITY = 0.8
LEAF_SHARE = 0.1
SIGNIFICANT = 0.05
NARROWED = 0.02
FALSE_SHARE = 0.1
BATCH = 1_000


def rules(
    winners: pandas.DataFrame,
    parameters: Sequence[str],
    language: str = "en",
    found: Mapping[str, Box | None] | None = None,
) -> tuple[str, ...]:
    """Sentences: for every policy that wins somewhere and loses somewhere, the box where it wins; then the tree.

    `winners`: one row a world, a column for each of `parameters`, and `winner`; `found` are its `boxes`, where they are
    known. English names a parameter by its path, so that it can be looked up; Chinese by its label.
    """
    if winners["winner"].nunique() == 1:
        words = {"policy": label(str(winners["winner"].iloc[0]), language), "count": len(winners)}
        return (text("rules.everywhere", language, **words),)
    shares = winners["winner"].value_counts(normalize=True)
    found = boxes(winners, parameters) if found is None else found
    sentences = [_told(policy, shares[policy], box, language) for policy, box in found.items()]
    worlds = winners[list(parameters)].astype(float)
    return (*sentences, *_tree(worlds, winners["winner"].to_numpy(), language))


def boxes(winners: pandas.DataFrame, parameters: Sequence[str]) -> dict[str, Box | None]:
    """For every policy that wins somewhere and loses somewhere its box, None where no few limits hold its wins together.

    For one that wins mostly it is the box in which it does not, if there is one.
    """
    worlds, found = winners[list(parameters)].astype(float), {}
    for policy, wins in winners["winner"].value_counts().items():
        if MIN_WINS <= wins < len(winners):
            won = (winners["winner"] == policy).to_numpy()
            seldom = won.mean() > 0.5 and (~won).sum() >= MIN_WINS
            exception = _box(worlds, ~won, str(policy), loses=True) if seldom else None
            found[str(policy)] = exception or _box(worlds, won, str(policy), loses=False)
    return found


def _told(policy: str, wins: float, box: Box | None, language: str) -> str:
    """Where a policy wins; for one that wins mostly, where it does not: "wins, unless …"."""
    share = text("rules.wins", language, policy=label(policy, language), share=format_value(wins, "share", language))
    if box is None:
        return text("rules.no_box", language, wins=share)
    if not box.limits:
        return text("rules.no_limits", language, wins=share)
    shares = {
        "density": format_value(box.density, "share", language),
        "coverage": format_value(box.coverage, "share", language),
    }
    limits = text("join.and", language).join(_limits(path, *ends, language) for path, ends in box.limits.items())
    return text("rules.unless" if box.loses else "rules.box", language, wins=share, limits=limits, **shares)


def _box(worlds: pandas.DataFrame, counts: np.ndarray, policy: str, loses: bool) -> Box | None:
    """The PRIM box in which density and coverage balance best, without limits that chance explains.

    Bryant and Lempert 2010, with their quasi-p values; None where no box is dense enough.
    """
    worlds = worlds[_telling(worlds, counts)]
    if worlds.empty:
        return None
    with warnings.catch_warnings():
        # EMA Workbench 2.5 uses what newer pandas wants renamed, and names an evaluator we don't use.
        warnings.simplefilter("ignore")
        prim = _analysis("prim")
        # Friedman and Fisher's own objective: the lenient one stops at the whole space once no single peel pays.
        original = prim.PRIMObjectiveFunctions.ORIGINAL
        found = prim.Prim(worlds, counts.astype(int), threshold=DENSITY, obj_function=original).find_box()
        if found is None:
            return None
        at = _balanced(found.peeling_trajectory)
        for path in _by_chance(found.qp[at]):
            found.drop_restriction(path, at)
            at = len(found.peeling_trajectory) - 1
    box, ends = found.peeling_trajectory.iloc[at], found.box_lims[at]
    if box["density"] < max(DENSITY, (1.0 + counts.mean()) / 2.0):
        return None
    limits = {str(path): _narrowed(worlds[path], ends[path]) for path in worlds}
    told = {path: each for path, each in limits.items() if each != (None, None)}
    return Box(policy, loses, told, float(box["density"]), float(box["coverage"]))


def _telling(worlds: pandas.DataFrame, counts: np.ndarray) -> list[str]:
    """The parameters that are spread otherwise where it counts: of those named, a tenth by chance (Benjamini, Hochberg).

    Of hundreds of parameters some narrow every box by chance; they are not looked at. By Kolmogorov and Smirnov's distance.
    """
    from scipy.stats import false_discovery_control, ks_2samp

    p_values = [ks_2samp(worlds[path][counts], worlds[path][~counts]).pvalue for path in worlds]
    return [path for path, p in zip(worlds, false_discovery_control(p_values), strict=True) if p <= FALSE_SHARE]


def _balanced(trajectory: pandas.DataFrame) -> int:
    """The box whose density and coverage have the greatest harmonic mean."""
    density, coverage = trajectory["density"], trajectory["coverage"]
    return int((density * coverage / (density + coverage)).argmax())


def _by_chance(quasi_p: dict[str, list[float]]) -> list[str]:
    """The parameters whose limits, lower and upper, chance explains; −1 stands for no limit."""
    return [path for path, values in quasi_p.items() if all(not 0.0 <= p < SIGNIFICANT for p in values)]


def _narrowed(column: pandas.Series[float], ends: Any) -> Limits:
    """A box's ends in one parameter, None where they are next to those of the worlds."""
    low, high = float(ends.iloc[0]), float(ends.iloc[1])
    room = NARROWED * float(column.max() - column.min())
    return low if low > float(column.min()) + room else None, high if high < float(column.max()) - room else None


def _limits(path: str, low: float | None, high: float | None, language: str) -> str:
    key = "above" if high is None else "below" if low is None else "between"
    ends = {"low": f"{low or 0.0:.3g}", "high": f"{high or 0.0:.3g}"}
    return text(f"rules.{key}", language, parameter=parameter_name(path, language), **ends)


def parameter_name(path: str, language: str) -> str:
    """A parameter in a sentence: its label, and the path by which it is set."""
    return text("join.unit", language, name=lowered(lever_label(path, language), language), unit=path)


def _tree(worlds: pandas.DataFrame, winner: np.ndarray, language: str) -> list[str]:
    """The leaves of a classification tree, each as one sentence."""
    from sklearn.tree import DecisionTreeClassifier

    least = max(MIN_WINS, int(LEAF_SHARE * len(worlds)))
    fitted = DecisionTreeClassifier(min_samples_leaf=least, max_depth=3, random_state=1).fit(worlds, winner)
    tree, names, found = fitted.tree_, [parameter_name(str(path), language) for path in worlds.columns], []

    def walk(node: int, path: tuple[str, ...]) -> None:
        if tree.children_left[node] < 0:
            at = int(np.argmax(tree.value[node][0]))
            share = tree.value[node][0][at] / tree.value[node][0].sum()
            words = {"policy": label(str(fitted.classes_[at]), language), "share": format_value(share, "share", language),
                     "count": tree.n_node_samples[node], "where": text("join.and", language).join(path)}  # fmt: skip
            if path:  # a tree of one leaf tells nothing apart
                found.append(text("rules.leaf", language, **words))
            return
        name, cut = names[tree.feature[node]], tree.threshold[node]
        walk(tree.children_left[node], (*path, f"{name} ≤ {cut:.3g}"))
        walk(tree.children_right[node], (*path, f"{name} > {cut:.3g}"))

    walk(0, ())
    return found


def batch_evaluator(model: Any, simulate_batch: Callable[[list[dict[str, Any]]], dict[str, np.ndarray]]) -> Any:
    """An EMA Workbench evaluator that hands whole batches of points to `simulate_batch`.

    `simulate_batch` gives every outcome as an array over the points; what EMA samples, searches and
    discovers then runs through our plan, store and threads instead of its processes.
    """
    from itertools import islice

    try:
        from ema_workbench.em_framework.evaluators import BaseEvaluator
        from ema_workbench.em_framework.points import experiment_generator
    except ImportError:
        raise PlanError(MISSING) from None

    class BatchEvaluator(BaseEvaluator):
        def initialize(self) -> None:
            """Nothing to start."""

        def finalize(self) -> None:
            """Nothing to stop."""

        def evaluate_experiments(
            self, scenarios: Any, policies: Any, callback: Any, combine: str = "factorial", **_: Any
        ) -> None:
            """Run every experiment, a batch at a time."""
            generated = experiment_generator(scenarios, self._msis, policies, combine=combine)
            while chunk := list(islice(generated, BATCH)):
                found = simulate_batch([{**dict(each.scenario), **dict(each.policy)} for each in chunk])
                for at, each in enumerate(chunk):
                    callback(each, {name: values[at] for name, values in found.items()})

    return BatchEvaluator(model)


MISSING = "rules and boxes need EMA Workbench: pip install 'huajie[robust]', or 'make setup'"


def _analysis(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(f"ema_workbench.analysis.{name}")
    except ImportError:
        raise PlanError(MISSING) from None
