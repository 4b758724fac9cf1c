import atexit
import time


def bad() -> int:
    atexit.register(lambda: 1 / 0)
    return 1


def worse() -> int:
    atexit.register(time.sleep, 1000)
    return 2

def good() -> int:
    return 7
