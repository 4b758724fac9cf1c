"""`Path.exists`, `is_file` and `is_dir` raise PermissionError below a folder that may not be looked into (until Python
3.14); `os.path` answers no.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_ASKED = re.compile(r"(\w+|\))\.(exists|is_file|is_dir)\(\)")
_NO_PATHS = {"engine/dagscope/project/scan.py", "app/dagscope_app/views/chrome/examples.py"}
"""Entries of a folder that was listed; files of the package itself, which may lie in an archive."""


def test_paths_are_asked_for_by_what_does_not_raise() -> None:
    found = {
        str(file.relative_to(ROOT))
        for part in ("engine", "app")
        for file in Path(ROOT, part).rglob("*.py")
        if _ASKED.search(file.read_text(encoding="utf-8"))
    }
    assert found == _NO_PATHS
