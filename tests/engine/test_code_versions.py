"""A node's code version changes with whatever of the project the node rests on, and with nothing else."""

from __future__ import annotations

import importlib
import inspect
import pathlib
import sys
from collections.abc import Callable, Iterator

import pytest
from dagscope.caching.code_versions import version_of_function
from dagscope.caching.sources import hash_of_source
from dagscope.graph_types import hash_source_code

MODULES = ("project_nodes", "project_helpers")
NODES = '''
import json
import project_helpers
from project_helpers import twice, Rate

FACTOR = 3
UNUSED = 1


def _local(n):
    return n * FACTOR


def alone(x: int) -> int:
    """Rests on nothing."""
    return x


def with_local(x: int) -> int:
    return _local(x)


def with_helper(x: int) -> int:
    return twice(x)


def with_attribute(x: int) -> int:
    return project_helpers.thrice(x)


def with_class(x: int) -> float:
    return Rate().of(x)


def with_library(x: int) -> str:
    return json.dumps(x)


def with_inner(x: int) -> int:
    def inner():
        return [twice(each) for each in range(x)]

    return sum(inner())
'''
HELPERS = """
def _base(n):
    return n


def twice(n):
    return _base(n) + _base(n)


def thrice(n):
    return 3 * n


class Rate:
    def of(self, n):
        return thrice(n) / 3
"""


@pytest.fixture
def versions(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., dict[str, str | None]]]:
    """Writes the two modules, imports them afresh and gives the version of every node."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def load(nodes: str = NODES, helpers: str = HELPERS) -> dict[str, str | None]:
        for name, text in zip(MODULES, (nodes, helpers)):
            (tmp_path / f"{name}.py").write_text(text)
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        import linecache

        linecache.clearcache()
        module = importlib.import_module("project_nodes")
        names = [name for name in vars(module) if name.startswith(("with_", "alone"))]
        return {name: version_of_function(getattr(module, name)) for name in names}

    yield load
    for name in MODULES:
        sys.modules.pop(name, None)


def changed(before: dict[str, str | None], after: dict[str, str | None]) -> list[str]:
    return sorted(name for name in before if before[name] != after[name])


def test_function_that_rests_on_nothing_has_the_version_of_its_source(
    versions: Callable[..., dict[str, str | None]],
) -> None:
    found = versions()
    module = sys.modules["project_nodes"]
    assert found["alone"] == hash_source_code(module.alone, strip=True)
    assert found["with_library"] == hash_source_code(module.with_library, strip=True)
    assert found == versions()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("FACTOR = 3", "FACTOR = 4", ["with_local"]),
        ("UNUSED = 1", "UNUSED = 2", []),
        ("return n * FACTOR", "return n + FACTOR", ["with_local"]),
        ('"""Rests on nothing."""', '"""Says it otherwise."""', []),
        ("    return x\n", "    return x  # as it is\n", []),
        ("    return x\n", "    return x + 1\n", ["alone"]),
    ],
)
def test_change_in_the_module_itself(
    versions: Callable[..., dict[str, str | None]], old: str, new: str, expected: list[str]
) -> None:
    before = versions()
    assert expected == changed(before, versions(nodes=NODES.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("def _base(n):\n    return n\n", "def _base(n):\n    return n + 1\n", ["with_helper", "with_inner"]),
        ("return 3 * n", "return n + n + n", ["with_attribute", "with_class"]),
        ("/ 3", "/ 4", ["with_class"]),
    ],
)
def test_change_in_a_helper_module(
    versions: Callable[..., dict[str, str | None]], old: str, new: str, expected: list[str]
) -> None:
    before = versions()
    assert expected == changed(before, versions(helpers=HELPERS.replace(old, new)))


def test_helper_replaced_in_a_running_process_is_seen(versions: Callable[..., dict[str, str | None]]) -> None:
    before = versions()
    module = sys.modules["project_nodes"]
    module._local = module.alone
    assert before["with_local"] != version_of_function(module.with_local)


def test_functions_that_call_each_other(versions: Callable[..., dict[str, str | None]]) -> None:
    mutual = NODES + (
        "\n\ndef _even(n):\n    return n == 0 or _odd(n - 1)\n\n\ndef _odd(n):\n    return n > 0 and _even(n - 1)\n"
        "\n\ndef with_mutual(x: int) -> bool:\n    return _even(x)\n"
    )
    before = versions(nodes=mutual)
    after = versions(nodes=mutual.replace("n > 0 and", "n >= 1 and"))
    assert ["with_mutual"] == changed(before, after)


def test_hash_of_a_source_is_the_one_of_each_function_read_by_itself() -> None:
    modules = [
        importlib.import_module(name)
        for name in ("json.decoder", "textwrap", "fnmatch", "statistics", "heapq")
    ]
    functions = [each for module in modules for each in vars(module).values() if inspect.isfunction(each)]
    own = [each for each in functions if each.__module__ in {module.__name__ for module in modules}]
    assert len(own) > 20
    assert [hash_source_code(each, strip=True) for each in own] == [hash_of_source(each) for each in own]
    assert hash_of_source(len) is None


HELD = """
import functools
import os

K = 1

def base(n):
    return n + K

class Rate:
    factor = 3

    def __init__(self, by):
        self.by = by

    def of(self, n):
        return n * self.by

    @staticmethod
    def fixed(n):
        return base(n)

    @property
    def own(self):
        return base(0)

TABLE = {"a": lambda n: n, "rates": [1, 2]}
PART = functools.partial(base, 3)
RATE = Rate(2)

@functools.lru_cache
def kept(n):
    return n - 1
"""
HOLDERS = """
import project_helpers
import project_helpers as far
from project_helpers import PART, RATE, TABLE, Rate, kept

def with_table(n):
    return TABLE["a"](n)

def with_partial(n):
    return PART()

def with_object(n):
    return RATE.of(n)

def with_static(n):
    return Rate.fixed(n)

def with_memory(n):
    return far.kept(n)
"""
BASE = ["with_object", "with_partial", "with_static"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("return n + K", "return n - K", BASE),
        ("K = 1", "K = 2", BASE),
        ("lambda n: n,", "lambda n: n + 1,", ["with_table"]),
        ("[1, 2]", "[1, 3]", ["with_table"]),
        ("partial(base, 3)", "partial(base, 4)", ["with_partial"]),
        ("Rate(2)", "Rate(5)", ["with_object"]),
        ("n * self.by", "n / self.by", ["with_object", "with_static"]),
        ("return n - 1", "return n - 2", ["with_memory"]),
    ],
)
def test_change_in_what_collections_and_objects_hold(
    versions: Callable[..., dict[str, str | None]], old: str, new: str, expected: list[str]
) -> None:
    before = versions(nodes=HOLDERS, helpers=HELD)
    assert expected == changed(before, versions(nodes=HOLDERS, helpers=HELD.replace(old, new)))


def test_change_in_a_module_of_a_package(versions: Callable[..., dict[str, str | None]]) -> None:
    nodes = "import project_helpers\ndef with_deep(n):\n    return project_helpers.sub.inner(n)\n"
    helpers = "import types\nsub = types.ModuleType('project_helpers')\nexec('def inner(n):\\n    return K', vars(sub))\nsub.K = 1\n"
    before = versions(nodes=nodes, helpers=helpers)
    assert ["with_deep"] == changed(before, versions(nodes=nodes, helpers=helpers.replace("K = 1", "K = 2")))
