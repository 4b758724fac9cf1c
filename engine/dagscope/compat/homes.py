"""Where this engine has what Hamilton has at another address. A table and its two ways; it must not import anything."""

from __future__ import annotations

from collections.abc import Iterable

OURS = "dagscope"

# Hamilton's path: ours, both below the package's name. What is not here has the same path in both.
HOMES = {
    "caching.fingerprinting": "content_hash",
    "cli": "hamilton.cli",
    "common": "hamilton.common",
    "contrib": "hamilton.contrib",
    "dataflows": "hamilton.dataflows",
    "dev_utils": "hamilton.dev_utils",
    "execution.debugging_utils": "hamilton.debugging_utils",
    "function_modifiers_base": "hamilton.function_modifiers_base",
    "graph_utils": "hamilton.graph_utils",
    "log_setup": "hamilton.log_setup",
    "models": "hamilton.models",
    "telemetry": "hamilton.telemetry",
}


def own_name(path: str) -> str:
    """Return the full name of our module for Hamilton's path below its package; an empty path is the package."""
    return ".".join(filter(None, (OURS, _moved(path, HOMES.items()))))


def served_path(name: str) -> str:
    """Return Hamilton's path of our module, below its package, from the module's full name."""
    return _moved(name.removeprefix(OURS).lstrip("."), ((ours, theirs) for theirs, ours in HOMES.items()))


def _moved(path: str, homes: Iterable[tuple[str, str]]) -> str:
    for old, new in homes:
        if path == old or path.startswith(old + "."):
            return new + path[len(old) :]
    return path
