import sys
import warnings


def line() -> int:
    print("z" * 20_000_000)
    return 1


def codes() -> int:
    for i in range(20_000):
        sys.stdout.write(f"\r\x1b[31m{i}\x1b[0m")
    return 2


def warned() -> int:
    warnings.simplefilter("always")
    for i in range(20_000):
        warnings.warn(f"careful {i}")
    return 3

def good() -> int:
    return 7
