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
TARGET = Path(__file__).resolve().parent.parent / "experiments" / "fonts" / "NotoSansCJKsc-subset"
# Where a page mixes both scripts in one font: ASCII, Latin-1 and Latin Extended-A.
LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x180))
GB2312_ROWS = range(0xA1, 0xF8)
GB2312_CELLS = range(0xA1, 0xFF)
# Big5's frequent characters: what Taiwan and Hong Kong write.
BIG5_ROWS = range(0xA4, 0xC7)
BIG5_CELLS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
# Villages, waters and streets of Guangdong and Hong Kong, and given names, that neither list holds.
NAMES = "滘塱埗堃喆垚氹旻祎坣朥漖涌圳墟岃嶂崀嵙畲峒圩垌坜塅塝磜塆凼埇屻輋輞滧鰂鱲孖咀嘢冚冧咗埞崬崠濠瀝湴橫樑栢栎珺玥昇昊晞晖燊焜熹璟璿翀羿赟赵韡頔颢飏骉骎鑫鋆鏻锜锳钰钲镕淼焱犇猋羴鱻嚞囍叒叕氽汆尕奀囧昶昱昳暻曈曌朤梽榳槑樾沄沺泷洺浛浠淏湉湜滢漈澍澐濙炆炘烜煊煜燚爔珅玘玙玚珩珮珽琎琤琨琬琲瑀瑄瑔璇璠瓛甯皞皛盉睿砼砳砺硚禤穈笪筼箐粿紘綦縯纮翯耑芃芊芮芾苒茆茜荀荃荇莀莙菡菥萱葳蒨蓁蔸薏薷藁虓蚝蛏蜑蠔袆裎覃詠誾谌豳贇赑跶踭逄逯邗邡郗郯鄄鄞酃釐釗鈞鉴銶鍩鎏鏸阆陉陂陬雩霂霈靑韫頫顸颋颕馃骅骆骉魚鲘鲮鳌鳯鸑鹍麐麴麿黉黟龢"


def main(arguments: list[str]) -> int:
    """Write the OTF for Matplotlib and the WOFF2 for pages."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print(f"give the font collection that holds {FAMILY}, as in: {__doc__}", file=sys.stderr)
        return 2
    for flavor, suffix in ((None, ".otf"), ("woff2", ".woff2")):
        write_subset(arguments[0], flavor, TARGET.with_suffix(suffix))
    return 0


def characters() -> set[int]:
    """Every code point of GB2312, the frequent ones of Big5, further names, and Latin."""
    gb2312 = (bytes(pair).decode("gb2312", errors="ignore") for pair in product(GB2312_ROWS, GB2312_CELLS))
    big5 = (bytes(pair).decode("big5hkscs", errors="ignore") for pair in product(BIG5_ROWS, BIG5_CELLS))
    return {*LATIN, *(ord(letter) for letters in (*gb2312, *big5, NAMES) for letter in letters)}


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
