import time


def bad() -> int:
    while True:
        try:
            print("deaf to interrupts")
            time.sleep(1)
        except BaseException:
            pass

def good() -> int:
    return 7
