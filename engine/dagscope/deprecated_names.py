"""Warns where a project uses what Hamilton 2.0 will not have. It knows the words alone, none of the names' modules."""

from __future__ import annotations

import logging

# Where Hamilton says it, so that a project's settings for that logger hold here as well.
logger = logging.getLogger("dagscope.hamilton.dev_utils.deprecation")

GONE_WITH = "2.0.0"
DECORATORS_GUIDE = "https://github.com/apache/hamilton/blob/main/decorators.md#migrating-parameterized"
EXECUTION_GUIDE = (
    "Don't use this entry point for execution directly. Always go through `.execute()`or `.materialize()`."
)
DECORATORS_REFERENCE = "https://hamilton.apache.org/reference/decorators/"


def warn_deprecated(name: str, why: str, migration: str, instead: str | None = None) -> None:
    """Log that a function or class goes away.

    Args:
        name: its name.
        why: a sentence that says the reason.
        migration: how to change, or where to read it.
        instead: what takes its place.
    """
    parts = [f"{name} will be deprecated by hamilton version: {GONE_WITH}.", why]
    if instead is not None:
        parts.append(f"Instead, you should be using: {instead}.")
    logger.warning("%s", " ".join((*parts, f"For migration, see: {migration}.")))
