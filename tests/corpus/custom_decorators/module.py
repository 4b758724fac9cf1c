from decorators import audited, copies, enabled_by, fallback, rounded

from hamilton.function_modifiers import tag


@audited("ann")
def number(x: float) -> float:
    return x / 3


@copies(2)
@tag(kind="copied")
def copy_of(number: float) -> float:
    return number


@rounded()
def short(number: float) -> float:
    return number


@fallback(limit=5)
def limited(number: float, limit: int) -> bool:
    return number > limit


@enabled_by("extras")
def extra(short: float) -> str:
    return f"extra {short}"
