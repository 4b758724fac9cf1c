from hamilton.function_modifiers import check_output


@check_output(range=(0, 1))
@check_output(data_type=int)
def x() -> int:
    return 1
