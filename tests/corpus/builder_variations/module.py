from hamilton.function_modifiers import config


@config.when(kind="a")
def chosen__a(x: int) -> str:
    return f"a{x}"


@config.when(kind="b")
def chosen__b(x: int) -> str:
    return f"b{x}"


def shown(chosen: str, suffix: str = "!") -> str:
    return chosen + suffix
