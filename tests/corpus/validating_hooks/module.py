from hamilton.function_modifiers import tag


@tag(owner="ann")
def documented(x: int) -> float:
    """Has a docstring."""
    return float(x)


@tag(owner="bob")
def undocumented(documented: float) -> float:
    return documented
