from hamilton.function_modifiers import load_from


@load_from.json(path="x", inject_="c")
def one(a: dict, b: dict) -> int:
    return 1
