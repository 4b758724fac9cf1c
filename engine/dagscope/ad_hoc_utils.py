"""Makes modules out of functions and out of text, for notebooks and tests. It builds no graphs."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import linecache
import os
import sys
import tempfile
import types
import uuid
from collections.abc import Callable
from types import ModuleType
from typing import Any


def _copy_func(f: Callable[..., Any]) -> Callable[..., Any]:
    """Return a copy of a function that can be changed without changing the function itself."""
    f = getattr(f, "__func__", f)
    if not isinstance(f, types.FunctionType):
        raise TypeError(f"{f!r} is not a function of Python code, so no node can be made of it.")
    copy = types.FunctionType(f.__code__, f.__globals__, f.__name__, f.__defaults__, f.__closure__)
    functools.update_wrapper(copy, f)
    copy.__dict__.pop("__wrapped__")
    if "__wrapped__" in f.__dict__:  # a decorator's wrapper, which has the signature of what it wraps
        copy.__dict__["__wrapped__"] = f.__dict__["__wrapped__"]
    copy.__kwdefaults__ = f.__kwdefaults__
    copy.__annotations__ = dict(f.__annotations__)
    return copy


def _generate_unique_temp_module_name() -> str:
    return "temporary_module_" + str(uuid.uuid4()).replace("-", "_")


def create_temporary_module(*functions: Callable[..., Any], module_name: str | None = None) -> ModuleType:
    """Return a module of copies of the functions, registered in `sys.modules`.

    Raises:
        ValueError: for a function whose name begins with an underscore, two of the same name, or the name of a
            module that is there already: replacing `sys.modules["json"]` breaks far more than a notebook.
    """
    module_name = module_name or _generate_unique_temp_module_name()
    if module_name in sys.modules:
        raise ValueError(f"Module already exists with name {module_name}. Choose another module_name, or leave it out.")
    module = ModuleType(module_name)
    for fn in map(_copy_func, functions):
        name = fn.__name__
        if hasattr(module, name):
            raise ValueError(
                f"Duplicate/reserved function name: {name} cannot be used to create a temporary module. "
                "Give the functions different names."
            )
        if name.startswith("_"):
            raise ValueError(f"Function {name} begins with an underscore, so it would not become a node. Rename it.")
        fn.__module__ = module_name
        setattr(module, name, fn)
    sys.modules[module_name] = module
    return module


def module_from_source(source: str, module_name: str | None = None) -> ModuleType:
    """Return a module made by running the text, registered in `sys.modules`; tracebacks find its lines."""
    module_name = module_name or _generate_unique_temp_module_name()
    file = f"<{module_name}>"
    module = ModuleType(module_name)
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    sys.modules[module_name] = module
    try:
        exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)
    except BaseException:
        sys.modules.pop(module_name, None)
        raise
    return module


def create_module(source: str, module_name: str | None = None, verbosity: int = 0) -> ModuleType:
    """Return a module made of the text by way of a temporary file, which is removed when the interpreter ends."""
    module_name = module_name or _generate_unique_temp_module_name()
    handle, path = tempfile.mkstemp(suffix=".py", prefix=f"{module_name}_")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(source)
    atexit.register(_remove, path)
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    if verbosity > 0:
        print(f"Created module {module_name} in {path}")
    return module


def _remove(path: str) -> None:
    if os.path.exists(path):
        os.remove(path)
