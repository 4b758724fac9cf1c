"""Writes a scene to a file of any format we know. It must not know widgets or ask anybody anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dagscope_app.drawing.theme import Theme
from dagscope_app.export.files import SOURCE_SUFFIXES, ExportError, replacing
from dagscope_app.export.format import Options, Quality, Told, untold
from dagscope_app.export.formats import endings_text, format_of
from dagscope_app.export.page import Page
from dagscope_app.model.records.scene import SceneSpec

PRINTED = (".png", ".svg", ".pdf")
"""Endings of what nobody folds or runs."""

LEAST_SCALE, MOST_SCALE = 0.01, 20.0


def on_paper(spec: SceneSpec) -> SceneSpec:
    """Return the picture without what is for the hand."""
    return replace(spec, is_printed=True)


def export_scene(
    spec: SceneSpec,
    path: str | Path,
    theme: Theme,
    *,
    scale: float = 1.0,
    legend: bool = True,
    title: str = "",
    quality: Quality = "auto",
    name: str = "",
    has_outlines: bool = False,
    told: Told = untold,
) -> Path:
    """Write the whole picture; the format follows the name's ending. Needs a QGuiApplication, no display.

    Args:
        spec: the picture.
        path: a name that ends as one of the formats does.
        theme: colours and fonts.
        scale: pixels a scene unit for PNG; enlarges the page of other formats that have a scale.
        legend: whether kinds and states are explained below the graph.
        title: a line above it.
        name: what the document is called where nothing stands above the graph, as in a browser's tab.
        has_outlines: for SVG, whether letters are written as shapes.
        told: hears now and then which share is written; of PNG, which can take long.
        quality: for PNG `fast`, `small` or `auto`; all are lossless.

    Raises:
        ExportError: with a sentence: unknown format, nothing to draw, or a file that cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() in SOURCE_SUFFIXES:
        raise ExportError(
            f"{target} is a source file and is never overwritten. Choose a name that ends in {endings_text()}."
        )
    form = format_of(target)
    if form is None:
        raise ExportError(f"{target.name} does not say which format is meant. End the name in {endings_text()}.")
    if not spec.nodes and not spec.groups:
        raise ExportError("There is nothing to export: the graph is empty.")
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise ExportError(
            f"A scale of {scale:g} is out of range. Choose one between {LEAST_SCALE:g} and {MOST_SCALE:g}."
        )
    if scale != 1.0 and not form.has_scale:
        raise ExportError(f"A {form.title} file has no scale. Leave the scale at 1, or choose another format.")
    if target.suffix.lower() in PRINTED:
        spec = on_paper(spec)
    page, options = Page(spec, theme, legend, title, name), Options(scale, quality, has_outlines, told)
    if problem := form.why_not(page, options):
        raise ExportError(problem)
    with replacing(target) as file:
        form.write(file, page, options)
    return target
