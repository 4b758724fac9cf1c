"""Orders and cycles of what needs each other: iterative, so that depth is no limit, and stable. It must not know nodes.

Things are told apart by identity unless a `key` is given: nodes compare by content, which is slow.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Neighbours = Callable[[Item], Iterable[Item]]


def reached(starts: Iterable[Item], following: Neighbours[Item]) -> list[Item]:
    """Return all that is reached from the starts, depth first, each once, before what follows it."""
    stack = list(starts)[::-1]
    seen: set[int] = set()
    found: list[Item] = []
    while stack:
        item = stack.pop()
        if id(item) not in seen:
            seen.add(id(item))
            found.append(item)
            stack += list(following(item))[::-1]  # what was seen is passed over when its turn comes
    return found


def needed_first(roots: Iterable[Item], needs: Callable[[Item], Sequence[Item]]) -> list[Item]:
    """Return the roots and all they need, depth first, each once and after what it needs."""
    done: set[int] = set()
    order: list[Item] = []
    for root in roots:
        if id(root) in done:
            continue
        done.add(id(root))
        stack = [(root, iter(needs(root)))]
        while stack:
            item, pending = stack[-1]
            for each in pending:
                if id(each) in done:
                    continue
                done.add(id(each))
                needed = needs(each)
                if needed:
                    stack.append((each, iter(needed)))
                    break
                order.append(each)
            else:
                order.append(item)
                stack.pop()
    return order


def by_level(
    items: Iterable[Item],
    needs: Neighbours[Item],
    read_by: Neighbours[Item],
    key: Callable[[Item], Hashable] = id,
) -> list[Item]:
    """Return the items, each after those of them that it needs, level by level, else as they come.

    Items of a cycle, and what needs them, are left out: there are fewer than were given.
    """
    given = list(items)
    members = {key(item) for item in given}
    waiting = {key(item): sum(key(each) in members for each in needs(item)) for item in given}
    ready = [item for item in given if not waiting[key(item)]]
    for item in ready:  # grows while it is read
        for reader in read_by(item):
            name = key(reader)
            if name in members:
                waiting[name] -= 1
                if not waiting[name]:
                    ready.append(reader)
    return ready


def has_cycle(items: Iterable[Item], needs: Callable[[Item], Sequence[Item]], read_by: Neighbours[Item]) -> bool:
    """Return whether items, which need none but each other, form a cycle: a count, quicker than to look for it."""
    waiting: dict[int, int] = {}  # of those alone that need several: what needs one is ready with it
    ready: list[Item] = []
    total = 0
    for item in items:
        total += 1
        count = len(needs(item))
        if count > 1:
            waiting[id(item)] = count
        elif not count:
            ready.append(item)
    for item in ready:  # grows while it is read
        for reader in read_by(item):
            left = waiting.get(id(reader), 1) - 1
            if left:
                waiting[id(reader)] = left
            else:
                ready.append(reader)
    return len(ready) < total


def cycles(
    roots: Iterable[Item], needs: Callable[[Item], Sequence[Item]], key: Callable[[Item], Hashable] = id
) -> list[list[Item]]:
    """Return cycles below the roots, at least one of each knot, each item followed by one that it needs."""
    is_open: dict[Hashable, bool] = {}
    found: list[list[Item]] = []
    for root in roots:
        if key(root) in is_open:
            continue
        path = [root]
        is_open[key(root)] = True
        stack = [iter(needs(root))]
        while stack:
            for item in stack[-1]:
                name = key(item)
                seen = is_open.get(name)
                if seen:
                    start = next(i for i, each in enumerate(path) if key(each) == name)
                    found.append(path[start:])
                elif seen is None:
                    needed = needs(item)
                    is_open[name] = bool(needed)
                    if needed:
                        path.append(item)
                        stack.append(iter(needed))
                        break
            else:
                stack.pop()
                is_open[key(path.pop())] = False
    return found


def cycle_text(names: Sequence[str]) -> str:
    """Return a cycle, as `cycles` gives it, in the order of the data: `a -> b -> a`."""
    return " -> ".join((names[0], *reversed(names[1:]), names[0]))
