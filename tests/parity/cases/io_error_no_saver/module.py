from hamilton.function_modifiers import save_to


@save_to.json(path="x.json")
def one(n: int) -> int:
    return n
