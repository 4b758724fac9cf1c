from hamilton.function_modifiers import check_output, extract_fields, pipe_output, source, step, subdag, tag


def _counts(n: int) -> int:
    return n + 1


def _increase(found: dict, by: int) -> dict:
    return {key: value + by for key, value in found.items()}


@tag(stage="summary")
@extract_fields({"low": int, "high": int})
@pipe_output(step(_increase, by=10))
@subdag(_counts, inputs={"n": source("number")})
def bounds(_counts: int) -> dict:
    """Bounds."""
    return {"low": _counts, "high": _counts * 2}


@check_output(range=(0, 10), importance="fail")
@subdag(_counts, inputs={"n": source("number")})
def checked(_counts: int) -> int:
    return _counts
