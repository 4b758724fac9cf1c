from hamilton.function_modifiers import source, subdag, value


def rows(path: str) -> list:
    return [1, 2, 3, 4]


def kept(rows: list, least: int) -> list:
    return [each for each in rows if each >= least]


def size(kept: list) -> int:
    return len(kept)


@subdag(kept, size, inputs={"least": value(2)})
def many(size: int) -> int:
    return size


@subdag(kept, size, inputs={"least": source("floor")}, namespace="few_ones", external_inputs=["scale"])
def few(size: int, scale: int) -> int:
    return size * scale
