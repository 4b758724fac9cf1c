"""The window's start from the command line. It must not show a real window: only the order of the steps is at issue."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from dagscope_app import application


def test_panels_are_there_before_the_window_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Mock()
    steps.settings.geometry.return_value = (SimpleNamespace(isEmpty=lambda: False), None)
    steps.exec.return_value = 0
    monkeypatch.setattr(application, "make_qt", lambda: steps)
    monkeypatch.setattr(application, "Application", lambda settings: steps)
    monkeypatch.setattr(application, "install_excepthook", Mock())
    monkeypatch.setattr(application, "calm_garbage_collection", Mock())

    assert 0 == application.main(["some/folder"])
    names = [name for name, _, _ in steps.mock_calls if name in ("open", "window.show", "exec")]
    assert ["open", "window.show", "exec"] == names
