"""One of several definitions is chosen: by its module, or by the config that it wants; undo takes it back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.protocol.messages import Build, GraphEnd, GraphPage, WhatIf
from dagscope.records import DefinitionRecord
from dagscope.scenario import ValueSpec
from dagscope_app.controllers.titles import undo_title
from dagscope_app.model.panels.details import Shown, shown_of
from dagscope_app.model.picture.resolve import resolve
from dagscope_app.model.scenario.definition_choices import choices_of
from dagscope_app.model.state import AppState

from tests.app.controllers.bench import SHOP, Bench, pages

MORE = (
    DefinitionRecord(90, "total", "total", "discounts", is_active=False, reason="orders defines it again, and ..."),
    DefinitionRecord(91, "total", "total__half", "orders", is_active=False,
        reason="its condition on the config does not hold", wants={"rounding": "'half'"}),
    DefinitionRecord(92, "total", "total__odd", "orders", is_active=False,
        reason="its condition on the config does not hold"),
    DefinitionRecord(93, "total", "total", "given", is_active=False, reason="the config gives this value"),
)  # fmt: skip


def answer(bench: Bench) -> None:
    page, end = pages(SHOP)
    assert isinstance(page, GraphPage) and isinstance(end, GraphEnd)
    nodes = tuple(
        replace(node, definitions=(*node.definitions, 90, 91, 92, 93)) if node.name == "total" else node
        for node in page.nodes
    )
    bench.worker.answer(Build, replace(page, nodes=nodes, definitions=(*page.definitions, *MORE)), end)
    bench.do_all_turns()


@pytest.fixture
def several(shop: Bench) -> Bench:
    """Return the shop in which `total` has several definitions."""
    shop.c.project.build()
    answer(shop)
    shop.c.graph.select(["total"])
    return shop


def titles(state: AppState) -> list[str]:
    return [each.title for each in choices_of(state, "total")]


def test_only_what_can_count_is_offered(several: Bench) -> None:
    assert ["Use this one", "Set rounding = 'half'"] == titles(several.state)
    assert () == choices_of(several.state, "orders")


def test_a_function_is_taken_from_another_module_and_undo_lets_go_of_it(several: Bench) -> None:
    before = several.state.scenario
    several.c.definitions.choose("total", 90)
    scenario = several.state.scenario
    assert scenario is not None and {"total": "discounts"} == scenario.definitions
    assert scenario.allow_module_overrides, "without it the choice would have no effect"
    assert scenario == several.worker.last(Build).scenario
    several.do("edit.undo")
    assert before == several.state.scenario


def test_a_variant_sets_the_config_that_chooses_it(several: Bench) -> None:
    several.do("scenario.choose_definition")
    assert ["90", "91"] == [option.key for option in several.ask.options]
    several.ask.answer("91")
    assert several.state.scenario is not None
    assert ValueSpec("literal", "'half'") == several.state.scenario.config["rounding"]
    assert {} == several.state.scenario.definitions


def test_a_function_of_a_module_that_the_scenario_does_not_use_is_offered_but_not_counted(shop: Bench) -> None:
    outside = DefinitionRecord(95, "total", "total", "discounts", is_active=False)
    page, end = pages(SHOP)
    assert isinstance(page, GraphPage)
    shop.c.project.build()
    shop.worker.answer(Build, replace(page, elsewhere=(outside,)), end)
    shop.do_all_turns()
    shop.c.graph.select(["total"])
    assert shop.state.layout is not None
    assert 1 == resolve(shop.state, shop.state.layout).nodes["total"].definition_count
    shown, before = shown_of(shop.state), shop.state.scenario
    assert isinstance(shown, Shown)
    told = replace(outside, reason="module not in this scenario")
    assert ((told,), {95: "Use this one"}) == (shown.elsewhere, shown.choices)
    shop.do("scenario.choose_definition")
    assert ["Use this one (module not in this scenario)"] == [option.hint for option in shop.ask.options]
    shop.ask.answer("95")
    scenario = shop.state.scenario
    assert before is not None and scenario is not None
    assert ({"total": "discounts"}, before.modules) == (scenario.definitions, scenario.modules)
    assert scenario.allow_module_overrides and scenario == shop.worker.last(Build).scenario
    assert "Undo definition of total" == undo_title(shop.state)
    shop.do("edit.undo")
    assert before == shop.state.scenario


def offer_elsewhere(shop: Bench, function: str, wants: dict[str, str]) -> None:
    """Build anew with a variant of `total` in a module that is not used, and select the node."""
    outside = DefinitionRecord(95, "total", function, "discounts", is_active=False, wants=wants)
    page, end = pages(SHOP)
    assert isinstance(page, GraphPage)
    shop.c.project.build()
    shop.worker.answer(Build, replace(page, elsewhere=(outside,)), end)
    shop.do_all_turns()
    shop.c.graph.select(["total"])


def test_a_variant_of_such_a_module_comes_with_the_config_that_chooses_it(shop: Bench) -> None:
    offer_elsewhere(shop, "total__half", {"rounding": "'half'", "n": "2"})
    before = shop.state.scenario
    assert ["Set rounding = 'half', n = 2 and use this one"] == titles(shop.state)
    shop.c.definitions.choose("total", 95)
    scenario = shop.state.scenario
    assert before is not None and scenario is not None
    assert ({"total__half": "discounts"}, before.modules) == (scenario.definitions, scenario.modules)
    assert {"rounding": "'half'", "n": "2"}.items() <= {k: spec.text for k, spec in scenario.config.items()}.items()
    shop.do("edit.undo")
    assert before == shop.state.scenario


def test_a_variant_that_wants_a_key_without_a_value_takes_it_out(shop: Bench) -> None:
    offer_elsewhere(shop, "total__other", {"rounding": "", "n": "2"})
    before = shop.state.scenario
    assert before is not None and "rounding" in before.config
    assert ["Set rounding = (not set), n = 2 and use this one"] == titles(shop.state)
    shop.c.definitions.choose("total", 95)
    scenario = shop.state.scenario
    assert scenario is not None and "2" == scenario.config["n"].text and "rounding" not in scenario.config
    shop.do("edit.undo")
    assert before == shop.state.scenario


def test_what_was_chosen_is_said_on_the_node_and_can_be_let_go(several: Bench) -> None:
    several.c.definitions.choose("total", 90)
    chosen = replace(MORE[0], is_active=True, reason="chosen in this scenario")
    page, end = pages(SHOP)
    assert isinstance(page, GraphPage)
    nodes = tuple(replace(n, definitions=(90, *n.definitions)) if n.name == "total" else n for n in page.nodes)
    shadowed = tuple(replace(d, is_active=d.node != "total") for d in page.definitions)
    several.worker.answer(Build, replace(page, nodes=nodes, definitions=(*shadowed, chosen)), end)
    several.do_all_turns()
    assert several.state.layout is not None
    scene = resolve(several.state, several.state.layout)
    assert scene.nodes["total"].is_chosen and not scene.nodes["orders"].is_chosen
    assert ["Let the order of the modules decide", "Use this one"] == titles(several.state)
    several.c.definitions.release("total")
    assert several.state.scenario is not None and {} == several.state.scenario.definitions


def test_pointing_at_a_choice_shows_what_it_would_do(several: Bench) -> None:
    several.c.definitions.hint("total", 90)
    asked = several.worker.last(WhatIf)
    assert {"total": "discounts"} == asked.right.definitions
    assert several.state.ghost is not None and "Use discounts.total" == several.state.ghost.title


def test_letting_a_choice_go_is_hinted_at(several: Bench) -> None:
    several.c.definitions.choose("total", 90)
    answer(several)
    several.c.definitions.hint_release("total")
    asked = several.worker.last(WhatIf)
    assert ({"total": "discounts"}, {}) == (asked.left.definitions, asked.right.definitions)
