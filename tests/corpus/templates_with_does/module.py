from hamilton.function_modifiers import does, parameterize, tag, value


def _sum_of(**parts: float) -> float:
    """Adds what it is given."""
    return sum(parts.values())


def _share(part: float, whole: float, digits: int = 2) -> float:
    return round(part / whole, digits)


@does(_sum_of)
def costs(rent: float, food: float, travel: float = 0.0) -> float:
    """All costs."""
    pass


@does(_sum_of)
def income(salary: float, gifts: float) -> float:
    pass


@tag(unit="share")
@does(_share, part="costs", whole="income")
def spent(costs: float, income: float) -> float:
    pass
