"""What tests have found on a way through a script, and what follows from it for others. It reads no script.

Facts are told apart by what was asked: the same question on the same value has the same answer.
"""

from __future__ import annotations

from collections.abc import Hashable

Facts = dict[Hashable, object]


def truth_of(facts: Facts, asked: Hashable) -> bool | None:
    """Return whether a value counts as true; None where that is open."""
    known = facts.get(asked)
    if isinstance(known, bool):
        return known
    left = {bool(each) for each in _left(facts, asked) or ()}
    return left.pop() if len(left) == 1 else None


def equals(facts: Facts, asked: Hashable, wanted: tuple[object, ...]) -> bool | None:
    """Return whether a value is one of some constants; None where that is open."""
    is_true = facts.get(asked)
    possible = _left(facts, asked)
    open_ones = [each for each in wanted if each not in _excluded(facts, asked)]
    if isinstance(is_true, bool):
        open_ones = [each for each in open_ones if bool(each) is is_true]
    if possible is not None:
        open_ones = [each for each in open_ones if each in possible]
        if all(each in open_ones for each in possible):
            return True
    return None if open_ones else False


def note_equal(facts: Facts, asked: Hashable, wanted: tuple[object, ...], holds: bool) -> None:
    """Take note of a value being one of some constants, or none of them."""
    if holds:
        before = _left(facts, asked)
        facts["among", asked] = tuple(each for each in wanted if before is None or each in before)
    else:
        facts["is not", asked] = (*_excluded(facts, asked), *wanted)


def _left(facts: Facts, asked: Hashable) -> tuple[object, ...] | None:
    """Return the constants that a value can still be; None where it can be anything."""
    among, is_true = facts.get(("among", asked)), facts.get(asked)
    if not isinstance(among, tuple):
        return None
    left = (each for each in among if each not in _excluded(facts, asked))
    return tuple(each for each in left if not isinstance(is_true, bool) or bool(each) is is_true)


def _excluded(facts: Facts, asked: Hashable) -> tuple[object, ...]:
    found = facts.get(("is not", asked), ())
    return found if isinstance(found, tuple) else ()
