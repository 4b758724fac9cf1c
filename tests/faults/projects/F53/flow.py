import errno
import os


def bad() -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/result")

def good() -> int:
    return 7
