import signal
import time


def bad() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("deaf to signals")
    while True:
        time.sleep(1)

def good() -> int:
    return 7
