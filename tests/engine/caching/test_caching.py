"""What the cache does for whole dataflows: hits, keys, behaviours, what makes a result old."""

from __future__ import annotations

import json
import logging
import pathlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from dagscope import ad_hoc_utils, driver
from dagscope.caching.adapter import CachingBehavior, CachingEventType, HamiltonCacheAdapter
from dagscope.caching.cache_key import decode_key
from dagscope.caching.maintenance import damaged, entries, evict, remove
from dagscope.caching.stores.memory import InMemoryMetadataStore, InMemoryResultStore
from dagscope.io.materialization import to

SOURCE = """
from dagscope.function_modifiers import cache, dataloader, datasaver

calls = []

def a(x: int, y: int = 2) -> int:
    calls.append("a")
    return x + y

def b(a: int) -> dict:
    calls.append("b")
    return {"v": a}

@cache(format="json")
def c(b: dict) -> dict:
    calls.append("c")
    return dict(b, c=1)

@cache(behavior="recompute")
def d(c: dict) -> int:
    calls.append("d")
    return len(c)

@cache(behavior="disable")
def e(d: int) -> int:
    calls.append("e")
    return d

@cache(behavior="ignore")
def f(e: int) -> int:
    calls.append("f")
    return e

def g(f: int) -> int:
    calls.append("g")
    return f

@dataloader()
def loaded(x: int) -> tuple[dict, dict]:
    calls.append("loaded")
    return {"q": x}, {"meta": x}

def used(loaded: dict) -> int:
    calls.append("used")
    return loaded["q"]

@datasaver()
def saved(used: int) -> dict:
    calls.append("saved")
    return {"saved": used}

def nothing(x: int) -> None:
    calls.append("nothing")

def lost(a: int) -> object:
    calls.append("lost")
    return lambda: a

def found(lost: object) -> int:
    calls.append("found")
    return lost()

def broken(a: int) -> int:
    raise ValueError("broken")
"""
NAMES = ["a", "b", "c", "d", "e", "f", "g"]


@pytest.fixture
def module() -> Iterator[ModuleType]:
    made = ad_hoc_utils.module_from_source(SOURCE, "cached_module")
    yield made
    sys.modules.pop("cached_module", None)


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def build(module: ModuleType, **arguments: Any) -> driver.Driver:
    return driver.Builder().with_modules(module).with_cache(**arguments).build()


def run(dr: driver.Driver, module: ModuleType, names: list[str], **arguments: Any) -> tuple[dict, list[str]]:
    """Return the results, and which functions ran for them."""
    module.calls.clear()
    results = dr.execute(names, **arguments)
    return results, sorted(module.calls)


def test_second_run_runs_only_what_must_run(module: ModuleType) -> None:
    names = [*NAMES, "used", "saved", "nothing"]
    first, ran = run(build(module), module, names, inputs={"x": 1})
    second, ran_again = run(build(module), module, names, inputs={"x": 1})

    assert sorted([*names, "loaded"]) == ran
    assert ["d", "e", "f"] == ran_again
    assert first == second
    assert second["nothing"] is None and second["saved"] == {"saved": 1}


def test_default_argument_counts_as_if_it_was_given(module: ModuleType) -> None:
    run(build(module), module, ["a"], inputs={"x": 1})
    assert [] == run(build(module), module, ["a"], inputs={"x": 1, "y": 2})[1]
    assert ["a"] == run(build(module), module, ["a"], inputs={"x": 1, "y": 3})[1]


def test_override_with_an_equal_value_hits(module: ModuleType) -> None:
    run(build(module), module, ["b"], inputs={"x": 1})
    assert ({"b": {"v": 3}}, []) == run(build(module), module, ["b"], inputs={"x": 1}, overrides={"a": 3})
    assert ({"b": {"v": 4}}, ["b"]) == run(build(module), module, ["b"], inputs={"x": 1}, overrides={"a": 4})


