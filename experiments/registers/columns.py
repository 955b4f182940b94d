"""Which column of a register says when, what, where and through whom: as told, else by name, dates also by content.

Core objects: `chosen_columns`; `read_pairs` reads what --columns, --domains and --channels say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import pandas

from experiments.labels.register_words import COLUMN_WORDS, NEVER_GUESSED
from experiments.registers.dates import read_dates
from experiments.registers.file import RegisterError, quoted
from experiments.registers.meanings import domain_of, found_by, is_unknown, mapped
from experiments.registers.tables import read_tables

ROLES = tuple(COLUMN_WORDS)
DATES = ("opened", "closed")
MAX_EARLIER = 0.02  # of closings before the opening, in a column that no name calls the closing
CODE = re.compile(r"[\W\d_]+|[A-Za-z]{0,3}[-_]?\d+")
MAX_UNLIKE = 0.5  # share of unlike values beyond which a column holds titles or addresses, not kinds or areas
UNLIKE_FROM = 100  # rows
MEANINGS = {"domain": domain_of, "found_by": found_by}
WELL_READ = 0.6  # share of the cells understood that lets the likeliest name stand
PAIR_FILES = (".csv", ".txt", ".tsv", ".xlsx")


def read_pairs(option: str, words: Sequence[str], values: Sequence[str] = ()) -> dict[str, str]:
    """`NAME=VALUE,NAME=VALUE` words, or files of two columns, as pairs; commas within a name stay.

    `values` are those allowed, where they are known: what stands before one of them is a name, commas and all.
    """
    pairs: dict[str, str] = {}
    known = "|".join(sorted(map(re.escape, values), key=len, reverse=True))
    for word in words:
        if Path(word).suffix.lower() in PAIR_FILES and "=" not in Path(word).name:
            pairs |= _filed_pairs(option, word)
            continue
        whole = re.fullmatch(rf"(?:[^=]+=\s*(?:{known})\s*(?:,|$))+", word) if known else None
        parts = re.findall(rf"[^=]+=\s*(?:{known})\s*(?=,|$)", word) if whole else re.split(r",(?=[^,=]+=)", word)
        for part in parts:
            name, equals, value = (each.strip() for each in part.lstrip(",").partition("="))
            if not (name and equals and value):
                raise RegisterError(
                    f"{option}: found '{part.strip()}'; allowed: NAME=VALUE, several with commas between, or a file of two columns"
                )
            pairs[name] = value
    return pairs


def _filed_pairs(option: str, name: str) -> dict[str, str]:
    """The first two columns of a file; lines whose second is empty say nothing yet."""
    rows = read_tables(name)[0]
    if len(rows.head) < 2:
        raise RegisterError(f"{option}: {name}: found one column; allowed: two, the register's word and what it means")
    return {cells[0]: cells[1] for cells in rows.cells if cells[0] and cells[1]}


def plain_name(name: str) -> str:
    """A column's name without what writers differ in: width, capitals, blanks, punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).lower())


def chosen_columns(path: Path, table: pandas.DataFrame, given: Mapping[str, str]) -> dict[str, str]:
    """Role → column: as given, else guessed from names, dates also from what the columns hold."""
    columns = [str(name) for name in table.columns]
    chosen = {_role(role): _column(role, name, columns) for role, name in given.items()}
    for role in ROLES:
        if role not in chosen:
            free = [name for name in columns if name not in chosen.values()]
            found = _guessed(role, free, table)
            if found is not None:
                chosen[role] = found
    if "opened" not in chosen or "closed" not in chosen:
        chosen |= _dated_columns(table, chosen, columns)
    if "opened" not in chosen:
        raise RegisterError(f"{path}: {_why_undated(table, columns)}; name one with --columns opened=NAME")
    return {role: chosen[role] for role in ROLES if role in chosen}


def is_named(role: str, column: str) -> bool:
    """Whether a column's name speaks for a role."""
    return any(word in plain_name(column) for word in COLUMN_WORDS[role])


def _why_undated(table: pandas.DataFrame, columns: Sequence[str]) -> str:
    """Why no column can be the opening: the one that is called so holds no date that can be read, or none is called so."""
    its_columns = f"its columns are {quoted(columns)}"
    for name in named_like("opened", columns):
        words = table[name][table[name] != ""]
        found = f"such as '{words.iloc[0]}'" if len(words) else "all its cells are empty"
        return f"column '{name}' holds no date that can be read, {found}; {its_columns}"
    return f"no column holds the date a case was opened; {its_columns}"


