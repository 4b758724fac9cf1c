from hamilton.function_modifiers import pipe_output, step


def _add(x: int) -> int:
    return x + 1


@pipe_output(step(_add), on_output="nowhere")
def value_(start: int) -> int:
    return start
