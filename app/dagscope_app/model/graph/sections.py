"""Divides levels of very many siblings into sections, groups like any other. It must not decide what is folded.

A level is what lies directly in one group, or in none. Its things are divided by module where they come from several;
else into intervals of an order in which everything comes after what it needs, so that sections only feed later ones.

A small change of the dataflow is to be a small change of the sections. So nothing depends on a position from the front:
the order starts from the source's, an interval ends where fewest values pass within a window, and it is known by the
one of its things whose name has the least checksum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar
from zlib import crc32

from dagscope_app.model.records.graph import GraphSnapshot, origin_of
from dagscope_app.model.records.grouping import GroupBy, GroupId, Grouping, group, section_id

LEVEL_LIMIT = 200
"""More siblings than this are divided: beyond it their names cannot be read when all are in sight."""
GROUPS_LIMIT = 150
"""More groups than this next to each other are divided, since an overview could show no fewer boxes than those."""
SECTION_SIZE = (30, 60)
"""Least and most things of an interval: a picture of its own that is taken in at a glance."""
MOST_SECTIONS = 30
"""More sections than this are put into sections themselves, whose names can be read when all of them are in sight."""
BUNDLE_SIZE = (8, 20)
"""Least and most sections of a section: of 3,000 functions about six at the top, of 10,000 about twenty."""
MOST_MODULES = 100
"""Of more modules the packages are the sections: a level of as many as an overview holds can be read."""
LEAST_BY_MODULE = 4
"""A module with fewer things on a level is no section: its frame would be larger than they are."""
LABEL_SIZE = 26


Each = TypeVar("Each")


class Held(NamedTuple):
    """A group among the things of a level, which else are nodes' names: a node may be called as a group."""

    group: GroupId


Thing = str | Held


@dataclass(slots=True)
class Section:
    """One section before it is put into a grouping; `items` are nodes, groups and sections."""

    id: GroupId
    label: str
    note: str
    items: list[Thing | Section]


@dataclass(slots=True)
class _Level:
    """What lies directly in one group: its things in source order, and the nodes each of them stands for."""

    id: GroupId
    name: str
    items: dict[Thing, list[str]]
    needs: dict[Thing, dict[Thing, None]]
    labels: Mapping[Thing, str]
    is_made: Callable[[Thing], bool]
    module: Callable[[Thing], str]


def name_of(item: Thing) -> str:
    """Return the name of a node, or the id of a group."""
    return item.group if isinstance(item, Held) else item


def grouped(graph: GraphSnapshot, by: GroupBy, has_sections: bool = True) -> Grouping:
    """Return the nodes in groups, with large levels in sections unless they are not wanted."""
    grouping = group(graph, by)
    return with_sections(graph, grouping) if has_sections else grouping


def with_sections(graph: GraphSnapshot, grouping: Grouping) -> Grouping:
    """Return the grouping with crowded levels divided, or the grouping itself where there is none."""
    groups = Counter(grouping.group_parents.values())
    counts = Counter(grouping.parents.values()) + groups
    crowded = [key for key, count in counts.items() if count > LEVEL_LIMIT or groups[key] > GROUPS_LIMIT]
    if not crowded:
        return grouping
    order = {name: number for number, name in enumerate(graph.nodes)}
    parents, group_parents = dict(grouping.parents), dict(grouping.group_parents)
    labels, notes, members = dict(grouping.labels), dict(grouping.notes), dict(grouping.members)
    kinds, names = dict(grouping.kinds), dict(grouping.names)
    for key in crowded:
        level = _level(graph, grouping, key, order)
        waiting = [(key, item) for item in _divided(level) if isinstance(item, Section)]
        for above, section in waiting:  # grows while it is gone through
            group_parents[section.id] = above
            labels[section.id], notes[section.id] = section.label, section.note
            kinds[section.id], names[section.id] = "section", section.label
            for item in section.items:
                if isinstance(item, Section):
                    waiting.append((section.id, item))
                elif isinstance(item, Held):
                    group_parents[item.group] = section.id
                else:
                    parents[item] = section.id
            held = [name for item in _leaves(section) for name in level.items[item]]
            members[section.id] = tuple(sorted(held, key=order.__getitem__))
    return replace(
        grouping, parents=parents, group_parents=group_parents, labels=labels, members=members, notes=notes,
        kinds=kinds, names=names,
    )  # fmt: skip


