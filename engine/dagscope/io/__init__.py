"""Loading and saving data as nodes: adapters, their registry look-ups and materializers."""

from typing import Any


def __getattr__(name: str) -> Any:
    """The adapters that need no library, imported when asked for."""
    if name == "DATA_ADAPTERS":
        from dagscope.io.default_data_loaders import DATA_ADAPTERS

        return DATA_ADAPTERS
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
