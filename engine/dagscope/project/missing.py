"""Packages that a project imports and its interpreter has not, as one sentence with what to type.
It imports none of them.

Imports are read from the source: at the top of modules and in their functions, but not those guarded against being
missing. Whether a package is there is asked of the import system without importing anything.
"""

from __future__ import annotations

import ast
import importlib.util
import itertools
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dagscope.packaging_files import Package, normalised, package_of
from dagscope.packaging_tools import command_of, tool_of
from dagscope.programs import program
from dagscope.project.distributions import SAME_PACKAGE, distribution_of, is_shared, key_of
from dagscope.project.source import SourceFile

_SERVED = ("hamilton", "dagscope")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Needs:
    """What is missing: the names that are imported, the names to install, what to type.

    Attributes:
        packages: what an empty environment needs for the project, as arguments of `pip install`.
    """

    roots: frozenset[str]
    distributions: tuple[str, ...]
    command: str
    packages: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """One line for the user."""
        shown, more = self.distributions[:_SHOWN], len(self.distributions) - _SHOWN
        if more == 1:
            shown, more = self.distributions, 0
        listed = f"{', '.join(shown)} and {more} more" if more > 0 else _listed(shown)
        verb = "is" if len(self.distributions) == 1 else "are"
        return f"This project needs {listed}, which {verb} not installed for {sys.executable}: `{self.command}`"


_MOST_FOLDERS = 200
_NO_SOURCES = ("node_modules", "venv", "env", "build", "dist")


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def needs_of(folder: Path, sources: Mapping[str, SourceFile], names: Iterable[str]) -> Needs | None:
    """Return what the modules of these names, and those they import, lack; None where nothing is missing."""
    own = {name.partition(".")[0] for name in sources} | {path.stem for path in folder.glob("*.py")}
    found: dict[str, None] = {}
    for source in _with_imported(sources, names):
        for name in _needed_names(source):
            root = name.partition(".")[0]
            if root not in own and root not in _SERVED and root not in sys.stdlib_module_names:
                found[name] = None
    missing = [
        name
        for name in found
        if key_of(name) and not is_there(name) and _lies_outside(name.partition(".")[0], folder) is None
    ]
    if not missing:
        return None
    distributions = _distributions(missing)
    roots = frozenset(name.partition(".")[0] for name in missing)
    package = package_of(folder)
    outside = [name for name in found if _lies_outside(name.partition(".")[0], folder) is None]
    packages = install_arguments(package, _distributions(outside))
    tool = tool_of(folder)
    command = command_of(tool, distributions) if tool is not None else install_command(package, distributions)
    return Needs(roots, distributions, command, packages)


def _distributions(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({distribution_of(name) for name in names if key_of(name)}, key=str.lower))


def is_there(name: str) -> bool:
    """Return whether a module of this name can be found; no package's code runs for it."""
    parts = name.split(".")
    try:
        spec = importlib.util.find_spec(parts[0])
    except (ImportError, ValueError, AttributeError):
        return parts[0] in sys.modules
    if spec is None:
        return False
    if not is_shared(name) or spec.submodule_search_locations is None:
        return True
    inner = key_of(name).split(".")[1:]
    return not inner or any(
        os.path.exists(os.path.join(folder, *inner)) or os.path.exists(os.path.join(folder, *inner) + ".py")
        for folder in spec.submodule_search_locations
    )


def install_command(package: Package | None, distributions: tuple[str, ...]) -> str:
    """Return what to type: the project's own list where it names what is missing, and the names it does not."""
    return " ".join([_installer(), *(_quoted(item) for item in install_arguments(package, distributions))])


def install_arguments(package: Package | None, distributions: tuple[str, ...]) -> tuple[str, ...]:
    """Return what `pip install` is given: the project's own list where it names some of these, and the other names."""
    if package is None:
        return distributions
    own = normalised(package.name)
    listed = {own, *package.dependencies}
    rest = [name for name in distributions if listed.isdisjoint(_called(normalised(name)))]
    if len(rest) == len(distributions):
        return distributions
    if package.is_installable:
        return ("-e", str(package.folder), *rest)
    return ("-r", str(package.folder / package.requirements), *rest)


def _called(name: str) -> tuple[str, ...]:
    """Return the distributions that bring what this one brings."""
    return (name, *SAME_PACKAGE.get(name, ()))


