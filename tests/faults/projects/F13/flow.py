import os
import signal


def aborts() -> int:
    os.abort()


def terminates() -> int:
    os.kill(os.getpid(), signal.SIGTERM)
    return 1


def kills() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 1

def good() -> int:
    return 7
