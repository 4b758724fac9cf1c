"""Loading and saving data as nodes: adapters, their registry look-ups and materializers."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Import the adapters that need no library, when they are asked for."""
    if name == "DATA_ADAPTERS":
        from dagscope.io.default_data_loaders import DATA_ADAPTERS

        return DATA_ADAPTERS
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
