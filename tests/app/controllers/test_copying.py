"""The scenario in the clipboard: as a command that runs it, saved or not, and as Python from the worker."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

from dagscope.protocol.messages import AskScript, Script
from dagscope.scenario import ValueSpec, from_plain

from tests.app.controllers.bench import FOLDER, Bench


def test_a_kept_scenario_is_named(shop: Bench) -> None:
    scenario = shop.state.scenario
    assert scenario is not None
    shop.store.update(lambda state: replace(state, loaded=(scenario,)))
    shop.c.copying.copy_command()
    assert ["dagscope", "run", FOLDER, "--scenario", scenario.name] == shlex.split(shop.clipboard.text())


def test_an_edited_one_is_written_out(shop: Bench) -> None:
    shop.c.scenario.set_config("method", ValueSpec("literal", "'it''s'"))
    scenario = shop.state.scenario
    assert scenario is not None
    shop.c.copying.copy_command()
    *words, written = shlex.split(shop.clipboard.text())
    assert ["dagscope", "run", FOLDER, "--scenario"] == words
    found = from_plain(json.loads(written))
    assert (scenario.config, scenario.modules, scenario.final_vars) == (found.config, found.modules, found.final_vars)


def test_python_comes_from_the_worker(shop: Bench) -> None:
    shop.c.copying.copy_python()
    asked = shop.worker.last(AskScript)
    assert shop.state.scenario == asked.scenario
    shop.worker.answer(AskScript, Script("print(1)"))
    assert "print(1)" == shop.clipboard.text()
