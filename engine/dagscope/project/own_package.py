"""Answers `importlib.metadata.version(own package)` for a project that is opened without being installed.

It is asked last, so an installed package answers for itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dagscope.packaging_files import Package, normalised, package_of

_UNKNOWN = "0.0.0"


class _OwnPackageFinder:
    """What `importlib.metadata` asks; it is loaded when somebody asks, not before."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Find no module."""

    def find_distributions(self, context: Any = None) -> Iterator[Any]:
        """Find the project's own distribution."""
        name = getattr(context, "name", None)
        if name is None or normalised(name) == normalised(self._package.name):
            yield _distribution(self._package)


def _distribution(package: Package) -> Any:
    from importlib.metadata import Distribution

    class OwnDistribution(Distribution):
        def read_text(self, filename: str) -> str | None:
            if filename != "METADATA":
                return None
            return f"Metadata-Version: 2.1\nName: {package.name}\nVersion: {package.version or _UNKNOWN}\n"

        def locate_file(self, path: Any) -> Path:
            return package.folder / str(path)

    return OwnDistribution()


def answer_for_own_package(folder: Path) -> None:
    """Have the metadata of the folder's package answered from its `pyproject.toml`."""
    package = package_of(folder)
    if package is not None and package.name:
        sys.meta_path.append(_OwnPackageFinder(package))
