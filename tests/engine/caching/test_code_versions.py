"""The version of a function's code: its own, whatever else has equal code."""

from __future__ import annotations

import gc
import linecache
import sys
from types import ModuleType

import pytest
from dagscope.caching.by_identity import ByIdentity
from dagscope.caching.code_versions import version_of_function


def module(decorator: str) -> ModuleType:
    """Return a module of one function under a decorator that leaves it as it is."""
    source = f"def kept(name):\n    return lambda fn: fn\n\n@kept({decorator!r})\ndef a(x: int) -> int: return x + 1\n"
    made = ModuleType("of_equal_code")
    made.__file__ = f"<{decorator}>"
    linecache.cache[made.__file__] = (len(source), None, source.splitlines(keepends=True), made.__file__)
    exec(compile(source, made.__file__, "exec"), made.__dict__)
    return made


def test_functions_of_equal_code_keep_their_own_versions() -> None:
    one, other = module("one"), module("other")
    assert one.a.__code__ == other.a.__code__

    versions = version_of_function(one.a), version_of_function(other.a)
    assert None not in versions and versions[0] != versions[1]
    del one
    gc.collect()

    assert versions[1] == version_of_function(other.a)


def test_what_is_remembered_of_an_object_goes_with_it() -> None:
    class Key:
        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

    held: ByIdentity[str] = ByIdentity()
    one, other = Key(), Key()
    held[one] = "one"

    assert ("one", None, 1) == (held.get(one), held.get(other), len(held))
    held[other] = "other"
    held[one] = "one again"
    del one
    gc.collect()

    assert ("other", 1) == (held.get(other), len(held))


_BY_OTHER_WAYS = """
import sys

RATE = {n}

def helper():
    return {n}

class Meta(type):
    def __call__(cls):
        return {n}

class Made(metaclass=Meta):
    pass

def of_globals() -> int:
    return globals()["RATE"]

def of_attribute() -> int:
    return getattr(sys.modules[__name__], "helper")()

def of_metaclass() -> int:
    return Made()
"""


def _by_other_ways(name: str, number: int) -> ModuleType:
    source = _BY_OTHER_WAYS.format(n=number)
    made = ModuleType(name)
    made.__file__ = f"<{name} {number}>"
    linecache.cache[made.__file__] = (len(source), None, source.splitlines(keepends=True), made.__file__)
    sys.modules[name] = made
    exec(compile(source, made.__file__, "exec"), made.__dict__)
    return made


@pytest.mark.parametrize("node", ["of_globals", "of_attribute", "of_metaclass"])
def test_what_is_used_by_a_text_or_a_metaclass_counts(node: str) -> None:
    versions = []
    for number in (1, 2):
        made = _by_other_ways("by_other_ways", number)
        versions.append(version_of_function(getattr(made, node)))
        del sys.modules["by_other_ways"]
    assert None not in versions and versions[0] != versions[1]


_HELPER = "def {name}():\n    return {value}\n"


def _version_with(imports: str, body: str, **modules: str) -> str | None:
    """Return the version of a function that uses helpers of modules of the project."""
    sources = {**modules, "uses_helpers": f"{imports}\n\ndef a() -> int:\n    return {body}\n"}
    for name, source in sources.items():
        made = sys.modules[name] = ModuleType(name)
        made.__file__ = f"<{name} {hash(source)}>"
        linecache.cache[made.__file__] = (len(source), None, source.splitlines(keepends=True), made.__file__)
        exec(compile(source, made.__file__, "exec"), made.__dict__)
    found = version_of_function(made.a)
    for name in sources:
        del sys.modules[name]
    return found


def test_where_a_helper_is_defined_makes_no_difference() -> None:
    rate = _HELPER.format(name="rate", value=2)
    here = _version_with("from helpers_here import rate", "rate()", helpers_here=rate)
    assert here is not None
    assert here == _version_with("from helpers_there import rate", "rate()", helpers_there=rate)
    assert here != _version_with("from helpers_there import rate", "rate()", helpers_there=rate.replace("2", "3"))

    of_module = _version_with("import helpers_here as h", "h.rate()", helpers_here=rate)
    assert of_module == _version_with("import helpers_there as h", "h.rate()", helpers_there=rate)


def test_which_of_two_helpers_a_name_stands_for_makes_a_difference() -> None:
    both = _HELPER.format(name="f", value=1) + _HELPER.format(name="g", value=2)
    one = _version_with("from both_helpers import f as x, g as y", "x() - y()", both_helpers=both)
    other = _version_with("from both_helpers import g as x, f as y", "x() - y()", both_helpers=both)
    assert None not in (one, other) and one != other
