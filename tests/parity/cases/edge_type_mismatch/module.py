def a(x: int) -> int:
    return 1


def b(a: str) -> int:
    return 2
