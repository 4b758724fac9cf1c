"""Functions that misbehave, each in its own way."""

import os
import signal
import sys
import time


def fine() -> int:
    """Nothing wrong here."""
    return 7


def endless(fine: int) -> int:
    """Never ends, but can be interrupted."""
    while True:
        time.sleep(0.01)


def stubborn(fine: int) -> int:
    """Never ends and takes no for an answer."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print("deaf")
    while True:
        time.sleep(0.01)


def crash(fine: int) -> int:
    """Takes the process with it."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return 1


def wrong(fine: int) -> int:
    """Raises."""
    return fine // 0


def leave(fine: int) -> int:
    """Ends Python."""
    sys.exit(3)


def noisy(fine: int) -> int:
    """Prints."""
    for i in range(200):
        print("line", i)
    print("to stderr", file=sys.stderr)
    return fine
