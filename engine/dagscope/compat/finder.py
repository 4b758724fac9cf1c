"""A meta-path finder that serves `hamilton.X` as the very module object `dagscope.X`. It must not copy or wrap modules.

Why a finder and not `sys.modules["hamilton"] = dagscope`: sub-modules are then found by the path of the package and
loaded a second time, and two `Node` classes that do not know each other are the result.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from dagscope.compat import names, submodules
from dagscope.compat.homes import OURS, own_name, served_path
from dagscope.compat.served import SERVED, ServedPackage, distributions_named, serve_loggers

ENVIRONMENT_NAME = "DAGSCOPE_COMPAT"
# Shared dataflows are installed below the served name, and are nobody's but their own.
SHARED = SERVED + ".contrib."
SHIM_FOLDER = str(Path(__file__).resolve().parent / "shim")


# A `hamilton` command for what is started from here, and the interpreter that it takes.
COMMANDS = str(Path(SHIM_FOLDER) / "bin")
INTERPRETER = "DAGSCOPE_COMPAT_PYTHON"


class _AliasLoader(Loader):
    """Hands out the module of our own name, and leaves it as it was."""

    def __init__(self, own_name: str) -> None:
        self._own_name = own_name
        self._own_spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self._own_name)
        self._own_spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just put the alias' spec on the shared module; give it its own back.
        module.__spec__ = self._own_spec
        _alias_parts(self._own_name)


def _alias_parts(package: str) -> None:
    """Give the imported modules of a package their aliases, so that they are not imported under those.

    The import system makes a module that it has imported an attribute of its package, in place of a function that the
    package has under this name: `function_modifiers.configuration`.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith(package + ".") and module is not None:
            sys.modules.setdefault(f"{SERVED}.{served_path(name)}", module)


class _PackageLoader(Loader):
    """Makes the package itself."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return ServedPackage(importlib.import_module(OURS))

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the module is complete."""


class HamiltonFinder(MetaPathFinder):
    """Answers to `hamilton` and to everything below it, and to nothing else."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != SERVED and not fullname.startswith(SERVED + "."):
            return None
        if fullname == SERVED:
            return ModuleSpec(fullname, _PackageLoader(), origin=sys.modules[OURS].__file__, is_package=True)
        if fullname.startswith(SHARED):
            return PathFinder.find_spec(fullname, [*(path or ()), *_shared_folders()])
        home = own_name(fullname[len(SERVED) + 1 :])
        try:
            own = importlib.util.find_spec(home)
        except ModuleNotFoundError as error:
            if error.name is None or not home.startswith(error.name):
                raise
            own = None
        except ValueError:  # a module without a spec, e.g. `__main__`; it can be imported all the same
            own = sys.modules[home].__spec__
        if own is None and home not in sys.modules:
            raise ModuleNotFoundError(
                f"No module named {fullname!r} (Dagscope answers to the name {SERVED!r} here and has no {home!r})",
                name=fullname,
            )
        is_package = own is not None and own.submodule_search_locations is not None
        spec = ModuleSpec(fullname, _AliasLoader(home), is_package=is_package)
        if own is not None:
            spec.origin = own.origin
        return spec

    def find_distributions(self, context: Any = None) -> Iterator[Any]:
        """Answer for Hamilton's distributions where `importlib.metadata` is asked for one of them by name."""
        yield from distributions_named(getattr(context, "name", None))


def _shared_folders() -> list[str]:
    return [os.path.join(entry, *SHARED.split(".")[:-1]) for entry in sys.path]


def is_installed() -> bool:
    """Return whether this process already serves the name."""
    return any(isinstance(finder, HamiltonFinder) for finder in sys.meta_path)


def install() -> None:
    """Serve `hamilton` in this process, hiding an installed one.

    Raises:
        ImportError: another `hamilton` was imported before; objects of both would meet.
    """
    if is_installed():
        return
    present = sys.modules.get(SERVED)
    if present is not None and not isinstance(present, ServedPackage):
        where = getattr(present, "__file__", None) or "an unknown place"
        is_shim = os.path.dirname(os.path.abspath(where)) == SHIM_FOLDER
        if not is_shim:
            raise ImportError(
                f"{SERVED!r} is already imported from {where}; install Dagscope's name before the first import of it."
            )
    sys.meta_path.insert(0, HamiltonFinder())
    serve_loggers()
    submodules.install()
    names.install()


def share_with_children() -> None:
    """Let Python processes started from here (spawned workers, scripts) see the same `hamilton`."""
    os.environ[ENVIRONMENT_NAME] = SERVED
    old = os.environ.get("PYTHONPATH", "")
    parts = [part for part in old.split(os.pathsep) if part and part != SHIM_FOLDER]
    os.environ["PYTHONPATH"] = os.pathsep.join([SHIM_FOLDER, *parts])
    os.environ[INTERPRETER] = sys.executable
    found = os.environ.get("PATH", "").split(os.pathsep)
    os.environ["PATH"] = os.pathsep.join([COMMANDS, *(each for each in found if each != COMMANDS)])
    if SHIM_FOLDER not in sys.path:
        # `multiprocessing` hands the parent's sys.path to a spawned child, in place of PYTHONPATH.
        sys.path.insert(min(1, len(sys.path)), SHIM_FOLDER)
