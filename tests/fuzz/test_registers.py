"""Made registers, formats × faults: each is learned from, or refused in one sentence; no rate is off its plain count."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from experiments.registers.coverage import coverage_of
from experiments.registers.estimates import MAX_RATIO
from experiments.registers.figures import Size, figures_of, log_sd_of, size_of
from experiments.registers.file import RegisterError
from experiments.registers.learn import Learned, notes_of
from experiments.registers.matching import Match
from experiments.registers.place import unmatched_scenario
from experiments.registers.reading import Register, read_register
from experiments.registers.scenario_text import scenario_text

TODAY = pandas.Timestamp("2026-06-01")
HEADS = (
    ("id", "created_at", "closed_at", "type", "ward", "channel"),
    ("编号", "受理时间", "办结时间", "类别", "社区", "来源"),
    ("Nr", "Eingang", "Erledigt", "Kategorie", "Stadtteil", "Kanal"),
)
KINDS = ("Street light", "噪音扰民", "Müll, Sperrmüll", "Dog loose", "Xyz", "邻里纠纷")
AREAS = ("North", "东区", "深水埗", "Café", "Cafe\u0301", "")
CHANNELS = ("Phone", "网格员上报", "API", "Patrol", "@Helpline", "")
PATTERNS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%y-%m-%d",
    "%Y年%m月%d日",
    "%Y-%m-%dT%H:%M:%S+08",
    "%d/%m/%y",
)
FORMATS = ("csv", "semicolon", "gb18030", "utf-16", "xlsx", "json", "jsonl", "parquet")
FAULTS = (
    "none", "gap", "ramp", "batch", "late", "closed_only", "regime", "far_dates", "placeholder", "blank_area", "codes", "few", "one_day",
    "bad_byte", "swapped", "ragged", "all_open", "same_day", "twice", "title", "future",
)  # fmt: skip


def made(generator: np.random.Generator, fault: str) -> pandas.DataFrame:
    """Cases as they were, before anybody wrote them down."""
    days = int(generator.integers(20, 900))
    rate = float(np.exp(generator.uniform(np.log(0.05), np.log(8.0))))
    count = min(3_000, max(1, generator.poisson(rate * days)))
    if fault == "few":
        count = int(generator.integers(0, 35))
    at = np.sort(generator.uniform(0, 1 if fault == "one_day" else days, count))
    if fault == "gap":
        at = at[(at < 0.2 * days) | (at > 0.6 * days)]
    if fault == "ramp":
        at = at[generator.random(len(at)) < at / days]
    if fault == "batch":
        at = np.floor(at / 20.0) * 20.0
    opened = pandas.Timestamp("2022-01-01") + pandas.to_timedelta(np.round(at * 86_400), unit="s")
    waits = pandas.to_timedelta(np.round(generator.lognormal(1.5, 1.5, len(at)) * 86_400), unit="s")
    frame = pandas.DataFrame({"opened": opened, "closed": opened + (waits * 0 if fault == "same_day" else waits)})
    end = opened.max() if len(at) else TODAY
    frame.loc[(frame["closed"] > end) | (generator.random(len(at)) < 0.1), "closed"] = pandas.NaT
    if fault == "all_open":
        frame["closed"] = pandas.NaT
    if fault == "closed_only":
        frame = frame[frame["closed"].notna()]
    if fault == "late":
        frame = frame[~(frame["closed"] < end - pandas.Timedelta(days=days // 3))]
    if fault == "regime":
        frame.loc[frame["opened"] < end - pandas.Timedelta(days=days // 2), "closed"] = pandas.NaT
    if fault == "swapped":
        frame = frame.rename(columns={"opened": "closed", "closed": "opened"})[["opened", "closed"]]
    if fault == "twice":
        frame = pandas.concat([frame, frame])
    for name, words in (("kind", KINDS), ("area", AREAS), ("channel", CHANNELS)):
        frame[name] = generator.choice(words, len(frame)) if len(frame) else ""
    if fault == "blank_area":
        frame["area"] = np.where(generator.random(len(frame)) < 0.9, "", frame["area"])
    if fault == "codes":
        frame["kind"] = generator.integers(100, 120, len(frame)).astype(str)
    return frame


def written(folder: Path, generator: np.random.Generator, fault: str, kind: str) -> Path:
    """A register's file with a fault, in a format, as somebody exports it."""
    frame, pattern = made(generator, fault), str(generator.choice(PATTERNS))
    table = frame.assign(**{name: frame[name].dt.strftime(pattern).fillna("") for name in ("opened", "closed")})
    if fault == "placeholder":
        table.loc[table["closed"] == "", "closed"] = str(
            generator.choice(["9999-12-31", "1900-01-01", "0001-01-01", "2999-12-31"])
        )
    if fault == "future" and len(table):
        table.loc[table.index[: len(table) // 10], "opened"] = "2031-02-03"
    if fault == "far_dates" and len(table):
        table.iloc[0, 0], table.iloc[-1, 0] = "9999-12-31", "1753-01-01"
    table.insert(0, "id", np.arange(len(table)).astype(str))
    head = HEADS[int(generator.integers(len(HEADS)))]
    table.columns = pandas.Index(head)
    path = folder / "register"
    if kind in ("csv", "semicolon", "gb18030", "utf-16"):
        text = table.to_csv(index=False, sep=";" if kind == "semicolon" else ",")
        text = (
            ("Export 2024\n" if fault == "title" else "") + text + ("1,2,3,4,5,6,7,8,9\n" if fault == "ragged" else "")
        )
        content = text.encode(kind if kind in ("gb18030", "utf-16") else "utf-8", errors="replace")
        if fault == "bad_byte" and len(content) > 200:
            place = int(generator.integers(100, len(content)))
            content = content[:place] + b"\xe5" + content[place:]
        path = path.with_suffix(".csv")
        path.write_bytes(content)
    elif kind == "xlsx":
        path = path.with_suffix(".xlsx")
        table.to_excel(path, index=False)
    elif kind == "parquet":
        path = path.with_suffix(".parquet")
        table.to_parquet(path)
    else:
        rows: list[dict[str, Any]] = table.to_dict(orient="records")
        path = path.with_suffix(".json")
        lines = (
            "\n".join(json.dumps(row) for row in rows) if kind == "jsonl" else json.dumps({"result": {"records": rows}})
        )
        path.write_text(lines, encoding="utf-8")
    return path


def learned(register: Register) -> Learned:
    """As `learn` does, but for the search of the model, which keeps the rate in proportion."""
    coverage = coverage_of(register)
    figures = figures_of(register, coverage)
    size: Size = size_of(figures, None)
    log_sd = None if figures.areas is None else log_sd_of(figures.areas.variance, size)
    used = register.within(coverage.since, coverage.until)
    place = unmatched_scenario(used, figures, size, log_sd)
    rate = place.value("arising.per_grid_day")
    match = Match(
        {"arising.per_grid_day": rate},
        {"recorded_per_day": rate * size.grids},
        rate * size.grids,
        {"recorded_per_day": True},
    )
    return Learned(
        register, coverage, figures, size, match, log_sd, tuple(notes_of(used, figures, size, log_sd, match))
    )


def check(folder: Path, seed: int) -> str:
    """One made register: what became of it; fails where a number was made up."""
    generator = np.random.default_rng(seed)
    fault, kind = FAULTS[seed % len(FAULTS)], FORMATS[(seed // len(FAULTS)) % len(FORMATS)]
    path = written(folder, generator, fault, kind)
    try:
        register = read_register(path, today=TODAY)
        found = learned(register)
    except RegisterError as error:
        return "refused" if "\n" not in str(error) else "refused in more than a line"
    inside = register.cases["opened"].between(found.coverage.since, found.coverage.until, inclusive="left")
    last_year = register.cases["opened"] >= found.coverage.until - pandas.Timedelta(days=365)
    days = min(365, found.coverage.days)
    missing = sum((min(b, found.coverage.until) - max(a, found.coverage.until - pandas.Timedelta(days=365))).days + 1
                  for a, b in found.coverage.missing if b >= found.coverage.until - pandas.Timedelta(days=365))  # fmt: skip
    counted = (inside & last_year).sum() / max(days - missing, 1)
    rate = found.figures.rates.per_day
    assert rate.low * 0.98 <= counted <= rate.high * 1.02, (seed, fault, kind, counted, rate)
    assert rate.high <= MAX_RATIO * rate.low
    for language in ("en", "zh"):
        content = scenario_text(found, language)
    for line in content.splitlines():
        ends = re.search(r"# .*95%区间([\d.e+-]+)至([\d.e+-]+)", line)
        if ends and "系数" not in line and "星期" not in line and "," not in line.partition("#")[0]:
            low, high = map(float, ends.groups())
            assert high <= 1.05 * MAX_RATIO * low, (seed, fault, kind, line)
    return "learned"


@pytest.mark.parametrize("seed", range(3, 168, 17))
def test_a_made_register_is_learned_from_or_refused(tmp_path: Path, seed: int) -> None:
    assert check(tmp_path, seed) in ("learned", "refused")


@pytest.mark.verify
@pytest.mark.parametrize("block", range(20))
def test_two_thousand_made_registers(tmp_path: Path, block: int) -> None:
    """Every fault in every format a dozen times: no traceback, and not everything is refused."""
    became = [check(tmp_path, 1_000 + 100 * block + seed) for seed in range(100)]
    assert set(became) == {"learned", "refused"}
    assert 20 < became.count("learned") < 95
