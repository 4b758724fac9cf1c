import ctypes
import os


def bad() -> int:
    for _ in range(1000):
        ctypes.CDLL(None).puts(b"c puts")
    os.write(1, b"fd 1\n")
    return os.system("echo shell")

def good() -> int:
    return 7
