"""Line by line what is known of Hamilton: small probes show the same under both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parity import probing

FOLDER = Path(__file__).with_name("probes")


PROBES = {
    f"{file.stem}: {title}": text
    for file in sorted(FOLDER.glob("*.py"))
    for title, text in probing.probes_of(file).items()
}


@pytest.mark.parametrize("name", PROBES)
def test_probe_shows_the_same_under_both_engines(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run = probing.run
    expected, actual = run(PROBES[name], "hamilton"), run(PROBES[name], "dagscope")

    assert expected
    assert not expected[-1].startswith("ends with"), expected[-1]
    assert expected == actual
