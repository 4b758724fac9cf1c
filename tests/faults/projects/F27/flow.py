def asks() -> str:
    return input()


def good() -> int:
    return 7
