"""Prices in several markets."""
from hamilton.function_modifiers import config, extract_fields


@config.when(market="us")
def tax_rate__us() -> float:
    return 0.07


@config.when_in(market=["de", "fr"])
def tax_rate__eu() -> float:
    return 0.2


@config.when_not_in(market=["us", "de", "fr"])
def tax_rate__elsewhere(fallback_rate: float = 0.0) -> float:
    return fallback_rate


@config.when(rounding=None)
def rounded__no(gross: float) -> float:
    return gross


@config.when_not(rounding=None)
def rounded__yes(gross: float, rounding: int) -> float:
    return round(gross, rounding)


@config(lambda found: found.get("market") == "us" and found.get("tips", False))
def tip__us(net: float) -> float:
    return net * 0.18


@config(lambda found: not (found.get("market") == "us" and found.get("tips", False)))
def tip__none() -> float:
    return 0.0


def gross(net: float, tax_rate: float, tip: float) -> float:
    return net * (1 + tax_rate) + tip


@config.when(market="us")
@extract_fields({"state_share": float, "city_share": float})
def shares__us(net: float, tax_rate: float) -> dict:
    return {"state_share": net * tax_rate * 0.75, "city_share": net * tax_rate * 0.25}
