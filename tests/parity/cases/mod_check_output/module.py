from hamilton.function_modifiers import check_output, extract_fields


@check_output(range=(0, 10), data_type=int, allow_none=False)
def warned(x: int) -> int:
    """Warned."""
    return x


@check_output(range=(0, 10), values_in=[1, 2], importance="fail")
def failing(x: int) -> int:
    return x


@check_output(contains="a", does_not_contain=["q"], importance="fail")
def text(word: str) -> str:
    return word


@check_output(range=(0, 1), target_="e1")
@extract_fields({"e1": int, "e2": int})
def fields() -> dict:
    return {"e1": 1, "e2": 2}
