"""Values to bounded, typed previews and pages. It must not import a data library that is not imported already."""

from dagscope.preview.make import Shown, preview_of, preview_of_error, summary_of
from dagscope.preview.pages import TableView, table_view

__all__ = ["Shown", "TableView", "preview_of", "preview_of_error", "summary_of", "table_view"]
