"""Files with a dataflow that no `import` reaches under their names, reported to the user. It must not name modules."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from dagscope.project.source import SourceFile, imported_names
from dagscope.records import ProblemRecord

_DRIVERS = frozenset(f"{package}.{name}" for package in ("hamilton", "dagscope") for name in ("driver", "async_driver"))


def unnamed(folder: Path, sources: Iterable[SourceFile], named: Collection[Path]) -> list[ProblemRecord]:
    """Return a warning for every file that has no module's name.

    Args:
        folder: What is open.
        sources: The files in it with functions that would be nodes.
        named: The files that have a name.
    """
    return [
        ProblemRecord("no_module_name", _sentence(folder, source.path), file=str(source.path), severity="warning")
        for source in sources
        if source.path not in named and not _imports_driver(source)  # a script is run, not imported
    ]


def _imports_driver(source: SourceFile) -> bool:
    return source.tree is not None and not _DRIVERS.isdisjoint(imported_names(source.tree))


def _sentence(folder: Path, path: Path) -> str:
    shown = path.relative_to(folder).as_posix()
    stem = path.stem
    if stem.isidentifier():
        return f"{shown} is left out: another file is the module {stem} already. Rename one of them."
    near = re.sub(r"\W", "_", stem)
    near = near if near.isidentifier() else f"_{near}"
    return f"{shown} is left out: Python cannot import a file of that name. Rename it, say to {near}.py."
