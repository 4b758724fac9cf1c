"""Nested values (dicts, lists, dataclasses, models) as trees, a page of children at a time.
It never walks a whole value.

A child is named by its position; a path is positions from the root.
"""

from __future__ import annotations

import array
import itertools
from collections import deque
from collections.abc import Iterator
from typing import Any

from dagscope.difference_words import counted
from dagscope.preview.budget import attempt, cut, guarded_text, time_limit, type_name
from dagscope.preview.kind import Kind, Reply, Seen, Shown
from dagscope.preview.pages import table_source, table_view
from dagscope.preview.parts import Missing, child_count, entries_of, fields_text, is_tree
from dagscope.preview.raster import is_array_picture
from dagscope.preview.registry import REGISTRY
from dagscope.preview.summary import summary_of
from dagscope.preview.views import seen, step_of
from dagscope.preview.whole import text_reply
from dagscope.protocol.values import ChildrenAnswer, ChildrenAsk, TextAsk
from dagscope.value_records import TreeNode, TreePreview

FIRST_CHILDREN = 50
_SUMMARY = 120
_MOST_CHILDREN = 500
_NOUNS: dict[type, str] = {dict: "entries", **dict.fromkeys((list, tuple, set, frozenset, deque, array.array), "items")}


def _summary(value: Any) -> str:
    if type(value) is Missing:
        return str(value)
    return attempt(lambda: _table_words(value), lambda reason: "") or cut(summary_of(value), _SUMMARY)


def _table_words(value: Any) -> str:
    """Return the size of a value that is a table or a column; empty for anything else."""
    if is_tree(value) or is_array_picture(value):
        return ""
    source = table_source(value)
    if source is None:
        return ""
    rows = counted(source.row_count, "row")
    return f"column of {rows}" if source.is_series else f"table, {rows} × {counted(source.column_count, 'column')}"


def node_of(label: str, value: Any, path: tuple[int, ...]) -> TreeNode:
    """Return one entry without its children."""
    return TreeNode(label, type_name(value), _summary(value), child_count(value), (), path, _kind_of(value))


def _kind_of(value: Any) -> str:
    return "missing" if type(value) is Missing else attempt(lambda: REGISTRY.of(value).name, lambda reason: "object")


def children_of(value: Any, path: tuple[int, ...], start: int, count: int) -> tuple[TreeNode, ...]:
    """Return a page of the children of a value that is found at `path`."""
    return tuple(_each_child(value, path, start, count))


def _each_child(value: Any, path: tuple[int, ...], start: int, count: int) -> Iterator[TreeNode]:
    page = itertools.islice(entries_of(value), start, start + count)
    return (node_of(label, item, (*path, start + number)) for number, (label, item) in enumerate(page))


def _children_in_time(value: Any, path: tuple[int, ...], start: int, count: int) -> tuple[TreeNode, ...]:
    """Return the children as far as the time suffices."""
    found: list[TreeNode] = []

    def walk() -> None:
        for child in _each_child(value, path, start, count):
            found.append(child)

    with time_limit():
        attempt(walk, lambda reason: None)
    return tuple(found)


def descend(value: Any, path: tuple[int, ...]) -> Any:
    """Return the value at a path; in a table the cells are counted row by row.

    Raises:
        LookupError: there is no such child (any more).
    """
    for position in path:
        if position < 0:
            value = seen(value, position)
            continue
        value = value.value if type(value) is Seen else value
        view = None if is_tree(value) else table_view(value)
        if view is not None:
            value = view.value_at(position)
            continue
        found = next(itertools.islice(entries_of(value), position, position + 1), None)
        if found is None:
            raise LookupError(f"there is no child {position}")
        value = found[1]
    return value


def located(value: Any, path: tuple[int, ...], names: tuple[str, ...]) -> tuple[tuple[int, ...], Any]:
    """Return what is found by names inside a value, and its path; `path` is looked at first, and tells equal names
    apart.

    Raises:
        LookupError: there is nothing of one of the names.
    """
    found: list[int] = []
    for index, name in zip(path, names):
        if index < 0:  # a way to look, which has the same place always
            value = seen(value, step_of(name))
            found.append(step_of(name))
            continue
        value = value.value if type(value) is Seen else value
        view = None if is_tree(value) else table_view(value)
        if view is not None:
            index = view.cell_named(name, index)
            value = view.value_at(index)
        else:
            index, value = _entry(value, index, name)
        found.append(index)
    return tuple(found), value


def _entry(value: Any, index: int, name: str) -> tuple[int, Any]:
    here = next(itertools.islice(entries_of(value), index, index + 1), None)
    if here is not None and here[0] == name:
        return index, here[1]
    for number, (label, item) in enumerate(entries_of(value)):
        if label == name:
            return number, item
    raise LookupError(f"there is no {name}")


def _facts(value: Any) -> TreePreview:
    count = child_count(value)
    summary = f"{count:,} {_NOUNS.get(type(value), 'parts')}"
    return TreePreview(type_name(value), summary, root=TreeNode("", type_name(value), summary, count))


def _look(value: Any) -> Shown:
    summary = _summary(value)
    text = guarded_text(lambda item: fields_text(item, 2_000), value, 2_000)
    children = _children_in_time(value, (), 0, FIRST_CHILDREN)
    root = TreeNode("", type_name(value), summary, child_count(value), children, ())
    return Shown(TreePreview(type_name(value), summary, text=text, root=root))


def _summarise(value: Any) -> str:
    noun = _NOUNS.get(type(value))
    if noun is None:
        return fields_text(value, 80)
    return f"{len(value):,} {noun}" if len(value) > 3 else fields_text(value, 80)


def _children(value: Any, ask: ChildrenAsk) -> Reply:
    start = max(0, ask.start)
    found = _children_in_time(descend(value, ask.path), ask.path, start, min(max(ask.count, 0), _MOST_CHILDREN))
    return Reply(ChildrenAnswer(ask.path, start, found))


def _text(value: Any, ask: TextAsk) -> Reply:
    return text_reply(descend(value, ask.path))


KIND = Kind("tree", is_tree, _look, _summarise, facts=_facts, asks={ChildrenAsk: _children, TextAsk: _text})
