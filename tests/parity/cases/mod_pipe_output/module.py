from hamilton.function_modifiers import pipe_output, source, step, tag


def _add(x: int, y: int = 1) -> int:
    """Adds."""
    return x + y


def _text(x: int) -> str:
    return str(x)


@tag(kind="piped")
@pipe_output(step(_add), step(_add, y=source("amount")), step(_text).named("as_text"))
def told(start: int) -> int:
    """Tells."""
    return start


@pipe_output(step(_add).when(off=True))
def unchanged(start: int) -> int:
    return start


@pipe_output(step(_add, y=5), namespace=None)
def flat(start: int) -> int:
    return start


@pipe_output(step(_add, y=5), namespace="elsewhere")
def apart(start: int) -> int:
    return start
