"""What can be asked of a value, and the answers: one record a question and one an answer. Data only.

A kind of value brings its own; these are the kinds that Dagscope has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from dagscope.families import Family
from dagscope.value_records import CellPage, Column, ColumnProfile, NonePreview, Preview, SortKey, TablePart, TreeNode

PlotForm = Literal["auto", "line", "bar", "scatter", "histogram", "counts", "box", "heat", "outline"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about one value: the base of one record a question."""

    kind: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class UnknownAsk(Ask):
    """A question that this side does not know, or cannot read, which `problem` says."""

    kind: ClassVar[str] = "unknown"
    tag: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LookAsk(Ask):
    """Its preview."""

    kind: ClassVar[str] = "look"


@dataclass(frozen=True, slots=True)
class InsideAsk(Ask):
    """The preview of what is inside a value, found by names; `path` says which of those with the same name, and
    where to look first.
    """

    kind: ClassVar[str] = "inside"
    path: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeekAsk(Ask):
    """The value at a glance."""

    kind: ClassVar[str] = "peek"


@dataclass(frozen=True, slots=True)
class HasColumnAsk(Ask):
    """Whether a table has a column of this name."""

    kind: ClassVar[str] = "has_column"
    name: str = ""


@dataclass(frozen=True, slots=True)
class PageAsk(Ask):
    """A rectangle of a table, sorted and with the rows that a filter keeps (`where`, see docs/filters.md)."""

    kind: ClassVar[str] = "page"
    row: int = 0
    rows: int = 100
    column: int = 0
    columns: int = 50
    sort: tuple[SortKey, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class CopyAsk(Ask):
    """Cells of a table in full, as text: the next piece after `done` rows. Ranges are half open, in the shown order.

    `is_safe`: no cell may be a formula for a spreadsheet. A single cell is always copied as it is.
    """

    kind: ClassVar[str] = "copy"
    rows: tuple[tuple[int, int], ...] = ()
    columns: tuple[tuple[int, int], ...] = ()
    sort: tuple[SortKey, ...] = ()
    where: str = ""
    form: Literal["tsv", "csv", "markdown"] = "tsv"
    has_names: bool = False
    is_safe: bool = False
    done: int = 0


@dataclass(frozen=True, slots=True)
class CodeAsk(Ask):
    """Code that gives what is shown of a table, in its own library; `name` is what the code calls the table."""

    kind: ClassVar[str] = "code"
    part: TablePart = TablePart()
    name: str = "df"


@dataclass(frozen=True, slots=True)
class CellAsk(Ask):
    """One cell of a table in full; the row is counted in the shown order."""

    kind: ClassVar[str] = "cell"
    row: int = 0
    column: int = 0
    sort: tuple[SortKey, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class StatisticsAsk(Ask):
    """Facts about the column at a position, of the rows that a filter keeps."""

    kind: ClassVar[str] = "statistics"
    column: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class ProfileAsk(Ask):
    """How the columns at some positions are spread over the rows that a filter keeps: as many as can be had soon.

    Of a column that is no number and no date, this many of the most frequent `values`. What `gives_way` is left where
    something else is asked for meanwhile.
    """

    kind: ClassVar[str] = "profile"
    columns: tuple[int, ...] = ()
    where: str = ""
    values: int = 8
    gives_way: bool = False


@dataclass(frozen=True, slots=True)
class PlotAsk(Ask):
    """Some columns as a chart, in the order and with the rows of this sort and filter.

    `x` is the column along the axis (below zero: the rows themselves); `within` the part to look at closely: the ends
    of the axis, for a heat map of both axes.
    """

    kind: ClassVar[str] = "plot"
    columns: tuple[int, ...] = ()
    x: int = -1
    form: PlotForm = "auto"
    sort: tuple[SortKey, ...] = ()
    where: str = ""
    bins: int = 0
    within: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ChildrenAsk(Ask):
    """Some children of what is found at a path in a nested value."""

    kind: ClassVar[str] = "children"
    path: tuple[int, ...] = ()
    start: int = 0
    count: int = 100


@dataclass(frozen=True, slots=True)
class TextAsk(Ask):
    """The whole text of what is found at a path in a nested value."""

    kind: ClassVar[str] = "text"
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question: the base of one record an answer."""

    kind: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class UnknownAnswer(Answer):
    """An answer that this side does not know, or cannot read, which `problem` says."""

    kind: ClassVar[str] = "unknown"
    tag: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LookAnswer(Answer):
    """The preview; the PNG of a picture follows the message."""

    kind: ClassVar[str] = "look"
    preview: Preview = NonePreview()


@dataclass(frozen=True, slots=True)
class InsideAnswer(Answer):
    """What is inside a value, and where it was found; the PNG of a picture follows the message."""

    kind: ClassVar[str] = "inside"
    path: tuple[int, ...] = ()
    preview: Preview = NonePreview()


@dataclass(frozen=True, slots=True)
class PeekAnswer(Answer):
    """A few words, points of a small curve of a column of numbers; a small PNG of a picture follows the message."""

    kind: ClassVar[str] = "peek"
    text: str = ""
    points: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class HasColumnAnswer(Answer):
    """Whether a table has a column."""

    kind: ClassVar[str] = "has_column"
    has: bool = False


@dataclass(frozen=True, slots=True)
class PageAnswer(Answer):
    """A rectangle of a table as it is sorted and filtered; `columns` describes the rectangle's columns."""

    kind: ClassVar[str] = "page"
    total_rows: int = 0
    row: int = 0
    column: int = 0
    columns: tuple[Column, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    index: tuple[str, ...] = ()
    missing: tuple[tuple[int, ...], ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()

    def rectangle(self) -> CellPage:
        """Return the cells alone, as a preview holds them."""
        return CellPage(self.row, self.column, self.cells, self.index, self.missing, self.levels)


@dataclass(frozen=True, slots=True)
class CopyAnswer(Answer):
    """A piece of text follows the message, in UTF-8; `done` of `total` rows are copied with it, `made_safe` cells of it
    got an apostrophe in front.
    """

    kind: ClassVar[str] = "copy"
    done: int = 0
    total: int = 0
    is_last: bool = True
    made_safe: int = 0


@dataclass(frozen=True, slots=True)
class CodeAnswer(Answer):
    """The code, and the name of the library."""

    kind: ClassVar[str] = "code"
    library: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CellAnswer(Answer):
    """A cell: its whole text follows the message in UTF-8, or its beginning, of `length` bytes in all.

    `path` is where the cell is in the value, whatever the order of the rows, `name` what it is called there; `preview`
    is what a value of its kind shows.
    """

    kind: ClassVar[str] = "cell"
    column: str = ""
    label: str = ""
    name: str = ""
    path: tuple[int, ...] = ()
    preview: Preview = NonePreview()
    length: int = 0
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class StatisticsAnswer(Answer):
    """Facts about a column, and how its values are spread."""

    kind: ClassVar[str] = "statistics"
    column: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    histogram: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileAnswer(Answer):
    """The first of the columns that were asked for; the others are to be asked for again. None may be among them where
    it `gave_way`.
    """

    kind: ClassVar[str] = "profile"
    profiles: tuple[ColumnProfile, ...] = ()
    gave_way: bool = False


@dataclass(frozen=True, slots=True)
class PlotSeries:
    """Points of a chart: (x, y); of a histogram (low, high, count); of a heat map (left, right, bottom, top, count).

    A box has one: lower whisker, quartiles, upper whisker, smallest, largest, values outside of the whiskers, all.
    """

    name: str
    points: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PlotAnswer(Answer):
    """A chart, bounded; `note` says what is sampled, left out or cut. Moments are seconds since 1970."""

    kind: ClassVar[str] = "plot"
    form: PlotForm = "line"
    total_rows: int = 0
    note: str = ""
    series: tuple[PlotSeries, ...] = ()
    x: str = ""
    x_kind: Literal["number", "time", "label", "row"] = "row"
    y: str = ""
    y_kind: Literal["number", "time", "label", "row"] = "number"
    labels: tuple[tuple[float, str], ...] = ()
    y_labels: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChildrenAnswer(Answer):
    """Some children of what is found at a path."""

    kind: ClassVar[str] = "children"
    path: tuple[int, ...] = ()
    start: int = 0
    children: tuple[TreeNode, ...] = ()


@dataclass(frozen=True, slots=True)
class TextAnswer(Answer):
    """A whole text follows the message in UTF-8, or its beginning, of `length` bytes in all."""

    kind: ClassVar[str] = "text"
    length: int = 0


FILTER_JOINT = "\n\x1e\n"
"""Joins filters into one, each of which is read alone: what was typed, and what was chosen column by column."""

ASKS = Family(Ask, UnknownAsk)
ASKS.add(
    UnknownAsk,
    LookAsk,
    InsideAsk,
    PeekAsk,
    HasColumnAsk,
    PageAsk,
    CopyAsk,
    CodeAsk,
    CellAsk,
    StatisticsAsk,
    ProfileAsk,
    PlotAsk,
    ChildrenAsk,
    TextAsk,
)
ANSWERS = Family(Answer, UnknownAnswer)
ANSWERS.add(
    UnknownAnswer,
    LookAnswer,
    InsideAnswer,
    PeekAnswer,
    HasColumnAnswer,
    PageAnswer,
    CopyAnswer,
    CodeAnswer,
    CellAnswer,
    StatisticsAnswer,
    ProfileAnswer,
    PlotAnswer,
    ChildrenAnswer,
    TextAnswer,
)
