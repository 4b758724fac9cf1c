from __future__ import annotations

import collections.abc
import contextlib
import functools
import re
from pathlib import Path
from types import ModuleType
from typing import Any, AsyncContextManager, ContextManager, Generator  # noqa: UP035 - these spellings are tried

import pytest
from dagscope import ad_hoc_utils, driver
from dagscope.caching.fingerprinting import hash_value
from dagscope.class_home import home_of, package_of, written_hints
from dagscope.htypes import types_match

SOURCE = """
from typing import Iterable

class Meta(type):
    @property
    def __module__(cls):
        raise RuntimeError("asked")

class Property:
    __module__ = property(lambda self: "x")

class Nothing:
    __module__ = None

class Number:
    __module__ = 3

class Refusing(metaclass=Meta):
    pass

def odd() -> kind:
    return kind()

def many(odd: kind) -> list:
    return [odd, kind, {"a": odd}]

def total(odd: kind, many: Iterable) -> int:
    return len(many)
"""


@pytest.fixture(params=["Property", "Nothing", "Number", "Refusing"])
def module(request: pytest.FixtureRequest) -> ModuleType:
    """Return a dataflow whose values are of a class that names no module as its own."""
    return ad_hoc_utils.module_from_source(re.sub(r"\bkind\b", request.param, SOURCE))


def test_a_class_may_name_no_module(module: ModuleType) -> None:
    value: Any = module.odd()
    assert ("", "") == (home_of(type(value)), package_of(type(value)))
    assert hash_value(value) and hash_value([value]) and hash_value(type(value))
    assert types_match(type(value), type(value)) and not types_match(int, type(value))
    assert not types_match(list[int], type(value))


def test_its_objects_run_with_a_cache(module: ModuleType, tmp_path: Path) -> None:
    for _ in range(2):
        dataflow = driver.Builder().with_modules(module).with_cache(str(tmp_path)).build()
        assert 3 == dataflow.execute(["total", "odd"])["total"]


def test_what_names_its_module_is_found_there() -> None:
    assert ("pathlib", "pathlib") == (home_of(Path), package_of(Path))
    assert ("dagscope.class_home", "dagscope") == (home_of(home_of), package_of(home_of))
    assert "" == home_of(3j.__class__.real)


def test_annotations_are_read_of_wrappers_and_of_a_class_alone() -> None:
    class Base:
        a: int

    class Below(Base):
        b: Base

    @functools.lru_cache
    def cached(a: int) -> str:
        return str(a)

    assert {"a": "int", "return": "str"} == dict(written_hints(cached))
    assert ["a"] == list(written_hints(Base)) and ["b"] == list(written_hints(Below))
    assert {} == dict(written_hints(len))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Generator[int, None, None], collections.abc.Generator[int]),
        (collections.abc.Generator[int], Generator[int, None, None]),
        (ContextManager[int], contextlib.AbstractContextManager[int]),
        (contextlib.AbstractContextManager[int], ContextManager[int]),
        (AsyncContextManager[int], contextlib.AbstractAsyncContextManager[bool]),
    ],
)
def test_arguments_that_are_left_out_have_their_defaults(wanted: Any, found: Any) -> None:
    assert types_match(wanted, found)
    assert not types_match(wanted, collections.abc.Generator[str]) and not types_match(wanted, ContextManager[str])
