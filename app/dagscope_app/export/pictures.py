"""Pictures as the window wants them: a file, the clipboard, a thumbnail; says how it went.
It must not choose what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication, QImage, QPainter

from dagscope_app.drawing.theme import Theme
from dagscope_app.export.files import ExportError, replacing
from dagscope_app.export.film import write_film
from dagscope_app.export.format import Told, untold
from dagscope_app.export.formats import format_of
from dagscope_app.export.html import write_html
from dagscope_app.export.page import Page
from dagscope_app.export.scene import LEAST_SCALE, export_scene, on_paper
from dagscope_app.export.shared import fitted, packed
from dagscope_app.model.cases import Severity
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.translation import tr

COPY_SCALE = 2.0
COPY_PIXELS = 16_000_000
MOST_VIEWED = 30_000  # browsers and most viewers stop at 32,767 pixels on a side
LEAST_READABLE = 0.5
SLIDE, MOST_SLIDE_SCALE = (3840, 2160), 4.0
FILM_SIDE = 1280
THUMB_SHARE = 0.95  # names of groups reach a little beyond the page


def write_picture(
    spec: SceneSpec, theme: Theme, path: str, name: str = "", told: Told = untold
) -> tuple[str, Severity]:
    """Write a picture (to the clipboard without a path); return the sentence for the user and its severity.

    Args:
        spec: the picture.
        theme: its colours.
        path: the file.
        name: what the document is called, where its format has a name for it.
        told: hears now and then which share of it is written.
    """
    if not path:
        return _copy(spec, theme)
    target = Path(path)
    form = format_of(target)
    scale = form.usual_scale if form is not None else 1.0
    if form is not None and not form.is_vector:
        scale, problem = scale_for_viewers(Page(spec, theme, True, ""), scale)
        if problem:
            return tr("{name} was not written. {problem}", name=target.name, problem=problem), "warning"
    try:
        export_scene(spec, target, theme, scale=scale, name=name, told=told)
    except ExportError as error:
        return str(error), "error"
    smaller = form is not None and scale < form.usual_scale
    hint = tr(" at {scale:.0%}: larger pictures open in few programs. SVG has no limit", scale=scale) if smaller else ""
    return tr("Saved {name}{hint}.", name=target.name, hint=hint), "info"


def scale_for_viewers(page: Page, scale: float) -> tuple[float, str]:
    """Return a scale at which common programs open the picture, and a sentence where it could not be read at any."""
    longest = max(page.width, page.height)
    fitting = min(scale, MOST_VIEWED / longest)
    if fitting >= LEAST_READABLE:
        return fitting, ""
    width, height = round(page.width * scale), round(page.height * scale)
    return fitting, (
        tr(
            "It would be {width:,} by {height:,} pixels, and most programs open no more than "
            "{most:,} on a side. Save it as SVG or PDF, fold groups, or export only what is selected.",
            width=width,
            height=height,
            most=MOST_VIEWED,
        )
    )


class PictureWriter:
    """Writes pictures in the colours of the theme now."""

    def __init__(self, theme: Callable[[], Theme], told: Told = untold) -> None:
        self._theme = theme
        self._told = told

    def write(self, spec: SceneSpec, path: str, name: str) -> tuple[str, Severity]:
        """Write a picture (to the clipboard without a path); the sentence to show and its severity."""
        return write_picture(spec, self._theme(), path, name, self._told)

    def share(self, spec: SceneSpec, path: str, name: str, data: Mapping[str, Any]) -> tuple[str, Severity]:
        """Write one HTML file with a graph, and data on its nodes and the run."""
        target = Path(path)
        if target.suffix.lower() not in (".html", ".htm"):
            return tr("{name} was not written. End the file's name in .html.", name=target.name), "error"
        page = Page(spec, self._theme(), True, "", name)
        try:
            with replacing(target) as file:
                write_html(file, page, data=fitted(data))
        except ExportError as error:
            return str(error), "error"
        return tr(
            "Saved {name}: {value:.1f} MB, nothing from outside.",
            name=target.name,
            value=target.stat().st_size / 1e6,
        ), "info"

    def outlined(self, spec: SceneSpec, path: str, name: str) -> tuple[str, Severity]:
        """Write an SVG whose letters are shapes, for programs that lack the font."""
        try:
            export_scene(spec, Path(path), self._theme(), name=name, has_outlines=True)
        except ExportError as error:
            return str(error), "error"
        return tr("Saved {name}.", name=Path(path).name), "info"

    def scaled(self, spec: SceneSpec, path: str, name: str) -> tuple[str, Severity]:
        """Write a picture as large as common programs open it, whether it can be read then or not."""
        target, theme = Path(path), self._theme()
        page = Page(spec, theme, True, "")
        scale = min(COPY_SCALE, MOST_VIEWED / max(page.width, page.height))
        try:
            export_scene(spec, target, theme, scale=max(LEAST_SCALE, scale), name=name, told=self._told)
        except ExportError as error:
            return str(error), "error"
        return tr("Saved {name} at {scale:.0%}.", name=target.name, scale=scale), "info"

    def film(self, frames: Sequence[SceneSpec], path: str) -> tuple[str, Severity]:
        """Write pictures of one graph as a film of at most so many pixels."""
        pages = [Page(spec, self._theme(), False, "") for spec in frames]
        width, height = pages[0].width, pages[0].height
        scale = min(1.0, FILM_SIDE / max(width, height))
        images = []
        for number, page in enumerate(pages):
            self._told(number / len(pages))
            images.append(_image(page, round(width * scale), round(height * scale), scale, (0.0, 0.0)))
        try:
            write_film(images, Path(path))
        except ExportError as error:
            return str(error), "error"
        return tr("Saved {name}: {images} pictures.", name=Path(path).name, images=len(images)), "info"

    def slide(self, spec: SceneSpec, path: str) -> tuple[str, Severity]:
        """Write a picture that fills a slide of 16:9."""
        target, page = Path(path), Page(on_paper(spec), self._theme(), True, "")
        if target.suffix.lower() != ".png":
            return tr("{name} was not written. End the file's name in .png.", name=target.name), "error"
        width, height = SLIDE
        scale = min(width / page.width, height / page.height, MOST_SLIDE_SCALE)
        offset = ((width - page.width * scale) / 2, (height - page.height * scale) / 2)
        picture = packed(_image(page, width, height, scale, offset), "png")
        try:
            with replacing(target) as file:
                file.write(picture)
        except ExportError as error:
            return str(error), "error"
        return tr("Saved {name}: {width} by {height} pixels.", name=target.name, width=width, height=height), "info"


def thumbnail(spec: SceneSpec, theme: Theme, width: int, height: int) -> QImage:
    """Return the picture fitted into so many pixels, for the examples of the start page."""
    page = Page(on_paper(spec), theme, False, "")
    scale = THUMB_SHARE * min(width / page.width, height / page.height)
    offset = ((width - page.width * scale) / 2, (height - page.height * scale) / 2)
    return _image(page, width, height, scale, offset)


def picture_to_copy(spec: SceneSpec, theme: Theme) -> QImage:
    """Return the picture as it is put on the clipboard."""
    page = Page(on_paper(spec), theme, False, "")
    area = max(1.0, page.width * page.height)
    scale = min(COPY_SCALE, (COPY_PIXELS / area) ** 0.5)
    return _image(page, int(page.width * scale), int(page.height * scale), scale, (0.0, 0.0))


def put_on_clipboard(image: QImage) -> tuple[str, Severity]:
    """Put a picture on the clipboard, and say so."""
    # Not as QMimeData of Python's: the clipboard outlives the interpreter, and freeing that then crashes.
    QGuiApplication.clipboard().setImage(image)
    return tr("The picture is on the clipboard."), "info"


def write_pixels(image: QImage, path: str) -> None:
    """Write a picture's pixels as they are, 32 bits each, for a window that has nothing to decode then."""
    Path(path).write_bytes(image.constBits())


def _copy(spec: SceneSpec, theme: Theme) -> tuple[str, Severity]:
    return put_on_clipboard(picture_to_copy(spec, theme))


def _image(page: Page, width: int, height: int, scale: float, offset: tuple[float, float]) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(page.theme.color("canvas"))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.translate(*offset)
    painter.scale(scale, scale)
    page.paint(painter, (0.0, 0.0, page.width, page.height), scale)
    painter.end()
    return image
