"""Objects that lead back to themselves, and collections that carry more than their entries."""

from __future__ import annotations

import collections
import http.cookies
import types
import xml.dom.minidom
from collections.abc import Callable
from typing import Any

import pytest
from dagscope.compare.values import verdict_of


def errors(number: int) -> Any:
    one, other = ValueError(number), KeyError(1)
    one.__cause__, other.__cause__ = other, one
    return one


def namespaces(number: int) -> Any:
    one = types.SimpleNamespace(x=1)
    one.other = types.SimpleNamespace(one=one, x=number)
    return one


def own_dict(number: int) -> Any:
    found: Any = collections.UserDict(x=number)
    found["me"] = found
    return found


def document(number: int) -> Any:
    return xml.dom.minidom.parseString(f"<a><b/><b><c>{number}</c></b><b/></a>")


@pytest.mark.parametrize("make", [errors, namespaces, own_dict, document])
def test_they_are_compared_once(make: Callable[[int], Any]) -> None:
    assert "equal" == verdict_of(make(1), make(1)).verdict
    assert "different" == verdict_of(make(1), make(2)).verdict == verdict_of(make(2), make(1)).verdict


def test_what_a_cookie_says_counts() -> None:
    one, same, other = (http.cookies.SimpleCookie(text) for text in ("a=1", "a=1", "a=2"))

    assert ("equal", "different") == (verdict_of(one, same).verdict, verdict_of(one, other).verdict)
