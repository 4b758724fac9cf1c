from hamilton.function_modifiers import source, subdag


def _a(y: int) -> int:
    return y


def _b(_a: int) -> int:
    return _a


@subdag(_a, _b, inputs={"_a": source("elsewhere")})
def both(_b: int) -> int:
    return _b
