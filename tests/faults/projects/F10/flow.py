import sys


def nothing() -> int:
    sys.exit(0)


def number() -> int:
    sys.exit(9)


def text() -> int:
    sys.exit("msg")

def good() -> int:
    return 7
