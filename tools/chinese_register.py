"""Write a made Chinese case register with the statistics of docs/reference/evidence.md: no city's, for trials of `learn`.

python -m tools.chinese_register register.csv --seed 1

Two years of twelve communities of unequal size: faults close the same day or late, disputes and petitions take weeks, a
few are never closed; fewer cases on weekends, none closed then but what closes at once; a fifth found by patrols.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas

DAYS, PER_DAY, COMMUNITIES = 730, 11.4, 12
FIRST = "2010-01-01"
WEEKEND = 0.6  # of a weekday's cases
SIZE_LOG_SD = 0.6  # of the communities' cases
STAFF = 0.21
NEVER = 0.03
# Kind: share, closed on the day, median days and log sd of the others.
KINDS = {
    "市容环卫": (0.28, 0.5, 4.0, 1.8),
    "道路设施损坏": (0.16, 0.5, 4.0, 1.8),
    "噪音扰民": (0.14, 0.05, 11.0, 1.1),
    "邻里纠纷": (0.10, 0.05, 11.0, 1.1),
    "劳资纠纷": (0.06, 0.05, 11.0, 1.1),
    "消防安全隐患": (0.10, 0.4, 4.0, 1.8),
    "出租屋登记": (0.06, 0.5, 4.0, 1.8),
    "食品卫生": (0.05, 0.5, 4.0, 1.8),
    "低保救助": (0.04, 0.3, 6.0, 1.3),
    "文体活动": (0.01, 0.3, 6.0, 1.3),
}
RESIDENTS = ("来电", "来访", "来信", "网上投诉", "12345")
STAFFS = ("网格员巡查", "社区排查")


def register(seed: int = 1, days: int = DAYS, per_day: float = PER_DAY) -> pandas.DataFrame:
    """The rows, as an office writes them."""
    generator = np.random.default_rng(seed)
    each = pandas.date_range(FIRST, periods=days)
    factor = np.where(each.day_of_week < 5, 1.0, WEEKEND)
    counts = generator.poisson(per_day * factor / factor.mean())
    opened = np.repeat(each.to_numpy(), counts) + pandas.to_timedelta(
        np.round(generator.triangular(8, 10, 18, counts.sum()) * 3600), unit="s"
    )
    opened = pandas.DatetimeIndex(np.sort(opened))
    size = np.exp(SIZE_LOG_SD * generator.standard_normal(COMMUNITIES))
    kinds = generator.choice(list(KINDS), len(opened), p=[share for share, *_ in KINDS.values()])
    closed = [_closed(generator, at, *KINDS[kind][1:]) for at, kind in zip(opened, kinds, strict=True)]
    is_staffs = generator.random(len(opened)) < STAFF
    table = pandas.DataFrame(
        {
            "案件编号": [f"ZS{at:%Y%m%d}{number:05d}" for number, at in enumerate(opened, 1)],
            "受理时间": opened,
            "办结时间": pandas.Series(closed, dtype="datetime64[ns]"),
            "案件类型": kinds,
            "所属社区": [f"第{number}社区" for number in generator.choice(COMMUNITIES, len(opened), p=size / size.sum()) + 1],
            "来源": np.where(is_staffs, generator.choice(STAFFS, len(opened)), generator.choice(RESIDENTS, len(opened))),
        }
    )  # fmt: skip
    still_open = (generator.random(len(table)) < NEVER) | (table["办结时间"] > each[-1] + pandas.Timedelta(days=1))
    table["办结时间"] = table["办结时间"].mask(still_open)
    return table.assign(**{name: table[name].map(_written, na_action="ignore") for name in ("受理时间", "办结时间")})


def _closed(
    generator: np.random.Generator, opened: pandas.Timestamp, same_day: float, median: float, log_sd: float
) -> pandas.Timestamp:
    if generator.random() < same_day:
        return opened + pandas.Timedelta(minutes=float(generator.uniform(5, 300)))
    days = 1.0 + median * float(np.exp(log_sd * generator.standard_normal()))
    closed = (opened.normalize() + pandas.Timedelta(days=days)).round("min")
    return closed + pandas.Timedelta(days=7 - closed.day_of_week) if closed.day_of_week > 4 else closed


def _written(time: pandas.Timestamp) -> str:
    """2010年3月5日 下午 2:05."""
    half = "上午" if time.hour < 12 else "下午"
    return f"{time.year}年{time.month}月{time.day}日 {half} {time.hour % 12 or 12}:{time.minute:02d}"


def main(arguments: list[str]) -> int:
    """Write the register."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    register(chosen.seed).to_csv(chosen.path, index=False, encoding="gb18030")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
