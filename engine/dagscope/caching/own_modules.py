"""Which modules are the project's own: neither the standard library's, installed ones nor ours.
It must not import any.
"""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
import types
from typing import Any

from dagscope.class_home import home_of
from dagscope.value_code import is_from_outside

_OWN_PACKAGES = ("dagscope", "hamilton")


def is_of_project(obj: Any) -> bool:
    """Return whether something is a function or a class of the project's own."""
    try:
        if not isinstance(obj, (types.FunctionType, type)):
            return False
    except BaseException as error:  # what it answers as its class is code of its own
        if is_from_outside(error):
            raise
        return False
    return is_project_module(home_of(obj)) or is_made_at_run_time(obj)


def is_made_at_run_time(obj: Any) -> bool:
    """Return whether a class was made by `types.new_class`, as `make_dataclass` does, which names that as its module,
    or a function by `exec` or `types.FunctionType` with names of its own: it has no module.
    """
    if isinstance(obj, types.FunctionType):
        return home_of(obj) in ("", "builtins") and not is_ours(obj.__globals__.get("__name__") or "")
    return isinstance(obj, type) and home_of(obj) == "types" and getattr(types, obj.__name__, None) is not obj


def is_project_module(name: str) -> bool:
    """Return whether a module is the project's own: neither the standard library's, an installed one nor ours.

    Args:
        name: the module, as it is imported.
    """
    if not _may_be_of_project(name):
        return False
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None)
    if file is None:  # Made from source at run time (a notebook's cell, a temporary module), or built in.
        return module is not None and getattr(module, "__loader__", None) is None or name == "__main__"
    return not file.startswith(_library_folders())


def is_file_of_project(name: str, file: str) -> bool:
    """Return whether a module that may not be loaded is the project's own."""
    return _may_be_of_project(name) and file.endswith(".py") and not file.startswith(_library_folders())


def is_ours(name: str) -> bool:
    """Return whether a module is of the engine, under whichever of its names."""
    return name.partition(".")[0] in _OWN_PACKAGES


def _may_be_of_project(name: str) -> bool:
    root = name.partition(".")[0]
    return bool(root) and not is_ours(name) and root not in sys.stdlib_module_names


@functools.lru_cache(maxsize=1)
def _library_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.update(path for path in sys.path if path.endswith(("site-packages", "dist-packages")))
    return tuple(os.path.join(folder, "") for folder in sorted(folders))
