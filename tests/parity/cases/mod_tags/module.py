from hamilton.function_modifiers import cache, extract_fields, tag, tag_outputs
from hamilton.function_modifiers.metadata import ray_remote_options


@tag(owner="upper", only_upper="1")
@tag(owner="lower", only_lower="2")
def stacked() -> int:
    return 1


@tag_outputs(f1={"a": "b"}, f2={"a": ["c", "d"]}, unknown={"z": "z"})
@tag(level="leaf")
@extract_fields({"f1": int, "f2": int})
def fields() -> dict:
    return {"f1": 1, "f2": 2}


@tag(everywhere="yes", target_=...)
@tag(some="one", target_=["g1", "grouped"])
@extract_fields({"g1": int, "g2": int})
def grouped() -> dict:
    return {"g1": 1, "g2": 2}


@cache(behavior="recompute", format="json")
def cached() -> int:
    return 3


@ray_remote_options(num_cpus=2, resources={"gpu": 1})
def remote() -> int:
    return 4


@tag(**{"dotted.key": "value", "display_name": "Shown"})
def dotted() -> int:
    return 5
