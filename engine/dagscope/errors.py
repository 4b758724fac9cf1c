"""The engine's own exceptions. Nothing is raised or caught here.

    DagscopeError
    ├── BuildError(ValueError)        a dataflow cannot be built; carries every problem found
    ├── ExecutionRequestError(ValueError)   what was asked for cannot be run: unknown nodes, missing or wrong inputs
    ├── LeftOutError(ImportError)     a part of the original that this engine deliberately lacks
    └── InternalError                 our own mistake, never the user's

A user's function that raises is never wrapped: its own exception goes through unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagscope.problems import Problem


class DagscopeError(Exception):
    """Base of everything this package raises on purpose."""


class BuildError(DagscopeError, ValueError):
    """A dataflow cannot be built. `problems` holds everything that is wrong with it, not only the first."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class ExecutionRequestError(DagscopeError, ValueError):
    """What was asked for cannot be run: unknown nodes, or inputs that are missing or of the wrong type."""


class LeftOutError(DagscopeError, ImportError):
    """A module of the original that this engine leaves out on purpose."""


class InternalError(DagscopeError):
    """A mistake of this package: please report it."""
