"""What is said of cells that are no formulas for spreadsheets any more. It must not change a cell."""

from __future__ import annotations

from dagscope_app.model.translation import tr


def safe_text(count: int) -> str:
    """Return a sentence, with a space in front, about so many cells that got an apostrophe; empty for none."""
    if not count:
        return ""
    cells = "1 text" if count == 1 else tr("{count:,} texts", count=count)
    return (
        f" {cells} that a spreadsheet would run as a formula got an apostrophe in front (Export > Make CSV safe "
        "for spreadsheets)."
    )
