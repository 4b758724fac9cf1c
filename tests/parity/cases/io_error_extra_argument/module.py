from hamilton.function_modifiers import save_to


@save_to.json(path="x", colour="red")
def one(n: int) -> dict:
    return {}
