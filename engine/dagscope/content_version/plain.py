"""Plain containers in one form that `marshal` writes: equal values have equal bytes. It knows no libraries.

Whatever is alike goes through C a level at a time: the items of a million rows are looked at as one list.
"""

from __future__ import annotations

import itertools
import marshal
import operator
import sys
from collections.abc import Callable, Sequence
from typing import Any

from dagscope.class_home import home_of

SCALARS = frozenset((type(None), bool, int, float, complex, str, bytes))
CONTAINERS = frozenset((list, tuple, dict, set, frozenset))

# What objects of one type that is not plain stand for: something plain that is different for different objects.
Others = Callable[[type, Sequence[Any]], Any]
# A form of items: its kind first, then what the kind needs; plain items as they are.
Form = tuple[Any, ...]

# The format of version 2 writes equal values as equal bytes; newer ones write whether two are the same object.
_FORMAT = 2
# Lists that hold one another have no end; real ones are not nested so deep.
_DEEP = 20


def written(form: Any) -> bytes:
    """Return a form as bytes.

    Args:
        form: what `form_of_items` made.
    """
    return marshal.dumps(form, _FORMAT)


def form_of_items(items: Sequence[Any], others: Others, depth: int = 0) -> Form:
    """Return items, plain or not, as tuples, lists and scalars that `marshal` can write.

    Args:
        items: the items; a single value is a list of one.
        others: says what objects that are not plain stand for.
        depth: how deep inside others they are.
    """
    kinds = set(map(type, items))
    if kinds <= SCALARS:
        return ("scalars", items)
    if len(kinds) > 1:
        return _form_of_mixed(items, kinds, others, depth)
    (kind,) = kinds
    if kind not in CONTAINERS:
        return (_name_of(kind), others(kind, items))
    if depth > _DEEP and len(set(map(id, items))) < len(items):
        raise RecursionError("lists that hold one another")  # each level may be twice as long as the one before
    if kind is dict:
        return _form_of_dicts(items, others, depth + 1)
    if kind is set or kind is frozenset:
        return (kind.__name__, [_form_of_set(each, others, depth + 1) for each in items])
    flat = list(itertools.chain.from_iterable(items))
    return (kind.__name__, list(map(len, items)), form_of_items(flat, others, depth + 1))


def _form_of_mixed(items: Sequence[Any], kinds: set[type], others: Others, depth: int) -> Form:
    """Return the form of items of several types: which type each has, and those of one type together."""
    groups = [SCALARS & kinds, *({each} for each in sorted(kinds - SCALARS, key=_name_of))]
    numbers = {kind: number for number, group in enumerate(groups) for kind in group}
    of_each = bytes(map(numbers.__getitem__, map(type, items))) if len(groups) < 256 else None
    if of_each is None:
        return ("each", [form_of_items([each], others, depth) for each in items])
    chosen = [list(itertools.compress(items, map(number.__eq__, of_each))) for number in range(len(groups))]
    return ("mixed", of_each, [form_of_items(each, others, depth) for each in chosen])


def _form_of_dicts(items: Sequence[dict[Any, Any]], others: Others, depth: int) -> Form:
    """Return the form of dictionaries, whatever their order; records with equal keys as columns of a table."""
    if len(items) > 1:
        texts_only = set(map(type, itertools.chain.from_iterable(items))) == {str}
        if not texts_only or len(set(map(frozenset, items))) > 1:
            return ("dicts", [_form_of_dicts([each], others, depth) for each in items])
    named = _sorted(list(items[0]), others, depth)
    columns = [list(map(operator.itemgetter(key), items)) for _, key in named]
    names = [name for name, _ in named]
    return ("table", len(items), names, [form_of_items(column, others, depth) for column in columns])


def _form_of_set(items: Any, others: Others, depth: int) -> Form:
    if set(map(type, items)) == {str}:
        return ("texts", sorted(items))
    return ("any", [name for name, _ in _sorted(list(items), others, depth)])


def _sorted(items: Sequence[Any], others: Others, depth: int) -> list[tuple[bytes, Any]]:
    """Return items with their bytes, in the order of these: one that does not depend on where the items stood."""
    if set(map(type, items)) <= SCALARS:
        named = list(zip(map(marshal.dumps, items, itertools.repeat(_FORMAT)), items))
    else:
        named = [(written(form_of_items([each], others, depth)), each) for each in items]
    return sorted(named, key=operator.itemgetter(0))


def _name_of(kind: type) -> str:
    name = home_of(kind)
    return f"{getattr(sys.modules.get(name), '__name__', name)}.{kind.__qualname__}"  # its own, where it has two
