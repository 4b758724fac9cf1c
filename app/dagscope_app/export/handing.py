"""What is handed to the process that writes a picture, in pages. It must not write pictures, nor read any page.

Pages are pickled by the window, for a process that it starts itself, through a pipe of its own; `service` puts them
together there. Nothing is ever unpickled in the window.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from typing import Any, Literal

from dagscope_app.drawing.theme import Theme
from dagscope_app.model.records.scene import SceneSpec

Kind = Literal["write", "share", "outlined", "scaled", "film", "slide", "copy"]
PAGE_ITEMS = 250
"""So many nodes and wires are pickled in about 3 ms."""
PAGE_VALUES = 20
_MAPPINGS = tuple(entry.name for entry in fields(SceneSpec) if "Mapping" in str(entry.type))


@dataclass(frozen=True, slots=True)
class Order:
    """One picture to write: of which kind, of what, where, and what its format wants besides."""

    kind: Kind
    specs: Iterable[SceneSpec]
    theme: Theme
    path: str
    name: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def pages_of(order: Order) -> Iterator[bytes]:
    """Return what hands the order over; an item that several pictures have is sent once."""
    out = io.BytesIO()
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    for page in _pages(order):
        pickler.dump(page)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _pages(order: Order) -> Iterator[Any]:
    """Return the order without what is large, then that piece by piece, and nothing at the end."""
    large = {key: value for key, value in order.data.items() if isinstance(value, Mapping)}
    theme = replace(order.theme, colors=dict(order.theme.colors))
    yield replace(order, specs=(), theme=theme, data={**order.data, **{key: {} for key in large}})
    for key, items in large.items():
        yield from ((key, part) for part in _parts(items.items(), PAGE_VALUES))
    for spec in order.specs:
        held = [name for name in _MAPPINGS if getattr(spec, name) is not None]
        yield replace(spec, **{name: {} for name in held})  # type: ignore[arg-type]
        for name in held:
            yield from ((name, part) for part in _parts(getattr(spec, name).items()))
    yield None


def _parts(items: Iterable[tuple[Any, Any]], size: int = PAGE_ITEMS) -> Iterator[list[tuple[Any, Any]]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
