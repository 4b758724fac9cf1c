"""What belongs together in two containers of one family: items by position, entries by key, fields by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, zip_longest
from typing import Any, Literal

from dagscope.compare.values.attributes import further_attributes
from dagscope.compare.values.numbers import is_nan
from dagscope.compare.values.outcome import RANK, Context, types_beside
from dagscope.compare.values.stand_ins import stand_in
from dagscope.preview.budget import attempt, is_a, type_name
from dagscope.preview.parts import child_count, entries_of, is_compared_by_parts
from dagscope.preview.scalars import is_number, short_repr
from dagscope.records import Beside

Say = Callable[[tuple[Beside, ...]], None]
Skip = Callable[[int], None]
_NOTHING = object()
_MAX_PAIRED = 300
_MAX_COUNTED = 100_000_000
BUILT_IN = frozenset((dict, list, tuple, set, frozenset))
_PLAIN = frozenset((int, str, bool, float, bytes, type(None)))
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parts that belong together, or one that has no counterpart."""

    label: str
    left: Any
    right: Any
    side: Literal["both", "left", "right"] = "both"


def family(value: Any) -> str:
    """Return what two containers must have in common to be compared entry by entry."""
    kind = type(value)
    if kind in BUILT_IN:
        return kind.__name__
    if not _has_fields(kind, value):
        for base in (dict, list, tuple, set, frozenset):
            if issubclass(kind, base):
                return base.__name__
    return f"fields of {type_name(value).rsplit('.', 1)[-1]}"


def _has_fields(kind: type, value: Any) -> bool:
    names = {name for base in type.mro(kind) for name in ("__dataclass_fields__", "_fields") if name in base.__dict__}
    return (
        "__dataclass_fields__" in names
        or ("_fields" in names and issubclass(kind, tuple))
        or is_a(value, "pydantic", "BaseModel")
    )


def pairs_of(left: Any, right: Any, context: Context, say: Say, skip: Skip) -> Iterator[Pair]:
    """Yield the parts of two containers of one family; `say` is called with what differs next to the entries, `skip`
    with how many plain entries are equal and left out.
    """
    found = _pairs_of_family(family(left), left, right, context, say, skip)
    return (
        found if type(left) is type(right) and type(left) in BUILT_IN else chain(found, _attribute_pairs(left, right))
    )


def _pairs_of_family(name: str, left: Any, right: Any, context: Context, say: Say, skip: Skip) -> Iterator[Pair]:
    if name == "dict":
        return _dict_pairs(left, right, context, say)
    if name in ("list", "tuple"):
        return _item_pairs(left, right, skip)
    if name in ("set", "frozenset"):
        return _set_pairs(left, right, context)
    return chain(_field_pairs(left, right), _pairs_below_fields(left, right, context, say, skip))


def count_entries(value: Any) -> int:
    """Return how many values without parts a container holds, counted to a hundred million."""
    count, waiting, on_way = 0, [(value, False)], set[int]()
    while waiting and count < _MAX_COUNTED:
        item, is_done = waiting.pop()
        if is_done:
            on_way.discard(id(item))
        elif type(item) in _PLAIN or not is_compared_by_parts(item) or not child_count(item):
            count += 1
        elif id(item) not in on_way:
            on_way.add(id(item))
            waiting.append((item, True))
            waiting += [(part, False) for _, part in entries_of(item)]
    return count


def _item_pairs(left: Any, right: Any, skip: Skip) -> Iterator[Pair]:
    base: Any = list if issubclass(type(left), list) else tuple
    ones, others = base.__iter__(left), base.__iter__(right)
    start = 0
    while True:
        mine, theirs = list(islice(ones, _BLOCK)), list(islice(others, _BLOCK))
        if not mine and not theirs:
            return
        if _are_plainly_equal(mine, theirs):
            skip(len(mine))
        else:
            for number, (one, other) in enumerate(zip_longest(mine, theirs, fillvalue=_NOTHING), start):
                yield _pair(f"[{number}]", one, other)
        start += _BLOCK


