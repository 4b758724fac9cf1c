import pandas as pd

from hamilton.function_modifiers import check_output, extract_columns, extract_fields


@check_output(range=(0, 100), importance="fail")
def percentage(given: float) -> float:
    return given


@check_output(values_in=["red", "green"], importance="fail")
def colour(name: str) -> str:
    return name


@check_output(data_type=int, range=(0, 10))
def number(given: float) -> int:
    return int(given)


@check_output(contains=["@"], does_not_contain=" ", importance="fail")
def address(name: str) -> str:
    return f"{name}@example.org"


@check_output(max_fraction_nans=0.3, range=(0, 10), importance="fail", target_="good")
@extract_columns("good", "bad")
def table() -> pd.DataFrame:
    return pd.DataFrame({"good": [1.0, 2.0, 3.0], "bad": [None, None, 99.0]})


@check_output(allow_none=False, importance="fail")
def found(name: str) -> dict:
    return None if name == "nobody" else {"name": name}
