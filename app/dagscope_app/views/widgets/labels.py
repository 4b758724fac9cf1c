"""Labels that show foreign text as it is: plain, never as markup. It must not hold texts of its own."""

from __future__ import annotations

import re
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from dagscope_app.drawing.text import plain, tip

LIMIT = 2000
_LONG = 24
_ITEM = re.compile(r"\s*([-*+•]|\d+[.)]|:param|:return|>>>|\.\.\.|\||[A-Za-z_]\w*( \([^)]*\))?: |@)")
_BREAKS = re.compile(r"(?<=[_.,\[/])(?=\w)")

DIGITS = 6
_FRACTION = re.compile(r"-?\d+\.\d+(e[+-]?\d+)?")


def breakable(text: str) -> str:
    """Return a name without blanks with points where a line may break; short ones, which fit anyway, are left as they
    are.
    """
    return _BREAKS.sub("\u200b", text) if any(len(word) > _LONG for word in text.split()) else text


def shortened(name: str, most: int = 28) -> str:
    """Return a name for a tab or a header, its middle left out."""
    half = most // 2
    return name if len(name) <= most else f"{name[:half]}…{name[-half:]}"


def reflowed(doc: str) -> str:
    """Return a docstring with one line a paragraph, so that it wraps where the panel ends and not where the file did.

    Lists, indented lines and empty ones stay where they are.
    """
    lines: list[str] = []
    for line in doc.strip().splitlines():
        text = line.rstrip()
        before = lines[-1] if lines else ""
        deeper = _indent(text) - _indent(before)
        continues = deeper > 0 if _ITEM.match(before) else deeper == 0 and not before.endswith(":")
        if before and text and continues and not _ITEM.match(text):
            lines[-1] += " " + text.strip()
        else:
            lines.append(text)
    return "\n".join(lines)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


class PlainLabel(QLabel):
    """Text as it is, never markup, in which every character can be seen."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(plain(text, LIMIT, keep_lines=True, keep_breaks=True))


_CUT_AFTER = re.compile(r"[\s,;:]+…$")


class ElidedLabel(PlainLabel):
    """One line of text that gives way where there is no room for it; its tooltip is the whole."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._full = plain(text, LIMIT)
        self.setProperty("quiet", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(self._full)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._full = text[:LIMIT]
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, max(0, self.width() - 1))
        is_cut = shown != self._full
        self.setText(_CUT_AFTER.sub("…", shown) if is_cut else shown)
        self.setToolTip(tip(self._full) if is_cut else "")


class GivingLabel(ElidedLabel):
    """One line that is as wide as its text where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def set_text(self, text: str) -> None:
        super().set_text(text)
        self.updateGeometry()


def make_label(
    text: str = "",
    *,
    is_quiet: bool = False,
    is_selectable: bool = False,
    font: QFont | None = None,
    ink: Literal["", "failed", "stale"] = "",
) -> PlainLabel:
    """Return a plain text label; `is_quiet` is the theme's second text colour, `ink` one of a state's."""
    label = PlainLabel(text)
    if is_quiet:
        label.setProperty("quiet", True)
    if ink:
        label.setProperty("ink", ink)
    if is_selectable:
        mouse, keys = Qt.TextInteractionFlag.TextSelectableByMouse, Qt.TextInteractionFlag.TextSelectableByKeyboard
        label.setTextInteractionFlags(mouse | keys)
    if font is not None:
        label.setFont(font)
    return label


def set_ink(label: QLabel, ink: Literal["", "failed", "stale"]) -> None:
    """Colour a label's text like a state, or as it was, in whatever theme there is."""
    if (label.property("ink") or "") != ink:
        label.setProperty("ink", ink)
        label.style().polish(label)


def rounded(text: str) -> str:
    """Return a fractional number with six significant digits; every other text, and a whole number, as it is."""
    head, _, exponent = text.partition("e")
    if not _FRACTION.fullmatch(text) or len(head.lstrip("-0.").replace(".", "")) <= DIGITS:
        return text
    number = float(text)
    whole = len(head.lstrip("-").partition(".")[0])
    if exponent or abs(number) < 1e-4:
        return f"{number:.{DIGITS}g}"
    # Digits before the point are never lost: 14291666.67 stays a number of millions.
    return f"{number:.{max(0, DIGITS - whole)}f}".rstrip("0").rstrip(".") if whole > 1 else f"{number:.{DIGITS}g}"
