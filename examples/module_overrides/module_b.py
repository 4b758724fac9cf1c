"""One function of `module_a`, swapped; with `allow_module_overrides()` the later module wins."""


def foo() -> str:
    """Other words, for instance those of a test double."""
    return "This is module b, and it came later."
