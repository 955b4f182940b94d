"""What a picture of a register reads of `learn` and `backtest`, which stand above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas

__all__ = ["BacktestFrames", "LearnedFrames"]


class LearnedFrames(Protocol):
    """See `experiments.registers.learn.Learned`."""

    @property
    def register(self) -> Any: ...
    @property
    def coverage(self) -> Any: ...
    @property
    def figures(self) -> Any: ...
    @property
    def table(self) -> pandas.DataFrame: ...


class BacktestFrames(Protocol):
    """See `experiments.registers.backtest.Backtest`."""

    @property
    def learned(self) -> LearnedFrames: ...
    @property
    def split(self) -> pandas.Timestamp: ...
    @property
    def table(self) -> pandas.DataFrame: ...
    @property
    def distances(self) -> dict[str, dict[str, float]]: ...
    @property
    def seeds(self) -> tuple[int, ...]: ...
    def curve(self, kind: str, source: str) -> pandas.DataFrame: ...
