"""The tabs of results: which one a value goes into, which is in front."""

from __future__ import annotations

from dagscope_app.model.records.results import value_tabs

from tests.app.controllers.bench import Bench


def nodes(bench: Bench) -> list[str]:
    return [tab.node for tab in bench.state.results]


def current(bench: Bench) -> str:
    return next((tab.node for tab in bench.state.results if tab.key == bench.state.current_result), "")


def test_a_node_s_next_value_takes_its_tab_unless_that_is_pinned(shop: Bench) -> None:
    shop.ran("orders")
    shop.ran("orders")
    (tab,) = value_tabs(shop.state.results)
    assert 2 == tab.number
    shop.c.tabs.toggle_pin(tab.key)
    shop.ran("orders")
    assert [(2, True), (3, False)] == [(item.number, item.is_pinned) for item in value_tabs(shop.state.results)]


def test_values_that_come_together_are_shown_together(shop: Bench) -> None:
    told: list[int] = []
    shop.c.run.run(("total", "gap"))
    shop.store.listen(lambda old, new: told.append(len(new.results)))
    shop.finish()
    assert [2] == [count for count in dict.fromkeys(told) if count]
    assert ["total", "gap"] == nodes(shop) and "total" == current(shop), "what was asked for first"


def test_what_is_looked_at_stays_in_front_when_it_runs_again(shop: Bench) -> None:
    shop.c.run.run(("total", "gap"))
    shop.finish()
    shop.c.tabs.select(shop.state.results[1].key)
    shop.c.run.run(("total", "gap"))
    shop.finish()
    assert "gap" == current(shop)
    shop.ran("orders")
    assert "orders" == current(shop), "what was asked for comes to the front"


def test_closing_brings_the_neighbour_to_the_front(shop: Bench) -> None:
    for name in ("orders", "total", "gap"):
        shop.ran(name)
    shop.c.tabs.select(shop.state.results[1].key)
    shop.do("result.close")
    assert (["orders", "gap"], "gap") == (nodes(shop), current(shop))
    shop.do("result.close")
    assert "orders" == current(shop)
    shop.do("result.close")
    assert ("", "") == (current(shop), shop.state.current_result)


def test_next_and_previous_go_round_and_show_the_results(shop: Bench) -> None:
    for name in ("orders", "total", "gap"):
        shop.ran(name)
    seen = []
    for command in ("result.next", "result.next", "result.previous", "result.previous"):
        shop.do(command)
        seen.append(current(shop))
    assert ["orders", "total", "orders", "gap"] == seen
    assert ("show_bottom", "results") == shop.window.calls[-1]


def test_a_value_nobody_asked_for_gets_no_tab(shop: Bench) -> None:
    shop.ran("orders")
    run = shop.ran("total")
    tab = value_tabs(shop.state.results)[0]
    assert tab.preview is not None
    shop.c.tabs.put(run.id, "count", "ok", tab.preview, b"")
    shop.do_all_turns()
    assert "count" not in nodes(shop)
    shop.c.tabs.put(run.id, "count", "ok", tab.preview, b"", is_asked=True)
    assert "count" == current(shop)
