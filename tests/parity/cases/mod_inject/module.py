from hamilton.function_modifiers import extract_fields, inject, source, tag, value


def first() -> int:
    return 4


@inject(number=source("first"), factor=value(3))
def scaled(number: int, factor: int, offset: int = 1) -> int:
    """Scales."""
    return number * factor + offset


@tag(stage="end")
@extract_fields({"u": int, "v": int})
@inject(number=source("scaled"))
def parts(number: int) -> dict:
    return {"u": number, "v": -number}
