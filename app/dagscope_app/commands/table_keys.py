"""What keys and clicks do in a table of results: for the tables, the shortcut sheet and the documents.
It must not do them.
"""

from __future__ import annotations

COPY, COPY_NAMES, STOP = "Ctrl+C", "Ctrl+Shift+C", "Esc"

TABLE_KEYS: tuple[tuple[str, str, str], ...] = (
    (
        "Copy the selected cells",
        COPY,
        "Each in full, as it is and not as it is shown; everything where nothing is selected.",
    ),
    ("Copy with names", COPY_NAMES, "With the names of columns and rows."),
    ("Stop copying, close the cell", STOP, "The clipboard stays as it was."),
    ("Select all", "Ctrl+A", "All rows and columns that are shown."),
    (
        "Open a cell in full",
        "Return, Space",
        "Beside the table: its whole text, or what it holds as a tree. A double-click does it too.",
    ),
    ("Sort by a column", "Click on its name", "Up, down, and back; with Shift as one key among others."),
    (
        "Keep the rows of a bar",
        "Click on a bar in a header",
        "And on the line below it the missing ones. The same click again takes the filter away.",
    ),
    ("Move a column", "Drag its header", "What is copied, saved and written as code has the columns in that order."),
    (
        "Menu of a column",
        "Right-click on its header",
        "Filter, statistics, sort, freeze, hide, formats of numbers, heat.",
    ),
    ("Maximise the results", "Double-click on a tab", "And back."),
)
