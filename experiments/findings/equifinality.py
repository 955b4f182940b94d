"""What the published figures cannot tell, in sentences.

Core object: `equifinality_sentences`: which policies show them once refitted, what follows, and how the table was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.labels import lowered, short_policy, text
from experiments.labels.formats import format_percent

if TYPE_CHECKING:
    from experiments.runs.equifinality import Equifinality

DECIDES = "in_the_bud_rate"


def equifinality_sentences(found: Equifinality, language: str) -> list[str]:
    """In how many of the same places each refitted policy shows the figures, how far apart what they imply lies, staleness."""
    summary = found.summary()
    fits = summary[summary["fits"] > 0].sort_values("fits", ascending=False, kind="stable")
    places = int(summary["places"].max())
    listed = text("verdict.list", language).join(
        text("equifinality.fits", language, policy=lowered(short_policy(row.policy, language), language), fits=row.fits)
        for row in fits.itertuples()
    )
    key = "none" if fits.empty else "one" if len(fits) == 1 else "several"
    told = [text(f"equifinality.{key}", language, places=places, policies=listed)]
    if len(fits) > 1:
        rates = fits[DECIDES]
        words = {"low": format_percent(rates.min()), "high": format_percent(rates.max())}
        told.append(text("equifinality.implied", language, **words))
    if found.stale:
        told.append(text("equifinality.stale", language, command=found.command))
    return told
