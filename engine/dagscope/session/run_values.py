"""The values of a run by node; one that stayed on a cluster comes here when it is looked at.
It must not make values.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dagscope.execution.parallel_events import RemoteValue


class RunValues(dict[str, Any]):
    """A dict whose remote values are fetched, once, by `[name]` and `get`; whoever copies it does not fetch."""

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        if issubclass(type(value), RemoteValue):
            value = self[name] = value.fetch()
        return value

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401 - this is `get`

    def remote(self, names: Iterable[str]) -> dict[str, RemoteValue]:
        """Return those of these values that are still where they were made."""
        found: dict[str, Any] = {name: super(RunValues, self).get(name) for name in names}
        return {name: value for name, value in found.items() if issubclass(type(value), RemoteValue)}
