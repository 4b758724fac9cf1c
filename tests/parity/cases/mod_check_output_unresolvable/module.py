from hamilton.function_modifiers import check_output


@check_output(nonsense=1)
def x() -> int:
    return 1
