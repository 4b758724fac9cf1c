"""The plugin of MLflow against the real library, with its store in a file and without network."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from dagscope import ad_hoc_utils, driver, registry
from dagscope.io.materialization import from_, to

MODELS = """
from dagscope.function_modifiers import tag

def score(x: int) -> float:
    return x / 2

def said(x: int) -> str:
    return "text"

def told(x: int) -> dict:
    return {"x": x}

def odd(x: int) -> list:
    return [object, x]

def broken(x: int) -> int:
    raise ValueError("no luck")

@tag(team="us")
def model(x: int) -> object:
    \"\"\"The model.\"\"\"
    return MODEL(x)

def rows(x: int) -> dict:
    return {"rows": x}

def used(loaded: object) -> int:
    return loaded.predict([1, 2])
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    mlflow = pytest.importorskip("mlflow")
    pytest.importorskip("sqlalchemy")
    monkeypatch.chdir(tmp_path)
    before = mlflow.get_tracking_uri()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/mlflow.db")
        yield mlflow
        if mlflow.active_run():
            mlflow.end_run()
    mlflow.set_tracking_uri(before)


def _flavor(mlflow: Any) -> tuple[ModuleType, type]:
    """Return a flavor of our own, which needs none of the libraries for models."""
    flavor = ModuleType("own_flavor")

    class Model:
        def __init__(self, factor: int) -> None:
            self.factor = factor

        def predict(self, values: list[int]) -> int:
            return self.factor * sum(values)

    def log_model(model: Any, path: str, **kwargs: Any) -> Any:
        run = mlflow.active_run().info
        client = mlflow.client.MlflowClient()
        info = mlflow.models.Model(artifact_path=path, run_id=run.run_id, flavors={"own": {"factor": model.factor}})
        client.log_text(run.run_id, info.to_yaml(), f"{path}/MLmodel")
        return info.get_model_info()

    def load_model(model_uri: str, **kwargs: Any) -> Any:
        return Model(mlflow.models.get_model_info(model_uri).flavors["own"]["factor"])

    flavor.log_model, flavor.load_model = log_model, load_model  # type: ignore[attr-defined]
    return flavor, Model


def test_mlflow_logs_runs_and_what_they_give(store: Any, tmp_path: Path) -> None:
    from dagscope.plugins.h_mlflow import MLFlowTracker

    module = ad_hoc_utils.module_from_source(MODELS, "flow_of_models")
    sys.modules.pop("flow_of_models", None)
    tracker = MLFlowTracker(
        tracking_uri=store.get_tracking_uri(), artifact_location=str(tmp_path / "artifacts"),
        experiment_name="tests", run_tags={"t": "1"}, run_description="why",
    )  # fmt: skip
    before = {each.name for each in tmp_path.iterdir()}
    dr = driver.Builder().with_modules(module).with_config({"k": 1}).with_adapters(tracker).build()
    saver = to.json(id="out", dependencies=["rows"], path=str(tmp_path / "rows.json"))
    dr.materialize(saver, additional_vars=["score", "said", "told", "odd"], inputs={"x": 3})
    assert {"rows.json", "artifacts"} == {each.name for each in tmp_path.iterdir()} - before
    run = store.get_run(tracker.run_id)
    assert ("FINISHED", {"score": 1.5}) == (run.info.status, run.data.metrics)
    assert {"k": "1", "x": "3"} == run.data.params and "1" == run.data.tags["t"]
    logged = {each.path for each in tracker.client.list_artifacts(tracker.run_id)}
    assert {"config.json", "hamilton_graph.json", "said.txt", "told.json", "odd.pickle", "out"} == logged
    with pytest.raises(ValueError, match="no luck"):
        dr.execute(["broken"], inputs={"x": 1})
    assert "FAILED" == store.get_run(tracker.run_id).info.status and store.active_run() is None


def test_mlflow_keeps_registers_and_loads_models(store: Any, tmp_path: Path) -> None:
    from dagscope.plugins.h_mlflow import MLFlowTracker

    registry.load_extension("mlflow")
    flavor, model = _flavor(store)
    module = ad_hoc_utils.module_from_source(MODELS, "flow_of_models")
    sys.modules.pop("flow_of_models", None)
    module.MODEL = model  # type: ignore[attr-defined]
    tracker = MLFlowTracker(tracking_uri=store.get_tracking_uri(), artifact_location=str(tmp_path / "artifacts"))
    dr = driver.Builder().with_modules(module).with_adapters(tracker).build()
    saver = to.mlflow(id="kept", dependencies=["model"], flavor=flavor, register_as="scores")
    metadata, _ = dr.materialize(saver, inputs={"x": 5})
    version = metadata["kept"]["registered_model"]["version"]
    assert ("scores", "The model.") == (
        (found := tracker.client.get_model_version("scores", version)).name,
        found.description,
    )
    assert {"node_name": "model", "function_name": "model", "team": "us", "module": "flow_of_models"} == found.tags
    plain = driver.Builder().with_modules(module).build()
    for where in ({"model_uri": metadata["kept"]["model_uri"]}, {"run_id": tracker.run_id}):
        loader = from_.mlflow(target="loaded", flavor=flavor, **where)
        assert 15 == plain.materialize(loader, additional_vars=["used"], inputs={})[1]["used"]
    for wrong in ({}, {"mode": "registry"}, {"mode": "registry", "model_name": "m"}):
        with pytest.raises(ValueError, match="With mode="):
            registry.LOADER_REGISTRY["mlflow"][0](**wrong)
    with pytest.raises(ImportError, match="MLflow has no flavor 'builtins'"):
        registry.SAVER_REGISTRY["mlflow"][0]().save_data(3)
