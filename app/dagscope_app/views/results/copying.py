"""Copies cells of a table in full, piece by piece, to the clipboard.
It must not hold up the window, nor shorten a cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope.protocol.values import Answer, CopyAnswer, CopyAsk
from PySide6.QtCore import QItemSelection
from PySide6.QtGui import QGuiApplication

from dagscope_app.drawing.translation import tr
from dagscope_app.model.panels.spreadsheets import safe_text
from dagscope_app.views.results.viewer import Asker

MOST_CELLS = 10_000_000
Ranges = tuple[tuple[int, int], ...]


def merged(ranges: list[tuple[int, int]]) -> Ranges:
    """Return half-open ranges without overlap, in order."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def selected(selection: QItemSelection, rows: int, columns: int) -> tuple[Ranges, Ranges]:
    """Return the rows and columns that a selection touches; all of them where nothing is selected."""
    if selection.isEmpty():
        return ((0, rows),), ((0, columns),)
    parts = selection.toList()
    across = [(part.left(), part.right() + 1) for part in parts]
    return merged([(part.top(), part.bottom() + 1) for part in parts]), merged(across)


def without(ranges: Ranges, hidden: Callable[[int], bool]) -> Ranges:
    """Return the ranges without the columns that are hidden."""
    shown = [column for first, last in ranges for column in range(first, last) if not hidden(column)]
    return merged([(column, column + 1) for column in shown])


def length(ranges: Ranges) -> int:
    """Return how many rows or columns ranges hold."""
    return sum(last - first for first, last in ranges)


class Copier:
    """One copy at a time; a new one, Esc, or a frozen value ends the one before.

    Args:
        ask: asks the process that has the value.
        say: shows how far it is, and what came of it; the second argument is whether it goes on.
    """

    def __init__(self, ask: Asker, say: Callable[[str, bool], None]) -> None:
        self._ask = ask
        self._say = say
        self._number = 0
        self._pieces: list[str] = []
        self._made_safe = 0
        self.is_running = False

    def start(self, ask: CopyAsk) -> None:
        """Copy what is asked for, from its first row on."""
        rows, columns = length(ask.rows), length(ask.columns)
        if rows * columns > MOST_CELLS:
            self.stop()
            cells = tr(
                "{value:,} cells are selected; at most {most_cells:,} are copied",
                value=rows * columns,
                most_cells=MOST_CELLS,
            )
            self._say(tr("{cells}. Save the table, or select fewer rows.", cells=cells), False)
            return
        self._number += 1
        self._pieces, self._made_safe = [], 0
        self.is_running = True
        self._next(ask, self._number)

    def stop(self) -> None:
        """End what goes on; the clipboard stays as it was."""
        if self.is_running:
            self._end("Copying was stopped; the clipboard is as it was.")

    def _next(self, ask: CopyAsk, number: int) -> None:
        def take(answer: Answer, data: bytes) -> None:
            if number == self._number and self.is_running and isinstance(answer, CopyAnswer):
                self._take(ask, answer, data)

        def refuse(message: str) -> None:
            if number == self._number and self.is_running:
                self._end(tr("Nothing was copied: {message}", message=message))

        self._ask(ask, take, refuse)

    def _take(self, ask: CopyAsk, answer: CopyAnswer, data: bytes) -> None:
        self._pieces.append(data.decode("utf-8", "replace"))
        self._made_safe += answer.made_safe
        if not answer.is_last:
            self._say(tr("Copying: {done:,} of {total:,} rows (Esc stops)", done=answer.done, total=answer.total), True)
            self._next(replace(ask, done=answer.done), self._number)
            return
        QGuiApplication.clipboard().setText("".join(self._pieces).removesuffix("\n"))
        rows, columns = answer.done, length(ask.columns)
        size = f"{_count(rows, 'row')} × {_count(columns, 'column')}"
        self._end(tr("Copied {size}.{note}", size=size, note=safe_text(self._made_safe)))

    def _end(self, text: str) -> None:
        self.is_running = False
        self._pieces = []
        self._say(text, False)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
