import os


def bad() -> int:
    os.closerange(0, 256)
    while True:
        pass

def good() -> int:
    return 7
