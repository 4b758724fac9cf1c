"""The dataflow as it ships: a greeting and what is made of it."""


def foo() -> str:
    """The words of this module."""
    return "This is module a."


def loud(foo: str) -> str:
    """The same words, louder."""
    return foo.upper()


def words(foo: str) -> int:
    """How many words there are."""
    return len(foo.split())
