"""A phrase: one meaning, in English and in Chinese."""

from __future__ import annotations

from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
PARTICLE = "的"  # after which a line may break within a Chinese head
Phrases: TypeAlias = dict[str, tuple[str, str]]
