"""What a user writes for an executor (`threads:16`, `dask://host:port`), read and checked.
Must not start or import one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagscope.errors import DagscopeError

FORMS = "'sync', 'threads:16', 'processes:2', 'dask://host:port' or 'ray'"
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):(?P<port>\d{1,5})/?")


class ExecutorUnavailable(DagscopeError, RuntimeError):
    """An executor cannot be used: a package is missing, nobody answers. The text is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class ExecutorName:
    """What runs nodes, and where.

    Attributes:
        kind: `sync`, `threads`, `processes`, `dask` or `ray`.
        count: How many workers; `None` leaves it to the executor.
        host: The cluster's scheduler; empty for a local one.
        port: Its port.
    """

    kind: str
    count: int | None = None
    host: str = ""
    port: int = 0


def read_executor(text: str) -> ExecutorName:
    """Read the name of an executor.

    Raises:
        ValueError: It names none; the text is a sentence that says what can be written.
    """
    kind, colon, rest = text.strip().partition(":")
    if kind == "sync" and not colon:
        return ExecutorName("sync")
    if kind in ("threads", "processes"):
        if not colon:
            return ExecutorName(kind)
        if rest.isascii() and rest.isdigit() and 0 < int(rest) <= 10_000:
            return ExecutorName(kind, int(rest))
        raise ValueError(f"{text!r} names no executor: after the colon stands how many, as in '{kind}:2'.")
    if kind in ("dask", "ray"):
        if not colon:
            return ExecutorName(kind)
        found = _HOST_AND_PORT.fullmatch(rest.removeprefix("//")) if rest.startswith("//") else None
        if found is not None and 0 < int(found["port"]) < 65_536:
            return ExecutorName(kind, None, found["host"], int(found["port"]))
        port = "8786" if kind == "dask" else "10001"
        raise ValueError(f"{text!r} names no executor: write the address as '{kind}://host:{port}'.")
    raise ValueError(f"{text!r} names no executor. Write {FORMS}.")


def executor_problem(text: str) -> str:
    """Return why a text names no executor, as a sentence; empty when it does."""
    try:
        read_executor(text)
    except ValueError as error:
        return str(error)
    return ""


def package_missing(package: str, kind: str) -> ExecutorUnavailable:
    """Return the error for a package that an executor needs and that is not installed."""
    return ExecutorUnavailable(
        f"the executor {kind!r} needs the package {package}, which is not installed; "
        f"`pip install dagscope[{kind}]` brings it"
    )
