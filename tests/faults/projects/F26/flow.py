import re


def pattern() -> object:
    return re.match("(a+)+$", "a" * 60 + "b")


def power() -> int:
    return 3 ** (10**8) % 7

def good() -> int:
    return 7