def test_a_value_of_another_type_is_another_value(module: ModuleType) -> None:
    run(build(module), module, ["b"], inputs={"x": 1}, overrides={"a": 3})
    assert ({"b": {"v": "3"}}, ["b"]) == run(build(module), module, ["b"], inputs={"x": 1}, overrides={"a": "3"})


def test_saver_gives_the_metadata_of_the_same_inputs(module: ModuleType) -> None:
    run(build(module), module, ["saved"], inputs={"x": 1})
    run(build(module), module, ["saved"], inputs={"x": 2})
    assert {"saved": {"saved": 1}} == run(build(module), module, ["saved"], inputs={"x": 1})[0]


def test_keys_versions_and_behaviours_of_a_run(module: ModuleType) -> None:
    dr = build(module)
    dr.execute(["g"], inputs={"x": 1})
    cache = dr.cache
    run_id = cache.last_run_id

    assert [run_id] == cache.run_ids
    key = decode_key(cache.get_cache_key(run_id, "b"))
    assert key == {
        "node_name": "b",
        "code_version": cache.code_versions[run_id]["b"],
        "dependencies_data_versions": {"a": cache.data_versions[run_id]["a"]},
    }
    assert "input__x" == cache.code_versions[run_id]["x"]
    behaviors = {name: cache.behaviors[run_id][name].name for name in NAMES}
    expected = ["DEFAULT", "DEFAULT", "DEFAULT", "RECOMPUTE", "DISABLE", "IGNORE", "DEFAULT"]
    assert dict(zip(NAMES, expected)) == behaviors
    assert {"f": "<ignore>"} == decode_key(cache.cache_keys[run_id]["g"])["dependencies_data_versions"]
    assert "e" not in cache.data_versions[run_id]
    assert cache.version_code("a") == cache.code_versions[run_id]["a"]
    assert cache.version_data(3) == cache.data_versions[run_id]["a"]


def test_events_tell_where_values_came_from(module: ModuleType) -> None:
    dr = build(module, log_to_file=True)
    for expected in (["a::adapter::execute_node"], ["a::result_store::get_result::hit"]):
        dr.execute(["a"], inputs={"x": 1})
        assert expected == [str(event) for event in dr.cache.logs(dr.cache.last_run_id)["a"]]
    events = dr.cache.logs(dr.cache.run_ids[0], level="debug")
    assert events["x"][1].event_type is CachingEventType.IS_INPUT
    expected = ["resolve_behavior", "is_final_var", "set_cache_key", "get_cache_key", "get_data_version"]
    assert expected == [event.event_type.value for event in events["a"]][:5]
    lines = pathlib.Path(".hamilton_cache", "cache_logs.jsonl").read_text().splitlines()
    fields = ["run_id", "timestamp", "node_name", "task_id", "actor", "event_type", "msg", "value"]
    assert fields == list(json.loads(lines[0]))
    assert {"a", "x"} <= {json.loads(line)["node_name"] for line in lines}


def test_a_step_s_bound_parameter_and_an_input_that_no_node_reads_count_in_cached_runs() -> None:
    text = "from dagscope.function_modifiers import pipe_output, source, step\n"
    text += "def _plus(x: int, y: int = 1) -> int:\n    return x + y\n"
    text += "@pipe_output(step(_plus, y=source('i')))\ndef a(i: int) -> int:\n    return i\n"
    dr = build(ad_hoc_utils.module_from_source(text, "bound"))

    for given in (3, 3, 4):
        assert {"a": 2 * given, "free": 0} == dr.execute(["a", "free"], inputs={"i": given, "free": 0})


def test_a_format_that_is_none_is_a_mistake_of_the_nodes_that_are_stored() -> None:
    text = "from dagscope.function_modifiers import cache\ndef a() -> int:\n    return 1\n"
    text += "@cache(format='nosuch')\ndef wrong(a: int) -> int:\n    return a\n"
    text += "@cache(format='nosuch', behavior='disable')\ndef plain(a: int) -> int:\n    return a\n"
    made = ad_hoc_utils.module_from_source(text, "formats")
    dr = driver.Builder().with_modules(made).with_cache().build()

    assert {"a": 1, "plain": 1} == dr.execute(["a", "plain"])
    with pytest.raises(KeyError, match="nosuch isn't associated"):
        dr.execute(["wrong"])
    assert {"a": 1} == dr.execute(["a"])


