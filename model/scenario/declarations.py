"""How a number of the model is declared: once, with unit, range, help, source and status.

Core objects: `declare` makes a pydantic field that carries its declaration; `declarations`
walks a tree of such models and gives every scalar back under its dotted path.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Status = Literal["case", "evidence", "assumption"]
Distribution = Literal["uniform", "log-uniform", "triangular"]
JUDGEMENT = "judgement: what may be held possible"


class ScenarioError(ValueError):
    """A scenario that cannot be used; its text names file, field, found and allowed."""


class Section(BaseModel):
    """A table of a scenario file: strict types, no unknown keys, no inf or nan, immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Plausible:
    """What may be believed of an uncertain number: a distribution from `low` to `high`.

    With `relative_to` the ends are factors: of the number of that path, drawn first, or with "default" of the
    scenario's own value, the same factor for all domains. A triangular distribution has its mode at the scenario's value.
    """

    low: float
    high: float
    distribution: Distribution = "uniform"
    relative_to: str | None = None

    def quantile(self, share: float, mode: float) -> float:
        """The value below which `share` (0 to 1) of the distribution lies; `mode` counts for a triangular one."""
        low, high = self.low, self.high
        if self.distribution == "log-uniform":
            return low * math.pow(high / low, share)
        if self.distribution == "triangular":
            mode = min(high, max(low, mode))
            cut, width = (mode - low) / (high - low), high - low
            if share < cut:
                return low + math.sqrt(share * width * (mode - low))
            return high - math.sqrt((1.0 - share) * width * (high - mode))
        return low + share * (high - low)


@dataclass(frozen=True)
class Declaration:
    """Everything that is known of one lever or parameter; the one place its range stands.

    `low` and `high` are inclusive bounds in `unit`; `choices` holds the words of a choice.
    `source` names where the default comes from, `status` says what kind of knowledge it is. `plausible` is the range one
    may believe, far narrower than the bounds, and `reason` says why, or why there is none.
    """

    path: str
    kind: Literal["float", "int", "bool", "choice"]
    default: Any
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    unit: str
    help: str
    source: str
    status: Status
    plausible: Plausible | None
    reason: str

    @property
    def allowed(self) -> str:
        """The allowed values in words, for messages and tables."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "bool":
            return "true or false"
        noun = "a whole number" if self.kind == "int" else "a number"
        return f"{noun} from {self.low:g} to {self.high:g}"


def nearest(name: object, names: Iterable[object]) -> str:
    """The hint that a message gives where a name is wrong: the one most like it in brackets, or nothing."""
    close = get_close_matches(str(name), [str(each) for each in names], n=1, cutoff=0.5)
    return f" (did you mean '{close[0]}'?)" if close else ""


def declare(
    default: Any,
    low: float | None = None,
    high: float | None = None,
    *,
    unit: str,
    help: str,  # noqa: A002 - the word users know
    source: str = "first assumption",
    status: Status = "assumption",
    plausible: tuple[float, float] | None = None,
    distribution: Distribution = "uniform",
    relative_to: str | None = None,
    reason: str = JUDGEMENT,
) -> Any:
    """A pydantic field with its declaration attached.

    `low` and `high` become inclusive bounds; booleans and choices leave them out. `plausible`, `distribution` and
    `relative_to` are those of `Plausible`; every number needs it that is no figure of the case or of law, or a `reason`
    why it has none.
    """
    believed = Plausible(*plausible, distribution, relative_to) if plausible else None
    extra: dict[str, Any] = {
        "unit": unit, "source": source, "status": status, "plausible": believed, "reason": reason
    }  # fmt: skip
    return Field(default, ge=low, le=high, description=help, json_schema_extra=extra)


def declarations(model: type[BaseModel], prefix: str = "", defaults: Any = None) -> Iterator[Declaration]:
    """Every declared scalar below `model`, depth first, in the order of the file."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        default = getattr(defaults, name) if defaults is not None else field.get_default(call_default_factory=True)
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from declarations(kind, f"{path}.", default)
        elif isinstance(field.json_schema_extra, dict) and "unit" in field.json_schema_extra:
            yield _declaration(path, field, default)


def _declaration(path: str, field: FieldInfo, default: Any) -> Declaration:
    extra: dict[str, Any] = field.json_schema_extra  # type: ignore[assignment]
    is_choice = get_origin(field.annotation) is Literal
    kinds: dict[Any, Any] = {bool: "bool", int: "int", float: "float"}
    return Declaration(
        path=path,
        kind="choice" if is_choice else kinds[field.annotation],
        default=default,
        low=_bound(field, "ge"),
        high=_bound(field, "le"),
        choices=get_args(field.annotation) if is_choice else (),
        unit=extra["unit"],
        help=field.description or "",
        source=extra["source"],
        status=extra["status"],
        plausible=extra["plausible"],
        reason=extra["reason"],
    )


def _bound(field: FieldInfo, name: str) -> float | None:
    return next((getattr(m, name) for m in field.metadata if hasattr(m, name)), None)
