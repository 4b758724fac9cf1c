"""The wheel holds exactly the three packages, and the rooms above them are no packages."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import yaml
from dagscope.version import __version__

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]


def _build(kind: str, target: Path) -> None:
    """Build with hatchling directly: `pip wheel` would fetch the build backend again into an isolated environment."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr


def _tracked(*below: str) -> list[str]:
    """Return the files that git tracks; in an unpacked sdist, which is no repository, those that are there."""
    if not (ROOT / ".git").exists():
        return [str(path.relative_to(ROOT)) for part in below for path in (ROOT / part).rglob("*") if path.is_file()]
    done = subprocess.run(["git", "ls-files", *below], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).exists()]


def _examples_of_the_clone() -> set[str]:
    return {name.removeprefix("examples/") for name in _tracked("examples") if "__pycache__" not in name}


def test_rooms_are_no_packages() -> None:
    assert [] == [str(p) for part in ("engine", "app", "resources") for p in (ROOT / part).glob("__init__.py")]


def test_wheel_holds_three_packages(tmp_path: Path) -> None:
    _build("wheel", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}

    assert {"dagscope", "dagscope_app", "dagscope_resources"} == {t for t in tops if not t.endswith(".dist-info")}
    assert any(name.startswith("dagscope_resources/themes/") for name in names)
    assert _examples_of_the_clone() == {
        name.removeprefix("dagscope_app/examples/") for name in names if name.startswith("dagscope_app/examples/")
    }


def test_the_sdist_can_set_up_and_test_itself(tmp_path: Path) -> None:
    _build("sdist", tmp_path)
    (sdist,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tracked = set(_tracked())

    assert set() == {name for name in tracked if name != ".gitignore"} - names


def test_engine_has_no_dependency() -> None:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert [] == project["dependencies"]


def test_the_conda_recipe_has_the_version_and_what_the_window_needs() -> None:
    text = (ROOT / "recipe" / "meta.yaml").read_text("utf-8")
    version = re.search(r'set version = "([^"]+)"', text)
    assert version is not None and __version__ == version[1]
    plain = re.sub(r"\{%.*?%\}", "", text).replace("{{ version }}", version[1]).replace("{{ PYTHON }}", "python")
    recipe = yaml.safe_load(plain)

    assert "dagscope = dagscope_app.cli:main" in recipe["build"]["entry_points"]
    needed = {_conda_name(name) for name in _names_of_extras("app")}
    listed = {item.split()[0] for item in recipe["requirements"]["run"]}
    assert needed == listed - {"python"}


def _names_of_extras(extra: str) -> set[str]:
    """Return the names of the packages that an extra brings, those of the extras it names included."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    found: set[str] = set()
    for item in extras[extra]:
        own = re.match(r"dagscope\[([^\]]+)\]", item)
        if own is not None:
            found |= {name for part in own[1].split(",") for name in _names_of_extras(part)}
        else:
            found.add(re.split(r"[<>=!;\[ ]", item)[0])
    return found - {"graphviz-pure"}  # conda's graphviz brings the program itself


def _conda_name(name: str) -> str:
    return {"PySide6-Essentials": "pyside6", "graphviz": "python-graphviz"}.get(name, name)


def test_icons_of_windows_and_macos_are_made_of_the_desktop_s() -> None:
    icons = runpy.run_path(str(ROOT / ".ci" / "icons.py"))
    folder = ROOT / "resources" / "dagscope_resources" / "desktop" / "icons"

    for name in ("ico", "icns"):
        assert (folder / f"dagscope.{name}").read_bytes() == icons[name](), "call: python .ci/icons.py"
