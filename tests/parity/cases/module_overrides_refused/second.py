from hamilton.function_modifiers import config


def a(x: int, extra: int = 3) -> int:
    return x * 10 + extra


@config.when(mode="never")
def b__never(a: int) -> int:
    return -1
