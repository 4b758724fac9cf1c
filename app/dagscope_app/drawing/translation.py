"""Texts of the interface in the user's language: the one way they go through Qt's translation.
It must not hold texts, nor see text that is not ours.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "Dagscope"


def tr(text: str) -> str:
    """Return a text of the interface in the user's language; as it is written where no translation is installed."""
    return QCoreApplication.translate(CONTEXT, text) if text else text
