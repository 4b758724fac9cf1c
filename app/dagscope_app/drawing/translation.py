"""Texts of the interface go through Qt's translation: what is written in `model.translation` is looked up there.
It must not hold texts, nor see text that is not ours.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from dagscope_app.model.translation import look_up_with, tr, trn

__all__ = ["CONTEXT", "tr", "trn"]

CONTEXT = "Dagscope"


def _in_qt(text: str, number: int) -> str:
    return QCoreApplication.translate(CONTEXT, text, None, number)


look_up_with(_in_qt)
