"""The commands about results, and which result they mean."""

from __future__ import annotations

import pytest
from dagscope.protocol.messages import CompareValues, Saved, SaveValue
from dagscope.value_records import TablePart
from dagscope_app.controllers.ports import PathQuestion
from dagscope_app.model.records.results import value_tabs

from tests.app.controllers.bench import FOLDER, Bench


@pytest.fixture
def two(shop: Bench) -> Bench:
    """Return the shop with values of orders and total, that of total in front."""
    shop.ran("orders")
    shop.ran("total")
    return shop


def pinned(bench: Bench) -> list[str]:
    return [tab.node for tab in value_tabs(bench.state.results) if tab.is_pinned]


def test_the_selected_node_s_result_is_meant_while_the_keyboard_is_in_the_graph(two: Bench) -> None:
    two.c.graph.select(["orders"])
    two.do("result.pin")
    assert ["orders"] == pinned(two) and two.state.current_result.endswith("/orders")
    two.do("result.pin")
    assert [] == pinned(two)


def test_the_shown_result_is_meant_while_the_keyboard_is_in_the_results(two: Bench) -> None:
    two.c.graph.select(["orders"])
    two.window.is_in_results = True
    two.do("result.pin")
    assert ["total"] == pinned(two)


def test_a_node_without_an_open_result_is_told_so(two: Bench) -> None:
    two.c.graph.select(["gap"])
    two.do("result.pin")
    assert [] == pinned(two) and "run.show_result" == two.offered
    assert "gap has no result that is open. Show it first." == two.said


def test_a_run_to_compare_with_is_chosen(two: Bench) -> None:
    two.c.graph.select(["orders"])
    first = two.state.runs[0]
    two.ran("orders")
    two.do("result.compare")
    assert "Compare orders with its value of" == two.ask.question
    two.ask.answer(first.id)
    assert first.id == two.worker.last(CompareValues).left.run


def test_without_another_run_there_is_nothing_to_compare_with(shop: Bench) -> None:
    shop.ran("total")
    shop.do("result.compare")
    assert ("No other run has a value of total. Run it again first.", "run.selection") == (shop.said, shop.offered)


def test_the_shown_value_is_saved_under_its_name(two: Bench) -> None:
    two.ran("north.chosen")
    two.do("export.value")
    assert isinstance(two.ask.question, PathQuestion)
    assert ("save", FOLDER, "chosen.csv") == (two.ask.question.kind, two.ask.question.start, two.ask.question.name)
    two.ask.answer("/out/chosen.json")
    assert ("north.chosen", "json") == (two.worker.last(SaveValue).node, two.worker.last(SaveValue).format)


def test_csv_is_safe_for_spreadsheets_unless_turned_off(two: Bench) -> None:
    two.ran("north.chosen")
    for is_safe in (True, False):
        two.do("export.value")
        two.ask.answer("/out/chosen.csv")
        assert is_safe == two.worker.last(SaveValue).is_safe
        two.do("export.safe_csv")
    two.worker.answer(SaveValue, Saved("/out/chosen.csv", 2))
    assert "Saved chosen.csv. 2 texts that a spreadsheet would run" in two.state.toast.text


def test_the_button_of_a_page_means_its_page(two: Bench) -> None:
    key = two.state.results[0].key
    two.c.shown_result.save(key)
    assert key == two.state.current_result
    two.ask.answer("/out/orders.csv")
    assert "orders" == two.worker.last(SaveValue).node


def test_what_is_shown_of_a_table_is_saved_where_the_person_says(shop: Bench) -> None:
    shop.ran("orders")
    part = TablePart(((0, 1),), (), "n > 5")
    shop.c.shown_result.save_part(shop.state.current_result, part)
    question = shop.ask.question
    assert isinstance(question, PathQuestion)
    assert ("Save what is shown", "orders.csv") == (question.title, question.name)
    shop.ask.answer("/tmp/orders.xlsx")
    asked = shop.worker.last(SaveValue)

    assert ("/tmp/orders.xlsx", "xlsx", part) == (asked.path, asked.format, asked.part)
