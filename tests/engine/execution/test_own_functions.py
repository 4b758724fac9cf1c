"""A node's function travels without what decorators recorded on it, unless who runs it may read the records."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from dagscope import driver
from dagscope.execution.calls import pack_function
from dagscope.execution.own_functions import Recorded
from dagscope.execution.shipping import project_modules

MANY = """
from dagscope.function_modifiers import parameterize, value

@parameterize(**{{f"n_{{i:04}}": {{"number": value(i)}} for i in range({count})}})
def number_of(number: int) -> int:
    return number
"""

SPEAKS_OF_ITSELF = """
from dagscope import ad_hoc_utils, driver
from dagscope.function_modifiers import tag

@tag(owner="me")
def owner(depth: int) -> str:
    inner = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(owner)).build()
    return inner.list_available_variables()[0].tags["owner"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    pytest.importorskip("cloudpickle")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in [each for each in sys.modules if each.startswith("shipped_")]:
        del sys.modules[name]


def load(folder: Path, name: str, text: str) -> ModuleType:
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return __import__(name)


def packed(module: ModuleType, node: str) -> bytes:
    function = driver.Builder().with_modules(module).build().graph.nodes[node].callable
    assert function is not None
    return pack_function(node, function, project_modules([function])).payload


def test_a_node_of_many_is_as_small_as_one_of_few(folder: Path) -> None:
    few = load(folder, "shipped_few", MANY.format(count=2))
    many = load(folder, "shipped_many", MANY.format(count=2_000))

    assert len(packed(many, "n_0001")) < len(packed(few, "n_0001")) + 100


def test_attributes_of_ones_own_travel(folder: Path) -> None:
    text = "from dagscope.function_modifiers import tag\n\n@tag(a='b')\ndef f() -> int:\n    return 1\n\n"
    text += "f.expand = 'mine'\n"
    function = pickle.loads(packed(load(folder, "shipped_own", text), "f"))

    assert "mine" == function.expand
    assert not hasattr(function, "decorate_nodes")


def test_a_function_that_builds_a_dataflow_of_itself_elsewhere_has_its_records(folder: Path) -> None:
    module = load(folder, "shipped_itself", SPEAKS_OF_ITSELF)
    dr = driver.Builder().with_modules(module).with_executor("processes:1").build()

    assert {"owner": "me"} == dr.execute(["owner"], inputs={"depth": 1})


def test_functions_without_decorators_have_nothing_to_leave_out() -> None:
    assert Recorded.behind(lambda: 1) is None
