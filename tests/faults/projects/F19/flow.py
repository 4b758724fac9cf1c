import threading
import time


def bad() -> int:
    threading.Thread(target=time.sleep, args=(1000,)).start()
    return 1

def good() -> int:
    return 7
