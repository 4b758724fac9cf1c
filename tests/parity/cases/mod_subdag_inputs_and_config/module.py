from hamilton.function_modifiers import config, source, subdag, value


def _square(x: int, k: int = 2) -> int:
    """Squares."""
    return x**k


@config.when(mode="double")
def shaped__double(_square: int) -> int:
    return _square * 2


@config.when(mode="half")
def shaped__half(_square: int) -> float:
    return _square / 2


def offset() -> int:
    return 3


@subdag(_square, shaped__double, shaped__half, inputs={"x": source("offset")}, config={"mode": "double"})
def doubled(shaped: int) -> int:
    """Twice."""
    return shaped


@subdag(
    _square,
    shaped__double,
    shaped__half,
    inputs={"x": value(5), "k": value(3)},
    config={"mode": "half"},
    namespace="inside",
    final_node_name="halved_result",
    external_inputs=["offset"],
)
def halved(shaped: float, offset: int, mode: str) -> float:
    return shaped + offset


@subdag(_square, inputs={"x": source("offset"), "unused_source": source("nothing")})
def with_missing(_square: int, not_produced: int = 1) -> int:
    return _square + not_produced