def advice_on(name: str, folder: Path, python: str) -> str:
    """Return what to do about a name that cannot be imported: the right folder, the right package, or an install."""
    root = name.partition(".")[0]
    if root in _SERVED:
        return (
            f"{root!r} is the framework's name, so a folder or file of the project called so cannot be imported: "
            "rename it, or open that folder itself"
        )
    place = _lies_outside(root, folder)
    if place is not None:
        found, whole = place
        what = "that folder" if found == whole else str(whole)
        return f"{root!r} lies in {found}: open {what} instead of {folder.name}"
    home = next((each for each in (folder, folder / "src") if os.path.isfile(each / root / "__init__.py")), None)
    if home is not None and "." in name:
        inner, _, last = name.rpartition(".")
        return f"{inner!r} is in this project and has no {last!r}: correct the import, or add the file"
    package = package_of(folder)
    if package is not None and package.is_installable and normalised(package.name) == normalised(root):
        return f"it is this project's own package: `{install_command(package, (root,))}`"
    return f"install {distribution_of(name)!r} for {python}, or correct the import"


def _lies_outside(root: str, folder: Path) -> tuple[Path, Path] | None:
    """Return where a module of this name lies, and the folder to open for it: the project is larger."""
    for above in list(folder.parents)[:3]:
        if os.path.exists(folder / ".git") or folder == Path.home():
            return None
        beside = above / root
        is_around = beside == folder or beside in folder.parents
        if (is_around and not _is_project(beside)) or _is_module(beside):
            return above, above
        inner = next((each for each in _folders_in(above) if _is_module(each / root)), None)
        if inner is not None:
            return inner, above
        if os.path.exists(above / ".git") or above == Path.home():
            return None
    return None


def _is_project(folder: Path) -> bool:
    return any(os.path.exists(folder / sign) for sign in (".git", "pyproject.toml", "setup.py", "setup.cfg"))


def _folders_in(above: Path) -> list[Path]:
    """Return the folders of a project; none of a folder that holds anything."""
    if not _is_project(above) and not os.path.exists(above / "requirements.txt"):
        return []
    try:
        with os.scandir(above) as entries:
            names = [each.name for each in itertools.islice(entries, _MOST_FOLDERS)]
    except OSError:
        return []
    return [above / name for name in sorted(names) if not name.startswith((".", "_")) and name not in _NO_SOURCES]


def _is_module(path: Path) -> bool:
    return os.path.isfile(path / "__init__.py") or os.path.isfile(path.with_suffix(".py"))


def _installer() -> str:

    if getattr(sys, "frozen", False):  # the standalone program, where nothing can be installed
        return "python3 -m venv .venv && .venv/bin/python -m pip install"
    python = _quoted(sys.executable)
    return f"uv pip install --python {python}" if program("uv") else f"{python} -m pip install"


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _with_imported(sources: Mapping[str, SourceFile], names: Iterable[str]) -> list[SourceFile]:
    found: dict[str, SourceFile] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        source = sources.get(name)
        if source is not None and name not in found:
            found[name] = source
            waiting += _needed_names(source)
            waiting += [f"{name.rpartition('.')[0]}.{each}" for each in _relative_names(source)]
    return list(found.values())


def _relative_names(source: SourceFile) -> list[str]:
    found: list[str] = []
    for item in _statements(source.tree):
        if isinstance(item, ast.ImportFrom) and item.level == 1:
            found += [item.module] if item.module else [alias.name for alias in item.names]
    return found


def _needed_names(source: SourceFile) -> list[str]:
    found: dict[str, None] = {}
    for item in _statements(source.tree):
        if isinstance(item, ast.Import):
            found.update((alias.name, None) for alias in item.names)
        elif isinstance(item, ast.ImportFrom) and item.level == 0 and item.module:
            found[item.module] = None
            if is_shared(item.module):
                found.update((f"{item.module}.{alias.name}", None) for alias in item.names)
    return list(found)


def _statements(tree: ast.Module | None) -> Iterator[ast.stmt]:
    """Yield statements whose imports are needed: not those for type checkers, nor those that may fail."""
    waiting: list[ast.AST] = list(tree.body) if tree is not None else []
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, ast.stmt):
            yield item
        if isinstance(item, ast.Try) and any(_catches_import(handler) for handler in item.handlers):
            continue
        if isinstance(item, ast.If) and "TYPE_CHECKING" in {
            n.id for n in ast.walk(item.test) if isinstance(n, ast.Name)
        }:
            waiting.extend(item.orelse)
            continue
        if isinstance(item, ast.If) and any(
            isinstance(n, ast.Attribute) and n.attr == "TYPE_CHECKING" for n in ast.walk(item.test)
        ):
            waiting.extend(item.orelse)
            continue
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting.extend(getattr(item, name, None) or () if not isinstance(item, ast.Expr) else ())


def _catches_import(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(names & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
