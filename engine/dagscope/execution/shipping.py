"""Makes functions of a project travel to other processes and machines. Must not know any executor.

Functions travel by value (cloudpickle) when they come from the project: from `__main__`, from a notebook, from a module
made on the fly, or from files that are not installed. Installed packages travel by name.
"""

from __future__ import annotations

import contextlib
import functools
import glob
import hashlib
import importlib
import importlib.machinery
import io
import os
import pickle
import site
import sys
import sysconfig
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dagscope.class_home import home_of
from dagscope.errors import DagscopeError
from dagscope.execution.own_functions import Recorded, functions_behind

_lock = threading.Lock()
_by_value: list[types.ModuleType] = []
"""The modules that are pickled by value while the lock is held."""


class ShippingError(DagscopeError, RuntimeError):
    """A function or value cannot travel to another process."""


def project_modules(functions: Iterable[Callable[..., Any]]) -> list[types.ModuleType]:
    """Return the modules of the project that the functions live in and use, in the order they are found."""
    found: dict[str, types.ModuleType] = {}
    stack = list(dict.fromkeys(_module_names(functions)))
    seen: set[str] = set()
    while stack:
        name = stack.pop()
        if name in seen:
            continue
        seen.add(name)
        module = sys.modules.get(name)
        if module is None or not is_project_module(module):
            continue
        found[name] = module
        stack.extend(_used_modules(module))
        if "." in name:
            stack.append(name.rpartition(".")[0])
    return list(found.values())


def is_project_module(module: types.ModuleType) -> bool:
    """Return whether the module belongs to the project, not to an installed package or the standard library."""
    name = module.__name__
    if name.partition(".")[0] in ("dagscope", "hamilton", "builtins", "__main__"):
        return False
    if name.partition(".")[0] in sys.stdlib_module_names:
        return False
    if name.partition(".")[0] in _compiled_packages(len(sys.modules)):
        return False  # Its compiled parts can only be imported, so the rest of it must be, too.
    file = getattr(module, "__file__", None)
    paths = [file] if file is not None else list(getattr(module, "__path__", ()))
    if not paths:
        # Made on the fly; extension modules and frozen ones have a loader that says so.
        spec = getattr(module, "__spec__", None)
        return spec is None or spec.origin is None
    return not any(is_installed(path) for path in paths)


def is_installed(file: str) -> bool:
    """Return whether a file or folder belongs to an installed package: other processes find it by its name.

    That is what lies in a folder for packages, on a path that a `.pth` file or an editable install adds, or beside
    the metadata of a distribution.
    """
    path = os.path.abspath(file)
    if any(part in ("site-packages", "dist-packages") for part in path.split(os.sep)):
        return True
    if any(path == each or path.startswith(each + os.sep) for each in _installed_places()):
        return True
    return any(_holds_metadata(each) for each in _folders_on_the_path(path))


@functools.cache
def _installed_places() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders_of_packages = [paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders = [*site.getsitepackages(), site.getusersitepackages(), *folders_of_packages[2:]]
    for folder in dict.fromkeys(folders):
        folders_of_packages.extend(_added_by_pth(folder))
    for name, module in list(sys.modules.items()):
        if name.startswith("__editable__"):
            folders_of_packages.extend(str(each) for each in getattr(module, "MAPPING", {}).values())
    return tuple({os.path.abspath(each) for each in folders_of_packages})


def _added_by_pth(folder: str) -> Iterator[str]:
    for file in sorted(glob.glob(os.path.join(glob.escape(folder), "*.pth"))):
        with contextlib.suppress(OSError, UnicodeDecodeError), open(file, encoding="utf-8") as lines:
            for line in lines:
                text = line.strip()
                added = os.path.join(folder, text)
                if text and not text.startswith(("#", "import ", "import\t")) and os.path.isdir(added):
                    yield added


def _folders_on_the_path(path: str) -> list[str]:
    """Return the folders of `sys.path` that a file lies in."""
    folders = {os.path.abspath(each or os.curdir) for each in sys.path}
    return [each for each in folders if path.startswith(each + os.sep)]


@functools.cache
def _holds_metadata(folder: str) -> bool:
    return bool(glob.glob(os.path.join(glob.escape(folder), "*.dist-info")))


@functools.lru_cache(maxsize=1)
def _compiled_packages(known: int) -> frozenset[str]:
    """Return the packages with compiled parts, by the number of modules there are: more may have been imported."""
    endings = tuple(importlib.machinery.EXTENSION_SUFFIXES)
    return frozenset(
        name.partition(".")[0]
        for name, module in list(sys.modules.items())
        if "." in name and str(getattr(module, "__file__", None) or "").endswith(endings)
    )


def _module_names(functions: Iterable[Callable[..., Any]]) -> Iterator[str]:
    for function in functions_behind(functions):
        name = getattr(function, "__module__", None)
        if isinstance(name, str):
            yield name


def _used_modules(module: types.ModuleType) -> Iterator[str]:
    for value in list(vars(module).values()):
        if isinstance(value, types.ModuleType):
            yield value.__name__
        elif isinstance(value, type | types.FunctionType) and isinstance(value.__module__, str):
            yield value.__module__


@contextlib.contextmanager
def by_value(modules: Iterable[types.ModuleType]) -> Iterator[None]:
    """Pickle functions and classes of the modules by value within the block."""
    import cloudpickle

    with _lock:
        known = cloudpickle.list_registry_pickle_by_value()
        for module in modules:
            if module.__name__ not in known:
                cloudpickle.register_pickle_by_value(module)
                _by_value.append(module)
        try:
            yield
        finally:
            _end_by_value()


def _end_by_value() -> None:
    import cloudpickle

    while _by_value:
        cloudpickle.unregister_pickle_by_value(_by_value.pop())


def _start_afresh_in_child() -> None:
    """Let a forked process begin without what another thread of its parent was doing, which it does not have."""
    global _lock
    _lock = threading.Lock()
    if _by_value:
        _end_by_value()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh_in_child)


