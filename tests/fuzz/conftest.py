"""Damage of all kinds, drawn from a number, so that whatever is found is found again."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.command_line import main as cli

# What no field of a scenario, option or body expects; as TOML and command lines write it.
ODD_WORDS = (
    "nan", "inf", "-inf", "-1", "0", "1e308", "1e-320", "5e-324", "9223372036854775808", "1" + "0" * 400, "0x10", "1_0",
    "true", "'true'", "''", "[]", "[[]]", "{}", "1979-05-27", "'../../etc/passwd'", "'矛盾'", "１",
    "\"a\\nb\"", "[nan]", "-0.0", "1:2:3", "0:1:0", "a=b", "=", ",", "--", "'%s%n'", "$(id)", "😀",
)  # fmt: skip

SMALL_FILE = """
format = 1
storm_days = [3]
[place]
days = 20
burn_in_days = 5
communities = 2
grids = 4
buildings_per_grid = 3
residents_per_building = 5
[budget]
yearly_yuan = 6000000.0
[arising]
per_grid_day = 0.3
weekday_factors = [1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5]
[triage]
mode = "preventive"
screening_share = 0.4
[delivery]
mode = "outsourced"
[organisations]
initial_capability = 0.85
[domain.health]
deadline_days = 10.0
[info.en]
what = "A small place."
[[planted]]
name = "lamp"
day = 2
grid = 1
domain = "urban_services"
severity = 0.9
delay_days = 5.0
[[reform]]
day = 10
set = { "triage.screening_share" = 0.1, "delivery.mode" = "staffed" }
"""


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with a few random damages: flipped, cut, doubled, moved, replaced by odd words."""
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        content = chance.choice(DAMAGES)(content, chance)
    return content


def _flip(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return b"\xff"
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _drop(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.randrange(40) :]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    part = content[start : start + chance.randrange(200)]
    return content[:start] + part * chance.choice((2, 2, 3, 50)) + content[start:]


def _insert(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    odd = chance.choice(
        [word.encode() for word in ODD_WORDS] + [b"\x00", b"\xef\xbb\xbf", b"[" * 3000, b"\r", b"\xff\xfe"]
    )
    return content[:start] + odd + content[start:]


def _lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[here], lines[there] = lines[there], lines[here]
    if chance.random() < 0.5:
        lines.pop(here)
    return b"\n".join(lines)


def _value(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    given = [place for place, line in enumerate(lines) if b"=" in line]
    if given:
        place = chance.choice(given)
        lines[place] = lines[place].partition(b"=")[0] + b"= " + chance.choice(ODD_WORDS).encode()
    return b"\n".join(lines)


DAMAGES = (_flip, _cut, _drop, _repeat, _insert, _lines, _value, _value, _value)


@pytest.fixture(scope="session")
def damage() -> Callable[[bytes, random.Random], bytes]:
    """Damages bytes at random."""
    return damaged


@pytest.fixture(scope="session")
def odd_words() -> tuple[str, ...]:
    """Words that nothing expects."""
    return ODD_WORDS


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound scenario of 60 people and 25 days that uses every kind of table."""
    path = tmp_path_factory.mktemp("place") / "small.toml"
    path.write_text(SMALL_FILE, encoding="utf-8")
    return path


@pytest.fixture
def ended(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs a command line in this process; gives its exit code and what it said on standard error."""

    def run(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            cli.main(words)
        return int(stopped.value.code or 0), capsys.readouterr().err

    return run


@pytest.fixture
def untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """A working folder of one's own; gives the files that appeared beside those that were there."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return lambda: {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
