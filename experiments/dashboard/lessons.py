"""Six lessons: what each runs, which predictions it offers, and how the runs themselves decide which holds.

Core objects: `LESSONS` and `Lesson.judge`. No answer is written down: `judge` reads it off the runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments.dashboard.settings import Setting, scenario_of
from experiments.dashboard.watching import events_of
from model.case_history import key_named
from model.scenario import Scenario

Means = Mapping[str, Mapping[str, float]]

LAMP_POST = "lamp_post"
CLEAR_SHARE = 0.03
CLEAR_TENTH = 0.1
CLEAR_LEAD = 0.01


@dataclass(frozen=True)
class Lesson:
    """A question with its arms, its predictions, and the outcomes that are revealed."""

    name: str
    arms: Mapping[str, Setting]
    outcomes: tuple[str, ...]
    predictions: tuple[str, ...]
    judge: Callable[[Means], str]
    replications: int = 4
    opens: str = "compare"
    swept: str = ""
    lives: bool = False
    pair: tuple[str, str] = field(default=("", ""))

    def described(self) -> dict[str, Any]:
        """What the page needs to show it."""
        first, last = self.pair if self.pair[0] else (next(iter(self.arms)), list(self.arms)[-1])
        return {
            "name": self.name,
            "arms": {name: described_setting(setting) for name, setting in self.arms.items()},
            "outcomes": self.outcomes,
            "predictions": self.predictions,
            "replications": self.replications,
            "opens": self.opens,
            "swept": self.swept,
            "lives": self.lives,
            "pair": [first, last],
        }

    def scenarios(self) -> dict[str, Scenario]:
        """The checked scenario of every arm."""
        return {name: scenario_of(setting) for name, setting in self.arms.items()}


def described_setting(setting: Setting) -> dict[str, Any]:
    """A setting as JSON."""
    return {
        "scenario": setting.scenario,
        "preset": setting.preset,
        "story": setting.story,
        "changes": dict(setting.changes),
        "seed": str(setting.seed),
    }


def lamp_post_lives(seed: int) -> dict[str, list[dict[str, Any]]]:
    """The lamp post's life in every arm of its lesson, on the same draws."""
    lives = {}
    for name, setting in LESSONS["lamp-post"].arms.items():
        scenario = scenario_of(setting)
        days = scenario.place.burn_in_days + scenario.place.days
        lives[name] = events_of(scenario, seed, key_named(scenario, LAMP_POST), days)
    return lives


def judge_lives(lives: Mapping[str, list[dict[str, Any]]]) -> str:
    """What prevention made of the lamp post: found in time, found too late, or missed."""
    kinds = [event["kind"] for event in lives["preventive"] if event["generation"] == 0]
    if "incident" not in kinds:
        return "mended"
    return "late" if "recorded" in kinds and kinds.index("recorded") < kinds.index("incident") else "missed"


def _official_moves(means: Means) -> str:
    """How far the official rate rises from the first arm to the last, in points."""
    rates = [arm["official_resolution_rate"] for arm in means.values()]
    rise = 100.0 * (rates[-1] - rates[0])
    return "little" if abs(rise) < 5.0 else "some" if abs(rise) < 15.0 else "much"


def _best_share(means: Means) -> str:
    """Whether harm is least at a low, middle or high screening share."""
    best = min(means, key=lambda arm: means[arm]["harm_per_10k"])
    position = list(means).index(best) / (len(means) - 1)
    return "low" if position < 0.25 else "middle" if position < 0.75 else "high"


def _relabelling(means: Means) -> str:
    """What the new names alone did to the wait, beside what training two slices did."""
    wait = {arm: figures["window_wait_hours"] for arm, figures in means.items()}
    label = wait["silos"] - wait["relabelled"]
    skill = wait["silos"] - wait["two"]
    if abs(label) < CLEAR_TENTH * wait["silos"]:
        return "nothing" if skill > CLEAR_TENTH * wait["silos"] else "neither"
    return "helps" if label > 0 else "harms"


def _without_oversight(means: Means) -> str:
    """Whether the official rate tells of what oversight kept."""
    official = means["overseen"]["official_resolution_rate"] - means["unseen"]["official_resolution_rate"]
    lasting = means["overseen"]["true_resolution_rate"] - means["unseen"]["true_resolution_rate"]
    if lasting < CLEAR_SHARE:
        return "same"
    return "both" if official > CLEAR_SHARE else "hidden"


def _in_which_order(means: Means) -> str:
    """Which of outsourcing at once, never, or after incubation resolves most for good, if one clearly does."""
    best, second = sorted(means, key=lambda arm: -means[arm]["true_resolution_rate"])[:2]
    lead = means[best]["true_resolution_rate"] - means[second]["true_resolution_rate"]
    return best if lead > CLEAR_LEAD else "alike"


def _shares() -> dict[str, Setting]:
    changes = {"arising.per_grid_day": 0.14}
    return {
        f"{share:g}": Setting(preset="preventive-staffed", changes={**changes, "triage.screening_share": share})
        for share in (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9)
    }


def _staffed(**changes: Any) -> Setting:
    return Setting(preset="preventive-staffed", changes={f"delivery.{name}": value for name, value in changes.items()})


_UNSEEN = {"delivery.oversight_attention": 0.0, "delivery.oversight_yuan_per_community": 0.0}

LESSONS: dict[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        Lesson(
            "lamp-post",
            {
                "reactive": Setting("lamp_post", preset="reactive-staffed"),
                "preventive": Setting("lamp_post", preset="preventive-staffed"),
            },
            ("incidents_per_10k", "petitions_per_10k"),
            ("mended", "late", "missed"),
            lambda means: "",
            opens="watch",
            lives=True,
        ),
        Lesson(
            "hiding-rate",
            {
                "reactive": Setting(preset="reactive-outsourced"),
                "preventive": Setting(preset="preventive-outsourced"),
            },
            ("official_resolution_rate", "in_the_bud_rate", "hidden_share", "incidents_per_10k"),
            ("little", "some", "much"),
            _official_moves,
        ),
        Lesson(
            "too-much",
            _shares(),
            ("harm_per_10k", "in_the_bud_rate", "official_resolution_rate"),
            ("low", "middle", "high"),
            _best_share,
            replications=2,
            swept="triage.screening_share",
            pair=("0.35", "0.9"),
        ),
        Lesson(
            "pools",
            {
                "silos": _staffed(skill_degree=1),
                "relabelled": _staffed(skill_degree=1, relabelled=True),
                "two": _staffed(skill_degree=2),
                "pooled": _staffed(skill_degree=99),
            },
            ("window_wait_hours", "backlog", "true_resolution_rate"),
            ("helps", "nothing", "harms"),
            _relabelling,
            pair=("relabelled", "two"),
        ),
        Lesson(
            "oversight",
            {
                "overseen": Setting(preset="preventive-outsourced"),
                "unseen": Setting(preset="preventive-outsourced", changes=_UNSEEN),
            },
            ("official_resolution_rate", "true_resolution_rate", "recurrences", "satisfaction"),
            ("same", "both", "hidden"),
            _without_oversight,
        ),
        Lesson(
            "incubate",
            {
                "never": Setting(preset="preventive-staffed", story="young-organisations"),
                "at_once": Setting(preset="preventive-outsourced", story="young-organisations"),
                "later": Setting(preset="preventive-staffed", story="incubate-first"),
            },
            ("true_resolution_rate", "recurrences", "incidents_per_10k", "official_resolution_rate"),
            ("never", "at_once", "later", "alike"),
            _in_which_order,
            replications=3,
            pair=("at_once", "later"),
        ),
    )
}
