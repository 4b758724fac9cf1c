"""Where a crash was, read from what `faulthandler` wrote."""

from __future__ import annotations

import pytest
from dagscope_app.services.child import BOOTSTRAP, crash_line

DEEP = """Fatal Python error: Segmentation fault

Thread 0x00007f (most recent call first):
  File "/p/other.py", line 9 in waits

Current thread 0x00007e (most recent call first):
  File "/usr/lib/python3.11/ctypes/__init__.py", line 519 in string_at
  File "/venv/lib/python3.11/site-packages/numpy/core.py", line 5 in f
  File "/p/flow.py", line 12 in helper
  File "/p/flow.py", line 30 in bad
"""


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (DEEP, "flow.py, line 12"),
        (f'Current thread 0x1 (most recent call first):\n  File "{BOOTSTRAP}", line 3 in main', ""),
        ('  File "<string>", line 1 in bad', ""),
        ("", ""),
    ],
)
def test_the_newest_line_of_the_project_is_where_it_crashed(words: str, line: str) -> None:
    assert line == crash_line(words)
