from hamilton.function_modifiers import load_from


@load_from.json(path="x.json")
def one(n: int) -> int:
    return n