def _level(graph: GraphSnapshot, grouping: Grouping, key: GroupId, order: Mapping[str, int]) -> _Level:
    """Return the things of one level, and which of them each needs."""
    holder: dict[str, Thing] = {}
    shortcut: dict[GroupId, Held] = {}
    for name in sorted(grouping.members[key] if key else grouping.parents, key=order.__getitem__):
        parent = grouping.parents[name]
        if parent == key:
            holder[name] = name
            continue
        if parent not in shortcut:
            chain = grouping.ancestors(parent)
            shortcut[parent] = Held(chain[chain.index(key) - 1] if key else chain[-1])
        holder[name] = shortcut[parent]
    items: dict[Thing, list[str]] = {}
    needs: dict[Thing, dict[Thing, None]] = {}
    for name, item in holder.items():
        items.setdefault(item, []).append(name)
        found = needs.setdefault(item, {})
        for dep in graph.nodes[name].deps:
            other = holder.get(dep.name)
            if other is not None and other != item:
                found[other] = None

    def module(item: Thing) -> str:
        name = name_of(item)
        return origin_of(graph, name if name in graph.nodes else items[item][0])

    def label(item: Thing) -> str:
        return grouping.labels[item.group] if isinstance(item, Held) else graph.nodes[item].label

    labels = {item: label(item) for item in items}
    given = {item for item in items if isinstance(item, str) and graph.nodes[item].kind in ("input", "config")}
    return _Level(key, grouping.labels.get(key, ""), items, needs, labels, lambda item: item not in given, module)


def _divided(level: _Level) -> list[Thing | Section]:
    """Return the things of the level in sections; what fits no section stays as it is."""
    modules = _modules(level)
    buckets: dict[str, list[Thing]] = {}
    for item in level.items:
        buckets.setdefault(modules[item], []).append(item)
    if not _tell_apart(level, modules, buckets):
        return list(_intervals(level, list(level.items), level.id, level.name))
    loose = [key for key, held in buckets.items() if len(held) < LEAST_BY_MODULE or not key]
    rest = [item for key in loose for item in buckets.pop(key)]
    shown: list[Thing | Section] = []
    if len(rest) > SECTION_SIZE[1]:
        buckets[""] = rest
    else:
        shown += rest
    for key, held in buckets.items():
        base = f"{level.id}/module={key}"
        name = key or "others"
        inside: list[Thing | Section] = [*held]
        if len(held) > LEVEL_LIMIT:
            inside = list(_intervals(level, held, base, name))
        where = f" in {level.name}" if level.name else ""
        shown.append(
            Section(section_id(base), name, f"{'module ' + key if key else 'inputs and small modules'}{where}", inside)
        )
    return shown


def _tell_apart(level: _Level, modules: Mapping[Thing, str], buckets: Mapping[str, list[Thing]]) -> bool:
    """Return whether modules are sections: several, and not nearly all is one that feeds and is fed by others.

    Such a one holds the functions of a subdag: in one section its copies would be a knot.
    """
    if sum(1 for key, held in buckets.items() if key and len(held) >= LEAST_BY_MODULE) < 2:
        return False
    if 2 * max(len(held) for held in buckets.values()) <= len(level.items):
        return True
    needs: dict[str, dict[str, None]] = {}
    for item, others in level.needs.items():
        needs.setdefault(modules[item], {}).update((modules[other], None) for other in others)
    position = {key: number for number, key in enumerate(needs_first(buckets, needs))}
    return all(position[other] <= position[key] for key, others in needs.items() for other in others)


def _modules(level: _Level) -> dict[Thing, str]:
    """Return the module of each thing, an input's from its only users. Of very many modules, the packages."""
    found = {item: level.module(item) for item in level.items}
    users: dict[Thing, set[str]] = {}
    for item, needs in level.needs.items():
        for other in needs:
            users.setdefault(other, set()).add(found[item])
    for item, module in found.items():
        if not module and len(users.get(item, ())) == 1:
            found[item] = min(users[item])
    while len(set(found.values())) > MOST_MODULES:
        packages = {item: module.rpartition(".")[0] or module for item, module in found.items()}
        if packages == found:
            return dict.fromkeys(found, "")
        found = packages
    return found


def _intervals(level: _Level, items: Sequence[Thing], base: str, name: str) -> Sequence[Section]:
    """Return intervals of the order, and intervals of those while they are very many."""
    order = needs_first(items, level.needs)
    passing = _passing(order, level.needs)
    spans = _cut(order, passing, level.labels, SECTION_SIZE, range(len(order)))
    pieces: list[list[Thing | Section]] = [[*order[first:last]] for first, last in spans]
    height = 0
    while True:
        labels = _labels(level, [order[first:last] for first, last in spans])
        sections: list[Section] = []
        for number, ((first, last), piece) in enumerate(zip(spans, pieces)):
            names = map(name_of, order[first:last])
            known_by = min(names, key=lambda name: (crc32(name.encode()), name))
            note = f"section {number + 1} of {len(spans)}{f' of {name}' if name else ''}\nfrom {labels[number][1]}"
            sections.append(Section(section_id(f"{base}/{height}:{known_by}"), labels[number][0], note, piece))
        if len(sections) <= MOST_SECTIONS:
            return sections
        starts = {first: number for number, (first, _) in enumerate(spans)}
        spans = _cut(order, passing, level.labels, BUNDLE_SIZE, list(starts))
        pieces = [[*sections[starts[first] : starts.get(last, len(sections))]] for first, last in spans]
        height += 1


