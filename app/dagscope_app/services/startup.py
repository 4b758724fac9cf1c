"""Checks before the first window: a PySide6 that would abort the process is refused. It must not import widgets."""

from __future__ import annotations

import gc
import sys

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QTimer

_CALLS = 500


def loses_none() -> bool:
    """Return whether void Qt calls lose a reference to None: after some thousand of them Python would abort."""
    timer = QTimer()
    before = sys.getrefcount(None)
    for _ in range(_CALLS):
        timer.stop()
    return sys.getrefcount(None) < before - _CALLS // 2


def calm_garbage_collection() -> None:
    """Collect seldom: a large graph is many small objects and no cycles, and looking for some would hold up the
    window. Where it was turned off for the imports, it is turned on.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)


def check_pyside() -> str:
    """Return an empty text, or the sentence that says why this PySide6 cannot be used and what to do."""
    if not loses_none():
        return ""
    python = ".".join(str(part) for part in sys.version_info[:2])
    return (
        f"PySide6 {pyside_version} on Python {python} loses references and would end the window within seconds. "
        'Run: pip install "PySide6-Essentials<6.12", or use Python 3.12 or newer.'
    )
