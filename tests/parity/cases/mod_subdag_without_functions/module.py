from hamilton.function_modifiers import source, subdag


@subdag(inputs={"x": source("y")})
def nothing(x: int) -> int:
    return x
