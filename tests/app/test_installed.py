"""The installed program is the clone's equal: from the wheel's files alone, the start page offers the examples and
one runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What an interpreter does that has the wheel and what it needs: nothing of the clone is reachable.
_START = """
import sys
others = [entry for entry in sys.path if not entry.startswith(sys.argv[2]) or "site-packages" in entry]
sys.path[:] = [sys.argv[1], *others]
sys.argv[1:3] = []
"""
_PAGE = """
import dagscope, dagscope_app
from dagscope_app.application import Application, make_qt
from dagscope_app.services.folders import Folders
from dagscope_app.services.settings import Settings
qt = make_qt()
application = Application(Settings(sys.argv[1] + "/settings.ini"), keeps_spare=False)
print(dagscope.__file__, dagscope_app.__file__, sep="\\n")
for example in application.theming.examples():
    copy = Folders().copy(example.folder, sys.argv[1])
    print(example.folder, bool(example.picture), Folders().is_installed(example.folder), copy)
application.emptied.connect(qt.quit)
application.shut_down()
qt.exec()
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel's files, unpacked: it has no code of its own to run at installation."""
    place = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "site")
    return place / "site"


def answer(installed: Path, code: str, cwd: Path, *arguments: str) -> list[str]:
    command = [sys.executable, "-I", "-c", _START + code, str(installed), str(ROOT), *arguments]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr
    return done.stdout.splitlines()


def test_the_start_page_has_the_examples_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    engine, window, *listed = answer(installed, _PAGE, tmp_path, str(tmp_path))

    assert all(path.startswith(str(installed)) for path in (engine, window))
    assert 3 == len(listed)
    for line in listed:
        folder, has_picture, is_installed, copy = line.split()
        assert folder.startswith(str(installed / "dagscope_app" / "examples"))
        assert ("True", "True") == (has_picture, is_installed)
        assert list(Path(copy).glob("*.py"))


def test_an_example_opens_and_runs(installed: Path, tmp_path: Path) -> None:
    example = installed / "dagscope_app" / "examples" / "reusing_functions"
    code = "from dagscope_app.cli import main\nsys.exit(main())\n"

    lines = answer(installed, code, tmp_path, str(example), "--offscreen-demo", str(tmp_path / "out"))

    assert any("34 ok" in line for line in lines)
    assert {"dag.png", "window.png"} <= {path.name for path in (tmp_path / "out").iterdir()}
