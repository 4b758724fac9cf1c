"""A root logger for scripts. Importing it sets nothing up."""

from __future__ import annotations

import logging
import sys

LOG_LEVELS = {
    "CRITICAL": logging.CRITICAL,
    "ERROR": logging.ERROR,
    "WARNING": logging.WARNING,
    "INFO": logging.INFO,
    "DEBUG": logging.DEBUG,
}


def setup_logging(log_level: int | str = logging.INFO) -> None:
    """Send log records to standard output, once however often it is called."""
    level = LOG_LEVELS.get(log_level.upper(), logging.INFO) if isinstance(log_level, str) else log_level
    root = logging.getLogger("")
    root.setLevel(level)
    for existing in list(root.handlers):
        if getattr(existing, "_is_from_dagscope", False):
            root.removeHandler(existing)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("[%(levelname)s] %(asctime)s %(name)s(%(lineno)s): %(message)s"))
    handler._is_from_dagscope = True  # type: ignore[attr-defined]
    root.addHandler(handler)
