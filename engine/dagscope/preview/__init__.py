"""Values to bounded, typed previews and pages. It must not import a data library that is not imported already."""

from dagscope.preview import kinds as kinds
from dagscope.preview.asking import OpenedValue
from dagscope.preview.kind import AskProblem, Kind, Reply, Shown
from dagscope.preview.make import found_inside, preview_inside, preview_of, preview_of_error, sketch_of
from dagscope.preview.pages import TableView, table_view
from dagscope.preview.registry import is_plain
from dagscope.preview.summary import summary_of

__all__ = [
    "AskProblem",
    "Kind",
    "OpenedValue",
    "Reply",
    "Shown",
    "TableView",
    "found_inside",
    "is_plain",
    "preview_inside",
    "preview_of",
    "preview_of_error",
    "sketch_of",
    "summary_of",
    "table_view",
]
