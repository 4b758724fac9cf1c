"""Compares names as Python compares identifiers, whatever spelling of a letter they come in. It knows no nodes."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any


def in_python(name: str, known: Container[str] = ()) -> str:
    """Return the name as Python reads it in source text (NFKC), or as it is when it is known so."""
    if name.isascii() or name in known:
        return name
    import unicodedata  # Hardly ever needed, and a library of its own.

    return unicodedata.normalize("NFKC", name)


def names_in_python(asked: Iterable[str], known: Container[str]) -> tuple[list[str], dict[str, str]]:
    """Return the names as Python reads them, and what was asked for those that differ."""
    listed = list(asked)
    names = [in_python(each, known) for each in listed]
    return names, {name: each for name, each in zip(names, listed) if name != each}


def keys_in_python(given: dict[str, Any], known: Container[str] = ()) -> dict[str, Any]:
    """Return the mapping with its keys as Python reads them: the same object when nothing changes."""
    if type(given) is not dict or all(type(key) is not str or key.isascii() for key in given):
        return given
    return {in_python(key, known) if isinstance(key, str) else key: value for key, value in given.items()}


def as_asked(found: dict[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    """Return values by the names somebody asked with: `asked` has those that differ, by the names found."""
    if not asked:
        return found
    return {asked.get(name, name): value for name, value in found.items()}


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is probably meant, or an empty text: other case, a slip, a part of a longer name."""
    if not isinstance(name, str):  # mappings of values may have any keys
        return ""
    candidates = [each for each in known if isinstance(each, str) and each != name]
    plain = name.lower()
    same = next((each for each in candidates if each.lower() == plain or each.rpartition(".")[2] == name), "")
    if same:
        return same
    from difflib import get_close_matches  # Only when something is wrong.

    return next(iter(get_close_matches(name, candidates, 1, 0.75)), "")


def _hint(name: str, known: Collection[str]) -> str:
    parts = name.replace(",", " ").replace(";", " ").split()
    if len(parts) > 1 and any(part in known for part in parts):
        return f"{name}: write each name by itself: {', '.join(map(repr, parts))}"
    meant = parts[0] if len(parts) == 1 and parts != [name] and parts[0] in known else nearest(name, known)
    return f"{name}: is {meant} meant?" if meant else ""


def unknown_nodes(unknown: Iterable[str], known: Iterable[str]) -> str:
    """Return what to say of final variables that are no nodes, with the names that may be meant."""
    names = list(map(str, unknown))
    known = list(known)
    listed = ",\n".join(names)
    hints = [hint for name in names if (hint := _hint(name, known))]
    return "\n  ".join([f"Unknown nodes [{listed}] requested. Check for typos?", *hints])


def shown_names(before: str, names: Iterable[str], most: int = 5) -> str:
    """Return the first names after some words, saying how many more there are; an empty text for none."""
    listed = list(map(str, names))  # a config may have other keys than texts
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return f"{before}{', '.join(listed[:most])}{more}" if listed else ""


def warn_of_overrides(overrides: Mapping[str, Any], known: Mapping[str, Any], logger: Any) -> None:
    """Warn of each overriding value that nothing is called like, though something nearly is."""
    for name in overrides:
        if name not in known and (meant := nearest(name, known)):
            logger.warning("Nothing is called %s, so overriding it has no effect: is %s meant?", name, meant)


def shown_driver(kind: str, modules: Iterable[Any], graph: str, config: Iterable[str]) -> str:
    """Return a driver's text: its modules, what its graph's text says, and the keys of its config."""
    names = shown_names("", [str(getattr(each, "__name__", each)) for each in modules]) or "no modules"
    return f"<{kind} of {names}: {graph.partition(': ')[2].rstrip('>')}{shown_names('; config: ', map(str, config))}>"
