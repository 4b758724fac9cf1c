"""Ways of looking at a graph, taken along: into another build of it, and to the next session.
It must not read files or draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import Grouping, group_by_from
from dagscope_app.model.records.scene import Look
from dagscope_app.model.state import ViewState

_FIRST = ViewState()


def kept_in(view: ViewState, graph: GraphSnapshot, grouping: Grouping) -> ViewState:
    """Return the view for a graph that may lack some of what it is about."""
    isolated = None if view.isolated is None else frozenset(name for name in view.isolated if name in graph.nodes)
    path = None if view.path is None else frozenset(name for name in view.path if name in graph.nodes)
    return replace(
        view,
        selection=tuple(name for name in view.selection if name in graph.nodes),
        selected_groups=tuple(name for name in view.selected_groups if name in grouping.group_parents),
        path=path or None,
        isolated=isolated or None,
        hidden=frozenset(name for name in view.hidden if name in graph.nodes),
    )


def view_to_plain(view: ViewState) -> dict[str, Any]:
    """Return a view as JSON has it; only what differs from the first look at a graph."""
    plain: dict[str, Any] = {}
    for entry in fields(ViewState):
        value = getattr(view, entry.name)
        if value == getattr(_FIRST, entry.name):
            continue
        if isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, Look):
            value = [value.scale, value.x, value.y, value.item]
        plain[entry.name] = value
    return plain


def view_from_plain(plain: object) -> ViewState | None:
    """Return the view that `view_to_plain` wrote, or None where it makes no sense."""
    if not isinstance(plain, Mapping):
        return None
    changes: dict[str, Any] = {}
    for entry in fields(ViewState):
        if entry.name not in plain:
            continue
        value, read = plain[entry.name], _READERS.get(entry.name)
        found = read(value) if read is not None else value if type(value) is type(getattr(_FIRST, entry.name)) else None
        if found is None:
            return None
        changes[entry.name] = found
    return replace(_FIRST, **changes)


def bookmarks_of(data: object) -> dict[int, ViewState]:
    """Return the numbered views that were remembered; what makes no sense is left out."""
    found = {}
    for number, plain in data.items() if isinstance(data, Mapping) else ():
        view = view_from_plain(plain)
        if view is not None and str(number) in tuple("123456789"):
            found[int(number)] = view
    return found


def _names(value: object) -> list[str] | None:
    return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else None


def _set(value: object) -> frozenset[str] | None:
    names = _names(value)
    return None if names is None else frozenset(names)


def _tuple(value: object) -> tuple[str, ...] | None:
    names = _names(value)
    return None if names is None else tuple(names)


def _wire(value: object) -> tuple[str, ...] | None:
    ends = _tuple(value)
    return ends if ends is not None and len(ends) == 2 else None


def _look(value: object) -> Look | None:
    if not isinstance(value, list) or len(value) != 4 or not isinstance(value[3], str):
        return None
    if not all(isinstance(number, (int, float)) and not isinstance(number, bool) for number in value[:3]):
        return None
    return Look(float(value[0]), float(value[1]), float(value[2]), value[3])


_READERS = {
    **dict.fromkeys(("folded", "path", "isolated", "hidden", "opened"), _set),
    **dict.fromkeys(("selection", "selected_groups"), _tuple),
    "grouping": group_by_from,
    "wire": _wire,
    "look": _look,
}
