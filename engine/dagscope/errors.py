"""The base of the engine's own exceptions, and those that have no better home. It must not import the engine.

    DagscopeError
    ├── BuildError(ValueError)              a dataflow cannot be built; carries every problem found
    ├── ExecutionRequestError(ValueError)   what was asked for cannot be run: unknown nodes, missing or wrong inputs
    ├── LeftOutError(ImportError)           a part of Hamilton that this engine deliberately lacks
    └── those of the other modules, next to what raises them

A user's function that raises is never wrapped: its own exception goes through unchanged.
"""

from __future__ import annotations

from typing import Any


class DagscopeError(Exception):
    """Base of everything this package raises on purpose."""


class BuildError(DagscopeError, ValueError):
    """A dataflow cannot be built.
    `problems` holds everything that is wrong with it, as `dagscope.problems.Problem`s.
    """

    def __init__(self, message: str, problems: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class ExecutionRequestError(DagscopeError, ValueError):
    """What was asked for cannot be run: unknown nodes, or inputs that are missing or of the wrong type."""


class LeftOutError(DagscopeError, ImportError):
    """A module of Hamilton that this engine leaves out on purpose."""
