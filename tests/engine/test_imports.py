"""Importing a driver needs the standard library alone."""

from __future__ import annotations

import subprocess
import sys

_PROBE = """
import sys
before = set(sys.modules)
import dagscope.driver
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(name for name in new - set(sys.stdlib_module_names) if name != "dagscope"))
print(sorted(name for name in ("asyncio", "pathlib", "hashlib", "sqlite3", "multiprocessing") if name in sys.modules))
"""


def test_driver_imports_the_standard_library_alone_and_little_of_it() -> None:
    done = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["[]", "[]"]
