from hamilton.function_modifiers import pipe_input, source, step


def _add(x: int, y: int = 1) -> int:
    return x + y


@pipe_input(step(_add).when(size="big"), step(_add, y=10).when_not(size="big"), step(_add, y=100).when_in(size=["big", "huge"]))
def result(start: int) -> int:
    return start
