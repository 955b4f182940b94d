"""Sweeps that are killed at random moments end as a sweep that nothing disturbed; a few here, 200 in `make verify`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from experiments.benchmarks.torture import FAULTS, differences, rows_of, slow_stand_in, torture
from experiments.runs.store import open_store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the torture needs /proc and prlimit")


def test_a_few_faults(tmp_path: Path) -> None:
    findings = torture(5, tmp_path, seed=3, simulate=slow_stand_in)
    assert not findings.wrong
    assert findings.struck.total() == 5


@pytest.mark.verify
def test_two_hundred_faults(tmp_path: Path) -> None:
    findings = torture(200, tmp_path)
    print(findings.report())
    assert not findings.wrong
    assert findings.struck.total() >= 200
    assert set(+findings.struck) == set(FAULTS), "every kind of fault struck"


def test_the_comparison_sees_what_is_lost_twice_or_wrong(tmp_path: Path) -> None:
    """A harness that could not fail would prove nothing."""
    sound = [{**row_of(seed), "arisen": float(seed)} for seed in (1, 2)]
    store = open_store(tmp_path, create=True)
    store.write(sound, "0" * 12)
    expected = rows_of(tmp_path)
    assert differences(tmp_path, expected) == []
    assert differences(tmp_path, pa.concat_tables([expected, expected.slice(0, 1)])) == ["1 rows lost"]
    assert differences(tmp_path, expected.slice(0, 1)) == ["1 rows too many"]
    place = expected.schema.get_field_index("arisen")
    assert differences(tmp_path, expected.set_column(place, "arisen", pa.array([1.0, 3.0]))) == [
        "rows differ in arisen"
    ]
    store.write(sound[:1], "0" * 12)
    (tmp_path / "parts" / ".part.tmp").write_bytes(b"half")
    assert Counter(differences(tmp_path, expected)) == Counter(["1 rows too many", "left behind: .part.tmp"])


def row_of(seed: int) -> dict[str, object]:
    """A row as the store wants it."""
    from experiments.runs.plan import run_key

    key = {"run_key": run_key("s", seed, "v"), "scenario_key": "s", "model_version": "v", "scenario": "s", "label": "p"}
    return {**key, "status": "ok", "seed": seed, "runtime_seconds": 0.1, "environment": "e", "finished": "now"}