def _are_plainly_equal(mine: list[Any], theirs: list[Any]) -> bool:
    """Return whether all are of Python's own types, which may be asked, each of the type of its counterpart."""
    kinds = list(map(type, mine))
    return _PLAIN.issuperset(kinds) and kinds == list(map(type, theirs)) and mine == theirs


def _field_pairs(left: Any, right: Any) -> Iterator[Pair]:
    ones, others = dict(entries_of(left)), dict(entries_of(right))
    for name in dict.fromkeys([*ones, *others]):
        yield _pair(f".{name}", ones.get(name, _NOTHING), others.get(name, _NOTHING))


def _pairs_below_fields(left: Any, right: Any, context: Context, say: Say, skip: Skip) -> Iterator[Pair]:
    """Yield what two instances with fields hold besides, as containers that they derive from."""
    kinds = type(left), type(right)
    if any("_fields" in base.__dict__ for base in type.mro(kinds[0])):
        return  # the items of a named tuple are its fields
    for base in (dict, list, tuple, set, frozenset):
        if all(issubclass(kind, base) for kind in kinds):
            yield from _pairs_of_family(base.__name__, left, right, context, say, skip)
            return
    plain = [attempt(partial(stand_in, value), lambda reason: None) for value in (left, right)]
    if plain[0] is not None and plain[1] is not None:
        yield Pair("", plain[0], plain[1])


def _attribute_pairs(left: Any, right: Any) -> Iterator[Pair]:
    """Yield what instances carry besides their entries and fields."""
    known = [tuple(name for name, _ in entries_of(v)) if _is_named(v) else () for v in (left, right)]
    ones, others = (further_attributes(value, names) for value, names in zip((left, right), known))
    for name in dict.fromkeys([*ones, *others]):
        yield _pair(f".{name}", ones.get(name, _NOTHING), others.get(name, _NOTHING))


def _is_named(value: Any) -> bool:
    return family(value).startswith("fields of ")


def has_attributes(value: Any) -> bool:
    """Return whether a container has more than its entries."""
    return type(value) not in BUILT_IN and bool(further_attributes(value))


def _pair(label: str, one: Any, other: Any) -> Pair:
    if other is _NOTHING:
        return Pair(label, one, None, "left")
    if one is _NOTHING:
        return Pair(label, None, other, "right")
    return Pair(label, one, other)


# Keys and elements --------------------------------------------------------------------------------------------------


def _dict_pairs(left: Any, right: Any, context: Context, say: Say) -> Iterator[Pair]:
    ones, others = (list(dict.items(value)) for value in (left, right))
    found = _matched([key for key, _ in ones], [key for key, _ in others], context)
    order = [other for _, other in found.pairs]
    if order != sorted(order):
        say((Beside("order of keys", _keys(ones), _keys(others)),))
    partner = dict(found.pairs)
    for number, (key, item) in enumerate(ones):
        match = partner.get(number)
        label = f"[{short_repr(key) if match is None else _one_text(key, others[match][0])}]"
        if match is None:
            yield Pair(label, item, None, "left")
            continue
        key_types = types_beside(key, others[match][0])
        if key_types:
            texts = [f"{short_repr(each)} ({type_name(each)})" for each in (key, others[match][0])]
            say((Beside("key", texts[0], texts[1]),))
        if number in found.loose or _is_other(key, others[match][0], context):
            yield Pair(f"key {_one_text(key, others[match][0])}", key, others[match][0])
        yield Pair(label, item, others[match][1])
    for number in found.only_right:
        yield Pair(f"[{short_repr(others[number][0])}]", None, others[number][1], "right")


def _is_other(one: Any, other: Any, context: Context) -> bool:
    """Return whether two keys differ although Python finds the one by the other: the hour that comes twice."""
    if one is other or type(one) in _PLAIN or (type(one) is tuple and _PLAIN.issuperset(map(type, one))):
        return False
    return context.inside(one, other).verdict == "different"


