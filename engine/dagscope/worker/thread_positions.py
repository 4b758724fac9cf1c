"""What the worker writes to its real stderr: where its threads are, in the words of `faulthandler`, after a crash and
when asked; and what one of its own threads failed of.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
from os import _exit, write
from sys import exc_info
from traceback import format_exc
from typing import NoReturn

FAILED = 70
"""The exit code of a worker that cannot go on."""


def report_crashes(errors: int) -> None:
    """Write crashes, and on SIGUSR1 where each thread is, to the real stderr."""
    faulthandler.enable(errors, all_threads=True)
    if sys.platform != "win32":
        faulthandler.register(signal.SIGUSR1, errors, all_threads=True)


def report_place(errors: int) -> None:
    """Write where the main thread is; for systems without that signal, and only while the interpreter's lock is
    free.
    """
    ident = threading.main_thread().ident or 0
    frame = sys._current_frames().get(ident)
    lines = [f"Current thread 0x{ident:x} (most recent call first):"]
    while frame is not None:
        code = frame.f_code
        lines.append(f'  File "{code.co_filename}", line {frame.f_lineno} in {code.co_name}')
        frame = frame.f_back
    try:
        os.write(errors, ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace"))
    except OSError:
        pass  # the window is gone


def end_with_words(errors: int) -> NoReturn:
    """Write what failed and end the process: without one of its own threads it would be waited for without an end.

    A project may have replaced what they stand on (`os.write`, `json.dumps`, `len`); the functions that are used here
    were taken before.
    """
    error = exc_info()[0]
    try:
        write(errors, format_exc().encode("utf-8", "backslashreplace"))
    finally:  # even that may need what is not there any more
        try:
            write(errors, b"a thread of Dagscope failed: %b\n" % (error.__name__ if error else "").encode())
        finally:
            _exit(FAILED)
