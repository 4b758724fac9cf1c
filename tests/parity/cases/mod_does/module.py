from hamilton.function_modifiers import does, tag


def _sum(**numbers: int) -> int:
    return sum(numbers.values())


def _difference(left: int, right: int = 1) -> int:
    return left - right


@does(_sum)
def total(a: int, b: int, c: int = 10) -> int:
    """Adds everything."""


@tag(x="y")
@does(_difference, left="total", right="a")
def rest(total: int, a: int) -> int:
    pass