def dumps(
    value: Any, modules: Iterable[types.ModuleType] = (), what: str = "the task", recorded: Recorded | None = None
) -> bytes:
    """Pickle a value, functions of the given modules by value.

    Args:
        value: What to pickle.
        modules: The project's modules.
        what: What it is, for the error.
        recorded: The functions that go without what decorators recorded on them.

    Raises:
        ShippingError: When something in it cannot be pickled, naming what.
    """
    try:
        import cloudpickle
    except ImportError:
        return _plain_dumps(value, what)
    try:
        with by_value(modules):
            target = io.BytesIO()
            _pickler(cloudpickle)(target, recorded).dump(value)
            return target.getvalue()
    except Exception as error:
        raise ShippingError(
            f"Cannot send {what} to another process: {error}. Make the object inside the node, or run the node "
            "on threads."
        ) from error


@functools.cache
def _pickler(cloudpickle: Any) -> Any:
    """Return cloudpickle's pickler, which sends the cached functions of the project too; their caches stay here."""

    class Pickler(cloudpickle.Pickler):  # type: ignore[misc]
        def __init__(self, target: io.BytesIO, recorded: Recorded | None) -> None:
            super().__init__(target)
            self.recorded = recorded

        def reducer_override(self, obj: Any) -> Any:
            if self.recorded and obj in self.recorded:
                return self.recorded.left_out(obj, super().reducer_override(obj))
            if isinstance(obj, functools._lru_cache_wrapper):
                return _cached, (obj.__wrapped__, obj.cache_parameters())
            if isinstance(obj, type) and (home := _renamed_home(obj)) is not None:
                return getattr, (home, obj.__qualname__)
            return super().reducer_override(obj)

    return Pickler


def _renamed_home(type_: type) -> types.ModuleType | None:
    """Return the module of a type that has another name here, which a cluster's machine need not serve."""
    name = home_of(type_)
    home = sys.modules.get(name)
    if home is None and name.partition(".")[0] == "hamilton":  # the name is ours here, and nobody has asked for it yet
        with contextlib.suppress(ImportError):
            home = importlib.import_module(name)
    is_renamed = home is not None and home.__name__ != name
    return home if is_renamed and getattr(home, type_.__qualname__, None) is type_ else None


def _cached(function: Callable[..., Any], parameters: dict[str, Any]) -> Any:
    return functools.lru_cache(**parameters)(function)


def _plain_dumps(value: Any, what: str) -> bytes:
    try:
        return pickle.dumps(value)
    except Exception as error:
        raise ShippingError(
            f"Cannot send {what} to another process with pickle alone: {error}. Install cloudpickle "
            "(`pip install dagscope[processes]`)."
        ) from error


def loads(payload: bytes) -> Any:
    """Return the value of a payload; cloudpickle's output is read by pickle."""
    return pickle.loads(payload)


@dataclass(frozen=True)
class Parcel:
    """A pickled value that many tasks share; a receiving process opens it once."""

    key: str
    payload: bytes

    @staticmethod
    def pack(
        value: Any,
        modules: Iterable[types.ModuleType] = (),
        what: str = "the task",
        recorded: Recorded | None = None,
    ) -> Parcel:
        """Pickle the value."""
        payload = dumps(value, modules, what, recorded)
        return Parcel(hashlib.sha256(payload).hexdigest(), payload)

    def open(self) -> Any:
        """Return the value: one object each time in one process."""
        if self.key not in _opened:
            if len(_opened) > 512:  # a long-lived worker serves many runs
                _opened.clear()
            _opened[self.key] = loads(self.payload)
        return _opened[self.key]


_opened: dict[str, Any] = {}