def _role(role: str) -> str:
    if role in ROLES:
        return role
    raise RegisterError(f"--columns: unknown role '{role}'{nearest(role, ROLES)}; allowed: {', '.join(ROLES)}")


def _column(role: str, name: str, columns: Sequence[str]) -> str:
    if name in columns:
        return name
    same = [each for each in columns if plain_name(each) == plain_name(name)]
    if len(same) == 1:
        return same[0]
    raise RegisterError(
        f"--columns: '{role}={name}': no column '{name}'{nearest(name, columns)}; its columns are {quoted(columns)}"
    )


def nearest(name: str, names: Sequence[str]) -> str:
    """The nearest right name, as a hint."""
    close = get_close_matches(name.lower(), [each.lower() for each in names], n=1, cutoff=0.5)
    found = [each for each in names if close and each.lower() == close[0]]
    return f" (did you mean '{found[0]}'?)" if found else ""


def _guessed(role: str, columns: Sequence[str], table: pandas.DataFrame) -> str | None:
    """The column whose name speaks most for a role: the whole word first, then a part; dates must hold dates.

    Words are preferred to codes, such as a title beside its id, kinds to free text, and kinds and channels that are
    understood to others.
    """
    named = named_like(role, columns)
    if role in DATES:
        return next((name for name in named if holds_dates(table[name], numbers=True)), None)
    words = [name for name in named if (table[name] != "").any() and not holds_dates(table[name])]
    # A column that says the same in every row tells nothing apart.
    telling = [name for name in words if table[name].nunique() > 1]
    repeated = [name for name in telling if not _is_free_text(table[name])]
    spoken = [name for name in repeated if not _holds_codes(table[name])]
    meaning = MEANINGS.get(role)
    if meaning and len(spoken) > 1:
        read = {name: float(mapped(table[name], meaning).ne("").mean()) for name in spoken}
        best = max(spoken, key=lambda name: read[name])
        return spoken[0] if read[spoken[0]] >= WELL_READ or read[best] <= 0.0 else best
    return next(iter([*spoken, *repeated, *telling, *words]), None)


def _is_free_text(values: pandas.Series) -> bool:
    filled = values[values != ""]
    return len(filled) >= UNLIKE_FROM and filled.nunique() > MAX_UNLIKE * len(filled)


def _holds_codes(values: pandas.Series) -> bool:
    unlike = pandas.Series(values[values != ""].unique())
    return len(unlike) > 0 and bool(unlike.map(lambda word: CODE.fullmatch(word) is not None).mean() > 0.5)


def named_like(role: str, columns: Sequence[str]) -> list[str]:
    """The columns whose names speak for a role, the likeliest first."""
    plain = {name: plain_name(name) for name in columns if not _never(name)}
    whole = [name for word in COLUMN_WORDS[role] for name in plain if plain[name] == word]
    parts = [name for word in COLUMN_WORDS[role] for name in plain if len(word) > 1 and word in plain[name]]
    return list(dict.fromkeys([*whole, *parts]))


def holds_dates(values: pandas.Series, numbers: bool = False) -> bool:
    """Whether most of what a column holds are dates, by its first few hundred filled cells.

    Bare `numbers` (Excel's days) count only where a name says that they are dates: a postcode looks like one.
    """
    known = [word for word in values.unique() if not is_unknown(word)]
    filled = values[values.isin(known)].head(300)
    if not numbers:
        filled = filled.mask(filled.str.fullmatch(r"\d{1,6}"), "-")
    return len(filled) > 0 and bool(read_dates(filled)[0].notna().mean() > 0.5)


def _dated_columns(table: pandas.DataFrame, chosen: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """Where no name helps: the fullest, earliest column of dates is the opening; one never before it, with gaps, the closing."""
    free = [name for name in columns if name not in chosen.values() and not _never(name) and holds_dates(table[name])]
    times = {name: read_dates(table[name])[0] for name in free}
    found: dict[str, str] = {}
    if "opened" not in chosen:
        order = sorted(free, key=lambda name: (-int(times[name].notna().sum()), times[name].median()))
        found = {"opened": order[0]} if order else {}
    opening = chosen.get("opened") or found.get("opened")
    if opening and "closed" not in chosen:
        opened = read_dates(table[opening])[0].dt.normalize()
        later = [name for name in free if name != opening and not (times[name] < opened).mean() > MAX_EARLIER]
        gaps = [name for name in later if times[name].isna().any()]
        found |= dict(zip(["closed"], gaps, strict=False))
    return found


def _never(name: str) -> bool:
    """Whether a column's name says that it is no case's date, kind, place or channel."""
    return any(word in plain_name(name) for word in NEVER_GUESSED)
