"""Watches for some modules and has each do something once it is imported. It must import none of them itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

Offer = Callable[[ModuleType], None]


class OfferingFinder(MetaPathFinder):
    """Finds the modules where they are, and hands each over once it is imported."""

    def __init__(self, wanted: Collection[str], offer: Offer) -> None:
        """Store the full names of the wanted modules and what to call for each."""
        self._wanted = wanted
        self._offer = offer

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._wanted:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def execute_and_offer(module: ModuleType) -> None:
            execute(module)
            self._offer(module)

        # The loader stays what it is: it also gives the source and the package's data files.
        vars(spec.loader)["exec_module"] = execute_and_offer
        return spec


def watch(wanted: Collection[str], offer: Offer) -> None:
    """Hand over each of these modules when it is imported; those that are already, now."""
    for name in wanted:
        known = sys.modules.get(name)
        if known is not None:
            offer(known)
    sys.meta_path.insert(0, OfferingFinder(wanted, offer))
