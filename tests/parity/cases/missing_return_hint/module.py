def a(x: int):
    return 1


def b(a: int) -> int:
    return a
