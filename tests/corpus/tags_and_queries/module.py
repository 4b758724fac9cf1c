from hamilton.function_modifiers import cache, extract_fields, schema, tag, tag_outputs
from hamilton.function_modifiers.metadata import ray_remote_options


@tag(owner="data", source=["db", "file"])
def raw(path: str) -> dict:
    return {"people": 3, "salaries": 5}


@tag_outputs(people={"pii": "yes"}, salaries={"pii": "yes", "level": "secret"})
@tag(owner="data", layer="staging")
@extract_fields({"people": int, "salaries": int})
def staged(raw: dict) -> dict:
    return raw


@tag(owner="bi", layer="mart")
@tag(owner="overridden", extra="kept")
def average(people: int, salaries: int) -> float:
    return salaries / people


@cache(behavior="recompute")
@ray_remote_options(num_cpus=1)
@tag(display_name="The report")
def report(average: float) -> str:
    return f"average {average:.2f}"
