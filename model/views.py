"""An agent as a view on its row: reading and writing an attribute touches a column.

Core objects: `Column` (the one descriptor) with its two readings, `Day` and `Word`. The views
themselves stand with their agents; none of this needs Mesa.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Any, Protocol

import numpy as np

EVERYTHING, FROM_ZERO, SHARE = (-math.inf, math.inf), (0.0, math.inf), (0.0, 1.0)
FOLLOWS = "it follows from the rules; change what causes it instead"


class HasWorld(Protocol):
    """What a view needs of its model: the run, whose world is replaced when a table grows."""

    run: Any

    @property
    def world(self) -> Any:
        """All columns as they are now."""


class View:
    """An agent's place in the columns: the model and the row."""

    model: Any
    row: int

    def __init__(self, model: HasWorld, row: int) -> None:
        self.model, self.row = model, row

    def __repr__(self) -> str:
        """Kind and row, as in `GridWorker(row=3)`."""
        return f"{type(self).__name__}(row={self.row})"


class Column:
    """One value of an agent, kept in column `name` of the world's `table`.

    A column of several values a row reads as an array whose elements can be written. `fixed`
    says why a value cannot be written. Writing raises AttributeError for those, TypeError for
    what the column cannot hold, ValueError for inf, nan and what lies outside `within`.
    """

    def __init__(self, table: str, name: str, fixed: str = "", within: tuple[float, float] = EVERYTHING) -> None:
        self.table, self.name, self.fixed, self.within = table, name, fixed, within

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember under which name the agent knows the column."""
        self.attribute = f"{owner.__name__}.{name}"

    def __get__(self, agent: View | None, owner: type | None = None) -> Any:
        """The agent's value now."""
        return self if agent is None else self.shown(agent, self.cells(agent)[agent.row])

    def __set__(self, agent: View, value: Any) -> None:
        """Write the agent's value; all that happens from now on meets it."""
        if self.fixed:
            raise AttributeError(f"{self.attribute} cannot be written: {self.fixed}")
        self.cells(agent)[agent.row] = self.checked(self.stored(agent, value), self.cells(agent).dtype)

    def cells(self, agent: View) -> np.ndarray:
        """The whole column; growth replaces it, so it is looked up each time."""
        return getattr(getattr(agent.model.world, self.table), self.name)

    def checked(self, value: Any, kind: np.dtype) -> np.ndarray:
        """The value as the column holds it, or a clear error."""
        array = np.asarray(value)
        if not np.can_cast(array.dtype, kind, casting="same_kind"):
            raise TypeError(f"{self.attribute}: found {value!r}; allowed: what fits into a column of {kind}")
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{self.attribute}: found {value!r}; allowed: finite numbers")
        low, high = self.within
        if not np.all((array >= low) & (array <= high)):
            raise ValueError(f"{self.attribute}: found {value!r}; allowed: {low:,g} to {high:,g}")
        return array

    def shown(self, agent: View, value: Any) -> Any:
        """What a reader sees of a stored value."""
        return value.item() if np.ndim(value) == 0 else value

    def stored(self, agent: View, value: Any) -> Any:
        """What is stored of a value a reader gives."""
        return value


class Day(Column):
    """A day, 0 being the first counted one; None stands for the stored `none`."""

    def __init__(self, table: str, name: str, none: int, fixed: str = "") -> None:
        super().__init__(table, name, fixed)
        self.none = none

    def shown(self, agent: View, value: Any) -> int | None:
        """Days from day 0 of the counted window, or None."""
        return None if value == self.none else int(value) - burn_in_days(agent)

    def stored(self, agent: View, value: int | None) -> int:
        """Days from the start of the burn-in, as the world counts."""
        return self.none if value is None else value + burn_in_days(agent)


class Word(Column):
    """A code that reads as its word, such as "latent"; the rules alone write it."""

    def __init__(self, table: str, name: str, words: type[IntEnum] | tuple[str, ...]) -> None:
        super().__init__(table, name, FOLLOWS)
        self.words = words if isinstance(words, tuple) else tuple(word.name.lower() for word in words)

    def shown(self, agent: View, value: Any) -> str:
        """The word for a code."""
        return self.words[int(value)]


def burn_in_days(agent: View) -> int:
    """Days before day 0 in the agent's run."""
    return int(agent.model.world.clock.burn_in_days[0])
