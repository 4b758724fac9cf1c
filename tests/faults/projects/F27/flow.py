import sys


def asks() -> str:
    return input()


def reads() -> str:
    return sys.stdin.read()

def good() -> int:
    return 7
