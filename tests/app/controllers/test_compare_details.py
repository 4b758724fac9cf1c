"""What is fetched of one node of a comparison: sources, pictures."""

from __future__ import annotations

from dagscope.protocol.messages import (
    AskValue,
    CompareSources,
    CompareValues,
    SourcesAnswer,
    ValueAnswer,
    ValueDiffAnswer,
)
from dagscope.protocol.values import LookAnswer
from dagscope.records import ValueDiff
from dagscope.value_records import TextPreview

from tests.app.controllers.bench import Bench
from tests.app.controllers.comparing import edit, run_both


def test_both_sources_of_another_definition_are_fetched_once_and_anew_after_an_edit(opened: Bench) -> None:
    assert ["total"] == [command.node for command in opened.worker.sent(CompareSources)]
    opened.worker.answer(CompareSources, SourcesAnswer("return 1", "return 2"))
    assert {"total": ("return 1", "return 2")} == opened.state.compare.sources
    opened.c.compare.select("south")
    opened.c.compare.select("total")
    assert 1 == len(opened.worker.sent(CompareSources)), "the same code has nothing to show"
    edit(opened, "half")
    assert {"total": None} == opened.state.compare.sources
    assert 2 == len(opened.worker.sent(CompareSources))


def test_two_pictures_come_with_their_difference(opened: Bench) -> None:
    run_both(opened)
    opened.worker.answer(CompareValues, ValueDiffAnswer(ValueDiff("different", "image")), attachment=b"difference")
    left, right = opened.worker.sent(AskValue)[-2:]
    assert (opened.state.compare.left_run, opened.state.compare.right_run) == (left.run, right.run)
    opened.worker.answer(AskValue, ValueAnswer(LookAnswer(TextPreview())), attachment=b"left")
    opened.worker.answer(AskValue, ValueAnswer(LookAnswer(TextPreview())), attachment=b"right")
    assert {"total": (b"left", b"right", b"difference")} == opened.state.compare.pictures
