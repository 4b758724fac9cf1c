from typing import List

from hamilton.function_modifiers import extract_columns, extract_fields, unpack_fields


class Odd(Exception):
    pass


def checked(x: int) -> int:
    if x % 2:
        raise Odd(f"{x} is odd")
    return x


@extract_fields({"there": int, "lacking": int})
def fields(checked: int) -> dict:
    return {"there": checked}


def exits(checked: int) -> int:
    raise KeyError("gone")


def after(exits: int, there: int) -> int:
    return exits + there
