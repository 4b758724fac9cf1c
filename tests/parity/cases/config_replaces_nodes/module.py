from hamilton.function_modifiers import extract_fields


@extract_fields({"left": int, "right": int})
def pair(x: int) -> dict:
    return {"left": x, "right": -x}


def both(left: int, right: int, pair: dict) -> str:
    return f"{left} {right} {sorted(pair)}"
