"""Raw tables, and functions that clean them from the side."""
from typing import Any, Dict, List

from hamilton.function_modifiers import apply_to, extract_fields, mutate, source, value

Row = Dict[str, Any]


def customers() -> List[Row]:
    return [{"id": 1, "name": " Ann "}, {"id": 2, "name": None}, {"id": 2, "name": None}]


def orders() -> List[Row]:
    return [{"id": 7, "customer": 1, "name": " Book"}, {"id": 8, "customer": 2, "name": "pen "}]


@extract_fields({"cheap": List[int], "dear": List[int]})
def prices() -> Dict[str, List[int]]:
    return {"cheap": [1, 2], "dear": [100]}


@mutate(customers, orders)
def _stripped(rows: List[Row]) -> List[Row]:
    return [{**row, "name": (row["name"] or "").strip()} for row in rows]


@mutate(apply_to(customers, key="id").named("unique"))
def _without_repeats(rows: List[Row], key: str) -> List[Row]:
    return list({row[key]: row for row in rows}.values())


@mutate(apply_to(prices).on_output("cheap"), apply_to(prices, by=value(2)).on_output(["dear"]), by=source("inflation"))
def _raised(amounts: List[int], by: int) -> List[int]:
    return [each * by for each in amounts]


@mutate(apply_to(orders).when(shout=True))
def _loud(rows: List[Row]) -> List[Row]:
    return [{**row, "name": row["name"].upper()} for row in rows]


def joined(customers: List[Row], orders: List[Row]) -> List[str]:
    names = {row["id"]: row["name"] for row in customers}
    return [f"{names[row['customer']] or 'nobody'} buys {row['name']}" for row in orders]
