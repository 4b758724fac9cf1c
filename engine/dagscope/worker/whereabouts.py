"""Where the worker's threads are, written to the real stderr in the words of `faulthandler`: after a crash, and when
asked.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading


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
