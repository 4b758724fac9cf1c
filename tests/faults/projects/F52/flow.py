import resource


def bad() -> int:
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + 500_000_000, hard))
    try:
        return len(bytearray(2_000_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

def good() -> int:
    return 7
