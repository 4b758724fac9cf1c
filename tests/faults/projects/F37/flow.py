import os


def bad() -> int:
    for name in os.listdir("/proc/self/fd"):
        fd = int(name)
        if fd > 2 and os.path.exists(f"/proc/self/fd/{fd}"):
            try:
                os.write(fd, b"JUNK" * 50)
            except OSError:
                pass
    while True:
        pass

def good() -> int:
    return 7
