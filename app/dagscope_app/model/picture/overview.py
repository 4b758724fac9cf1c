"""What of a graph to show first: how to group it, and which groups to fold. It must not lay out or change a view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import Any

from dagscope_app.model.graph.sections import with_sections
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, Grouping, GroupingKind, group, useful_tags
from dagscope_app.model.state import ViewState

OVERVIEW_BOXES = 100
"""About as many boxes as have a readable name when all of them are fitted into a window of 1600 x 1000."""
READABLE_SCALE = 0.36
"""From here on the name of every box can be read."""
NAMES_SCALE = 0.25
"""From here on boxes have names, many of them cut."""
LEAST_BOXES = 12
"""So few boxes are never folded further, however small the window."""
NEWS_BOXES = 50
"""New boxes a change of the dataflow may bring into sight at once, however many are there already."""


def folded_for_overview(grouping: Grouping, limit: int = OVERVIEW_BOXES) -> frozenset[str]:
    """Return the groups to fold to see at most `limit` boxes: none when all fit, all when nothing helps.

    From everything folded, the group that adds fewest boxes is unfolded again and again, one further out first, until
    the next one is too much. The order does not depend on the limit: a larger one only unfolds more.
    """
    every = frozenset(grouping.group_parents)
    return unfolded_within(grouping, every, every, limit)


def unfolded_within(
    grouping: Grouping, folded: frozenset[str], candidates: Iterable[str], limit: int = OVERVIEW_BOXES
) -> frozenset[str]:
    """Return what stays folded when as many candidates as the limit allows are unfolded, smallest addition first.

    A group is only unfolded when nothing around it is folded. Copies, such as a subdag used six times, are unfolded
    together or not at all: one shown otherwise than the rest would seem to be another thing.
    """
    contents = children_of(grouping)
    boxes, inside = _seen(folded, contents)
    allowed = folded.intersection(candidates)
    if boxes > limit or not allowed:
        return folded
    order = {key: number for number, key in enumerate(grouping.group_parents)}
    firsts = _first_copies(grouping)

    def entry(key: str, depth: int) -> tuple[int, int, int, int, str]:
        nodes, groups = contents[key]
        return (nodes + len(groups) - 1, depth, firsts[key], order[key], key)

    queue = [entry(key, depth) for key, depth in inside.items() if key in allowed]
    heapify(queue)
    opened: set[str] = set()
    while queue:
        copies = [heappop(queue)]
        while queue and queue[0][:3] == copies[0][:3]:
            copies.append(heappop(queue))
        added, depth = copies[0][0] * len(copies), copies[0][1]
        if boxes + added > limit:
            break
        boxes += added
        opened.update(key for *_, key in copies)
        for below in [below for *_, key in copies for below in contents[key][1] if below in allowed]:
            heappush(queue, entry(below, depth + 1))
    return folded - opened


def smaller_overview(
    graph: GraphSnapshot, grouping: Grouping, view: ViewState, share: float
) -> tuple[Grouping, frozenset[str]] | None:
    """Return how to group and fold a graph whose picture has to become smaller, or None where nothing helps.

    Args:
        graph: the graph.
        grouping: how it is grouped.
        view: what is folded of it.
        share: the size its picture may have, as a part of the size it has.
    """
    boxes = count_boxes(grouping, view.folded)
    if boxes <= LEAST_BOXES:
        return None
    limit = max(LEAST_BOXES, int(boxes * min(0.8, max(0.3, share * share))))
    folded = folded_for_overview(grouping, limit)
    if count_boxes(grouping, folded) <= limit:
        return grouping, folded
    other = first_grouped(graph, view.has_sections, limit)
    if other.by != grouping.by:
        return other, folded_for_overview(other, limit)
    return (grouping, folded) if folded != view.folded else None


def folded_showing_only(
    grouping: Grouping, view: ViewState, names: frozenset[str] | None
) -> tuple[frozenset[str], frozenset[str]]:
    """Return what is folded when only these nodes are shown (None: all), and the sections opened for that.

    Where all of a part can be seen at once its sections are no help: they are unfolded until everything is shown again.
    """
    folded = (view.folded | view.opened).intersection(grouping.group_parents)
    if names is None or len(names) > OVERVIEW_BOXES:
        return folded, frozenset()
    around = {key for name in names for key in grouping.around(name)}
    opened = frozenset(key for key in around & folded if grouping.kinds.get(key) == "section")
    return folded - opened, opened


def folded_as_before(grouping: Grouping, old: Grouping, folded: frozenset[str]) -> frozenset[str]:
    """Return what to fold of another build: groups that were there stay as they were.

    A new one, such as a section that is known by another of its nodes, is folded when nothing of it was in sight
    before; one of new nodes alone when it would be too much.
    """
    known, new = _known_and_new(grouping, old.group_parents)
    shut = known & folded
    if not new:
        return shut
    hiding = {key for key in old.group_parents if not folded.isdisjoint(old.ancestors(key))}
    unsure = set()
    for key in new:
        earlier = [old.parents[name] for name in grouping.members[key] if name in old.parents]
        if not earlier:
            unsure.add(key)
        elif all(parent in hiding for parent in earlier):
            shut |= {key}
    limit = max(OVERVIEW_BOXES, count_boxes(old, folded) + NEWS_BOXES)
    return unfolded_within(grouping, shut | unsure, unsure, limit)


def folded_as_remembered(grouping: Grouping, remembered: Mapping[str, Any]) -> frozenset[str]:
    """Return what was folded when the project was closed; new groups are unfolded as far as that is not much."""
    saved, unfolded = remembered.get("folded"), remembered.get("unfolded")
    if not isinstance(saved, list):
        return folded_for_overview(grouping)
    folded = frozenset(grouping.group_parents.keys() & {str(item) for item in saved})
    if not isinstance(unfolded, list):
        return folded
    _, new = _known_and_new(grouping, {*map(str, saved), *map(str, unfolded)})
    return unfolded_within(grouping, folded | new, new)


def _known_and_new(grouping: Grouping, old: Container[str]) -> tuple[frozenset[str], frozenset[str]]:
    known = frozenset(key for key in grouping.group_parents if key in old)
    return known, frozenset(key for key in grouping.group_parents if key not in known)


def children_of(grouping: Grouping) -> dict[str, tuple[int, list[str]]]:
    """Return for each group, and "" for what lies in none, how many nodes lie directly in it, and which groups."""
    nodes: Counter[str] = Counter(grouping.parents.values())
    groups: dict[str, list[str]] = {key: [] for key in ("", *grouping.group_parents)}
    for key, parent in grouping.group_parents.items():
        groups[parent].append(key)
    return {key: (nodes[key], below) for key, below in groups.items()}


def _first_copies(grouping: Grouping) -> dict[str, int]:
    """Return for each group the number of the first one that holds the same names below its own."""
    numbers: dict[frozenset[str], int] = {}
    return {
        key: numbers.setdefault(frozenset(name.removeprefix(key) for name in grouping.members[key]), number)
        for number, key in enumerate(grouping.group_parents)
    }


def _others(graph: GraphSnapshot, first: GroupingKind) -> Iterator[GroupBy]:
    yield GroupBy(first)
    yield from (GroupBy("tag", tag) for tag in useful_tags(graph))


def _seen(folded: frozenset[str], contents: dict[str, tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """Return how many boxes are seen, and the folded groups among them with their depth."""
    boxes, shut = contents[""][0], {}
    waiting = [(key, 0) for key in contents[""][1]]
    for key, depth in waiting:  # grows while it is gone through
        if key in folded:
            boxes += 1
            shut[key] = depth
        else:
            boxes += contents[key][0]
            waiting += [(below, depth + 1) for below in contents[key][1]]
    return boxes, shut


def count_boxes(grouping: Grouping, folded: frozenset[str]) -> int:
    """Return how many boxes are seen with these groups folded: nodes, and the outermost folded groups."""
    return _seen(folded, children_of(grouping))[0]


def first_grouped(graph: GraphSnapshot, has_sections: bool, limit: int = OVERVIEW_BOXES) -> Grouping:
    """Return the first grouping of a new graph, with large levels in sections unless they are not wanted."""
    grouping = first_grouping(graph, limit)
    return with_sections(graph, grouping) if has_sections else grouping


def first_grouping(graph: GraphSnapshot, limit: int = OVERVIEW_BOXES) -> Grouping:
    """Return how to group a new graph: by namespace, unless that leaves far too much in sight.

    Then the modules are put around the namespaces, or the nodes are grouped by a tag, whichever shows least at first.
    """
    best = group(graph, GroupBy())
    least = count_boxes(best, folded_for_overview(best, limit))
    if least <= 1.5 * limit:
        return best
    for by in _others(graph, "both" if best.group_parents else "module"):
        grouping = group(graph, by)
        count = count_boxes(grouping, folded_for_overview(grouping, limit))
        around = sum(kind != "namespace" for kind in grouping.kinds.values())
        if around > 1 and 2 * count < least:  # a single module's box around all says nothing
            return grouping
    return best
