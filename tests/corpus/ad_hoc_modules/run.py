import module

from hamilton import ad_hoc_utils, driver
from hamilton.function_modifiers import extract_fields, tag


def total(numbers: list) -> int:
    return sum(numbers)


@tag(kind="temporary")
@extract_fields({"half": int, "rest": int})
def halves(total: int) -> dict:
    return {"half": total // 2, "rest": total % 2}


temporary = ad_hoc_utils.create_temporary_module(total, halves, module_name="temporary_functions")
written = ad_hoc_utils.module_from_source(
    "def written(half: int, rest: int) -> str:\n    return f'{half} and {rest}'\n", "written_functions"
)
dr = driver.Builder().with_modules(module, temporary, written).build()
print(dr.execute(["total", "half", "rest", "written"], inputs={"count": 8}))
print({n.name: n.tags.get("module") for n in sorted(dr.list_available_variables(), key=lambda n: n.name)})
