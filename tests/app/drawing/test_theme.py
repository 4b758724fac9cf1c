"""Themes: every role everywhere, contrasts computed, icons and style sheet in the theme's colours."""

from __future__ import annotations

import re
from typing import get_args

import dagscope_resources
import pytest
from dagscope_app.drawing import glyphs
from dagscope_app.drawing.theme import contrast, load_theme, make_font
from dagscope_app.model.cases import SHOWN_STATES, DiffMark
from dagscope_app.views import theme as themes
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontInfo, QIcon
from pytestqt.qtbot import QtBot

NODE_KINDS = ("function", "input", "config", "loader", "saver", "expand", "collect", "unavailable", "final")
SURFACES = ("canvas", "group_1", "group_2", "group_3", "group_folded")

TEXT_PAIRS = [
    *((text, fill) for text in ("text", "quiet") for fill in ("canvas", "panel", "panel_alt", "hover", "table_stripe")),
    *(("text", f"group_{depth}") for depth in (1, 2, 3)),
    *(("quiet", surface) for surface in ("group_1", "group_2", "group_3", "group_folded")),
    *((text, f"{kind}_fill") for kind in NODE_KINDS for text in ("text", "quiet")),
    ("text", "accent_soft"),
    ("text", "match_fill"),
    ("text", "changed_fill"),
    ("accent", "panel"),
    ("accent_text", "accent"),
    ("badge_text", "badge_fill"),
    ("tooltip_text", "tooltip_fill"),
    *((f"{kind}_text", f"{kind}_fill") for kind in ("info", "warning", "error", "ok")),
    *(
        (f"syntax_{part}", "code_fill")
        for part in [
            "keyword",
            "string",
            "number",
            "comment",
            "function",
            "class",
            "decorator",
            "builtin",
            "operator",
        ]
    ),
]
MEANING_PAIRS = [
    *((f"{kind}_border", surface) for kind in NODE_KINDS for surface in SURFACES),
    *((state, f"{kind}_fill") for state in SHOWN_STATES for kind in NODE_KINDS),
    *(
        (state, surface)
        for state in SHOWN_STATES
        for surface in ("canvas", "panel", "group_folded", "group_1", "group_2", "group_3")
    ),
    *(
        (role, surface)
        for role in ("only_left", "only_right", "differs", "accent", "downstream", "match")
        for surface in SURFACES
    ),
    *(
        (role, f"{kind}_fill")
        for role in ("only_left", "only_right", "differs", "accent", "downstream")
        for kind in NODE_KINDS
    ),
    ("group_folded_border", "canvas"),
    ("group_folded_border", "group_1"),
    *(("wire", surface) for surface in ("canvas", "group_1", "group_2", "group_3")),
    ("line_strong", "panel"),
    ("heat", "canvas"),
]


@pytest.fixture(params=dagscope_resources.THEMES)
def theme(request: pytest.FixtureRequest) -> themes.Theme:
    return load_theme(request.param)


def test_every_theme_has_the_same_roles() -> None:
    roles = [set(load_theme(name).colors) for name in dagscope_resources.THEMES]
    assert roles[0] == roles[1] == roles[2]


def test_text_is_readable_on_every_surface(theme: themes.Theme) -> None:
    weak = {
        (a, b): round(contrast(theme.hex(a), theme.hex(b)), 2)
        for a, b in TEXT_PAIRS
        if contrast(theme.hex(a), theme.hex(b)) < 4.5
    }
    assert weak == {}


def test_what_carries_meaning_is_visible(theme: themes.Theme) -> None:
    weak = {
        (a, b): round(contrast(theme.hex(a), theme.hex(b)), 2)
        for a, b in MEANING_PAIRS
        if contrast(theme.hex(a), theme.hex(b)) < 3.0
    }
    assert weak == {}


def test_high_contrast_text_reaches_seven_to_one() -> None:
    theme = load_theme("high_contrast")
    assert min(contrast(theme.hex(a), theme.hex(b)) for a, b in TEXT_PAIRS if "text" in a) >= 7


def test_stylesheet_has_no_unreplaced_role(theme: themes.Theme, qtbot: QtBot) -> None:
    sheet = themes.stylesheet(theme)
    assert re.findall(r"@\w+", sheet) == []
    assert theme.hex("accent") in sheet


def test_contrast_of_black_and_white_is_twenty_one() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21.0


def test_bundled_fonts_are_the_ones_used(qtbot: QtBot) -> None:
    assert QFontInfo(make_font("ui")).family() == "Inter"
    assert QFontInfo(make_font("mono")).family() == "JetBrains Mono"


def test_every_icon_renders_in_the_asked_colour(theme: themes.Theme, qtbot: QtBot) -> None:
    empty = []
    for name in dagscope_resources.icon_names():
        image = themes.icon(name, theme, "accent").pixmap(QSize(16, 16)).toImage()
        pixels = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        if not any(pixel.alpha() > 60 for pixel in pixels):
            empty.append(name)
        wanted = theme.color("accent")
        off = [p.name() for p in pixels if p.alpha() == 255 and not _is_near(p, wanted)]
        assert off == [], name
    assert empty == []


def _is_near(pixel: QColor, wanted: QColor) -> bool:
    pairs = ((pixel.red(), wanted.red()), (pixel.green(), wanted.green()), (pixel.blue(), wanted.blue()))
    return all(abs(a - b) <= 2 for a, b in pairs)


def test_disabled_icon_differs(theme: themes.Theme, qtbot: QtBot) -> None:
    icon = themes.icon("run", theme)
    assert icon.pixmap(16, QIcon.Mode.Normal).toImage() != icon.pixmap(16, QIcon.Mode.Disabled).toImage()


def test_unknown_names_are_refused_with_a_sentence() -> None:
    with pytest.raises(KeyError, match="No theme is called 'sepia'"):
        load_theme("sepia")
    with pytest.raises(KeyError, match="No icon is called 'nope'"):
        dagscope_resources.icon_svg("nope")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("plain", "plain"),
        ("a\nb\tc", "a b    c"),
        ("x\u202ey\x00\ud800", "x\\u202ey\\x00\\ud800"),
        ("é → 漢", "é → 漢"),
        ("a" * 3000, "a" * 2048 + "…"),
        (12, "12"),
    ],
)
def test_plain_makes_foreign_text_safe(given: object, expected: str) -> None:
    assert themes.plain(given) == expected


def test_tip_shows_markup_literally() -> None:
    assert themes.tip("<img src='x'>\n&") == (
        "<qt><nobr>&lt;img src=&#x27;x&#x27;&gt;</nobr><br><nobr>&amp;</nobr></qt>"
    )
    assert "<nobr>" not in themes.tip("a long line " * 10)
    assert themes.tip(" \n ") == ""


def test_every_state_and_every_difference_has_a_sign() -> None:
    assert set(glyphs.STATES) == set(SHOWN_STATES)
    assert set(glyphs.DIFFS) == set(get_args(DiffMark)) - {""}
