"""What viewers ask of values: it reaches the worker, and the answer the viewer that asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagscope.protocol.messages import AskValue, CompareValues, ErrorAnswer, ValueAnswer, ValueDiffAnswer
from dagscope.protocol.values import LookAnswer, LookAsk, PageAnswer, PageAsk
from dagscope.records import ValueDiff
from dagscope.value_records import TextPreview
from dagscope_app.model.records.results import DiffTab, ValueTab

if TYPE_CHECKING:
    from tests.app.controllers.bench import Bench


def test_a_question_goes_to_the_run_of_the_tab_and_its_answer_to_who_asked(bench: Bench) -> None:
    bench.open()
    run = bench.ran("total")
    answers: list[object] = []
    refusals: list[str] = []

    for _ in range(3):
        bench.c.results.ask(f"{run.id}/total", PageAsk(100), lambda *got: answers.append(got), refusals.append)
    bench.worker.answer(AskValue, ValueAnswer(PageAnswer(500)), attachment=b"x")
    bench.worker.answer(AskValue, ErrorAnswer("not so"))
    bench.c.tabs.close(f"{run.id}/total")
    bench.worker.answer(AskValue, ValueAnswer(PageAnswer(500)))

    assert [AskValue(run.slot, run.id, "total", PageAsk(100))] * 3 == bench.worker.sent(AskValue)
    assert ([(PageAnswer(500), b"x")], ["not so"]) == (answers, refusals), "the tab is gone for the last one"
    assert "" == bench.said


def test_a_refusal_that_nobody_waits_for_is_said(bench: Bench) -> None:
    bench.open()
    run = bench.ran("total")
    bench.c.results.ask(f"{run.id}/total", PageAsk(), lambda *_: None)
    bench.worker.answer(AskValue, ErrorAnswer("there is no column 9"))

    assert "there is no column 9" == bench.said


def test_nothing_is_asked_of_what_is_no_value_or_gone(bench: Bench) -> None:
    bench.open()
    run = bench.ran("total")
    other = bench.ran("total")
    bench.c.results.compare(f"{other.id}/total", run.id)
    bench.worker.answer(CompareValues, ValueDiffAnswer(ValueDiff("equal")))
    diff = bench.state.results[-1]
    assert isinstance(diff, DiffTab)

    for key in (diff.key, "r9/none"):
        bench.c.results.ask(key, PageAsk(), lambda *_: None)

    assert [] == bench.worker.sent(AskValue)


def test_a_closed_value_is_looked_at_again_where_it_is_kept(bench: Bench) -> None:
    bench.open()
    run = bench.ran("total")
    bench.c.tabs.close(f"{run.id}/total")
    bench.c.showing.show_result("total")
    bench.worker.answer(AskValue, ValueAnswer(LookAnswer(TextPreview("str", text="hello"))))

    assert AskValue(run.slot, run.id, "total", LookAsk()) == bench.worker.last(AskValue)
    (tab,) = bench.state.results
    assert isinstance(tab, ValueTab) and TextPreview("str", text="hello") == tab.preview


def test_a_longer_look_fills_the_tab_that_it_was_for(bench: Bench) -> None:
    bench.open()
    run = bench.ran("total")
    key = f"{run.id}/total"
    bench.c.tabs.refill("r9/other", TextPreview("str", text="not this"), b"")
    bench.c.tabs.refill(key, TextPreview("str", text="all of it"), b"png")

    (tab,) = bench.state.results
    assert isinstance(tab, ValueTab)
    assert (TextPreview("str", text="all of it"), b"png", True) == (tab.preview, tab.image, tab.is_looked)
    assert key == bench.state.current_result
