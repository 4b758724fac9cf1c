"""The comparison written as a report: where to, what is asked of the worker, what is said then."""

from __future__ import annotations

from dagscope.protocol.messages import Compare, ErrorAnswer, SaveComparison, Saved
from dagscope.records import CompareRule
from dagscope_app.controllers.conditions import has_comparison

from tests.app.controllers.bench import Bench
from tests.app.controllers.comparing import answer_both, compared, run_both


def test_what_is_shown_is_written_with_its_runs_and_its_tolerances(shop: Bench) -> None:
    shop.do("compare.open")
    assert not has_comparison(shop.state)
    answer_both(shop)
    compared(shop)
    assert has_comparison(shop.state)
    shop.do("compare.report")
    shop.ask.answer("/tmp/x.html")
    now = shop.state.compare
    assert SaveComparison(Compare("left", "right"), (now.left, now.right), "/tmp/x.html") == shop.worker.last(
        SaveComparison
    )

    shop.worker.answer(SaveComparison, ErrorAnswer("no room"))
    assert shop.state.banner is not None and "no room" in shop.state.banner.text

    run_both(shop)
    shop.c.compare.set_rule(CompareRule(0.1))
    compared(shop)
    shop.do("compare.report")
    shop.ask.answer("/tmp/x.md")
    asked, now = shop.worker.last(SaveComparison).comparison, shop.state.compare
    assert (now.left_run, now.right_run, 0.1) == (asked.left_run, asked.right_run, asked.rule.rtol)
    shop.worker.answer(SaveComparison, Saved("/tmp/x.md"))
    assert shop.state.toast is not None and "x.md" in shop.state.toast.text
