"""Values to bounded, typed previews and pages. It must not import a data library that is not imported already."""

from dagscope.preview.make import Shown, preview_of, preview_of_error
from dagscope.preview.pages import TableView, table_view
from dagscope.preview.summary import is_plain, summary_of

__all__ = ["Shown", "TableView", "is_plain", "preview_of", "preview_of_error", "summary_of", "table_view"]
