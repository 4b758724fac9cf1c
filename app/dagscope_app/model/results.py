"""A result tab: what the window knows of one node's value. It must not know Qt or the worker."""

from __future__ import annotations

from dataclasses import dataclass

from dagscope.records import Preview


@dataclass(frozen=True, slots=True)
class ResultTab:
    """One tab of the results panel: a node of a run, and the bounded preview of its value."""

    key: str
    node: str
    run: str
    state: str = ""
    preview: Preview | None = None
    image: bytes = b""