def test_format_writes_the_value_as_a_file_of_its_own(module: ModuleType) -> None:
    dr = build(module)
    dr.execute(["c"], inputs={"x": 1})
    version = dr.cache.data_versions[dr.cache.last_run_id]["c"]
    assert {"v": 3, "c": 1} == json.loads(pathlib.Path(".hamilton_cache", f"{version}.json").read_text())
    assert ({"c": {"v": 3, "c": 1}}, []) == run(build(module), module, ["c"], inputs={"x": 1})


@pytest.mark.parametrize("content", [None, b"", b"xx", b"\x80\x04]\x94"])
def test_missing_or_damaged_result_is_computed_again(module: ModuleType, content: bytes | None) -> None:
    dr = build(module)
    dr.execute(["b"], inputs={"x": 1})
    file = pathlib.Path(".hamilton_cache", dr.cache.data_versions[dr.cache.last_run_id]["b"])
    file.unlink() if content is None else file.write_bytes(content)

    logging.getLogger("dagscope.caching").disabled = True
    try:
        assert ({"b": {"v": 3}}, ["b"]) == run(build(module), module, ["b"], inputs={"x": 1})
    finally:
        logging.getLogger("dagscope.caching").disabled = False
    assert ({"b": {"v": 3}}, []) == run(build(module), module, ["b"], inputs={"x": 1})


