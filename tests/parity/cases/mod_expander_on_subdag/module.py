from hamilton.function_modifiers import parameterize, source, subdag, value


def _a(y: int) -> int:
    return y


@parameterize(one={"_a": value(1)})
@subdag(_a, inputs={"y": source("z")})
def both(_a: int) -> int:
    return _a
