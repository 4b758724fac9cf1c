from hamilton.function_modifiers import apply_to, extract_fields, mutate, pipe_output, source, value, step


def _start(x: int) -> int:
    return x + 1


def plain(a: int) -> int:
    """Plain."""
    return a


@pipe_output(step(_start))
def piped(a: int) -> int:
    return a


@extract_fields({"left": int, "right": int})
def split(a: int) -> dict:
    return {"left": a, "right": -a}


@mutate(plain, apply_to(split, by=100).on_output("left"), by=source("amount"))
def _raise(x: int, by: int) -> int:
    return x + by


@mutate(apply_to(plain).named("twice"), apply_to(piped).named("again", namespace="ignored"))
def double(x: int) -> int:
    return x * 2


@mutate(apply_to(plain, by=value(7)).when(extra=True), apply_to(split, by=value(1)))
def _more(x: int, by: int) -> int:
    return x + by


def sum_of_all(plain: int, piped: int, left: int, right: int) -> int:
    return plain + piped + left + right
