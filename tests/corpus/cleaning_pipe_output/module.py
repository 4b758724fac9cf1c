from hamilton.function_modifiers import extract_fields, pipe_output, source, step, tag


def _filled(numbers: list, fill: float = 0.0) -> list:
    return [fill if each is None else each for each in numbers]


def _clipped(numbers: list, low: float, high: float) -> list:
    return [max(low, min(high, each)) for each in numbers]


def _scaled(numbers: list) -> list:
    top = max(numbers)
    return [each / top for each in numbers]


@pipe_output(
    step(_filled, fill=source("fill_value")),
    step(_clipped, low=0, high=10).when(clip=True),
    step(_scaled).named("scaled"),
)
def measurements(count: int) -> list:
    """Numbers with holes."""
    return [None if i % 4 == 3 else float(i * 3) for i in range(count)]


@tag(part="channel")
@pipe_output(step(_filled, fill=-1.0).on_output("left"), step(_filled).on_output(["right"]), step(_clipped, low=-5, high=5))
@extract_fields({"left": list, "right": list})
def channels() -> dict:
    return {"left": [None, 9.0], "right": [3.0, None]}


def total(left: list, right: list) -> float:
    return sum(left) + sum(right)
