from hamilton.function_modifiers import extract_fields, tag


@tag(kind="first", list_of=["p", "q"])
def a(x: int) -> int:
    """Doc of a."""
    return x + 1


def b(a: int, y: int = 3) -> int:
    return a * y


@extract_fields({"left": int, "right": str})
def pair(b: int) -> dict:
    return {"left": b, "right": str(b)}


def end(left: int, right: str) -> str:
    return right * left


def broken(b: int) -> int:
    raise ValueError(f"cannot work with {b}")
