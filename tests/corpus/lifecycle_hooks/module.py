from hamilton.function_modifiers import tag


@tag(kind="first")
def a(x: int) -> int:
    return x + 1


def b(a: int, y: int = 3) -> int:
    return a * y


def broken(b: int) -> int:
    raise ValueError(f"cannot work with {b}")
