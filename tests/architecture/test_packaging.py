"""The wheel holds exactly the three packages, and the rooms above them are no packages."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_rooms_are_no_packages() -> None:
    assert [] == [str(p) for part in ("engine", "app", "resources") for p in (ROOT / part).glob("__init__.py")]


def test_wheel_holds_three_packages(tmp_path: Path) -> None:
    # hatchling directly: `pip wheel` would fetch the build backend anew into an isolated environment
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}

    assert {"dagscope", "dagscope_app", "dagscope_resources"} == {t for t in tops if not t.endswith(".dist-info")}
    assert any(name.startswith("dagscope_resources/themes/") for name in names)


def test_engine_has_no_dependency() -> None:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert [] == project["dependencies"]
