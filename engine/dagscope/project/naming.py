"""Which name a file has when it is imported, and which folders must be on `sys.path` for that. Pure; reads no file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

_SOURCE_ROOTS = ("src", "lib", "python")
_SERVED = ("hamilton", "dagscope")


@dataclass(frozen=True, slots=True)
class Naming:
    """The module name of each file that has one, and the import roots in order."""

    names: Mapping[Path, str]
    roots: tuple[Path, ...]


def _import_root(path: Path, packages: frozenset[Path]) -> Path:
    folder = path.parent
    while folder in packages:
        folder = folder.parent
    return folder


def _asked_root(folder: Path, path: Path, asked: Set[str]) -> Path | None:
    """Return the folder of sources below which the project's files import this one: `src` of a part, of a namespace."""
    long = _dotted(path, folder)
    if long in asked:
        return None
    for root in path.parents:
        if root == folder or folder not in root.parents:
            return None
        name = _dotted(path, root) if root.name in _SOURCE_ROOTS else None
        if name is not None and (name in asked or name.rpartition(".")[0] in asked):
            return root
    return None


def _dotted(path: Path, root: Path) -> str | None:
    parts = path.relative_to(root).with_suffix("").parts
    if parts and parts[-1] == "__init__":
        parts = parts[:-1]
    if not parts or not all(part.isidentifier() for part in parts):
        return None
    return ".".join(parts)


def _imported_below(folder: Path, imports: Mapping[Path, Iterable[str]]) -> Mapping[Path, set[str]]:
    """Return for every folder what the files in it and below it import by plain names."""
    found: dict[Path, set[str]] = {}
    for path, names in imports.items():
        here = path.parent
        while True:
            found.setdefault(here, set()).update(names)
            if here == folder or here == here.parent:
                break
            here = here.parent
    return found


def _packages(folder: Path, paths: Iterable[Path], above: Path | None) -> frozenset[Path]:
    found = {path.parent for path in paths if path.name == "__init__.py"} - {folder}
    here = folder
    while above is not None and here != above:
        found.add(here)
        here = here.parent
    return frozenset(found)


def name_modules(
    folder: Path, files: Iterable[Path], imports: Mapping[Path, frozenset[str]], above: Path | None = None
) -> Naming:
    """Name every file as the project's own scripts would.

    Packages (`__init__.py`) and `src` folders as Python does it, a `src` further inside and packages without an
    `__init__.py` where the project imports them so; a file in a plain sub-folder is `sub.name`, unless a file next to
    it imports it as `name`. Two files never share a name: the later one takes the longer.

    Args:
        folder: What is open.
        files: The Python files in it.
        imports: What each of them imports.
        above: The folder of the package that the open folder itself belongs to, if its files want to be named so.
    """
    paths = list(files)
    packages = _packages(folder, paths, above)
    imported = _imported_below(folder, imports)
    names: dict[Path, str] = {}
    taken: set[str] = set()
    roots: dict[Path, None] = {folder: None}
    whole = {name for each in imports.values() for name in each}
    asked = {".".join(name.split(".")[:end]) for name in whole for end in range(1, name.count(".") + 2)}
    for path in paths:
        wanted = _asked_root(folder, path, asked)
        root = _import_root(path, packages) if wanted is None else wanted
        short, long = _dotted(path, root), _dotted(path, folder)
        is_source_root = root == wanted or (root.parent == folder != root and root.name in _SOURCE_ROOTS)
        # A folder called `hamilton` is a script's folder: the name itself is the framework's.
        is_served = long is not None and long.partition(".")[0] in _SERVED
        prefers_short = is_source_root or long is None or root == above or (is_served and short is not None)
        if not prefers_short and short is not None and root != folder:
            prefers_short = short in imported.get(root, ())
        chosen = short if prefers_short and short not in taken else long
        if chosen is None or chosen in taken:
            chosen = short if short not in taken else None
        if chosen is None:
            continue
        names[path] = chosen
        taken.add(chosen)
        roots[root] = None
    return Naming(names, tuple(roots))
