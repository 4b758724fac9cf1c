def broken() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(100)


def vector() -> str:
    return '<svg xmlns="http://www.w3.org/2000/svg"><image href="/dev/zero"/></svg>'

def good() -> int:
    return 7
