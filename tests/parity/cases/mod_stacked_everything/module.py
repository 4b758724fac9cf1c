from hamilton.function_modifiers import (
    check_output,
    config,
    extract_fields,
    inject,
    pipe_input,
    pipe_output,
    source,
    step,
    tag,
    tag_outputs,
    value,
)


def _add(x: int, y: int = 1) -> int:
    return x + y


@tag_outputs(low={"special": "yes"})
@tag(owner="all")
@check_output(range=(0, 100), target_="low")
@pipe_output(step(_add, y=10).on_output("high"))
@extract_fields({"low": int, "high": int})
@pipe_input(step(_add), on_input="start")
@config.when(enabled=True)
def bounds__on(start: int, width: int = 4) -> dict:
    """Bounds."""
    return {"low": start, "high": start + width}


@tag(owner="inject")
@pipe_output(step(_add, y=source("low")))
@inject(number=source("high"), factor=value(3))
def final(number: int, factor: int) -> int:
    return number * factor