def test_a_value_that_cannot_be_stored_is_computed_each_time(
    module: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    assert ({"found": 3}, ["a", "found", "lost"]) == run(build(module), module, ["found"], inputs={"x": 1})
    assert "cannot be cached" in caplog.text
    assert {"found": 3} == run(build(module), module, ["found"], inputs={"x": 1})[0]
    assert ["a", "b"] == sorted({*[each.node for each in entries(".hamilton_cache")], "b"} - {"found"})


def test_failure_is_said_and_not_cached(module: ModuleType) -> None:
    dr = build(module)
    logging.getLogger("dagscope.execution.graph_functions").disabled = True
    try:
        with pytest.raises(ValueError, match="broken"):
            dr.execute(["broken"], inputs={"x": 1})
    finally:
        logging.getLogger("dagscope.execution.graph_functions").disabled = False
    events = [str(event) for event in dr.cache.logs(dr.cache.last_run_id, level="debug")["broken"]]
    assert "broken::adapter::failed_execution::broken" == events[-1]
    assert ["a"] == [each.node for each in entries(".hamilton_cache")]


def test_lists_of_nodes_beat_tags_and_defaults(module: ModuleType) -> None:
    dr = build(module, default=["d"], recompute=["a"], ignore=["b"], disable=["c"], default_behavior="recompute")
    dr.execute(["g"], inputs={"x": 1})
    behaviors = dr.cache.behaviors[dr.cache.last_run_id]
    expected = ["RECOMPUTE", "IGNORE", "DISABLE", "DEFAULT", "DISABLE", "IGNORE", "RECOMPUTE"]
    assert expected == [behaviors[name].name for name in NAMES]


def test_a_recomputed_value_replaces_the_one_before() -> None:
    made = iter(range(9))

    def drawn() -> int:
        return next(made)

    module = ad_hoc_utils.create_temporary_module(drawn)
    given = [build(module, recompute=names).execute(["drawn"])["drawn"] for names in ([], ["drawn"], [])]

    assert given == [0, 1, 1]


def test_loader_and_saver_behaviours(module: ModuleType) -> None:
    dr = build(module, default_loader_behavior="recompute", default_saver_behavior="disable")
    run(dr, module, ["saved"], inputs={"x": 1})
    assert ["loaded", "saved"] == run(dr, module, ["saved"], inputs={"x": 1})[1]


def test_wrong_settings_are_errors(module: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"Can only set one of \(`default`, `recompute`, `disable`, `ignore`\)"):
        build(module, default=True, recompute=True)
    with pytest.raises(ValueError, match="Multiple caching behaviors specified by Driver for node: a"):
        build(module, default=["a"], recompute=["a"]).execute(["a"], inputs={"x": 1})
    with pytest.raises(KeyError, match="nope is an invalid `CachingBehavior` value"):
        build(module, default_behavior="nope").execute(["a"], inputs={"x": 1})
    with pytest.raises(TypeError, match=r"The cache's path is that of a folder, not 1"):
        driver.Builder().with_cache(path=1)  # type: ignore[arg-type]
    assert CachingBehavior.from_string("Ignore") is CachingBehavior.IGNORE


def test_stores_in_memory(module: ModuleType) -> None:
    stores: dict[str, Any] = {
        "metadata_store": InMemoryMetadataStore(),
        "result_store": InMemoryResultStore(),
    }
    run(build(module, **stores), module, ["b"], inputs={"x": 1})
    assert ({"b": {"v": 3}}, []) == run(build(module, **stores), module, ["b"], inputs={"x": 1})
    assert not pathlib.Path(".hamilton_cache").exists()


def test_materializer_with_another_path_is_another_result(module: ModuleType) -> None:
    for path in ("one.json", "two.json", "one.json"):
        builder = driver.Builder().with_modules(module).with_cache()
        builder = builder.with_materializers(to.json(id="out", dependencies=["b"], path=path))
        metadata = builder.build().execute(["out"], inputs={"x": 1})["out"]
        assert path == metadata["file_metadata"]["path"] and pathlib.Path(path).exists()


def test_config_value_is_an_input() -> None:
    module = ad_hoc_utils.module_from_source("def q(k: int) -> int:\n    return k + 1\n", "configured")
    results = []
    for k in (1, 2, 1):
        dr = driver.Builder().with_modules(module).with_config({"k": k}).with_cache().build()
        results.append((dr.execute(["q"])["q"], [e.event_type.value for e in dr.cache.logs(dr.cache.last_run_id)["q"]]))
    sys.modules.pop("configured", None)
    assert [(2, ["execute_node"]), (3, ["execute_node"]), (2, ["get_result"])] == results


def test_details_of_old_runs_are_let_go(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagscope.caching.records.KEPT_RUNS", 3)
    dr = build(module)
    for x in range(6):
        dr.execute(["a"], inputs={"x": x})
    assert 3 == len(dr.cache.run_ids) == len(dr.cache.logs()) == len(dr.cache.data_versions)
    assert 6 == len(dr.cache.metadata_store.get_run_ids())
    assert ["a", "x", "y"] == sorted(set(dr.cache.logs(dr.cache.run_ids[0], level="debug")) & {"a", "x", "y"})


def test_size_limit_forgets_what_was_not_used_longest(module: ModuleType) -> None:
    source = "def big(x: int) -> bytes:\n    return bytes([x]) * 50_000\n"
    big = ad_hoc_utils.module_from_source(source, "big_module")
    for x in range(4):
        adapter = HamiltonCacheAdapter(size_limit=120_000)
        driver.Builder().with_modules(big).with_adapters(adapter).build().execute(["big"], inputs={"x": x})
    sys.modules.pop("big_module", None)

    kept = entries(".hamilton_cache")
    assert 2 == len(kept) and () == damaged(".hamilton_cache")
    assert sum(each.size or 0 for each in kept) < 120_000
    assert 2 == evict(".hamilton_cache", 0) and () == entries(".hamilton_cache")


def test_remove_keeps_values_others_share(module: ModuleType) -> None:
    dr = build(module)
    dr.execute(["used", "nothing", "b"], inputs={"x": 1})
    assert 1 == remove(".hamilton_cache", ("used",))
    assert () == damaged(".hamilton_cache")
    assert ["used"] == run(build(module), module, ["used"], inputs={"x": 1})[1]
    assert 5 <= remove(".hamilton_cache")
    assert () == entries(".hamilton_cache")
