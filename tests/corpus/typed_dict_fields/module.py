from typing import Dict, List, Optional, TypedDict, Union

from hamilton.function_modifiers import extract_fields, unpack_fields


class Person(TypedDict):
    name: str
    age: int
    emails: List[str]


@extract_fields()
def person(line: str) -> Person:
    """Reads a person from a line."""
    name, age, *emails = line.split(",")
    return {"name": name, "age": int(age), "emails": emails}


@extract_fields("first_letter", "last_letter")
def letters(name: str) -> Dict[str, str]:
    return {"first_letter": name[0], "last_letter": name[-1]}


@extract_fields({"domain": Optional[str], "parts": Union[int, float]})
def address(emails: List[str]) -> dict:
    return {"domain": emails[0].partition("@")[2] if emails else None, "parts": len(emails)}


@unpack_fields("low", "high")
def age_range(age: int) -> tuple[int, int]:
    return age - 5, age + 5


@unpack_fields("initial")
def initials(name: str) -> tuple[str, ...]:
    return tuple(part[0] for part in name.split())


def shown(name: str, domain: Optional[str], low: int, high: int, initial: str) -> str:
    return f"{name} ({initial}) at {domain}, {low}-{high}"
