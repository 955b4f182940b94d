"""Numbers in words: shares as per cent, differences as percentage points, nothing as "undefined"."""

from __future__ import annotations

import math

from experiments.labels import outcome_unit, text

MINUS = "−"


def is_share(unit: str) -> bool:
    """Whether a unit as declared by the model is a share, which people read as per cent."""
    return unit == "share"


def format_number(value: float, signed: bool = False) -> str:
    """A number with as many digits as people read: 8,293; 44.8; 0.532; with a true minus sign; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    digits = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2 if size >= 1 else 3
    sign = MINUS if value < 0 and round(size, digits) else "+" if signed and round(size, digits) else ""
    return f"{sign}{size:,.{digits}f}"


def format_percent(value: float, signed: bool = False) -> str:
    """A share as a number of per cent with one decimal: 81.7; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    size = round(abs(value) * 100, 1)
    sign = MINUS if value < 0 and size else "+" if signed and size else ""
    return f"{sign}{size:.1f}"


def format_value(value: float, unit: str, language: str) -> str:
    """A value as tables show it."""
    if not math.isfinite(value):
        return text("number.undefined", language)
    return text("number.percent", language, value=format_percent(value)) if is_share(unit) else format_number(value)


def format_with_range(mean: float, low: float, high: float, unit: str, language: str) -> str:
    """Mean and interval: "81.7 % (80.9 to 82.5)"; without an interval only the mean."""
    centre = format_value(mean, unit, language)
    if not (math.isfinite(low) and math.isfinite(high)):
        return centre
    number = format_percent if is_share(unit) else format_number
    low, high = possible(low, high, unit)
    return text("number.with_range", language, mean=centre, low=number(low), high=number(high))


def difference(value: float, unit: str, language: str, signed: bool = True) -> str:
    """A difference: "+22.9 percentage points", "−1,250"."""
    if not math.isfinite(value):
        return text("number.undefined", language)
    number = format_percent(value, signed) if is_share(unit) else format_number(value, signed)
    return text("number.points", language, value=number) if is_share(unit) else number


def points_text(width: float, language: str) -> str:
    """The half-width of a share's interval in two digits, however small: "0.5 percentage points"."""
    return text("number.points", language, value=f"{100.0 * width:.2g}")


def large_sum(yuan: float, language: str) -> float:
    """Yuan in the unit in which a language tells large sums: million yuan, 万元."""
    return yuan / int(text("number.large_yuan", language))


def possible(low: float, high: float, unit: str) -> tuple[float, float]:
    """An interval of means without what no mean can be: a share above 1, a count below 0."""
    return max(low, 0.0), min(high, 1.0) if is_share(unit) else high


def format_size(value: float, name: str, unit: str, language: str) -> str:
    """The size of a difference in an outcome, with its unit in words: "7.21 points of severity per …", "912 yuan"."""
    size = difference(value, unit, language, signed=False)
    if is_share(unit):
        return size
    unit = text("number.severity_unit", language) if name == "harm_per_10k" else outcome_unit(name, language)
    return text("number.with_unit", language, value=size, unit=unit) if unit else size


def format_difference(mean: float, low: float, high: float, unit: str, language: str) -> str:
    """A difference and its interval, signed."""
    centre = difference(mean, unit, language)
    if not (math.isfinite(low) and math.isfinite(high)):
        return centre
    ends = [format_percent(end, True) if is_share(unit) else format_number(end, True) for end in (low, high)]
    return text("number.with_range", language, mean=centre, low=ends[0], high=ends[1])


def unit_of_outcome(name: str) -> str:
    """The unit that the model declares for an outcome."""
    from model.outcome_definitions import OUTCOMES

    return OUTCOMES[name].unit if name in OUTCOMES else ""
