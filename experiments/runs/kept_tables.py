"""Tables kept beside a scenario: Parquet files that carry how they were made, written whole or not at all.

Core objects: `write_table` and `read_table`. Ensembles of worlds and equifinality tables are such files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.runs.plan import PlanError

if TYPE_CHECKING:
    import pyarrow

ABOUT = b"huajie"  # the key of the file's metadata under which `about` stands


def write_table(path: str | Path, table: pyarrow.Table, about: Mapping[str, Any]) -> Path:
    """Write a table with `about` as its metadata; the file of before stays until the new one is whole."""
    import pyarrow.parquet

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    table = table.replace_schema_metadata({ABOUT: json.dumps(dict(about)).encode()})
    pyarrow.parquet.write_table(table, aside, compression="zstd", compression_level=19)
    aside.replace(path)
    return path


def read_table(path: str | Path, command: str) -> tuple[pyarrow.Table, dict[str, Any]]:
    """The table of a file and its `about`; `PlanError` says that `command`, which writes such files, did not write it."""
    import pyarrow
    import pyarrow.parquet

    why = ""
    try:
        table = pyarrow.parquet.read_table(path)
        said = (table.schema.metadata or {}).get(ABOUT)
        if said is not None and table.num_rows:
            return table, json.loads(said)
    except (OSError, pyarrow.ArrowInvalid) as error:
        why = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
    raise PlanError(f"{path}: no file that '{command}' wrote{why}")
