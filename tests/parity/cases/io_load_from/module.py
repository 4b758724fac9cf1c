from hamilton.function_modifiers import load_from, source, value


@load_from.json(path=source("path"), inject_="data")
def limits(data: dict, k: int) -> dict:
    """What may be."""
    return {**data, "k": k}


@load_from.json(path=source("path"), inject_="left")
@load_from.json(path=value("right.json"), inject_="right")
def pair(left: dict, right: dict) -> dict:
    return {**left, **right}


@load_from.file(path="notes.txt", encoding=source("encoding"))
def words(text: str) -> list:
    return text.split()


@load_from.literal(value=value(7), inject_="seven")
def eight(seven: int) -> int:
    return seven + 1
