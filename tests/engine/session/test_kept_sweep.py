"""A sweep is kept and written: what is known is not computed again, in this process or from its table."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dagscope.session.kept_sweep import KeptSweep
from dagscope.session.refusal import Refusal
from dagscope.session.sweep_tables import Row, read_rows

NAMES = ("x",)
GOOD, BAD = Row(("1",), {"a": 2}), Row(("2",), {}, 0.1, "a: no")


def test_what_failed_is_not_known_and_another_sweep_knows_nothing() -> None:
    kept = KeptSweep()
    kept.begin("one", NAMES, "")
    kept.put(GOOD)
    kept.put(BAD)
    assert (GOOD, None, None) == (kept.known(("1",)), kept.known(("2",)), kept.known(("3",)))
    kept.begin("one", NAMES, "")
    assert GOOD == kept.known(("1",))
    kept.begin("other", NAMES, "")
    assert kept.known(("1",)) is None


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".html"])
def test_it_is_saved_and_goes_on_from_its_table_in_another_process(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"table{ending}"
    kept = KeptSweep()
    kept.begin("one", NAMES, "")
    kept.put(GOOD)
    kept.save(str(target))
    kept.put(Row(("3",), {"a": 4}))
    kept.finish()
    rows = read_rows(target, NAMES, "one")
    assert rows is not None and [("1",), ("3",)] == [row.values for row in rows]

    other = KeptSweep()
    other.begin("one", NAMES, str(target))
    known = other.known(("3",))
    assert known is not None and {"a": 4} == known.results


def test_a_file_of_something_else_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("a,b\n1,2\n")
    with pytest.raises(Refusal, match="no table of this sweep"):
        KeptSweep().begin("one", NAMES, str(target))
    assert "a,b\n1,2\n" == target.read_text()


def test_without_rows_or_a_known_ending_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptSweep()
    with pytest.raises(Refusal, match="gone"):
        kept.save(str(tmp_path / "x.csv"))
    kept.begin("one", NAMES, "")
    kept.put(GOOD)
    with pytest.raises(Refusal, match="csv"):
        kept.save(str(tmp_path / "x.txt"))
    with pytest.raises(Refusal, match="cannot be written"):
        kept.save(str(tmp_path / "none" / "x.csv"))
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # as where it is not installed
    with pytest.raises(Refusal, match="pip install pyarrow"):
        KeptSweep().begin("one", NAMES, str(tmp_path / "x.parquet"))
    assert [] == list(tmp_path.iterdir())
