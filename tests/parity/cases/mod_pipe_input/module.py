from hamilton.function_modifiers import pipe_input, source, step, value


def _add(x: int, y: int = 1) -> int:
    """Adds."""
    return x + y


def _double(x: int) -> int:
    return x * 2


def times(x: int, by: int) -> int:
    return x * by


@pipe_input(
    step(_add),
    step(_add, y=source("amount")),
    step(_double).named("doubled"),
    step(_double).named("bare", namespace=None),
    step(_double).named("elsewhere", namespace="other"),
    step(_add, y=100).when(big=True),
    step(times, by=value(3)),
)
def result(start: int, other: int = 1) -> int:
    """Ends."""
    return start + other


@pipe_input(step(_double), on_input="second", namespace="stage")
@pipe_input(step(_add).named("first_step"))
def two_targets(first: int, second: int) -> int:
    return first * 1000 + second


@pipe_input(step(_double).when(never=True))
def untouched(start: int) -> int:
    return start


@pipe_input(step(_double), namespace=None)
def flat(start: int) -> int:
    return start
