from hamilton.function_modifiers import dataloader, load_from, save_to, subdag, value


@load_from.json(path=value("a.json"))
def loaded(data: dict) -> int:
    return data["v"]


@dataloader()
def rows(loaded: int, n: int) -> tuple[list, dict]:
    return [loaded] * n, {}


@save_to.json(path=value("kept.json"))
def kept(rows: list) -> list:
    return rows


@subdag(loaded, rows, kept, inputs={"n": value(2)}, namespace="inner")
def report(kept: list) -> int:
    return sum(kept)
