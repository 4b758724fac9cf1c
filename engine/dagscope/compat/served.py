"""The package that answers to the name itself: its version, its place among distributions, its loggers.

Modules below it are ours, the very objects; the package is one of its own because Hamilton's has another version.
"""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from dagscope.compat.homes import OURS, served_path
from dagscope.version import VERSION

SERVED = "hamilton"
DISTRIBUTIONS = ("apache-hamilton", "sf-hamilton")
_RELEASE = ".".join(map(str, VERSION))


class ServedPackage(ModuleType):
    """`hamilton`: what it does not have itself, our package has."""

    def __init__(self, own: ModuleType) -> None:
        super().__init__(SERVED, own.__doc__)
        self.__version__ = VERSION
        self.__path__ = list(own.__path__)
        self.__file__ = own.__file__
        self.__dict__["_own"] = own

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_own"], name)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        # A function that uses the package may travel by value; the package itself is imported where it arrives.
        return importlib.import_module, (SERVED,)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self.__dict__["_own"])})


def distributions_named(name: str | None) -> Iterator[Any]:
    """Yield the distribution that `importlib.metadata` finds when somebody asks for Hamilton's."""
    plain = (name or "").lower().replace("_", "-").replace(".", "-")
    if plain not in DISTRIBUTIONS:
        return
    import importlib.metadata  # Only those who ask for it pay for it.

    class Served(importlib.metadata.Distribution):
        def read_text(self, filename: str) -> str | None:
            texts = {
                "METADATA": f"Metadata-Version: 2.1\nName: {plain}\nVersion: {_RELEASE}\n",
                "top_level.txt": f"{SERVED}\n",
                "entry_points.txt": f"[console_scripts]\n{SERVED} = {SERVED}.cli.__main__:cli\n",
            }
            return texts.get(filename)

        def locate_file(self, path: Any) -> Any:
            return sys.modules[OURS].__path__[0]

    yield Served()


def serve_loggers() -> None:
    """Make `dagscope.X` and `hamilton.X` one logger with Hamilton's name, those that are there and those to come."""
    manager = logging.Logger.manager
    plain = manager.getLogger

    def get_logger(name: str) -> logging.Logger:
        is_ours = isinstance(name, str) and (name == OURS or name.startswith(OURS + "."))
        return plain(_served_name(name) if is_ours else name)

    for name, logger in sorted(manager.loggerDict.items()):
        if isinstance(logger, logging.Logger) and (name == OURS or name.startswith(OURS + ".")):
            _rename(manager, logger, plain(_served_name(name)))
            del manager.loggerDict[name]
    manager.getLogger = get_logger  # type: ignore[method-assign]  # the one place that all loggers come from


def _served_name(name: str) -> str:
    path = served_path(name)
    return f"{SERVED}.{path}" if path else SERVED


def _rename(manager: logging.Manager, ours: logging.Logger, theirs: logging.Logger) -> None:
    """Put our logger, which modules hold, in the place of the one that Hamilton's name has, with its settings."""
    ours.name, ours.parent = theirs.name, theirs.parent
    ours.propagate, ours.disabled = theirs.propagate, theirs.disabled
    if theirs.level:
        ours.setLevel(theirs.level)
    for handler in theirs.handlers:
        ours.addHandler(handler)
    for each in theirs.filters:
        ours.addFilter(each)
    for other in manager.loggerDict.values():
        if isinstance(other, logging.Logger) and other.parent is theirs:
            other.parent = ours
    manager.loggerDict[theirs.name] = ours
