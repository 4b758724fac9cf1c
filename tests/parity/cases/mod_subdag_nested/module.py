from hamilton.function_modifiers import config, parameterized_subdag, source, subdag, value


def _base(x: int, scale: int) -> int:
    return x * scale


@config.when(level="deep")
def _extra__deep(_base: int) -> int:
    return _base + 1000


@config.when_not(level="deep")
def _extra__flat(_base: int) -> int:
    return _base


@subdag(_base, _extra__deep, _extra__flat, inputs={"x": source("seed"), "scale": value(2)})
def inner(_extra: int) -> int:
    return _extra


@subdag(inner, inputs={"seed": source("outer_seed")}, config={"level": "deep"})
def middle(inner: int) -> int:
    return inner + 1


@parameterized_subdag(
    middle,
    inputs={"outer_seed": source("seed")},
    top_one={},
    top_two={"inputs": {"outer_seed": value(7)}, "external_inputs": ["bonus"]},
)
def top(middle: int, bonus: int = 5) -> int:
    return middle + bonus


def seed() -> int:
    return 1


@subdag(top, inputs={"seed": source("seed")})
def roof(top_one: int, top_two: int) -> int:
    return top_one + top_two
