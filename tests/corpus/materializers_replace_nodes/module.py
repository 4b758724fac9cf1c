from hamilton.function_modifiers import config, extract_fields


@config.when(mode="live")
def rates__live(url: str) -> dict:
    raise RuntimeError("not here")


@config.when(mode="fixed")
def rates__fixed(factor: float) -> dict:
    return {"eur": factor}


@extract_fields({"eur": float})
def fields(rates: dict) -> dict:
    return {"eur": float(rates["eur"])}


def price(eur: float, amount: int) -> float:
    return eur * amount
