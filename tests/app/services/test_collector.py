"""When garbage is collected."""

from __future__ import annotations

import gc

from dagscope_app.services import collector as subject
from dagscope_app.services.collector import Collector
from pytest import MonkeyPatch
from pytestqt.qtbot import QtBot


def test_full_collections_wait_for_a_quiet_window(qtbot: QtBot, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "IDLE_MS", 1)
    collected: list[bool] = []
    asked: list[bool] = []

    def is_quiet() -> bool:
        asked.append(True)
        return len(asked) > 1

    before = gc.get_threshold()
    collector = Collector(is_quiet)
    monkeypatch.setattr(gc, "collect", lambda: collected.append(True))
    try:
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] > before[2]
        collector.put_off()
        qtbot.waitUntil(lambda: bool(collected))
        assert len(asked) == 2
    finally:
        collector.stop()
    assert gc.get_threshold() == before
