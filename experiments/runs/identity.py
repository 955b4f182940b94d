"""What a function computes, as a name: part of the key of every run that it computed.

Core object: `identity_of`.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import pickle
import sys
from collections.abc import Iterator
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType
from typing import Any

import model
from experiments.runs.plan import PlanError


def identity_of(function: Any, what: str = "simulate") -> str:
    """16 hex digits that change with a function's code and with all that it holds; nothing for the model's own.

    Its code is the source of the module it stands in (of the function alone where a notebook has none), so a change
    anywhere in that module counts. What it holds are defaults, bound values, the values around it that it names. Modules
    that it imports are not looked into. `PlanError` for a function whose code or values cannot be read; `what` names its option.
    """
    if getattr(function, "__module__", "").startswith(f"{model.__name__}.") and inspect.isfunction(function):
        return ""  # a rule of the model: its version is in the key already
    digest = hashlib.sha256()
    try:
        for part in _parts(function, set()):
            digest.update(hashlib.sha256(part).digest())
    except (OSError, TypeError, AttributeError, ValueError, RecursionError, pickle.PickleError) as error:
        name = getattr(function, "__qualname__", type(function).__qualname__)
        raise PlanError(
            f"{what}: what {name} computes cannot be read ({error}), so its runs have no name; leave the store out, or "
            "define it in a file, with values that can be pickled"
        ) from None
    return digest.hexdigest()[:16]


def _parts(value: Any, seen: set[int]) -> Iterator[bytes]:
    """The parts that make a function or a value what it is."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, functools.partial):
        for each in (value.func, value.args, sorted(value.keywords.items())):
            yield from _parts(each, seen)
    elif isinstance(value, MethodType):
        yield from _parts(value.__func__, seen)
        yield from _parts(value.__self__, seen)
    elif isinstance(value, FunctionType):
        yield value.__qualname__.encode()
        yield _source(value).encode()
        held = (value.__defaults__, value.__kwdefaults__, *_around(value))
        for each in held:
            yield from _parts(each, seen)
    elif isinstance(value, type | BuiltinFunctionType):
        yield f"{value.__module__}.{value.__qualname__}".encode()
        if isinstance(value, type) and value.__module__ not in {"builtins", "__main__"} and not _is_installed(value):
            yield _source(value).encode()
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _parts(each, seen)
    elif callable(value):
        yield _source(type(value)).encode()
        yield from _parts(type(value).__qualname__, seen)
        yield pickle.dumps(getattr(value, "__dict__", None) or value, protocol=4)
    else:
        yield pickle.dumps(value, protocol=4)


def _around(function: FunctionType) -> list[Any]:
    """The values that a function takes from around it: of an enclosing function, and its module's own that it names."""
    closed = [cell.cell_contents for cell in function.__closure__ or ()]
    named = [function.__globals__.get(name) for name in sorted(_names(function.__code__))]
    kinds = (bool, int, float, str, bytes, tuple, list, dict, FunctionType)
    here = [
        each
        for each in named
        if isinstance(each, kinds) and getattr(each, "__module__", function.__module__) == function.__module__
    ]
    return [*closed, *here]


def _names(code: CodeType) -> set[str]:
    inner = (_names(each) for each in code.co_consts if isinstance(each, CodeType))
    return set(code.co_names).union(*inner)


def _source(of: Any) -> str:
    """The source of the module that a function or class stands in; its own where that is the main one, or has none."""
    own = inspect.getsource(of)
    module = sys.modules.get(of.__module__)
    if module is None or of.__module__ == "__main__":
        return own
    try:
        return inspect.getsource(module)
    except (OSError, TypeError):
        return own


def _is_installed(of: type) -> bool:
    return "site-packages" in str(getattr(sys.modules.get(of.__module__), "__file__", ""))
