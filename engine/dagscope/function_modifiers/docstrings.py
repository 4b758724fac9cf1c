"""Fills in the docstrings of functions that become several nodes. It reads dependencies, nothing else."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from dagscope.function_modifiers.dependencies import (
    LiteralDependency,
    ParametrizedDependency,
    UpstreamDependency,
)

OUTPUT_NAME = "output_name"


class _Names(string.Formatter):
    """Formats unknown names as themselves."""

    def get_value(self, key: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(key, int):
            raise ValueError("Format string contains positional fields")
        return kwargs.get(key, key)


def fill_docstring(doc: str | None, dependencies: Mapping[str, ParametrizedDependency], output_name: str) -> str | None:
    """Return the docstring with `{parameter}` replaced by what it is bound to and `{output_name}` by the node's name.

    Raises ValueError when the docstring is no format string.
    """
    if not doc or ("{" not in doc and "}" not in doc):
        return doc
    shown = {name: _shown(dependency) for name, dependency in dependencies.items()}
    shown.setdefault(OUTPUT_NAME, output_name)
    return _Names().vformat(doc, (), shown)


def _shown(dependency: ParametrizedDependency) -> Any:
    if isinstance(dependency, LiteralDependency):
        return dependency.value
    return dependency.source if isinstance(dependency, UpstreamDependency) else dependency