def _one_text(one: Any, other: Any) -> str:
    """Return one text for two keys that belong together, whichever side they are on."""
    return short_repr(one) if one is other else min(short_repr(one), short_repr(other))


def _keys(items: list[tuple[Any, Any]]) -> str:
    return ", ".join(short_repr(key, 40) for key, _ in items[:10]) + (", …" if len(items) > 10 else "")


def _set_pairs(left: Any, right: Any, context: Context) -> Iterator[Pair]:
    base: Any = set if issubclass(type(left), set) else frozenset
    ones, others = list(base.__iter__(left)), list(base.__iter__(right))
    found = _matched(ones, others, context)
    for one, other in found.pairs:
        yield Pair(f"{{{_one_text(ones[one], others[other])}}}", ones[one], others[other])
    for number in found.only_left:
        yield Pair(f"{{{short_repr(ones[number])}}}", ones[number], None, "left")
    for number in found.only_right:
        yield Pair(f"{{{short_repr(others[number])}}}", None, others[number], "right")


@dataclass(slots=True)
class _Matched:
    """Positions of what belongs together; the `loose` ones were not found by their hash."""

    pairs: list[tuple[int, int]]
    only_left: list[int]
    only_right: list[int]
    loose: frozenset[int] = frozenset()


def _matched(left: list[Any], right: list[Any], context: Context) -> _Matched:
    """Return the keys of both sides that belong together, and those of one side only."""
    indexes: dict[Any, int] = attempt(lambda: {key: number for number, key in enumerate(right)}, lambda reason: {})
    pairs: list[tuple[int, int]] = []
    rest: list[int] = []
    for number, key in enumerate(left):
        match = _index_of(indexes, key)
        if match is None or (type(key) is not type(right[match]) and not is_number(key)):
            rest.append(number)
        else:
            pairs.append((number, match))
    taken = {match for _, match in pairs}
    others = [number for number in range(len(right)) if number not in taken]
    found = _Matched(pairs, rest, others)
    if rest and others:
        _match_rest(left, right, found, context)
    return found


def _index_of(indexes: dict[Any, int], key: Any) -> int | None:
    if type(key) in _PLAIN:
        return indexes.get(key)
    return attempt(lambda: indexes.get(key), lambda reason: None)


def _match_rest(left: list[Any], right: list[Any], found: _Matched, context: Context) -> None:
    """Pair what is not found by its hash but belongs together: NaN, floats within tolerance, the incomparable."""
    if max(len(found.only_left), len(found.only_right)) > _MAX_PAIRED:
        ones = [number for number in found.only_left if _is_nan(left[number])]
        loose = list(zip(ones, [number for number in found.only_right if _is_nan(right[number])]))
    else:
        loose = _nearest(left, right, found.only_left, found.only_right, context)
    gone, taken = {one for one, _ in loose}, {other for _, other in loose}
    found.only_left = [number for number in found.only_left if number not in gone]
    found.only_right = [number for number in found.only_right if number not in taken]
    found.pairs = sorted([*found.pairs, *loose])
    found.loose = frozenset(gone)


def _is_nan(value: Any) -> bool:
    return type(value) is float and is_nan(value)


def _nearest(
    left: list[Any], right: list[Any], rest: list[int], others: list[int], context: Context
) -> list[tuple[int, int]]:
    candidates = []
    for one in rest:
        for other in others:
            verdict = context.inside(left[one], right[other]).verdict
            if verdict != "different":
                candidates.append((RANK[verdict], one, other))
    found: list[tuple[int, int]] = []
    gone: tuple[set[int], set[int]] = (set(), set())
    for _, one, other in sorted(candidates):
        if one not in gone[0] and other not in gone[1]:
            gone[0].add(one)
            gone[1].add(other)
            found.append((one, other))
    return found
