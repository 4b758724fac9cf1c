from hamilton.function_modifiers import parameterize


@parameterize()
def gone(x: int) -> int:
    return x


def stays(x: int) -> int:
    return x
