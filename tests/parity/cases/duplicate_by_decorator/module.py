from hamilton.function_modifiers import extract_fields


@extract_fields({"twice": int})
def pair() -> dict:
    return {"twice": 1}


def twice() -> int:
    return 2
