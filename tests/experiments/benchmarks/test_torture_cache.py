"""The compile cache under torture; a harness that could not fail would prove nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.benchmarks.torture_cache import DAMAGES, SUBJECT, torture_cache

ONE_RULE = "from model.draws import uniform; print(uniform(1, 2, 3, 4).hex())"


def test_a_damaged_cache_gives_the_same_bits(tmp_path: Path) -> None:
    findings = torture_cache(3, tmp_path, subject=ONE_RULE)
    assert not findings.wrong, findings.report()
    assert findings.struck.total() == 3


@pytest.mark.verify
def test_two_hundred_damages_of_the_whole_model(tmp_path: Path) -> None:
    findings = torture_cache(200, tmp_path, subject=SUBJECT)
    assert not findings.wrong, findings.report()
    assert set(findings.struck) == set(DAMAGES)


def test_a_crash_and_a_wrong_bit_are_seen(tmp_path: Path) -> None:
    """A subject that looks at its files as Numba's own reader did not."""
    subject = (
        "import os, pathlib; folder = pathlib.Path(os.environ['HUAJIE_CACHE_DIR']); path = folder / 'rule.nbc';"
        "folder.mkdir(exist_ok=True); path.exists() or path.write_bytes(b'code' * 1000);"
        "content = path.read_bytes(); assert content; print(content[-9:])"
    )
    findings = torture_cache(12, tmp_path / "cache", subject=subject)
    assert any("ended with 1" in each for each in findings.wrong)
