"""Parts of packages that Hamilton imports with its driver, found when a project asks for them.
It must import none itself.

`import matplotlib` followed by `-> matplotlib.figure.Figure` works in projects written for Hamilton, because Hamilton
has imported `matplotlib.figure` by then. Here nothing is imported ahead, so the package answers when it is asked.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

from dagscope.compat.offering import watch

# Packages whose parts Hamilton imports, and which do not import them on their own.
PACKAGES = ("dask", "matplotlib", "pyarrow")


def offer_parts(package: ModuleType, full_name_of: Callable[[str], str] | None = None) -> None:
    """Let attributes of the package that are missing be looked for among its modules.

    Args:
        package: the package, once it is imported.
        full_name_of: where the module for an attribute is; below the package if not given.
    """
    own = vars(package).get("__getattr__")

    def find(name: str) -> Any:
        if own is not None:
            try:
                return own(name)
            except AttributeError:
                pass  # Perhaps it is a module.
        full_name = full_name_of(name) if full_name_of else f"{package.__name__}.{name}"
        if not name.startswith("_"):
            try:
                return importlib.import_module(full_name)
            except ModuleNotFoundError as error:
                if error.name != full_name:
                    raise
        raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")

    vars(package)["__getattr__"] = find


def install() -> None:
    """Watch for the packages; those already imported offer their parts now."""
    watch(PACKAGES, offer_parts)
