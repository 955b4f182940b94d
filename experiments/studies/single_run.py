"""One run with its picture: what `huajie.simulate` returns.

Core objects: `simulate` and `Outcome`.
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

from experiments.studies.ages import DAILY_SERIES, SMOOTH_DAYS, STEP_DAYS, checked_series, days_frame, days_of
from model import simulate as one_run
from model.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Outcome(one_run.Outcome):
    """As the model's, with `plot`."""

    def plot(
        self, series: Sequence[str] = DAILY_SERIES, language: str = "en", smooth_days: int = SMOOTH_DAYS
    ) -> Figure:
        """Daily series of the run, each a moving mean over `smooth_days`, one panel a series."""
        from experiments.plots import daily

        names = checked_series(series)
        frame = days_frame({self.scenario.name: [days_of(self, names, smooth_days)]}, names, STEP_DAYS)
        return daily(frame, language, names, smooth_days=smooth_days).figure


def simulate(
    scenario: Scenario | str | PathLike[str], seed: int = 1, each_day: one_run.Observer | None = None
) -> Outcome:
    """Run the whole horizon of a scenario, or of the one of a file or shipped name, for one seed.

    `each_day` is called every evening with what a rule of one's own sees (`huajie.rules.Here`), read only.
    Raises `ScenarioError`, and ValueError for a seed that is no whole number from 0 to 2^63 − 1.
    """
    run = one_run.simulate(scenario, seed, each_day)
    return Outcome(run.scenario, run.seed, run.world, run.fired)
