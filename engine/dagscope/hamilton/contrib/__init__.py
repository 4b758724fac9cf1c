"""The namespace of shared dataflows, and the guard they import their libraries under. It holds no dataflow."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

__path__ = __import__("pkgutil").extend_path(__path__, __name__)


@contextmanager
def catch_import_errors(module_name: str, file_location: str, logger: logging.Logger) -> Iterator[None]:
    """Name the missing library and the file that lists what to install, then let the ImportError through."""
    try:
        yield
    except ImportError as error:
        requirements = os.path.join(os.path.dirname(file_location), "requirements.txt")
        logger.error(
            "%s needs a library that is not installed: %s\nInstall what it needs with: pip install -r %s",
            module_name,
            error,
            requirements,
        )
        raise
