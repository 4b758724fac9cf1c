import os


def bad() -> int:
    for i in range(100_000):
        print("x" * 80)
    for i in range(400):
        os.write(1, b"y" * 65_536)
    return 1

def good() -> int:
    return 7
