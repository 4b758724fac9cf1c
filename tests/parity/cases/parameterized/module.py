from hamilton.function_modifiers import extract_fields, group, inject, parameterize, source, tag, value


def one() -> int:
    """One."""
    return 1


@parameterize(
    plus_two={"a": source("one"), "b": value(2)},
    plus_x=({"a": source("x"), "b": value(3)}, "with x"),
)
def plus(a: int, b: int, c: int = 5) -> int:
    """Adds {a} and {b}."""
    return a + b + c


@inject(parts=group(source("one"), source("plus_two")))
def summed(parts: list[int]) -> int:
    return sum(parts)


@tag(owner="me", kind=["x", "y"])
@extract_fields({"low": int, "high": int})
def limits(summed: int) -> dict:
    return {"low": 0, "high": summed}
