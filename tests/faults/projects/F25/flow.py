import ctypes


def bad() -> int:
    return ctypes.PyDLL(None).usleep(4_000_000)

def good() -> int:
    return 7
