"""Viewers that another package brings: found when a value needs one, and unable to do harm."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dagscope.protocol.envelope import FrameReader, encode_event, parse_event
from dagscope.protocol.messages import Result
from dagscope.protocol.values import ANSWERS, StatisticsAnswer, UnknownAnswer
from dagscope.value_records import PREVIEWS, Preview
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results import others, viewers
from dagscope_app.views.results.page import ResultActions, ResultPage
from dagscope_app.views.theme import load_theme
from pytestqt.qtbot import QtBot

PACKAGES = Path(__file__).resolve().parents[3] / "packages"


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield the package, installed for one test."""
    for family in (PREVIEWS, ANSWERS):
        monkeypatch.setattr(family, "_types", dict(family._types))
    monkeypatch.syspath_prepend(PACKAGES)
    monkeypatch.setattr(viewers, "OTHERS", others.OtherViewers())
    import sound.records

    yield sound.records
    for name in [name for name in sys.modules if name.partition(".")[0] == "sound"]:
        del sys.modules[name]


def _crossed(preview: Preview) -> Preview:
    (frame,) = FrameReader().feed(encode_event(Result("r", "n", preview), generation=1))
    message = parse_event(frame)
    assert message is not None and isinstance(message.body, Result)
    return message.body.preview


def test_a_value_brings_its_viewer_which_asks_and_is_answered(sound: Any, qtbot: QtBot) -> None:
    arrived = _crossed(sound.ClipPreview("sound.Clip", "1.0 s at 4 Hz", rate=4, count=4))
    asked: list[tuple[Any, ...]] = []
    said: list[str] = []
    actions = ResultActions(lambda *parts: asked.append(parts), say=said.append)
    page = ResultPage(ValueTab("k", "clip", "1", "ok", arrived), load_theme("light"), actions)
    qtbot.addWidget(page)

    assert type(arrived).__name__ == "ClipPreview" and 4 == arrived.count  # type: ignore[attr-defined]
    (key, ask, then, _) = asked[0]
    assert ("k", "peaks", 2) == (key, ask.kind, ask.parts)
    then(StatisticsAnswer(), b"")
    assert ["The viewer of 'clip' failed: RuntimeError: no peaks"] == said
    then(UnknownAnswer("peaks", "peaks.peaks: a list expected, not str"), b"")
    assert said.pop().endswith("the answer 'peaks' cannot be read here: peaks.peaks: a list expected, not str")
    then(ANSWERS.get("peaks")((1.0, 0.25)), b"")  # type: ignore[misc]
    assert "1.0 0.25" == page.viewer.text() == page.look()  # type: ignore[attr-defined]
    page.look_as_before("0.5")
    assert "0.5" == page.viewer.text()  # type: ignore[attr-defined]
    page.viewer.desk.ask(sound.PeaksAsk({1}), then)  # type: ignore[attr-defined]
    assert said[1:] == [
        "The viewer of 'clip' failed: the question cannot be sent: PeaksAsk.parts: a set cannot cross between processes"
    ]


def test_a_viewer_that_fails_leaves_what_is_known_of_the_value(sound: Any, qtbot: QtBot) -> None:
    arrived = _crossed(sound.ClipPreview("sound.Clip", "0.0 s"))
    tab = ValueTab("k", "clip", "1", "ok", arrived)
    page = ResultPage(tab, load_theme("light"), ResultActions(lambda *_: None))
    qtbot.addWidget(page)

    shown = page.viewer.toPlainText()  # type: ignore[attr-defined]
    assert "The viewer of 'clip' failed: RuntimeError: an empty clip" in shown and "0.0 s" in shown


def test_a_value_without_viewer_says_so_and_why(sound: Any, qtbot: QtBot) -> None:
    class Hologram(Preview):
        kind = "hologram"

    arrived = _crossed(Hologram("x.Y", "3 m"))
    page = ResultPage(ValueTab("k", "h", "1", "ok", arrived), load_theme("light"), ResultActions(lambda *_: None))
    qtbot.addWidget(page)

    shown = page.viewer.toPlainText()  # type: ignore[attr-defined]
    assert "no viewer here for values of the kind 'hologram'" in shown and "3 m" in shown
    assert "entry points of a package in" in shown, "a broken one hides no other one"
    assert "The viewer sound.absent:VIEWER cannot be used: ModuleNotFoundError" in shown
