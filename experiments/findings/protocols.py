"""What a finding reads of a study's result: the studies stand above, so their types cannot be imported here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas

    from experiments.runs.execution import PlanResult
    from experiments.runs.posterior import Posterior
    from experiments.statistics import Floats


class ComparisonResult(Protocol):
    """Policies compared on the same seeds; see `experiments.studies.comparison.Comparison`."""

    @property
    def plan_result(self) -> PlanResult: ...
    @property
    def posterior(self) -> Posterior | None: ...
    @property
    def policies(self) -> tuple[str, ...]: ...
    @property
    def baseline(self) -> str: ...
    @property
    def table(self) -> pandas.DataFrame: ...
    @property
    def differences(self) -> pandas.DataFrame: ...
    def samples(self, policy: str, outcome: str) -> Floats: ...


class SweepResult(Protocol):
    """One run per point of a grid and seed; see `experiments.studies.sweep.Sweep`."""

    @property
    def plan_result(self) -> PlanResult: ...
    @property
    def replications(self) -> int: ...
    @property
    def levers(self) -> tuple[str, ...]: ...
    @property
    def abscissa(self) -> str: ...
    @property
    def others(self) -> list[str]: ...
    @property
    def forms_lines(self) -> bool: ...
    def standings(self, outcome: str = "in_the_bud_rate", together: bool = False) -> pandas.DataFrame: ...


class SwitchingResult(Protocol):
    """Where an assumption would overturn a verdict; see `experiments.studies.switching_values.SwitchingValues`."""

    @property
    def replications(self) -> int: ...
    def against(self, rival: str) -> pandas.DataFrame: ...


class FittedReading(Protocol):
    """The figures of a fitted point; see `experiments.studies.calibration.Reading`."""

    @property
    def best(self) -> Any: ...
    @property
    def checks(self) -> Any: ...
    @property
    def directions(self) -> Any: ...
    @property
    def fit(self) -> Any: ...
    @property
    def identification(self) -> Any: ...
    @property
    def name(self) -> Any: ...
    @property
    def rank(self) -> Any: ...


__all__ = ["ComparisonResult", "FittedReading", "SweepResult", "SwitchingResult"]
