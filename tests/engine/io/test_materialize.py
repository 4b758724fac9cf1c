"""`to` and `from_`: what they add to the graph, what they write and give back, and their errors."""

from __future__ import annotations

import json
import pathlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from dagscope import ad_hoc_utils, base, driver
from dagscope.function_modifiers import source, value
from dagscope.io.materialization import ExtractorFactory, MaterializerFactory, from_, process_kwargs, to

SOURCE = """
import pandas as pd

def a(x: int) -> dict:
    return {"a": x}

def b(a: dict) -> dict:
    return dict(a, b=1)

def c(b: dict, z: int = 4) -> int:
    return z

def frame(x: int) -> pd.DataFrame:
    return pd.DataFrame({"q": [x]})
"""


@pytest.fixture
def module() -> Iterator[ModuleType]:
    yield ad_hoc_utils.module_from_source(SOURCE, "materialized")
    sys.modules.pop("materialized", None)


@pytest.fixture
def dr(module: ModuleType, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> driver.Driver:
    monkeypatch.chdir(tmp_path)
    return driver.Builder().with_modules(module).build()


def test_saving_gives_metadata_and_what_else_is_asked_for(dr: driver.Driver, module: ModuleType) -> None:
    saved = to.json(id="out", dependencies=["a"], path=source("where"))
    kept = to.memory(id="kept", dependencies=[module.b])
    metadata, more = dr.materialize(saved, kept, additional_vars=["c"], inputs={"x": 1, "where": "o.json"})
    assert {"a": 1} == json.loads(pathlib.Path("o.json").read_text())
    assert ("o.json", {"a": 1, "b": 1}) == (metadata["out"]["file_metadata"]["path"], metadata["kept"])
    assert {"c": 4} == more
    assert ["out", "kept"] == list(metadata)
    assert "out" not in dr.graph.nodes


def test_several_values_are_joined(dr: driver.Driver) -> None:
    saved = to.json(id="out", dependencies=["a", "c"], combine=base.DictResult(), path="o.json")
    dr.materialize(saved, inputs={"x": 1})
    assert {"a": {"a": 1}, "c": 4} == json.loads(pathlib.Path("o.json").read_text())
    table = to.csv(id="table", dependencies=["x", "c"], combine=base.PandasDataFrameResult(), path="o.csv")
    dr.materialize(table, inputs={"x": 1})
    assert "x,c\n1,4\n" == pathlib.Path("o.csv").read_text()


def test_nodes_that_are_added(module: ModuleType) -> None:
    builder = driver.Builder().with_modules(module)
    built = builder.with_materializers(
        to.json(id="out", dependencies=["a", "c"], combine=base.DictResult(), path=source("where")),
        from_.json(target="b", path=value("b.json")),
    ).build()
    nodes = built.graph.nodes
    assert ["a", "b", "c", "frame", "x", "z", "load_data.b", "out_build_result", "out", "where"] == list(nodes)
    saver_tags = {
        "hamilton.data_saver": True,
        "hamilton.data_saver.sink": "json",
        "hamilton.data_saver.classname": "JSONDataSaver",
    }
    assert saver_tags == nodes["out"].tags and dict[str, Any] == nodes["out"].type
    assert ["where", "out_build_result"] == list(nodes["out"].input_types)
    loader_tags = {
        "hamilton.data_loader": True,
        "hamilton.data_loader.has_metadata": False,
        "hamilton.data_loader.source": "json",
        "hamilton.data_loader.classname": "JSONDataLoader",
        "hamilton.data_loader.node": "b",
    }
    assert loader_tags == nodes["b"].tags
    assert {**loader_tags, "hamilton.data_loader.has_metadata": True} == nodes["load_data.b"].tags
    assert tuple[dict[str, Any], dict] == nodes["load_data.b"].type


def test_loading_takes_the_place_of_an_input_and_of_a_node(dr: driver.Driver) -> None:
    pathlib.Path("a.json").write_text('{"a": 7}')
    assert ({}, {"b": {"a": 7, "b": 1}}) == dr.materialize(from_.json(target="a", path="a.json"), additional_vars=["b"])
    assert ({}, {"a": {"a": 3}}) == dr.materialize(from_.literal(target="x", value=3), additional_vars=["a"])


def test_permanent_materializers_are_executed_by_name(module: ModuleType, dr: driver.Driver) -> None:
    builder = driver.Builder().with_modules(module)
    built = builder.with_materializers(to.csv(id="out", dependencies=["frame"], path="f.csv")).build()
    metadata = built.execute(["out"], inputs={"x": 5})["out"]
    assert {"rows": 1, "column_names": ["q"]} == {
        k: metadata["dataframe_metadata"][k] for k in ("rows", "column_names")
    }
    assert [5] == pd.read_csv("f.csv")["q"].tolist()


@pytest.mark.parametrize(
    ("materializers", "kind", "message"),
    [
        ([], ValueError, "No output requested. Please either pass in materializers that will save data, or pass in "
            "`additional_vars` to compute."),
        ([to.json(id="out", dependencies=["nope"], path="x")], ValueError,
            "Materializer out has dependencies that are not in the graph: ['nope']."),
        ([to.json(id="out", dependencies=["a", "b"], path="x")], ValueError,
            "Must specify result builder via combine= key word argument if the materializer has more than one "
            "dependency it is materializing. Otherwise we have no way to join them and know what to pass! See "
            "materializer out."),
        ([to.json(id="a", dependencies=["b"], path="x")], ValueError, "Duplicate node names found: {'a'}"),
        ([to.json(id="q", dependencies=["a"], path="x"), to.json(id="q", dependencies=["b"], path="y")], ValueError,
            "Duplicate node names found: {'q'}"),
        ([to.json(id="out", dependencies=[3], path="x")], ValueError,
            "1 errors encountered:\n  Materializer dependency 3 is not a string, a function, or a driver.Variable."),
        ([to.json(id="out", dependencies=[process_kwargs], path="x")], ValueError,
            "1 errors encountered:\n  Function dagscope.io.materialization.process_kwargs is a function not in a "
            "module given to the materializer. Valid choices are {'materialized'}."),
    ],
)  # fmt: skip
def test_errors(dr: driver.Driver, materializers: list[Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as caught:
        dr.materialize(*materializers, inputs={"x": 1})
    assert message == str(caught.value)


def test_loading_what_is_not_there(dr: driver.Driver) -> None:
    with pytest.raises(
        ValueError, match=r"^Could not find node with name: nope in function graph. Available nodes: \[\]$"
    ):
        dr.materialize(from_.json(target="nope", path="x"), additional_vars=["a"])
    for target in (test_loading_what_is_not_there, 1, None):
        with pytest.raises(ValueError, match="Could not find node with name: "):
            dr.materialize(from_.json(target=target, path="x"), additional_vars=["a"])  # type: ignore[arg-type]


def test_arguments_are_checked_where_they_are_written() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'bad'"):
        to.json(id="q", dependencies=["a"], path="x", bad=2)
    with pytest.raises(TypeError, match="missing a required argument: 'id'"):
        to.json(dependencies=["a"], path="x")
    with pytest.raises(AttributeError, match=r"No data materializer named: nope. Available materializers are: \["):
        _ = to.nope
    with pytest.raises(AttributeError, match=r"No data loader named: nope. Available loaders are: dict_keys\(\["):
        _ = from_.nope


def test_factories_hold_what_was_written() -> None:
    made = to.json("q", ["a"], path="x")
    loaded = from_.json("q", path=source("p"))
    assert isinstance(made, MaterializerFactory) and isinstance(loaded, ExtractorFactory)
    assert ("q", ["a"], {"path": value("x")}) == (made.id, made.dependencies, made.data_saver_kwargs)
    assert ("q", {"path": source("p")}) == (loaded.target, loaded.data_loader_kwargs)
    assert {"a": value(1), "b": source("x")} == process_kwargs({"a": 1, "b": source("x")})


def test_wrong_adapter_for_the_type(dr: driver.Driver) -> None:
    from dagscope.function_modifiers.base import InvalidDecoratorException

    with pytest.raises(InvalidDecoratorException, match="No saver class found for type: <class 'int'>"):
        dr.materialize(to.json(id="q", dependencies=["c"], path="x"), inputs={"x": 1})
    with pytest.raises(InvalidDecoratorException, match="Could not resolve loader for type: <class 'int'>"):
        dr.materialize(from_.json(target="c", path="x"), additional_vars=["c"])
    with pytest.raises(InvalidDecoratorException, match="Missing required parameters for adapter"):
        dr.materialize(to.json(id="q", dependencies=["a"]), inputs={"x": 1})


def test_picture_of_materialization(dr: driver.Driver) -> None:
    drawn = dr.visualize_materialization(to.json(id="out", dependencies=["a"], path="x"), inputs={"x": 1})
    assert "cylinder" in drawn.source and "out" in drawn.source
