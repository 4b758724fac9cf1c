import ctypes


def bad() -> int:
    ctypes.string_at(0)
    return 1

def good() -> int:
    return 7
