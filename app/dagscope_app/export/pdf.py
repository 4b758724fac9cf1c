"""Writes a page as PDF, text as text. It must not know what is on the page."""

from __future__ import annotations

from typing import BinaryIO

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from dagscope_app.export.format import Format, Options
from dagscope_app.export.page import Page

FINE = 10.0  # device units a point: fonts are placed on this grid
MOST_POINTS = 14_400.0  # what readers accept for a side


def write_pdf(file: BinaryIO, page: Page, options: Options = Options()) -> None:
    """Write one page of the picture's size; one scene unit is 0.75 points times the scale."""
    points = 0.75 * options.scale
    points = min(points, MOST_POINTS / page.width, MOST_POINTS / page.height)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    size = QSizeF(page.width * points, page.height * points)
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "graph", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    writer.setResolution(round(72 * FINE))
    writer.setCreator("Dagscope")
    writer.setTitle(page.title or "Dataflow")
    painter = QPainter(writer)
    painter.scale(points * FINE, points * FINE)
    page.paint(painter, (0.0, 0.0, page.width, page.height), 1.0)
    painter.end()
    file.write(buffer.data().data())


FORMAT = Format("PDF", ("pdf",), "printing, papers", write_pdf)
