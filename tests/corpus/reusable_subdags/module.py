from typing import Dict, List

import functions

from hamilton.function_modifiers import source, subdag, value


def visits() -> List[Dict[str, object]]:
    return [
        {"user": user, "region": "US" if user % 2 else "CA", "at": f"2024-0{1 + user % 3}-0{1 + user % 4}"} for user in range(20)
    ]


@subdag(functions, inputs={"visits": source("visits"), "grain": value("day")}, config={"region": "US"})
def daily_users_us(unique_users: Dict[str, int]) -> Dict[str, int]:
    return unique_users


@subdag(functions, inputs={"visits": source("visits"), "grain": value("month")}, config={"region": "US"})
def monthly_users_us(unique_users: Dict[str, int]) -> Dict[str, int]:
    return unique_users


@subdag(functions, inputs={"visits": source("visits"), "grain": value("month")}, config={"region": "CA"}, namespace="canada")
def monthly_users_ca(unique_users: Dict[str, int], region: str) -> Dict[str, int]:
    return {f"{region} {period}": count for period, count in unique_users.items()}
