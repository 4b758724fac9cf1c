"""Which tool keeps a project's environment, what that tool's files ask for, and what to type to install with it.
It runs none of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagscope.packaging_files import folders_above, names_of, normalised, text_of_file, toml_of_file

_LOCKS = {"uv.lock": "uv", "poetry.lock": "poetry", "pdm.lock": "pdm", "pixi.lock": "pixi", "pixi.toml": "pixi"}
_LOCKS |= {"Pipfile": "pipenv", "hatch.toml": "hatch"}
_CONDA = ("environment.yml", "environment.yaml", "conda.yml", "conda.yaml")
_MOST_MEMBERS = 200


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool and the folder that it works in.

    Attributes:
        listed: Normalised names of what the tool's own files ask for.
        file: The file that lists them, where the tool is told it.
        is_workspace: Whether the folder holds several packages.
        has_extras: Whether some of what is listed is optional.
    """

    name: str
    folder: Path
    listed: frozenset[str] = frozenset()
    file: str = ""
    is_workspace: bool = False
    has_extras: bool = False


def tool_of(folder: Path) -> Tool | None:
    """Return the tool that keeps the environment of the project a folder is or lies in; None for plain pip."""
    for here in folders_above(folder):
        found = _tool_in(here)
        if found is not None:
            return found
    return None


def _tool_in(folder: Path) -> Tool | None:
    data = toml_of_file(folder / "pyproject.toml") or {}
    tools = _table(data, "tool")
    name = next((tool for file, tool in _LOCKS.items() if os.path.isfile(folder / file)), "")
    written = ("uv", "pixi", "poetry", "pdm")
    name = name or next((each for each in written if each in tools), "")
    if not name and _table(data, "tool", "hatch", "envs"):
        name = "hatch"
    if name:
        members = list(_members(folder, data)) if name == "uv" else []
        listed = [item for each in (data, *members) for item in _listed(each)]
        listed += _own_lists(folder, name)
        file = "pixi.toml" if os.path.isfile(folder / "pixi.toml") else "pyproject.toml"
        has_extras = any(_table(each, "project", "optional-dependencies") for each in (data, *members))
        is_workspace = bool(_table(data, "tool", "uv", "workspace"))
        return Tool(name, folder, frozenset(names_of(listed)), file, is_workspace, has_extras)
    has_others = "project" in data or any(os.path.isfile(folder / each) for each in ("requirements.txt", "setup.py"))
    file = next((each for each in _CONDA if os.path.isfile(folder / each)), "")
    if not file or has_others:
        return None
    return Tool("conda", folder, frozenset(names_of(_conda_lists(folder / file))), file)


def command_of(tool: Tool, distributions: Iterable[str]) -> str:
    """Return what to type so that the tool installs these: what its files list, and the names they do not."""
    folder, every = _quoted(str(tool.folder)), list(distributions)
    rest = [_quoted(name) for name in every if normalised(name) not in tool.listed]
    whole = len(rest) < len(every)
    manifest = _quoted(str(tool.folder / tool.file))
    prefix = f" -p {_quoted(sys.prefix)}" if os.path.isdir(os.path.join(sys.prefix, "conda-meta")) else ""
    extras = " -G :all" if tool.name == "pdm" else " --all-extras"
    extras = extras * tool.has_extras
    both = {
        "uv": (
            f"uv sync --project {folder}{' --all-packages' * tool.is_workspace}{extras}",
            f"uv add --project {folder}",
        ),
        "poetry": (f"poetry install -C {folder}{extras}", f"poetry add -C {folder}"),
        "pdm": (f"pdm install -p {folder}{extras}", f"pdm add -p {folder}"),
        "pixi": (f"pixi install --manifest-path {manifest}", f"pixi add --pypi --manifest-path {manifest}"),
        "pipenv": (f"cd {folder} && pipenv install --dev", f"cd {folder} && pipenv install"),
        "hatch": (f"cd {folder} && hatch env create", f"cd {folder} && hatch run python -m pip install"),
        "conda": (f"conda env update{prefix} -f {manifest}", f"conda install{prefix} -c conda-forge"),
    }
    install, add = both[tool.name]
    if not rest:
        return install
    return f"{f'{install} && ' if whole else ''}{add} {' '.join(rest)}"


def _members(folder: Path, data: Any) -> Iterator[Any]:
    """Yield what the packages of a uv workspace say of themselves."""
    patterns = _table(data, "tool", "uv", "workspace").get("members", [])
    for pattern in patterns if isinstance(patterns, list) else ():
        try:
            found = sorted(folder.glob(str(pattern)))[:_MOST_MEMBERS]
        except (ValueError, NotImplementedError, OSError):
            continue
        yield from filter(None, (toml_of_file(each / "pyproject.toml") for each in found))


def _listed(data: Any) -> Iterator[str]:
    """Yield what a `pyproject.toml` asks for, in every place where tools look."""
    project = _table(data, "project")
    yield from (str(project["name"]),) if "name" in project else ()
    groups = [project.get("dependencies"), *_table(data, "project", "optional-dependencies").values()]
    groups += [*_table(data, "dependency-groups").values(), *_table(data, "tool", "pdm", "dev-dependencies").values()]
    groups += [_table(data, "tool", "uv").get("dev-dependencies")]
    yield from (item for group in groups if isinstance(group, list) for item in group if isinstance(item, str))
    yield from _table(data, "tool", "poetry", "dependencies")
    for group in _table(data, "tool", "poetry", "group").values():
        yield from _table(group, "dependencies")
    yield from _of_pixi(_table(data, "tool", "pixi"))
    for environment in _table(data, "tool", "hatch", "envs").values():
        given = _table(environment).get("dependencies", [])
        yield from (item for item in given if isinstance(item, str)) if isinstance(given, list) else ()


def _own_lists(folder: Path, name: str) -> Iterator[str]:
    if name == "pipenv":
        data = toml_of_file(folder / "Pipfile")
        yield from (*_table(data, "packages"), *_table(data, "dev-packages"))
    elif name == "pixi":
        yield from _of_pixi(_table(toml_of_file(folder / "pixi.toml")))


def _of_pixi(data: Any) -> Iterator[str]:
    for each in (data, *_table(data, "feature").values()):
        yield from (*_table(each, "dependencies"), *_table(each, "pypi-dependencies"))


def _conda_lists(path: Path) -> Iterator[str]:
    """Yield what an `environment.yml` lists; the names alone, so that no YAML has to be understood."""
    section = ""
    for line in (text_of_file(path) or "").splitlines():
        if line[:1].isalpha():
            section = line.partition(":")[0]
        elif section == "dependencies" and line.strip().startswith("- "):
            yield line.strip()[2:].strip(" '\"").rpartition("::")[2]


def _table(data: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
