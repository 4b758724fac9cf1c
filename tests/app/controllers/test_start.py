"""Recent projects, new projects, new nodes, the tour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.records import DefinitionRecord
from dagscope_app.controllers.ports import PathQuestion

from tests.app.controllers.bench import Bench, node


def test_a_recent_project_is_pinned_let_go_and_taken_off_the_list(bench: Bench) -> None:
    bench.store.update(lambda now: replace(now, preferences=replace(now.preferences, recent=("/a", "/b"))))
    bench.c.start.toggle_pin("/b")
    assert ("/b",) == bench.state.preferences.pinned == bench.settings.kept.pinned
    bench.c.start.forget("/a")
    assert ("/b",) == bench.state.preferences.recent == bench.settings.kept.recent
    bench.c.start.toggle_pin("/b")
    assert () == bench.state.preferences.pinned
    bench.c.start.toggle_pin("/b")
    bench.c.start.forget("/b")
    assert () == bench.state.preferences.recent == bench.state.preferences.pinned


def test_a_new_project_is_made_trusted_and_opened(bench: Bench) -> None:
    bench.do("project.new")
    assert isinstance(bench.ask.question, PathQuestion)
    assert ("save", "my_dataflow") == (bench.ask.question.kind, bench.ask.question.name)
    bench.ask.answer("/home/me/sales")
    assert "/home/me/sales" == bench.state.folder
    assert ("/home/me/sales", "", False) in bench.trust.added
    assert bench.toast.startswith("Created /home/me/sales")


def test_a_place_that_is_full_is_said(bench: Bench) -> None:
    bench.c.start.make("/full/sales")
    assert "could not be created in /full: No space left on device" in bench.said and not bench.state.folder


@pytest.fixture
def lacking(bench: Bench) -> Bench:
    """Return a bench whose `price` needs an input nobody computes."""
    needs = node("price", "rate")
    source = "def price(rate: float) -> float:\n    return rate"
    definition = DefinitionRecord(0, "price", "price", "shop", "/p/shop.py", 3, source=source)
    bench.open((replace(node("rate"), kind="input", type="float"), needs))
    graph = replace(bench.state.graph, definitions={0: definition})
    bench.store.update(lambda now: replace(now, graphs={**now.graphs, "main": graph}))
    bench.c.graph.select(["rate"])
    return bench


def test_a_missing_input_becomes_a_function_in_the_editor(lacking: Bench) -> None:
    lacking.do("source.add_node")
    ((file, text, name),) = lacking.source_files.added
    assert ("/p/shop.py", "rate") == (file, name)
    assert text.startswith("def rate() -> float:\n") and "price needs it" in text
    assert [("/p/shop.py", 7, "")] == lacking.editor.opened
    assert "Added rate() to shop.py, line 7." == lacking.toast


def test_why_nothing_was_added_is_said(lacking: Bench) -> None:
    lacking.source_files.problem = ValueError("has a function rate already; reload the project to see it")
    lacking.do("source.add_node")
    assert lacking.said == "Nothing was added: shop.py has a function rate already; reload the project to see it."
    lacking.source_files.problem = OSError(13, "Permission denied")
    lacking.do("source.add_node")
    assert "Permission denied" in lacking.said and not lacking.editor.opened


def test_the_tour_follows_what_is_done_can_be_skipped_and_is_offered_once(shop: Bench) -> None:
    shop.c.start.begin_tour()
    assert 1 == shop.state.tour
    shop.c.graph.select(["total"])
    assert 2 == shop.state.tour, "a node was clicked, as the card asked"
    shop.c.start.next_step()
    shop.c.start.next_step()
    assert 4 == shop.state.tour
    shop.c.start.next_step()
    assert 0 == shop.state.tour and shop.settings.kept.has_toured

    shop.c.start.begin_tour()
    shop.c.start.end_tour()
    assert 0 == shop.state.tour
    shop.c.graph.select(["orders"])
    assert 0 == shop.state.tour


def test_the_tour_opens_an_example_where_no_project_is_open(bench: Bench) -> None:
    bench.do("help.tour")
    assert "/examples/reusing_functions" == bench.state.folder and 1 == bench.state.tour
