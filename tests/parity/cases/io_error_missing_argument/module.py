from hamilton.function_modifiers import load_from


@load_from.file()
def one(text: str) -> int:
    return len(text)