def _labels(level: _Level, pieces: Sequence[Sequence[Thing]]) -> list[tuple[str, str]]:
    """Return for each section its label and its full label: its first and its last thing, inputs aside.

    Like the guide words of a dictionary: of a name as many words as no other section has.
    """
    seen: dict[str, int] = {}
    for number, piece in enumerate(pieces):
        for item in piece:
            for stem in _stems(level.labels[item]):
                if seen.setdefault(stem, number) != number:
                    seen[stem] = -1
    found = []
    for number, piece in enumerate(pieces):
        named = [level.labels[item] for item in piece if level.is_made(item)] or [level.labels[i] for i in piece]
        ends = [next((s for s in _stems(end) if seen[s] == number), end) for end in (named[0], named[-1])]
        found.append((_span(*ends), f"{named[0]} to {named[-1]}"))
    return found


def _stems(label: str) -> list[str]:
    """Return the first word of a name, the first two, and so on to the whole."""
    found, at = [], label.find("_", 1)
    while at > 0:
        found.append(label[:at])
        at = label.find("_", at + 1)
    return [*found, label]


def _span(first: str, last: str) -> str:
    """Return `price_2019 … 2024`: the first name, and of the last what is new in it."""
    if first == last:
        return _short(first)
    shared = next((s for s in reversed(_stems(last)[:-1]) if first.startswith(f"{s}_")), "")
    return f"{_short(first)} … {_short(last.removeprefix(f'{shared}_') if shared else last)}"


def _short(label: str) -> str:
    return label if len(label) <= LABEL_SIZE else f"{label[: LABEL_SIZE - 1]}…"


def _leaves(section: Section) -> list[Thing]:
    found: list[Thing] = []
    waiting: list[Thing | Section] = [section]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Section):
            waiting.extend(reversed(item.items))
        else:
            found.append(item)
    return found


# networkx takes 16 times as long (10,000 things with 20,000 needs: 48 ms and 3 ms), knows no order but its own for what
# may stand either way, and refuses cycles.
def needs_first(items: Iterable[Each], needs: Mapping[Each, Iterable[Each]]) -> list[Each]:
    """Return the things in an order that puts what each needs before it, and else leaves them as they come.

    What needs itself in a cycle, as groups may, stays together as far as it can.
    """
    waiting = dict.fromkeys(items)
    entered: set[Each] = set()
    found: list[Each] = []
    for start in waiting:
        if start in entered:
            continue
        entered.add(start)
        if all(other in entered or other not in waiting for other in needs.get(start, ())):
            found.append(start)  # as nearly always in source order
            continue
        stack = [(start, iter(needs.get(start, ())))]
        while stack:
            item, rest = stack[-1]
            below = next((other for other in rest if other in waiting and other not in entered), None)
            if below is None:
                found.append(item)
                stack.pop()
            else:
                entered.add(below)
                stack.append((below, iter(needs.get(below, ()))))
    return found


def _cut(
    order: Sequence[Thing],
    passing: Sequence[int],
    labels: Mapping[Thing, str],
    size: tuple[int, int],
    allowed: Sequence[int],
) -> list[tuple[int, int]]:
    """Return intervals that end where the fewest values pass over, and names have least in common.

    A cut may only be at the `allowed` positions, and the size counts those. Each cut is the best of a window, so that
    two orders that differ early soon have the same cuts again.
    """

    def cost(index: int) -> tuple[int, int]:
        here, there = allowed[index] - 1, allowed[index]
        shared = _shared_words(labels[order[here]], labels[order[there]])
        return (passing[there] + shared, crc32(name_of(order[there]).encode()))

    least, most = size
    cuts, at = [0], 0
    while len(allowed) - at > most:
        last = min(at + most, len(allowed) - least)
        at = min(range(at + least, max(last, at + least) + 1), key=cost)
        cuts.append(allowed[at])
    return list(zip(cuts, [*cuts[1:], len(order)]))


def _shared_words(one: str, other: str) -> int:
    """Return with how many equal words two names begin."""
    count = 0
    for first, second in zip(one.split("_"), other.split("_")):
        if first != second:
            break
        count += 1
    return count


def _passing(order: Sequence[Thing], needs: Mapping[Thing, Iterable[Thing]]) -> list[int]:
    """Return for each position of the order how many values are made before it and used from it on."""
    position = {item: number for number, item in enumerate(order)}
    last = list(range(len(order)))
    for item, number in position.items():
        for other in needs.get(item, ()):
            source = position.get(other)
            if source is not None and number > last[source]:
                last[source] = number
    change = [0] * (len(order) + 1)
    for number, until in enumerate(last):
        change[number + 1] += 1
        change[until + 1] -= 1
    found, passing = [], 0
    for step in change[:-1]:
        passing += step
        found.append(passing)
    return found
