def a(x: int) -> int:
    return x + 1


def b(a: int, y: int = 2) -> int:
    return a * y
