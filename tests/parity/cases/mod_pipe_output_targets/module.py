from hamilton.function_modifiers import extract_fields, pipe_output, step


def _add(x: int, y: int = 1) -> int:
    return x + y


def _grow(found: dict) -> dict:
    return {key: value * 10 for key, value in found.items()}


@pipe_output(step(_add))
@extract_fields({"a1": int, "a2": int})
def each_field() -> dict:
    return {"a1": 1, "a2": 2}


@pipe_output(step(_add, y=50), on_output=["b1"])
@extract_fields({"b1": int, "b2": int})
def one_field() -> dict:
    return {"b1": 1, "b2": 2}


@pipe_output(step(_add, y=1).on_output("c1"), step(_add, y=2).on_output(["c2", "c3"]), step(_add, y=100))
@extract_fields({"c1": int, "c2": int, "c3": int})
def by_step() -> dict:
    return {"c1": 1, "c2": 2, "c3": 3}


@extract_fields({"d1": int})
@pipe_output(step(_grow))
def before() -> dict:
    return {"d1": 4}


@pipe_output(step(_grow), on_output="whole")
@extract_fields({"e1": int})
def whole() -> dict:
    return {"e1": 4}
