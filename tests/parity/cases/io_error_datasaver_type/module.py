from hamilton.function_modifiers import datasaver


@datasaver()
def one(a: int) -> dict[str, int]:
    return {}
