"""The first mistakes of newcomers get a sentence with what to write, and what one holds tells what it is."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from dagscope.ad_hoc_utils import module_from_source
from dagscope.async_driver import AsyncDriver
from dagscope.driver import Builder, Driver
from dagscope.errors import BuildError, ExecutionRequestError
from dagscope.execution.plan import make_plan
from dagscope.lifecycle.default import PrintLn

FLOW = module_from_source(
    "from dagscope.function_modifiers import config, subdag\n"
    "def daily_users(clicks: int) -> int:\n    return clicks\n"
    "def scaled(daily_users: int, Rate: float = 2.0) -> float:\n    return daily_users * Rate\n"
    "@config.when(region='US')\ndef price__us(base: int) -> int:\n    return base\n"
    "@config.when(region='EU')\ndef price__eu(base: int) -> int:\n    return base + 1\n"
    "def offer(price: int) -> int:\n    return price\n"
    "def top(price: int) -> int:\n    return price\n"
    "@subdag(price__us, price__eu, top)\ndef quote(top: int) -> int:\n    return top\n",
    "first_mistakes",
)


def _driver(**config: Any) -> Driver:
    return Builder().with_modules(FLOW).with_config(config).build()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("daily_user", "daily_users"),
        ("Scaled", "scaled"),
        ("DAILY_USERS", "daily_users"),
        ("scald", "scaled"),
        ("scaled,", "scaled"),
    ],
)
def test_an_unknown_output_names_the_one_that_may_be_meant(asked: str, meant: str) -> None:
    with pytest.raises(ValueError, match=rf"Unknown nodes \[{asked}\](.|\n)*{asked}: is {meant} meant\?"):
        _driver().execute([asked], inputs={"clicks": 1})
    with pytest.raises(ValueError, match=f"is {meant} meant"):
        _driver().what_is_upstream_of(asked)


@pytest.mark.parametrize("asked", ["scaled,daily_users", "scaled, daily_users", "scaled;daily_users"])
def test_several_names_in_one_text_are_said_to_be_several(asked: str) -> None:
    with pytest.raises(ValueError, match=f"{asked}: write each name by itself: 'scaled', 'daily_users'"):
        _driver().execute([asked], inputs={"clicks": 1})


def test_nothing_is_made_up_for_a_name_like_no_other() -> None:
    with pytest.raises(ValueError) as caught:
        _driver().execute(["zzz"])

    assert str(caught.value) == "Unknown nodes [zzz] requested. Check for typos?"


def test_a_missing_input_names_what_was_given_instead() -> None:
    with pytest.raises(ExecutionRequestError, match=r"Required input clicks(.|\n)*Clicks was given: is clicks meant\?"):
        _driver().execute(["scaled"], inputs={"Clicks": 1})


def test_an_override_of_nothing_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert _driver().execute(["scaled"], inputs={"clicks": 1}, overrides={"daily_user": 9}) == {"scaled": 2.0}

    assert "Nothing is called daily_user, so overriding it has no effect: is daily_users meant?" in caplog.text


@pytest.mark.parametrize(("final", "missing"), [("offer", "price"), ("quote", "price")])
def test_a_missing_input_names_the_variants_of_another_config(final: str, missing: str) -> None:
    with pytest.raises(ExecutionRequestError) as caught:
        _driver().execute([final], inputs={"base": 1})

    text = str(caught.value)
    assert f"Required input {missing}" in text
    assert f"{missing} comes from price__eu (" in text and "price__us (" in text and "set region." in text
    assert _driver(region="EU").execute(["offer"], inputs={"base": 1}) == {"offer": 2}


def test_a_text_or_a_function_is_no_list_of_final_variables() -> None:
    with pytest.raises(ExecutionRequestError, match=r"not the text 'scaled': write \['scaled'\]"):
        _driver().execute("scaled", inputs={"clicks": 1})
    with pytest.raises(ExecutionRequestError, match=r"not the function scaled: write \[scaled\]"):
        _driver().execute(FLOW.scaled, inputs={"clicks": 1})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("flow", "not of the text 'flow'"),
        (FLOW.scaled, "not of the function scaled"),
        ([FLOW], "with_modules\\(\\*modules\\)"),
        (None, "not of None"),
        (Path("flow.py"), "import the module"),
    ],
    ids=["text", "function", "list", "nothing", "path"],
)
def test_what_is_no_module_is_refused(given: Any, words: str) -> None:
    with pytest.raises(BuildError, match=words):
        Builder().with_modules(given)
    with pytest.raises(BuildError, match=words):
        Driver({}, given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (PrintLn, r"not the class PrintLn: write PrintLn\(\)"),
        ([PrintLn()], r"write `\*adapters`"),
        ("threads", "not 'threads'"),
        (FLOW, "not <module"),
        (None, "not None"),
    ],
    ids=["class", "list", "text", "module", "nothing"],
)
def test_what_is_no_adapter_is_refused(given: Any, words: str) -> None:
    with pytest.raises(BuildError, match=words):
        Builder().with_adapters(given)


@pytest.mark.parametrize("given", ["clicks=1", [("clicks", 1)], 3])
def test_inputs_and_overrides_are_dictionaries(given: Any, tmp_path: Path) -> None:
    plain, building = _driver(), Builder().with_modules(FLOW)
    cached = building.copy().with_cache(tmp_path).build()
    listening = building.with_adapters(PrintLn()).build()

    def execute_async(*asked: Any, **values: Any) -> Any:
        return asyncio.run(AsyncDriver({}, FLOW).execute(*asked, **values))

    executions = [plain.execute, listening.execute, cached.execute, execute_async]
    for ask in [*executions, plain.validate_execution, plain.export_execution]:
        with pytest.raises(ExecutionRequestError, match="The inputs are a dictionary of names and values, not"):
            ask(["scaled"], inputs=given)
    for execute in executions:
        with pytest.raises(ExecutionRequestError, match="The overrides are a dictionary of names and values, not"):
            execute(["scaled"], overrides=given)


@pytest.mark.parametrize("given", ["US", 3, None, ["a"], FLOW.scaled])
def test_a_config_without_keys_is_refused(given: Any) -> None:
    with pytest.raises(BuildError, match="dictionary of keys and values"):
        Builder().with_config(given)
    with pytest.raises(BuildError, match="dictionary of keys and values"):
        Driver(given, FLOW)


def test_what_one_holds_tells_what_it_is() -> None:
    builder = Builder().with_modules(FLOW).with_config({"region": "EU"})
    driver = builder.build()
    plan = make_plan(driver.graph, ["scaled"], {"Rate"})

    assert repr(builder) == "<Builder: first_mistakes, config: region>"
    assert repr(Builder()) == "<Builder: no modules>"
    assert repr(driver).startswith("<Driver of first_mistakes: ") and repr(driver).endswith("; config: region>")
    assert " nodes, " in repr(driver.graph) and repr(driver.graph).startswith("<FunctionGraph: ")
    assert repr(plan) == "<Plan: 2 steps to scaled; missing: clicks>"


def test_one_thing_is_counted_in_the_singular() -> None:
    graph = Builder().with_modules(module_from_source("def twice(x: int) -> int:\n    return 2 * x")).build().graph

    assert repr(graph) == "<FunctionGraph: 1 node, 1 input: x>"
    assert repr(make_plan(graph, ["twice"], {"x"})) == "<Plan: 1 step to twice>"
