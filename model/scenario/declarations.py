"""How a number of the model is declared: once, with unit, range, help, source and status.

Core objects: `declare` makes a pydantic field that carries its declaration; `declarations`
walks a tree of such models and gives every scalar back under its dotted path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Status = Literal["case", "evidence", "assumption"]


class ScenarioError(ValueError):
    """A scenario that cannot be used; its text names file, field, found and allowed."""


class Section(BaseModel):
    """A table of a scenario file: strict types, no unknown keys, no inf or nan, immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Declaration:
    """Everything that is known of one lever or parameter; the one place its range stands.

    `low` and `high` are inclusive bounds in `unit`; `choices` holds the words of a choice.
    `source` names where the default comes from, `status` says what kind of knowledge it is.
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
) -> Any:
    """A pydantic field with its declaration attached.

    `low` and `high` become inclusive bounds; booleans and choices leave them out.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "status": status}
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
    )


def _bound(field: FieldInfo, name: str) -> float | None:
    return next((getattr(m, name) for m in field.metadata if hasattr(m, name)), None)
