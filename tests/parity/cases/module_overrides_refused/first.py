def a(x: int) -> int:
    return x


def b(a: int) -> int:
    return a + 1
