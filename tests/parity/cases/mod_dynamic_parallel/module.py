from hamilton.function_modifiers import extract_fields, tag
from hamilton.htypes import Collect, Parallelizable


@tag(role="expander")
def item(n: int) -> Parallelizable[int]:
    yield from range(n)


def squared(item: int) -> int:
    return item**2


@tag(role="collector")
@extract_fields({"total": int})
def gathered(squared: Collect[int]) -> dict:
    return {"total": sum(squared)}
