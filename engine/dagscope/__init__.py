"""Dagscope's engine: dataflows written as plain Python functions.

Importing this package needs the standard library alone and stays cheap; everything is found in its submodules
(`dagscope.driver`, `dagscope.function_modifiers`, ...), whose paths mirror the field's own names.
"""

from dagscope.version import __version__

__all__ = ["__version__"]
