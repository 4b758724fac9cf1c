import sys


class Raises:
    def __del__(self):
        raise ValueError("at the end")


class Exits:
    def __del__(self):
        sys.exit(3)


def raises() -> int:
    Raises()
    return 1


def exits() -> int:
    Exits()
    return 2

def good() -> int:
    return 7
