from hamilton.function_modifiers import resolve_from_config, tag


@resolve_from_config(decorate_with=lambda x: tag(x=x))
def f() -> int:
    return 1
