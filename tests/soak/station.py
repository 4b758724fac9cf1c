"""A window for the soak, without a test around it: its event loop, its end, and what was heard.
It must not choose actions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dagscope_app.application import Application, make_qt
from dagscope_app.services.settings import Settings
from PySide6.QtTest import QTest

from tests.app.window.conftest import Desk
from tests.patience import PATIENCE_S


class Loop:
    """Turns the event loop until something is so: what `pytest-qt` gives tests."""

    def waitUntil(self, condition: Callable[[], bool], timeout: int = 0) -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("the window did not come to rest in time")
            QTest.qWait(5)


@contextmanager
def window(place: Path) -> Iterator[Desk]:
    """Give a window; at the end every process of it has ended."""
    make_qt()
    application = Application(Settings(str(place / "settings" / "dagscope.ini")), keeps_spare=False)
    application.window.resize(1280, 800)
    application.window.show()
    desk = Desk(application, Loop(), place)  # type: ignore[arg-type]
    emptied: list[bool] = []
    application.emptied.connect(lambda: emptied.append(True))
    try:
        yield desk
    finally:
        application.shut_down()
        desk.wait(lambda: emptied)
        application.window.close()
