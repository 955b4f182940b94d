"""Worlds in words: what they are, and in how many of them something holds.

Core objects: `in_worlds` (a share in words) and `world_sentences` (what an answer over worlds rests on).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from experiments.labels import lowered, policy, text
from experiments.statistics import share_interval

if TYPE_CHECKING:
    from experiments.runs.ensembles import Ensemble


def world_sentences(ensemble: Ensemble, worlds: int | str, language: str) -> list[str]:
    """What so many worlds of an ensemble are (a word where the number is put in later): matched to published figures under some policy, or drawn; whether they are stale."""
    about = ensemble.about
    words: dict[str, Any] = {"worlds": worlds, "numbers": len(ensemble.paths)}
    if ensemble.kind == "matched":
        words |= {
            "drawn": int(about.get("drawn", 0)),
            "accepted": int(about.get("accepted", len(ensemble))),
            "policy": lowered(policy(f"{about.get('triage')}-{about.get('delivery')}", language), language),
        }
    found = [text(f"verdict.worlds.{ensemble.kind}", language, **words)]
    if ensemble.stale:
        found.append(text("verdict.worlds.stale", language, scenario=str(about.get("scenario", ""))))
    return found


def in_worlds(share: float, worlds: int, language: str, with_interval: bool = False) -> str:
    """A share of worlds in words, of a hundred where there are more: in all 512 worlds, in 9 of 10, in 37 of 100, in none.

    With its 95 % interval: "in 62 of 100 worlds (52 to 71 %)".
    """
    if with_interval and math.isfinite(share):
        low, high = (f"{100.0 * end:.0f}" for end in share_interval(share, worlds))
        return text("worlds.interval", language, share=in_worlds(share, worlds, language), low=low, high=high)
    if not math.isfinite(share):
        return text("worlds.undefined", language)
    if worlds * (1.0 - share) < 0.5:
        return text("worlds.all", language, worlds=worlds)
    if worlds * share < 0.5:
        return text("worlds.none", language, worlds=worlds)
    base = min(worlds, 100)
    return text("worlds.share", language, count=min(max(round(base * share), 1), base - 1), worlds=base)
