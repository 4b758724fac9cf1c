import time


def bad() -> int:
    time.sleep(1e6)
    return 1

def good() -> int:
    return 7
