"""What stands around the engine: temporary modules, logging, the empty telemetry, guards and names left out."""

from __future__ import annotations

import importlib
import inspect
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagscope import ad_hoc_utils, settings
from dagscope.driver import Builder
from dagscope.graph_types import hash_source_code
from dagscope.hamilton import contrib, dataflows, log_setup, models, telemetry


@pytest.fixture(autouse=True)
def _clean_modules() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def one(x: int = 1) -> int:
    return x


def _hidden() -> int:
    return 1


def test_temporary_module_holds_copies() -> None:
    module = ad_hoc_utils.create_temporary_module(one, module_name="made")

    assert sys.modules["made"] is module
    assert (module.one.__module__, one.__module__ == "made") == ("made", False)
    assert Builder().with_modules(module).build().execute(["one"], inputs={"x": 4}) == {"one": 4}
    assert ad_hoc_utils.create_temporary_module(one).__name__.startswith("temporary_module_")


def test_temporary_module_refuses_what_would_be_no_node() -> None:
    with pytest.raises(ValueError, match="begins with an underscore"):
        ad_hoc_utils.create_temporary_module(_hidden)
    with pytest.raises(ValueError, match="Duplicate/reserved function name: one cannot be used"):
        ad_hoc_utils.create_temporary_module(one, one)
    with pytest.raises(ValueError, match="already exists"):
        ad_hoc_utils.create_temporary_module(one, module_name="sys")


@pytest.mark.parametrize("make", [ad_hoc_utils.module_from_source, ad_hoc_utils.create_module])
def test_module_from_text_knows_its_source(make: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    module = make("def a() -> int:\n    return 1\n", "from_text")  # type: ignore[operator]

    assert inspect.getsource(module.a) == "def a() -> int:\n    return 1\n"
    assert len(str(Builder().with_modules(module).build().list_available_variables()[0].version)) == 64


def test_text_that_fails_leaves_no_module_behind() -> None:
    with pytest.raises(ZeroDivisionError):
        ad_hoc_utils.module_from_source("1 / 0\n", "broken")
    assert "broken" not in sys.modules


def test_hash_of_source_ignores_docs_and_comments_only_when_told() -> None:
    plain, documented = "def a():\n    return 1\n", "def a():\n    '''Doc.'''\n    return 1  # why\n"

    assert hash_source_code(plain, strip=True) == hash_source_code(documented, strip=True)
    assert hash_source_code(plain) != hash_source_code(documented)


def test_nothing_is_sent() -> None:
    telemetry.disable_telemetry()

    assert telemetry.is_telemetry_enabled() is False
    assert settings.ENABLE_POWER_USER_MODE == "hamilton.enable_power_user_mode"


def test_logging_is_set_up_once(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger("")
    handlers, level = list(root.handlers), root.level
    try:
        log_setup.setup_logging()
        log_setup.setup_logging(log_setup.LOG_LEVELS["WARNING"])
        logging.getLogger("somewhere").warning("careful")

        assert capsys.readouterr().out.count("careful") == 1
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def test_missing_library_of_a_shared_dataflow_is_named(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("shared")
    with pytest.raises(ImportError), contrib.catch_import_errors("shared.flow", "/somewhere/flow.py", logger):
        importlib.import_module("no_such_library")

    assert "shared.flow needs a library that is not installed" in caplog.text
    assert "requirements.txt" in caplog.text


@pytest.mark.parametrize("name", ["import_module", "pull_module", "find", "list", "latest_commit"])
def test_hub_is_left_out_and_says_so(name: str) -> None:
    with pytest.raises(ImportError, match=rf"dataflows\.{name} downloads from a hub"):
        getattr(dataflows, name)("text_summarization")


def test_model_computes_by_predicting() -> None:
    class Doubling(models.BaseModel):
        def get_dependents(self) -> list[str]:
            return ["x"]

        def predict(self, **inputs: int) -> int:
            return 2 * inputs["x"]

    model = Doubling({"k": 1}, "doubled")

    assert (model.compute(x=2), model.name, model.config_parameters) == (4, "doubled", {"k": 1})
