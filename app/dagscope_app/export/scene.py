"""Writes a scene to a file of any format we know. It must not know widgets or ask anybody anything."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from dagscope_app.drawing.theme import Theme
from dagscope_app.export.files import ExportError, replacing
from dagscope_app.export.html import write_html
from dagscope_app.export.page import Page
from dagscope_app.export.pdf import write_pdf
from dagscope_app.export.png import MOST_SIDE, write_png
from dagscope_app.export.svg import write_svg
from dagscope_app.model.scene import SceneSpec

FORMATS = ("png", "svg", "pdf", "html")


def export_scene(
    spec: SceneSpec,
    path: str | Path,
    theme: Theme,
    *,
    scale: float = 1.0,
    legend: bool = True,
    title: str = "",
    quality: str = "auto",
) -> Path:
    """Write the whole picture; the format follows the name's ending. Needs a QGuiApplication, no display.

    Args:
        spec: the picture.
        path: a name that ends in one of FORMATS.
        theme: colours and fonts.
        scale: pixels a scene unit for PNG; enlarges the page of the other formats.
        legend: whether kinds and states are explained below the graph.
        title: a line above it.
        quality: for PNG `fast`, `small` or `auto`; all are lossless.

    Raises:
        ExportError: with a sentence: unknown format, nothing to draw, or a place that cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower().lstrip(".")
    if kind in ("py", "pyi", "ipynb", "toml"):
        with replacing(target):
            pass
    if kind not in FORMATS:
        raise ExportError(
            f"{target.name} does not say which format is meant. End the name in .png, .svg, .pdf, .dot or .html."
        )
    if not spec.nodes and not spec.groups:
        raise ExportError("There is nothing to export: the graph is empty.")
    if not 0.01 <= scale <= 20:
        raise ExportError(f"A scale of {scale:g} is out of range. Choose one between 0.01 and 20.")
    page = Page(spec, theme, legend, title)
    if kind == "png" and max(page.width, page.height) * scale > MOST_SIDE:
        raise ExportError("A PNG of this size cannot be opened by any program. Choose a smaller scale, or SVG.")
    with replacing(target) as file:
        _write(file, kind, page, scale, quality)
    return target


def _write(file: BinaryIO, kind: str, page: Page, scale: float, quality: str) -> None:
    if kind == "png":
        write_png(file, page, scale, quality)
    elif kind == "svg":
        write_svg(file, page, scale)
    elif kind == "pdf":
        write_pdf(file, page, scale)
    else:
        write_html(file, page)
