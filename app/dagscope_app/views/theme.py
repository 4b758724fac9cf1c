"""The theme as widgets need it: style sheet, palette, icons. It must not hold colours of its own."""

from __future__ import annotations

import re
from functools import lru_cache

import dagscope_resources
from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from dagscope_app.drawing.text import plain, tip
from dagscope_app.drawing.theme import (
    Theme,
    contrast,
    font_metrics,
    load_theme,
    make_font,
    mix,
    register_fonts,
    tabular,
)

BESIDE_TEXT = QSize(20, 16)
"""The size of an icon with a text at its right."""

__all__ = [
    "BESIDE_TEXT",
    "Theme",
    "app_icon",
    "apply_stylesheet",
    "apply_theme",
    "contrast",
    "font_metrics",
    "icon",
    "load_theme",
    "make_font",
    "palette",
    "plain",
    "register_fonts",
    "styled_parent",
    "stylesheet",
    "system_theme",
    "tabular",
    "tip",
]

_ROLE = re.compile(r"@image\((\w+)\)|@(\w+)")

_PALETTE_ROLES = (
    (QPalette.ColorRole.Window, "panel"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "panel"),
    (QPalette.ColorRole.AlternateBase, "table_stripe"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.Button, "panel_alt"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "failed"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "accent_text"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.PlaceholderText, "quiet"),
    (QPalette.ColorRole.ToolTipBase, "tooltip_fill"),
    (QPalette.ColorRole.ToolTipText, "tooltip_text"),
    (QPalette.ColorRole.Light, "panel_alt"),
    (QPalette.ColorRole.Midlight, "hover"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Dark, "line_strong"),
    (QPalette.ColorRole.Shadow, "text"),
)


def system_theme() -> str:
    """Return the name of the theme that suits the desktop: `light` or `dark`."""
    hints = QGuiApplication.styleHints()
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def stylesheet(theme: Theme) -> str:
    """Return the style sheet of the whole application in the theme's colours."""

    def replaced(found: re.Match[str]) -> str:
        if found[1]:
            return dagscope_resources.theme_image_path(theme.name, found[1])
        return _css(theme.hex(found[2]))

    return _ROLE.sub(replaced, _rules_only(dagscope_resources.stylesheet_template()))


def _rules_only(sheet: str) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)


def _css(value: str) -> str:
    """Return a colour for Qt's style sheets, which read eight digits alpha first: translucent ones are spelled out."""
    if len(value) == 7:
        return value
    red, green, blue, alpha = (int(value[i : i + 2], 16) for i in (1, 3, 5, 7))
    return f"rgba({red}, {green}, {blue}, {alpha})"


def palette(theme: Theme) -> QPalette:
    """Return the palette behind the style sheet, for what style sheets do not reach."""
    result = QPalette()
    for role, name in _PALETTE_ROLES:
        result.setColor(role, theme.color(name))
    disabled = theme.color("disabled")
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return result


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the application the theme's style, palette and font; each window has its style sheet."""
    if not app.property("is_styled"):  # each of these goes through every widget there is
        app.setProperty("is_styled", True)
        app.setStyle("Fusion")
        app.setFont(theme.font("ui"))
    app.setPalette(palette(theme))


def apply_stylesheet(window: QWidget, theme: Theme) -> None:
    """Give a window, and all that is in it, the theme's style sheet.

    A sheet of the application would do the same, three times as slowly: Qt then styles a widget again for each of
    those it lies in.
    """
    window.setStyleSheet(stylesheet(theme))


def styled_parent(theme: Theme) -> QWidget:
    """Return a widget to make a main window in, which then leaves it.

    Qt asks how wide the separators of docks are once, when a main window is made. Where the style sheet comes later and
    makes them one pixel wide, Qt lays a new widget over each of them whenever a dock comes or goes, and keeps the old.
    """
    parent = QWidget()
    apply_stylesheet(parent, theme)
    return parent


class _Drawn(QIconEngine):
    """Draws an icon when it is shown and not before: most of those in menus never are."""

    def __init__(self, name: str, normal: str, disabled: str) -> None:
        super().__init__()
        self._name = name
        self._colors = normal, disabled

    def clone(self) -> QIconEngine:
        return _Drawn(self._name, *self._colors)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        _renderer(self._name, self._color(mode)).render(painter, _square(QRectF(rect)))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _pixmap(self._name, self._color(mode), size.width(), size.height())

    def _color(self, mode: QIcon.Mode) -> str:
        return self._colors[mode == QIcon.Mode.Disabled]


@lru_cache(maxsize=1024)
def _renderer(name: str, color: str) -> QSvgRenderer:
    text = dagscope_resources.icon_svg(name).replace("currentColor", color)
    return QSvgRenderer(QByteArray(text.encode()))


@lru_cache(maxsize=1024)
def _pixmap(name: str, color: str, width: int, height: int) -> QPixmap:
    result = QPixmap(width, height)
    if result.isNull():  # a view that has no room yet asks for an icon of no size
        return result
    result.fill(QColor(0, 0, 0, 0))
    painter = QPainter(result)
    _renderer(name, color).render(painter, _square(QRectF(0, 0, width, height)))
    painter.end()
    return result


def _square(rect: QRectF) -> QRectF:
    """Return the square at the left of a rectangle: what is wider keeps that much room before its text."""
    side = min(rect.width(), rect.height())
    return QRectF(rect.left(), rect.top() + (rect.height() - side) / 2, side, side)


@lru_cache(maxsize=1024)
def icon(name: str, theme: Theme, role: str = "") -> QIcon:
    """Return an icon of the set in the theme's colours, or in the colour of `role`; shared between callers."""
    normal = theme.hex(role)[:7] if role else mix(theme.hex("text"), theme.hex("quiet"), 0.5)
    return QIcon(_Drawn(name, normal, theme.hex("disabled")))


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """Return the application's icon."""
    result = QIcon()
    renderer = QSvgRenderer(QByteArray(dagscope_resources.app_icon_svg().encode()))
    for size in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(size, size)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        result.addPixmap(pixmap)
    return result
