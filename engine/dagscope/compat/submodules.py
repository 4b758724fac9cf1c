"""Parts of packages that the peer imports with its driver, found when a project asks for them. It must import none itself.

`import matplotlib` followed by `-> matplotlib.figure.Figure` works in projects written for the peer, because the peer
has imported `matplotlib.figure` by then. Here nothing is imported ahead, so the package answers when it is asked.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

# Packages whose parts the peer imports, and which do not import them on their own.
PACKAGES = ("dask", "matplotlib", "pyarrow")


def offer_parts(package: ModuleType) -> None:
    """Let attributes of the package that are missing be looked for among its modules."""
    own = vars(package).get("__getattr__")

    def find(name: str) -> Any:
        if own is not None:
            try:
                return own(name)
            except AttributeError:
                pass  # Perhaps it is a module.
        full_name = f"{package.__name__}.{name}"
        if not name.startswith("_"):
            try:
                return importlib.import_module(full_name)
            except ModuleNotFoundError as error:
                if error.name != full_name:
                    raise
        raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")

    vars(package)["__getattr__"] = find


class PartsFinder(MetaPathFinder):
    """Finds the packages where they are, and has them offer their parts once they are imported."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in PACKAGES:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def execute_and_offer(module: ModuleType) -> None:
            execute(module)
            offer_parts(module)

        # Another loader in its place would hide the package's data files.
        vars(spec.loader)["exec_module"] = execute_and_offer
        return spec


def install() -> None:
    """Watch for the packages; those already imported offer their parts now."""
    for name in PACKAGES:
        if name in sys.modules:
            offer_parts(sys.modules[name])
    sys.meta_path.insert(0, PartsFinder())
