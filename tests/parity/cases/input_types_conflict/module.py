def a(u: int) -> int:
    return 1


def b(u: str) -> int:
    return 2
