"""Compares names as Python compares identifiers, whatever spelling of a letter they come in. It knows no nodes."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any


def in_python(name: str, known: Container[str] = ()) -> str:
    """Return the name as Python reads it in source text (NFKC), or as it is when it is known so."""
    if name.isascii() or name in known:
        return name
    import unicodedata  # Hardly ever needed, and a library of its own.

    return unicodedata.normalize("NFKC", name)


def keys_in_python(given: dict[str, Any], known: Container[str] = ()) -> dict[str, Any]:
    """Return the mapping with its keys as Python reads them: the same object when nothing changes."""
    if all(type(key) is not str or key.isascii() for key in given):
        return given
    return {in_python(key, known) if isinstance(key, str) else key: value for key, value in given.items()}


def as_asked(found: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    """Return values by the names somebody asked with: `asked` has those that differ, by the names found."""
    return {asked.get(name, name): value for name, value in found.items()}
