"""Make the two font files of experiments/fonts from Noto Sans CJK SC, as its README says.

apt-get install fonts-noto-cjk
python3 -m pip install fonttools brotli
python3 tools/subset_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from fontTools import subset

FAMILY = "Noto Sans CJK SC"
TARGET = Path(__file__).resolve().parent.parent / "experiments" / "fonts" / "NotoSansCJKsc-GB2312"
# Where a page mixes both scripts in one font: ASCII, Latin-1 and Latin Extended-A.
LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x180))
GB2312_ROWS = range(0xA1, 0xF8)
GB2312_CELLS = range(0xA1, 0xFF)


def main(arguments: list[str]) -> int:
    """Write the OTF for Matplotlib and the WOFF2 for pages."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print(f"give the font collection that holds {FAMILY}, as in: {__doc__}", file=sys.stderr)
        return 2
    for flavor, suffix in ((None, ".otf"), ("woff2", ".woff2")):
        write_subset(arguments[0], flavor, TARGET.with_suffix(suffix))
    return 0


def characters() -> set[int]:
    """Every code point of GB2312, and Latin."""
    gb2312 = (bytes(pair).decode("gb2312", errors="ignore") for pair in product(GB2312_ROWS, GB2312_CELLS))
    return {*LATIN, *(ord(character) for character in gb2312 if character)}


def write_subset(collection: str, flavor: str | None, target: Path) -> None:
    """Cut the family out of the collection, without hints and layout features: small, and enough for labels."""
    options = subset.Options(
        flavor=flavor,
        font_number=font_number(collection),
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
    )
    font = subset.load_font(collection, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
    print(target.name, target.stat().st_size)


def font_number(collection: str) -> int:
    """The place of the family in the collection."""
    from fontTools.ttLib import TTCollection

    names = [font["name"].getDebugName(4) for font in TTCollection(collection, lazy=True)]
    return names.index(FAMILY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
