"""Pictures a journal would take: functions of tidy frames and a language that return a `Picture`.

Begin with `comparing` (a comparison in one world) or `worlds` (over worlds). `responding` draws outcomes over levers and dates, `course`
over time, `changes` what a change does, `goals` searches, `studies` and `registers` what those rooms find.
Core objects: one function per picture, `save` (PNG, SVG, CSV and JSON beside each other), `Picture`. Imports `findings` and what lies below it.
"""

from experiments.plots.comparing import credit, factorial, iceberg, ledger_bars
from experiments.plots.course import cumulative_resolution, daily
from experiments.plots.picture import NothingToDrawError, Picture, save
from experiments.plots.responding import curves, reform_timing, tornado, winners
from experiments.plots.style import FontMissingError

__all__ = [
    "FontMissingError",
    "NothingToDrawError",
    "Picture",
    "credit",
    "cumulative_resolution",
    "curves",
    "daily",
    "factorial",
    "iceberg",
    "ledger_bars",
    "reform_timing",
    "save",
    "tornado",
    "winners",
]
