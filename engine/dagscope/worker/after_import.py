"""Does something to a module as soon as it is imported, whenever that is. It must not import any by itself."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType

Change = Callable[[ModuleType], None]


class AfterImport(importlib.abc.MetaPathFinder):
    """Finds the modules of a table as they are found without it, and changes each once it is there."""

    def __init__(self, changes: Mapping[str, Change]) -> None:
        self._changes = dict(changes)

    def install(self) -> None:
        """Look at every import from now on."""
        sys.meta_path.insert(0, self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        change = self._changes.pop(name, None)
        if change is None:
            return None
        found = importlib.util.find_spec(name)  # this finder does not know the name any more
        if found is not None and found.loader is not None:
            found.loader = _Changing(found.loader, change)
        return found


class _Changing(importlib.abc.Loader):
    def __init__(self, loader: importlib.abc.Loader, change: Change) -> None:
        self._loader = loader
        self._change = change

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        try:
            self._change(module)
        except Exception as error:  # noqa: BLE001 - another version of the library: it works as without us
            print(f"{module.__name__} is left as it is ({type(error).__name__}: {error})", file=sys.stderr)
