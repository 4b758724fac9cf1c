"""Classes that stand for those of a library which may not be imported. They import nothing themselves."""

from __future__ import annotations

import sys
from abc import ABCMeta
from typing import Any


class _AbstractBackendMeta(ABCMeta):
    _backends: list[tuple[str, str]]

    def register_backend(cls, mod_name: str, cls_name: str) -> None:
        """Let the class stand for one more."""
        cls._backends.append((mod_name, cls_name))
        cls._abc_caches_clear()  # type: ignore[attr-defined]  # of ABCMeta: what was no subclass may be one now


class AbstractBackend(metaclass=_AbstractBackendMeta):
    """`isinstance(value, Sub)` holds for values of the classes that `Sub._backends` names, if they were imported."""

    _backends: list[tuple[str, str]] = []

    def __init_subclass__(cls) -> None:
        cls._backends = list(vars(cls).get("_backends", ()))

    @classmethod
    def __subclasshook__(cls, subclass: type) -> Any:
        for module_name, class_name in cls._backends:
            found = getattr(sys.modules.get(module_name), class_name, None)
            if isinstance(found, type) and issubclass(subclass, found):
                return True
        return NotImplemented
