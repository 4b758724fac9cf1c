"""Has files that are written reach the disk, so that a power cut cannot take them. It must not write any.

The waiting (5 to 15 ms, on a busy disk 150) is left to a thread that does nothing else: it waits in the system, not in
Python, so that it holds up nothing. It ends when there is nothing to wait for, and the program's end waits for it.
"""

from __future__ import annotations

import os
import threading

from dagscope.system.current import system


class Flushing:
    """The files that are to reach the disk; a file named again is waited for once more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due: dict[str, None] = {}
        self._thread: threading.Thread | None = None

    def flush(self, path: str | os.PathLike[str]) -> None:
        """Have a file, and its name, reach the disk soon."""
        with self._lock:
            self._due[os.fspath(path)] = None
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._work, name="flushing")
        try:
            self._thread.start()
        except RuntimeError:  # no thread can be had: the system writes it all the same, later
            self._thread = None

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._due:
                    self._thread = None
                    return
                path = next(iter(self._due))
                del self._due[path]
            try:
                system.flush(path)
            except OSError:  # a disk that is gone, or a kind of file system that cannot
                pass
