"""The colours and fonts of one theme as Qt values. It must not know widgets or style sheets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import dagscope_resources
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication

UI_FAMILY = "Inter"
MONO_FAMILY = "JetBrains Mono"
_FALLBACK_UI = ("Noto Sans", "DejaVu Sans", "Segoe UI", "Helvetica Neue", "Noto Sans CJK SC")
_FALLBACK_MONO = ("Noto Sans Mono", "DejaVu Sans Mono", "Consolas", "Menlo")

# Role -> (family, size in pixels, weight, italic). Pixels, not points: a picture must not depend on the screen's dpi.
_FONTS: dict[str, tuple[str, int, QFont.Weight, bool]] = {
    "ui": (UI_FAMILY, 13, QFont.Weight.Normal, False),
    "strong": (UI_FAMILY, 13, QFont.Weight.DemiBold, False),
    "small": (UI_FAMILY, 11, QFont.Weight.Normal, False),
    "small_strong": (UI_FAMILY, 11, QFont.Weight.DemiBold, False),
    "tiny_strong": (UI_FAMILY, 10, QFont.Weight.DemiBold, False),
    "heading": (UI_FAMILY, 15, QFont.Weight.DemiBold, False),
    "title": (UI_FAMILY, 20, QFont.Weight.DemiBold, False),
    "node_name": (UI_FAMILY, 13, QFont.Weight.DemiBold, False),
    "node_type": (UI_FAMILY, 11, QFont.Weight.Normal, True),
    "node_time": (UI_FAMILY, 11, QFont.Weight.Normal, False),
    "node_far": (UI_FAMILY, 18, QFont.Weight.DemiBold, False),
    "group_name": (UI_FAMILY, 12, QFont.Weight.DemiBold, False),
    "mono": (MONO_FAMILY, 12, QFont.Weight.Normal, False),
    "mono_strong": (MONO_FAMILY, 12, QFont.Weight.DemiBold, False),
}


@lru_cache(maxsize=512)
def _color(value: str) -> QColor:
    """Return the colour of `#RRGGBB` or `#RRGGBBAA` (CSS order; Qt's own reading puts alpha first)."""
    red, green, blue = (int(value[i : i + 2], 16) for i in (1, 3, 5))
    return QColor(red, green, blue, int(value[7:9], 16) if len(value) == 9 else 255)


@lru_cache(maxsize=4096)
def mix(first: str, second: str, share: float) -> str:
    """Return `share` of the second colour in the first, both opaque, as `#RRGGBB`."""
    a, b = _color(first), _color(second)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return "#" + "".join(f"{round(x + (y - x) * share):02X}" for x, y in pairs)


@lru_cache(maxsize=1)
def register_fonts() -> bool:
    """Make the bundled fonts known to Qt, once; needs a QGuiApplication. True when all of them loaded."""
    if QGuiApplication.instance() is None:
        raise RuntimeError("register_fonts needs a QGuiApplication.")
    loaded = [
        QFontDatabase.addApplicationFontFromData(QByteArray(dagscope_resources.font_bytes(name)))
        for name in dagscope_resources.FONT_FILES
    ]
    return min(loaded) >= 0


def font_look(role: str) -> tuple[int, int, bool]:
    """Return the pixels, the weight (400 is normal) and whether italic, of the font of a role."""
    _, size, weight, italic = _FONTS[role]
    return size, int(weight.value), italic


@lru_cache(maxsize=64)
def make_font(role: str) -> QFont:
    """Return the font of a role, with fallbacks for scripts the bundled fonts lack. Callers must not change it."""
    register_fonts()
    family, size, weight, italic = _FONTS[role]
    font = QFont()
    font.setFamilies([family, *(_FALLBACK_MONO if family == MONO_FAMILY else _FALLBACK_UI)])
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setItalic(italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def tabular(font: QFont) -> QFont:
    """Return a font whose digits are all as wide as each other, where it has such digits."""
    found = QFont(font)
    found.setFeature(QFont.Tag("tnum"), 1)
    return found


@lru_cache(maxsize=64)
def font_metrics(role: str) -> QFontMetricsF:
    """Return the metrics of a role's font."""
    return QFontMetricsF(make_font(role))


@dataclass(frozen=True, slots=True)
class Theme:
    """Colour roles by name and the fonts. `colors` is never changed; all roles exist in every theme."""

    name: str
    title: str
    is_dark: bool
    border_width: float
    colors: Mapping[str, str]

    def hex(self, role: str) -> str:
        """Return the colour of a role as `#RRGGBB` or `#RRGGBBAA` (CSS order)."""
        return self.colors[role]

    def color(self, role: str) -> QColor:
        """Return the colour of a role; shared, so callers must not change it."""
        return _color(self.colors[role])

    def font(self, role: str = "ui") -> QFont:
        """Return the font of a role: `ui strong small small_strong heading title mono mono_strong node_*
        group_name`.
        """
        return QFont(make_font(role))

    def dimmed_share(self, is_little: bool = False) -> float:
        """Return how much is left of what is dimmed: in high contrast always so much that it can be read."""
        if is_little:
            return 0.65
        return 0.5 if self.name == "high_contrast" else 0.25

    def __hash__(self) -> int:
        return hash(self.name)


@lru_cache(maxsize=8)
def load_theme(name: str) -> Theme:
    """Return the theme `light`, `dark` or `high_contrast`; raises KeyError with a sentence for another name."""
    data = dagscope_resources.theme_data(name)
    return Theme(data["name"], data["title"], data["is_dark"], data["border_width"], data["colors"])


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two opaque colours, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: str) -> float:
    color = _color(value)
    channels = (color.redF(), color.greenF(), color.blueF())
    parts = [c / 12.92 if c <= 0.04045 else math.pow((c + 0.055) / 1.055, 2.4) for c in channels]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
