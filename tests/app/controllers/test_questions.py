"""`input()` in a node: asked once, answered once, gone with its run. Pictures that a node shows get tabs."""

from __future__ import annotations

from dagscope.protocol.commands import InputGiven
from dagscope.protocol.messages import InputWanted, Result, RunFinished

from tests.app.controllers.bench import NUMBER, Bench


def asked(shop: Bench, *numbers: int) -> None:
    shop.do("run.final")
    shop.begin()
    for number in numbers:
        shop.tell(InputWanted(shop.run.id, "total", f"question {number}? ", number))


def test_questions_are_answered_one_after_the_other(shop: Bench) -> None:
    asked(shop, 1, 2)
    assert ["question 1? ", "question 2? "] == [item.prompt for item in shop.state.questions]
    shop.c.questions.answer(1, "yes")
    assert [InputGiven(1, "yes")] == shop.worker.sent(InputGiven)
    assert [2] == [item.number for item in shop.state.questions]
    shop.c.questions.answer(1, "again")
    assert 1 == len(shop.worker.sent(InputGiven))


def test_a_stopped_run_asks_nothing_any_more(shop: Bench) -> None:
    asked(shop, 1)
    shop.do("run.stop")
    assert () == shop.state.questions


def test_a_run_that_ends_takes_its_questions_along(shop: Bench) -> None:
    asked(shop, 1)
    shop.tell(RunFinished(shop.run.id, "failed", 1.0))
    assert () == shop.state.questions


def test_pictures_that_a_node_shows_have_tabs_of_their_own(shop: Bench) -> None:
    asked(shop)
    for number in (1, 2):
        shop.tell(Result(shop.run.id, f"total#figure {number}", NUMBER))
    shop.do_all_turns()
    assert {"total#figure 1", "total#figure 2"} <= {tab.node for tab in shop.state.results}
