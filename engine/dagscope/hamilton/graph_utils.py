"""Hamilton's address of what finds the functions of a module. It must not define anything."""

from __future__ import annotations

from dagscope.module_functions import find_functions, is_submodule

__all__ = ["find_functions", "is_submodule"]
