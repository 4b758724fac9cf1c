"""Which values keep the hash Hamilton gives them: small plain ones that it takes for no other value. Hashes nothing."""

from __future__ import annotations

from typing import Any

# Python refuses to write longer numbers as text.
_LONGEST = 10_000


def is_known(obj: Any, limit: int) -> bool:
    """Return whether no other such value has the same hash.

    Hamilton hashes what a value looks like: 1 and "1" are one to it, a list and a tuple, a dictionary and the list of
    its keys and values.

    Args:
        obj: the value.
        limit: how many things it may be made of.
    """
    waiting, seen = [obj], 0
    while waiting:
        each = waiting.pop()
        kind = type(each)
        if kind is str:
            if _looks_like_a_number(each) or not (each.isascii() or _is_encodable(each)):
                return False
        elif kind is list or kind is dict:
            seen += len(each)
            if seen > limit or not (_is_list_alone(each) if kind is list else _is_dictionary_alone(each)):
                return False
            waiting.extend(each if kind is list else (*each, *each.values()))
        elif kind is int:
            if each.bit_length() > _LONGEST:
                return False
        elif kind is not float and kind is not bool and each is not None:
            return False
    return True


def _is_list_alone(items: list[Any]) -> bool:
    return not items or len(items) % 2 == 1 or any(type(each) is not str for each in items[::2])


def _is_dictionary_alone(items: dict[Any, Any]) -> bool:
    return bool(items) and all(type(key) is str for key in items)


def _looks_like_a_number(text: str) -> bool:
    """Return whether a number, a truth value or None is written exactly so."""
    if text in ("True", "False", "None"):
        return True
    if len(text) > 32:  # a whole number may have any length
        return text.isascii() and text.lstrip("-").isdigit()
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
