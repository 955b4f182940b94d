"""The numbers of what officials do to figures and of what residents settle among themselves, each declared once."""

from __future__ import annotations

from model.scenario.declarations import Section, declare
from model.scenario.place_parameters import EVIDENCE, TWOFOLD


class Gaming(Section):
    """What officials do to the figure by which they are judged, at full weight of the official rate."""

    unrecorded_share: float = declare(
        0.15,
        0.0,
        1.0,
        unit="probability",
        source="docs/reference/evidence.md, gaming",
        status="evidence",
        help="Chance that a matter which is easy to settle is kept off the record.",
        plausible=(0.05, 0.3),
        reason=EVIDENCE,
    )
    second_record_share: float = declare(
        0.20,
        0.0,
        1.0,
        unit="probability",
        source="docs/reference/evidence.md, gaming",
        help="Chance that a record is written down a second time and closed at once.",
        plausible=(0, 0.45),
        reason=EVIDENCE,
    )
    hollow_share: float = declare(
        0.10,
        0.0,
        1.0,
        unit="probability",
        source="docs/reference/evidence.md, gaming",
        help="Chance that an easy case which the grid worker passes on is closed without work.",
        plausible=(0.04, 0.2),
        reason=EVIDENCE,
    )
    hard_factor: float = declare(
        2.0,
        1.0,
        10.0,
        unit="factor",
        source="docs/reference/evidence.md, gaming",
        help="How much more likely this is for contested cases and those beyond authority.",
        plausible=(1, 3),
        reason=EVIDENCE,
    )
    call_back_catch: float = declare(
        0.8,
        0.0,
        1.0,
        unit="probability",
        help="Chance that a call-back finds a hollow closure or a second record.",
        plausible=(0.6, 0.95),
    )
    call_back_yuan: float = declare(
        20.0,
        0.0,
        10_000.0,
        unit="yuan a call",
        help="Cost of one call-back.",
        plausible=(10, 40),
        distribution="log-uniform",
        reason=TWOFOLD,
    )
    deterrence: float = declare(
        3.0,
        0.0,
        20.0,
        unit="factor",
        source="Becker 1968",
        help="How much more a hollow closure found costs its official than one not found gains.",
        plausible=(1, 6),
        distribution="log-uniform",
    )
    supervisor_catch: float = declare(
        0.3, 0.0, 1.0, unit="share", help="Share of all this that posted supervisors prevent.", plausible=(0.1, 0.5)
    )


class Neighbours(Section):
    """What residents settle among themselves, and what volunteers find and settle."""

    settle_share: float = declare(
        0.5,
        0.0,
        1.0,
        unit="probability",
        source="docs/reference/evidence.md, residents' own settling",
        help="Chance at full trust that a resident about to act settles a matter without severity among neighbours.",
        plausible=(0.2, 0.8),
    )
    crowding: float = declare(
        0.5,
        0.0,
        1.0,
        unit="share",
        help="Share of this that is lost where officials take up every matter.",
        plausible=(0, 0.8),
    )
    crowding_memory: float = declare(
        200.0,
        1.0,
        100_000.0,
        unit="matters",
        help="Matters over which a community remembers who settled them.",
        plausible=(100, 400),
        distribution="log-uniform",
        reason=TWOFOLD,
    )
    quality: float = declare(
        0.8, 0.0, 1.0, unit="quality", help="Quality of what residents settle.", plausible=(0.6, 0.9)
    )
    volunteer_active_share: float = declare(
        0.33,
        0.0,
        1.0,
        unit="share",
        source="docs/reference/evidence.md, residents' own settling",
        help="Share of the registered volunteers who are active.",
        plausible=(0.1, 0.5),
        reason=EVIDENCE,
    )
    volunteer_visits: float = declare(
        24.0,
        0.0,
        1_000.0,
        unit="visits a year",
        help="Buildings that an active volunteer looks at in a year.",
        plausible=(12, 48),
        distribution="log-uniform",
        reason=TWOFOLD,
    )
    volunteer_probability: float = declare(
        0.3,
        0.0,
        1.0,
        unit="a visit",
        help="Chance that a volunteer's visit finds a latent matter.",
        plausible=(0.1, 0.5),
    )
    volunteer_yuan: float = declare(
        40.0,
        0.0,
        100_000.0,
        unit="yuan a year and volunteer",
        help="Cost of a registered volunteer: insurance, training.",
        plausible=(20, 80),
        distribution="log-uniform",
        reason=TWOFOLD,
    )
    programme_gain: float = declare(
        0.5,
        0.0,
        5.0,
        unit="share",
        help="Most that programmes add to what residents settle among themselves.",
        plausible=(0, 1),
    )
    programme_yuan_scale: float = declare(
        2.0,
        0.1,
        10_000.0,
        unit="yuan a year and resident",
        help="Programme money that counts as one unit.",
        plausible=(1, 4),
        distribution="log-uniform",
        reason=TWOFOLD,
    )
