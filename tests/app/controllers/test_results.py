"""Questions about values: what the worker is asked, and what becomes of the answers."""

from __future__ import annotations

from dagscope.protocol.messages import (
    AskValue,
    CompareValues,
    ErrorAnswer,
    Saved,
    SaveValue,
    ValueAnswer,
    ValueDiffAnswer,
)
from dagscope.protocol.values import PageAnswer, PageAsk
from dagscope.records import ValueDiff
from dagscope_app.model.records.results import DiffTab, GroupTab

from tests.app.controllers.bench import Bench


def test_a_viewer_gets_its_answer_as_long_as_its_tab_is_there(shop: Bench) -> None:
    run = shop.ran("orders")
    key, got = shop.state.current_result, []
    shop.c.results.ask(key, PageAsk(), lambda answer, image: got.append((answer, image)))
    asked = shop.worker.last(AskValue)
    assert (run.id, "orders", PageAsk()) == (asked.run, asked.node, asked.ask)
    page = PageAnswer(total_rows=3)
    shop.worker.answer(AskValue, ValueAnswer(page), attachment=b"x")
    assert [(page, b"x")] == got

    shop.c.results.ask(key, PageAsk(), lambda answer, image: got.append((answer, image)))
    shop.c.tabs.close(key)
    shop.worker.answer(AskValue, ValueAnswer(page))
    assert 1 == len(got)


def test_a_refusal_is_said_or_given_to_whoever_asked(shop: Bench) -> None:
    shop.ran("orders")
    key, heard = shop.state.current_result, []
    shop.c.results.ask(key, PageAsk(), lambda answer, image: None)
    shop.worker.answer(AskValue, ErrorAnswer("no such column"))
    assert "no such column" == shop.said
    shop.c.results.ask(key, PageAsk(), lambda answer, image: None, heard.append)
    shop.worker.answer(AskValue, ErrorAnswer("not this one"))
    assert ["not this one"] == heard and "no such column" == shop.said


def test_a_value_is_put_next_to_that_of_another_run_the_older_one_to_the_left(shop: Bench) -> None:
    first = shop.ran("orders")
    shop.c.tabs.toggle_pin(shop.state.current_result)
    second = shop.ran("orders")
    shop.ran("gap")
    key = f"{second.id}/orders"
    assert [first.id, shop.run.id] == [run for run, _ in shop.c.results.comparable(key)], "pinned ones first"
    assert "Run #1, pinned, plain" == shop.c.results.comparable(key)[0][1]
    shop.c.results.compare(key, first.id)
    asked = shop.worker.last(CompareValues)
    assert (first.id, second.id) == (asked.left.run, asked.right.run)
    shop.worker.answer(CompareValues, ValueDiffAnswer(ValueDiff("scalar")))
    tab = shop.state.results[-1]
    assert isinstance(tab, DiffTab) and (1, 2, tab.key) == (tab.other, tab.number, shop.state.current_result)


def test_values_that_cannot_be_compared_are_said(shop: Bench) -> None:
    first, second = shop.ran("orders"), shop.ran("orders")
    shop.c.results.compare(f"{second.id}/orders", first.id)
    shop.worker.answer(CompareValues, ErrorAnswer("that value is gone"))
    assert "that value is gone" == shop.said
    assert () == shop.c.results.comparable("no tab")


def test_the_nodes_of_the_selected_group_are_listed(shop: Bench) -> None:
    shop.c.graph.click_group("north")
    shop.do("run.group_table")
    shop.do("run.group_table")
    (tab,) = shop.state.results
    assert isinstance(tab, GroupTab) and shop.state.grouping.members["north"] == tab.members


def test_a_value_is_saved_in_the_form_that_the_name_says(shop: Bench) -> None:
    run = shop.ran("orders")
    shop.c.results.save(shop.state.current_result, "/out/orders.CSV")
    assert SaveValue("main", run.id, "orders", "/out/orders.CSV", "csv", is_safe=True) == shop.worker.last(SaveValue)
    shop.worker.answer(SaveValue, Saved("/out/orders.CSV"))
    assert "Saved orders.CSV." == shop.toast and "/out/orders.CSV" == shop.state.toast.path
    shop.c.results.save(shop.state.current_result, "/out/orders.xyz")
    assert "end the file's name with one of .csv" in shop.said and 1 == len(shop.worker.sent(SaveValue))
    shop.do("project.reload")
    shop.c.results.save(shop.state.current_result, "/out/orders.csv")
    assert shop.said.startswith("This value is gone.")
