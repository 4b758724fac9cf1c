"""A project of some modules and what they import of their folder, where it is known which: nothing else of it is read.
It must not import or run anything.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dagscope.project.defaults import imports_of
from dagscope.project.opening import Project, module_record
from dagscope.project.source import SourceFile, read_source
from dagscope.scenario import ModuleChoice, Scenario


def open_modules(folder: Path, names: Sequence[str]) -> Project:
    """Return the modules with these names, imported from `folder`, with one scenario of them; scripts are not looked
    for. A name without a file is left to the import, which says what is wrong.
    """
    folder = folder.resolve()
    sources = _needed(folder, names)
    modules = tuple(module_record(name, sources[name]) for name in names if name in sources)
    scenario = Scenario("driver", modules=tuple(ModuleChoice(name) for name in names))
    return Project(folder, (folder,), sources, modules, (scenario,))


def _needed(folder: Path, names: Sequence[str]) -> dict[str, SourceFile]:
    """Return the files of the modules, of the packages they are in and of what they import, by the modules' names."""
    found: dict[str, SourceFile] = {}
    waiting = list(names)
    seen = set(names)
    while waiting:
        name = waiting.pop()
        path = _file_of(folder, name)
        if path is None:
            continue
        source = found[name] = read_source(path)
        parts = name.split(".")
        packages = [".".join(parts[:count]) for count in range(1, len(parts))]
        for each in (*packages, *imports_of(source, name)):
            if each and each not in seen:
                seen.add(each)
                waiting.append(each)
    return found


def _file_of(folder: Path, name: str) -> Path | None:
    place = folder.joinpath(*name.split("."))
    candidates = (place / "__init__.py", place.with_name(f"{place.name}.py"))
    return next((path for path in candidates if os.path.isfile(path)), None)
