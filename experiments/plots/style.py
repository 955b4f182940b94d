"""How pictures look: the one style file, the shipped font, and a mark for every policy.

Core objects: `style(language)` is the context in which a picture is drawn; `marks` gives colour,
line, marker and hatch of each policy, telling them apart without colour and in grey.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import experiments
from experiments.labels import checked_language

FOLDER = Path(experiments.__path__[0]).resolve()
STYLE_FILE = FOLDER / "plots" / "huajie.mplstyle"
FONT_FILE = FOLDER / "fonts" / "NotoSansCJKsc-subset.otf"

INK, MUTED, PALE, WATER = "#222222", "#6b6b6b", "#d9d9d9", "#e8f1f8"
# Families of a system that draw what the shipped font lacks, if they are there.
SYSTEM_FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans CJK HK", "Noto Sans CJK TC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "Droid Sans Fallback", "Microsoft YaHei", "PingFang SC", "PingFang HK", "Heiti SC", "SimHei", "SimSun", "Arial Unicode MS",
)  # fmt: skip
LAST_FAMILY, NO_LETTER = "DejaVu Sans", "\u25a1"
STAFFED, OUTSOURCED = "#00548a", "#e08a00"


class FontMissingError(RuntimeError):
    """The font that pictures need isn't there; the text says how to get it."""


@dataclass(frozen=True)
class Mark:
    """How one policy is drawn: legible in colour, in grey, and to the colour-blind."""

    colour: str
    line: str
    marker: str
    filled: bool
    hatch: str

    @property
    def face(self) -> str:
        """The marker's fill."""
        return self.colour if self.filled else "white"


_KNOWN = {
    "reactive-staffed": Mark(STAFFED, "--", "o", False, ""),
    "preventive-staffed": Mark(STAFFED, "-", "o", True, "//"),
    "reactive-outsourced": Mark(OUTSOURCED, "--", "s", False, ".."),
    "preventive-outsourced": Mark(OUTSOURCED, "-", "s", True, "\\\\"),
    "preventive-staffed-pooled": Mark("#2a9d78", "-.", "^", True, "xx"),
    "preventive-staffed-flat": Mark("#5aa02c", "-", "D", True, "--"),
    "workstation-era": Mark("#7a7a7a", ":", "D", False, "--"),
    "staffed": Mark(STAFFED, "-", "o", True, ""),
    "outsourced": Mark(OUTSOURCED, "--", "s", True, ".."),
    "reactive": Mark("#4a4a4a", "--", "v", False, ""),
    "preventive": Mark("#b0413e", "-", "^", True, "//"),
}
_FURTHER = (
    Mark("#8c3a78", "-", "v", True, "++"),
    Mark("#56b4e9", "--", "P", True, "oo"),
    Mark("#222222", "-.", "X", True, "**"),
    Mark("#c0602b", ":", "<", False, "||"),
    Mark("#5b6abf", "-", ">", False, "OO"),
    Mark("#999933", "--", "h", True, "-/"),
)


def marks(policies: Iterable[str]) -> dict[str, Mark]:
    """A mark for each policy; known ones always look the same, others take what is left in turn."""
    found: dict[str, Mark] = {}
    for policy in policies:
        others = sum(name not in _KNOWN for name in found)
        found[policy] = _KNOWN.get(policy, _FURTHER[others % len(_FURTHER)])
    return found


@cache
def font_family(font: Path = FONT_FILE) -> str:
    """Load the shipped font into Matplotlib and give its family; `FontMissingError` says how to get it."""
    from matplotlib import font_manager

    if not font.is_file():
        raise FontMissingError(
            f"{font.name} is missing from {font.parent.name}/, and Chinese would be drawn as boxes; install the project "
            f"anew, or make the file: apt-get install fonts-noto-cjk && python3 tools/subset_font.py"
        )
    font_manager.fontManager.addfont(font)
    return font_manager.FontProperties(fname=font).get_name()


@cache
def families() -> tuple[str, ...]:
    """The families that letters are looked for in, the shipped one first."""
    from matplotlib import font_manager

    there = {font.name for font in font_manager.fontManager.ttflist}
    shipped = font_family()
    return (shipped, *(name for name in SYSTEM_FAMILIES if name in there and name != shipped), LAST_FAMILY)


@cache
def is_drawn(letter: str) -> bool:
    """Whether any of the families holds a letter."""
    from matplotlib import font_manager

    return any(font_manager.get_font(font_manager.findfont(name)).get_char_index(ord(letter)) for name in families())


def drawable(words: str) -> tuple[str, str]:
    """Words with a box for every letter that no family holds, and those letters."""
    lacking = dict.fromkeys(
        letter for letter in words if letter.isprintable() and letter != " " and not is_drawn(letter)
    )
    return "".join(NO_LETTER if letter in lacking else letter for letter in words), "".join(lacking)


@contextmanager
def style(language: str) -> Iterator[None]:
    """The context in which pictures are drawn and saved: style file and shipped font."""
    import matplotlib

    checked_language(language)
    settings = matplotlib.rc_params_from_file(STYLE_FILE, use_default_template=False)
    # Laid over Matplotlib's defaults: a user's own matplotlibrc changes nothing here, the way it shows windows apart.
    defaults = {name: value for name, value in matplotlib.rcParamsDefault.items() if "backend" not in name}
    with warnings.catch_warnings(), matplotlib.rc_context():
        warnings.simplefilter("ignore", matplotlib.MatplotlibDeprecationWarning)
        matplotlib.rcParams.update({**defaults, **settings, "font.family": list(families())})
        yield
