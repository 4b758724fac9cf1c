from typing import Dict, List

from hamilton.function_modifiers import (
    check_output,
    config,
    extract_fields,
    inject,
    parameterize,
    pipe_input,
    pipe_output,
    source,
    step,
    subdag,
    tag,
    tag_outputs,
    value,
)


def _plus(x: int, y: int = 1) -> int:
    return x + y


def _doubled(found: dict) -> dict:
    return {key: 2 * each for key, each in found.items()}


@tag_outputs(low={"end": "low"}, high={"end": "high"})
@tag(owner="stack")
@check_output(range=(0, 1000), target_="high", importance="fail")
@extract_fields({"low": int, "high": int})
@pipe_output(step(_doubled))
@pipe_input(step(_plus, y=source("shift")), on_input="start")
@config.when(kind="wide")
def bounds__wide(start: int, width: int = 50) -> dict:
    """Bounds of {start}."""
    return {"low": start, "high": start + width}


@tag(owner="stack")
@pipe_output(step(_plus, y=100).when(kind="wide"))
@parameterize(near={"by": value(1)}, far={"by": source("distance")})
def moved(high: int, by: int) -> int:
    """High moved by {by}."""
    return high + by


@extract_fields({"first": int, "second": int})
@tag(layer="sub")
@subdag(_plus, inputs={"x": source("near"), "y": value(5)}, namespace="inside")
def summary(_plus: int) -> dict:
    return {"first": _plus, "second": -_plus}
