"""Which pages of a large table the window holds and which it must ask for.
It never holds the whole table, and knows no Qt.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from dagscope.protocol.values import PageAsk
from dagscope.value_records import CellPage, SortKey

BLOCK_ROWS = 100
BLOCK_COLUMNS = 40
KEPT_BLOCKS = 60
# Section sizes overflow far above this (a view of 100 million rows hangs), so a longer table is cut with a note.
MAX_ROWS = 10_000_000
MAX_COLUMNS = 100_000


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Ask for one rectangle of cells, as the table is sorted and filtered; `serial` tells a late answer."""

    row: int
    rows: int
    column: int
    columns: int
    sort: tuple[SortKey, ...] = ()
    where: str = ""
    serial: int = 0

    def to_ask(self) -> PageAsk:
        """Return the question to the value."""
        return PageAsk(self.row, self.rows, self.column, self.columns, self.sort, self.where)


@dataclass(slots=True)
class _Block:
    cells: Sequence[Sequence[str]]
    index: Sequence[str]
    missing: Sequence[frozenset[int]] = ()
    levels: Sequence[Sequence[str]] = ()


class TableWindow:
    """A sliding window over a table: blocks of cells, the least recently read ones dropped first."""

    def __init__(self, rows: int, columns: int) -> None:
        self.all_rows = rows
        self.rows = min(rows, MAX_ROWS)
        self.columns = min(columns, MAX_COLUMNS)
        self.sort: tuple[SortKey, ...] = ()
        self.where = ""
        self.serial = 0
        self._blocks: OrderedDict[tuple[int, int], _Block] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()

    def arrange(self, sort: tuple[SortKey, ...], where: str) -> None:
        """Show the table in another order, or other rows of it: everything held is forgotten."""
        self.sort, self.where = sort, where
        self.serial += 1
        self._blocks.clear()
        self._asked.clear()
        if not where:
            self.rows = min(self.all_rows, MAX_ROWS)

    def cell(self, row: int, column: int) -> str | None:
        """Return a cell's text, or None while it is not here."""
        block = self._block(row, column)
        if block is None:
            return None
        cells = block.cells[row % BLOCK_ROWS : row % BLOCK_ROWS + 1]
        offset = column % BLOCK_COLUMNS
        return cells[0][offset] if cells and offset < len(cells[0]) else ""

    def is_missing(self, row: int, column: int) -> bool:
        """Return whether a cell that is here has no value, whatever its text is."""
        block = self._block(row, column)
        offset = column % BLOCK_COLUMNS
        return block is not None and offset < len(block.missing) and row % BLOCK_ROWS in block.missing[offset]

    def index(self, row: int) -> str | None:
        """Return a row's index label, or None while no page of that row is here."""
        block = self._row_block(row)
        offset = row % BLOCK_ROWS
        return None if block is None else block.index[offset] if offset < len(block.index) else ""

    def levels(self, row: int) -> Sequence[str]:
        """Return a row's labels level by level; none while no page of that row is here, or where there is one level."""
        block = self._row_block(row)
        offset = row % BLOCK_ROWS
        return block.levels[offset] if block is not None and offset < len(block.levels) else ()

    def _row_block(self, row: int) -> _Block | None:
        return next((block for key, block in reversed(self._blocks.items()) if key[0] == row // BLOCK_ROWS), None)

    def _block(self, row: int, column: int) -> _Block | None:
        key = (row // BLOCK_ROWS, column // BLOCK_COLUMNS)
        block = self._blocks.get(key)
        if block is not None:
            self._blocks.move_to_end(key)
        return block

    def needed(self, first_row: int, last_row: int, first_column: int, last_column: int) -> list[PageRequest]:
        """Return the pages to ask for so that this rectangle can be shown; each is asked for once."""
        requests = []
        # a table without columns has pages all the same: the names of its rows
        last_row, last_column = min(last_row, self.rows - 1), max(min(last_column, self.columns - 1), 0)
        for block_row in range(max(first_row, 0) // BLOCK_ROWS, last_row // BLOCK_ROWS + 1):
            for block_column in range(max(first_column, 0) // BLOCK_COLUMNS, last_column // BLOCK_COLUMNS + 1):
                key = (block_row, block_column)
                if key in self._blocks or key in self._asked:
                    continue
                self._asked.add(key)
                requests.append(self._request(*key))
        return requests

    def _request(self, block_row: int, block_column: int) -> PageRequest:
        return PageRequest(
            row=block_row * BLOCK_ROWS,
            rows=BLOCK_ROWS,
            column=block_column * BLOCK_COLUMNS,
            columns=min(BLOCK_COLUMNS, self.columns - block_column * BLOCK_COLUMNS),
            sort=self.sort,
            where=self.where,
            serial=self.serial,
        )

    def put(self, request: PageRequest, page: CellPage, total_rows: int) -> bool:
        """Take in an answer; False when it is a late one of another order or filter."""
        if request.serial != self.serial:
            return False
        key = (request.row // BLOCK_ROWS, request.column // BLOCK_COLUMNS)
        self._asked.discard(key)
        self._blocks[key] = _Block(page.cells, page.index, [frozenset(rows) for rows in page.missing], page.levels)
        self.rows = min(total_rows, MAX_ROWS)
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return True

    def put_first(self, page: CellPage) -> None:
        """Take in the page that came with the preview, as far as it fills whole blocks or the table's end."""
        cells = page.cells
        columns = len(cells[0]) if cells else 0
        enough_rows = len(cells) >= min(BLOCK_ROWS, self.rows)
        enough_columns = columns >= min(BLOCK_COLUMNS, self.columns)
        if enough_rows and enough_columns and not page.row and not page.column:
            width = min(BLOCK_COLUMNS, self.columns)
            missing = [frozenset(rows) for rows in page.missing[:width]]
            self._blocks[(0, 0)] = _Block(
                [row[:width] for row in cells[:BLOCK_ROWS]], page.index[:BLOCK_ROWS], missing, page.levels[:BLOCK_ROWS]
            )

    def freeze(self, first: CellPage | None) -> None:
        """Ask for nothing more: only the page that came with the preview is left."""
        cells = first.cells if first is not None else ()
        self.serial += 1
        self.sort, self.where = (), ""
        self._blocks.clear()
        self.rows = max(len(cells), len(first.index) if first is not None and not self.columns else 0)
        gone = first.missing if first is not None else ()
        self.columns = len(cells[0]) if cells else self.columns
        for row in range(0, self.rows, BLOCK_ROWS):
            for column in range(0, max(self.columns, 1), BLOCK_COLUMNS):
                part = [line[column : column + BLOCK_COLUMNS] for line in cells[row : row + BLOCK_ROWS]]
                index = first.index[row : row + BLOCK_ROWS] if first is not None else ()
                levels = first.levels[row : row + BLOCK_ROWS] if first is not None else ()
                missing = [frozenset(r - row for r in rows) for rows in gone[column : column + BLOCK_COLUMNS]]
                self._blocks[row // BLOCK_ROWS, column // BLOCK_COLUMNS] = _Block(part, index, missing, levels)

    def put_nothing(self, request: PageRequest) -> bool:
        """Note that cells cannot be had, and are not asked for again in this order; returns False if it is late."""
        if request.serial != self.serial:
            return False
        key = (request.row // BLOCK_ROWS, request.column // BLOCK_COLUMNS)
        self._asked.discard(key)
        self._blocks[key] = _Block((), ())
        return True

    def failed(self, request: PageRequest) -> None:
        """Note that an answer will not come; the page may be asked for again."""
        if request.serial == self.serial:
            self._asked.discard((request.row // BLOCK_ROWS, request.column // BLOCK_COLUMNS))

    def held(self, column: int) -> list[tuple[int, Sequence[Sequence[str]]]]:
        """Return the blocks with cells of a column, and the column that each begins with."""
        found = [(key, block) for key, block in self._blocks.items() if key[1] == column // BLOCK_COLUMNS]
        return [(key[1] * BLOCK_COLUMNS, block.cells) for key, block in found]

    @property
    def held_cells(self) -> int:
        """How many cells are in memory."""
        return sum(len(block.cells) * (len(block.cells[0]) if block.cells else 0) for block in self._blocks.values())
