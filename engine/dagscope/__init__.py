"""Dagscope's engine: dataflows written as plain Python functions.

Importing this package needs the standard library alone and stays cheap; everything is found in its submodules
(`dagscope.driver`, `dagscope.function_modifiers`, ...), whose paths mirror the field's own names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dagscope.version import __version__

if TYPE_CHECKING:
    from dagscope.showing import show as show

__all__ = ["__version__", "show"]


def __getattr__(name: str) -> Any:
    if name != "show":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dagscope.showing import show

    return show
