"""How pictures look: the one style file, the shipped font, and a mark for every policy.

Core objects: `style(language)` is the context in which a picture is drawn; `marks` gives colour,
line, marker and hatch of each policy, telling them apart without colour and in grey.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import experiments
from experiments.labels import checked_language

FOLDER = Path(experiments.__path__[0]).resolve()
STYLE_FILE = FOLDER / "plots" / "huajie.mplstyle"
FONT_FILE = FOLDER / "fonts" / "NotoSansCJKsc-GB2312.otf"

INK, MUTED, PALE, WATER = "#222222", "#6b6b6b", "#d9d9d9", "#e8f1f8"
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


@contextmanager
def style(language: str) -> Iterator[None]:
    """The context in which pictures are drawn and saved: style file and shipped font."""
    import matplotlib

    checked_language(language)
    settings = matplotlib.rc_params_from_file(STYLE_FILE, use_default_template=False)
    with matplotlib.rc_context({**settings, "font.family": [font_family(), "DejaVu Sans"]}):
        yield
