import sys


def bad() -> int:
    sys.setrecursionlimit(1_000_000_000)

    def deeper(n):
        return deeper(n + 1) if n % 100 else wait(n)

    def wait(n):
        import time

        time.sleep(0.01)  # a busy machine takes its time to press Stop, which must not count
        return deeper(n + 1)

    return deeper(0)

def good() -> int:
    return 7
