import threading
import time


def loop() -> int:
    while True:
        pass


def sleep() -> int:
    time.sleep(1e6)
    return 1


def lock() -> int:
    held = threading.Lock()
    held.acquire()
    held.acquire()
    return 1

def good() -> int:
    return 7
