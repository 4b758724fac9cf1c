"""Tabs of what is inside a value: opened once, brought to newer values by name, left alone where pinned or closed."""

from __future__ import annotations

from dagscope.protocol.messages import (
    AskValue,
    CompareValues,
    ErrorAnswer,
    SaveValue,
    ValueAnswer,
    ValueDiffAnswer,
)
from dagscope.protocol.values import InsideAnswer, InsideAsk, PageAsk
from dagscope.records import ValueDiff, ValueRef
from dagscope.value_records import TablePreview, TextPreview
from dagscope_app.model.records.results import DiffTab, newest_tab, value_tabs

from tests.app.controllers.bench import Bench

TABLE = TablePreview("DataFrame", "2 × 2", rows=2)


def opened(shop: Bench) -> str:
    """Run a node, open what is inside its value, and give the key of its tab."""
    shop.ran("orders")
    shop.c.inside.open(shop.state.current_result, (0,), ("train",))
    asked = shop.worker.last(AskValue)
    assert ("orders", InsideAsk((0,), ("train",)), ()) == (asked.node, asked.ask, asked.path)
    shop.worker.answer(AskValue, ValueAnswer(InsideAnswer((0,), TABLE)))
    return shop.state.current_result


def test_it_is_a_tab_of_its_own_whose_questions_go_to_its_place(shop: Bench) -> None:
    key = opened(shop)
    whole, part = value_tabs(shop.state.results)

    assert ("orders", "orders › train", TABLE) == (whole.title, part.title, part.preview)
    assert whole is newest_tab(shop.state.results, "orders")
    shop.c.results.ask(key, PageAsk(), lambda answer, data: None)
    assert (0,) == shop.worker.last(AskValue).path
    shop.c.results.save(key, "/tmp/train.csv")
    assert (0,) == shop.worker.last(SaveValue).inside
    shop.c.tabs.select(whole.key)
    shop.c.inside.open(whole.key, (0,), ("train",))
    assert (key, 2) == (shop.state.current_result, len(shop.state.results))
    shop.c.inside.open(key, (3,), ("b[1]",))
    assert InsideAsk((0, 3), ("train", "b[1]")) == shop.worker.last(AskValue).ask


def test_it_follows_the_next_value_by_its_name(shop: Bench) -> None:
    opened(shop)
    second = shop.ran("orders")
    asked = shop.worker.last(AskValue)
    assert (second.id, InsideAsk((0,), ("train",))) == (asked.run, asked.ask)
    shop.worker.answer(AskValue, ValueAnswer(InsideAnswer((1,), TextPreview("str"))))

    whole, part = value_tabs(shop.state.results)
    assert (second.id, (1,), ("train",)) == (part.run, part.path, part.names)
    assert (second.id, ()) == (whole.run, whole.path)


def test_where_the_next_value_has_no_such_part_the_earlier_one_stays_and_that_is_said(shop: Bench) -> None:
    opened(shop)
    shop.ran("orders")
    shop.worker.answer(AskValue, ErrorAnswer("orders has nothing called train (any more)"))

    assert "orders has nothing called train (any more)" == shop.said
    assert [(2, ()), (1, ("train",))] == [(tab.number, tab.names) for tab in value_tabs(shop.state.results)]


def test_a_pinned_one_stays_and_a_closed_one_does_not_come_back(shop: Bench) -> None:
    key = opened(shop)
    shop.c.tabs.toggle_pin(key)
    count = len(shop.worker.sent(AskValue))
    shop.ran("orders")
    assert count == len(shop.worker.sent(AskValue))

    shop.c.tabs.toggle_pin(key)
    shop.ran("orders")
    shop.c.tabs.close(key)
    shop.worker.answer(AskValue, ValueAnswer(InsideAnswer((0,), TABLE)))
    assert [()] == [tab.names for tab in value_tabs(shop.state.results)]


def test_nothing_opens_in_a_value_that_is_gone(shop: Bench) -> None:
    shop.c.inside.open("no tab", (0,), ("train",))

    assert "This value is gone. Run the node again, then open what is inside it." == shop.said


def test_a_value_is_looked_at_in_another_way_in_its_place_and_back(shop: Bench) -> None:
    shop.ran("orders")
    whole = shop.state.current_result
    shop.c.inside.look_as(whole, "table")
    assert InsideAsk((-1,), ("as table",)) == shop.worker.last(AskValue).ask
    shop.worker.answer(AskValue, ValueAnswer(InsideAnswer((-1,), TABLE)))

    (tab,) = value_tabs(shop.state.results)
    assert (TABLE, (-1,), True) == (tab.preview, tab.path, tab.is_seen_otherwise)
    assert tab.key == shop.state.current_result != whole
    shop.c.inside.look_as(tab.key, "")
    assert InsideAsk((), ()) == shop.worker.last(AskValue).ask
    shop.worker.answer(AskValue, ValueAnswer(InsideAnswer((), TextPreview("str"))))
    assert (whole, [()]) == (shop.state.current_result, [each.names for each in value_tabs(shop.state.results)])


def test_the_other_way_is_kept_with_the_next_value(shop: Bench) -> None:
    shop.ran("orders")
    shop.c.inside.look_as(shop.state.current_result, "table")
    shop.worker.answer(AskValue, ValueAnswer(InsideAnswer((-1,), TABLE)))
    second = shop.ran("orders")

    asked = shop.worker.last(AskValue)
    assert (second.id, InsideAsk((-1,), ("as table",))) == (asked.run, asked.ask)


def test_a_value_that_is_gone_cannot_be_looked_at_in_another_way(shop: Bench) -> None:
    shop.c.inside.look_as("no tab", "table")

    assert "This value is gone. Run the node again, then look at it in another way." == shop.said


def test_what_is_inside_is_compared_with_what_is_called_so_in_the_other_value(shop: Bench) -> None:
    first = shop.ran("orders")
    second = shop.ran("orders")
    shop.c.inside.open(shop.state.current_result, (0,), ("train",))
    shop.worker.answer(AskValue, ValueAnswer(InsideAnswer((0,), TABLE)))
    shop.c.results.compare(shop.state.current_result, first.id)

    asked = shop.worker.last(AskValue)
    assert (first.id, InsideAsk((0,), ("train",))) == (asked.run, asked.ask)
    shop.worker.answer(AskValue, ValueAnswer(InsideAnswer((3,), TABLE)))
    left, right = ValueRef("main", first.id, "orders", (3,)), ValueRef("main", second.id, "orders", (0,))
    assert CompareValues(left, right) == shop.worker.last(CompareValues)
    shop.worker.answer(CompareValues, ValueDiffAnswer(ValueDiff("equal", "table")))
    tab = shop.state.results[-1]
    assert isinstance(tab, DiffTab) and ("train",) == tab.names


def test_what_the_other_value_does_not_have_is_said(shop: Bench) -> None:
    first = shop.ran("orders")
    shop.ran("orders")
    shop.c.inside.open(shop.state.current_result, (0,), ("train",))
    shop.worker.answer(AskValue, ValueAnswer(InsideAnswer((0,), TABLE)))
    shop.c.results.compare(shop.state.current_result, first.id)
    shop.worker.answer(AskValue, ErrorAnswer("orders has nothing called train (any more)"))

    assert "orders has nothing called train (any more)" == shop.said
    assert () == tuple(shop.worker.sent(CompareValues))
