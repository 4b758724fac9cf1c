"""The tracker of experiments: a record of each run, and what it saves in the run's folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from dagscope import ad_hoc_utils, base, driver
from dagscope.io.materialization import to
from dagscope.plugins.h_experiments import ExperimentTracker
from dagscope.plugins.h_experiments.__main__ import main
from dagscope.plugins.h_experiments.cache import JsonCache

SOURCE = "def a(x: int) -> int:\n    return x + 1\n\ndef b(a: int, y: int = 3) -> int:\n    return a + y\n"


@pytest.fixture
def tracked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[driver.Driver, ExperimentTracker]:
    monkeypatch.chdir(tmp_path)
    module = ad_hoc_utils.module_from_source(SOURCE, "experiment")
    monkeypatch.delitem(sys.modules, "experiment")
    tracker = ExperimentTracker("prices")
    return driver.Builder().with_modules(module).with_adapters(tracker).build(), tracker


def test_a_run_is_recorded_with_what_it_was_given_and_saved(
    tracked: tuple[driver.Driver, ExperimentTracker], tmp_path: Path
) -> None:
    dr, tracker = tracked
    saver = to.json(id="saved", dependencies=["b"], path="./out.json", combine=base.DictResult())

    dr.materialize(saver, inputs={"x": 1})

    folder = tmp_path / "experiments" / "prices" / tracker.run_id
    record = json.loads(JsonCache(str(tmp_path / "experiments")).read(tracker.run_id))
    assert {"b": 5} == json.loads((folder / "out.json").read_text()) and tmp_path == Path.cwd()
    assert [("x", 1, None), ("y", None, 3)] == [
        (each["name"], each["value"], each["default_value"]) for each in record["inputs"]
    ]
    assert [{"source_nodes": ["saved_build_result"], "path": str(folder / "out.json"), "sink": "json",
             "data_saver": "JSONDataSaver"}] == record["materialized"]  # fmt: skip
    assert (True, ["experiment"], "prices") == (record["success"], record["modules"], record["experiment"])


def test_a_second_run_starts_anew_and_a_record_can_be_removed(
    tracked: tuple[driver.Driver, ExperimentTracker], tmp_path: Path
) -> None:
    dr, tracker = tracked
    dr.execute(["b"], inputs={"x": 1})
    dr.execute(["b"], inputs={"x": 1}, overrides={"a": 9})

    assert [tracker.run_id] == tracker.cache.keys()
    record = json.loads(tracker.cache.read(tracker.run_id))
    assert [{"name": "a", "value": 9}] == record["overrides"] and 2 == len(record["inputs"])
    models = pytest.importorskip("dagscope.plugins.h_experiments.data_model")
    model = models.RunMetadata(**record)
    assert {"value": 1, "default_value": None} == model.inputs["x"]
    tracker.cache.delete(tracker.run_id)
    assert [] == tracker.cache.keys()


def test_names_that_are_no_folder_are_refused_and_so_is_the_server() -> None:
    with pytest.raises(ValueError, match="invalid character"):
        ExperimentTracker("a/b")
    with pytest.raises(SystemExit, match="server is left out"):
        main()
