"""The order in which a table shows its columns, and which of them it hides. It must not know what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QHeaderView

from dagscope_app.views.results.copying import Ranges


class ColumnOrder:
    """Moves and hides the columns of a header."""

    def __init__(self, header: QHeaderView, count: Callable[[], int]) -> None:
        self._header = header
        self._count = count

    def shown(self, among: Ranges | None = None) -> Ranges:
        """Return the columns that are not hidden, from left to right, as half-open ranges of positions.

        Args:
            among: ranges of positions of which alone some are wanted.
        """
        wanted = ((0, self._count()),) if among is None else among
        columns = [column for first, last in wanted for column in range(first, last)]
        if self._header.sectionsMoved():
            columns.sort(key=self._header.visualIndex)
        if self._header.sectionsHidden():
            columns = [column for column in columns if not self._header.isSectionHidden(column)]
        return _ranges(columns)

    def hidden(self) -> tuple[int, ...]:
        """Return the columns that are hidden."""
        if not self._header.sectionsHidden():
            return ()
        return tuple(column for column in range(self._count()) if self._header.isSectionHidden(column))

    def hide(self, column: int) -> None:
        """Hide a column."""
        self._header.hideSection(column)

    def show(self, columns: Iterable[int]) -> None:
        """Show columns that are hidden."""
        for column in columns:
            self._header.showSection(column)

    def move(self, column: int, position: int) -> None:
        """Show a column at a position, counted from the left."""
        self._header.moveSection(self._header.visualIndex(column), position)


def _ranges(columns: list[int]) -> Ranges:
    """Return columns in their order, neighbours as one range."""
    found: list[tuple[int, int]] = []
    for column in columns:
        if found and found[-1][1] == column:
            found[-1] = (found[-1][0], column + 1)
        else:
            found.append((column, column + 1))
    return tuple(found)
