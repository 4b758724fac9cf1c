from hamilton.function_modifiers import config


@config.when(region="us", tier=1)
def price__us(base: int) -> int:
    """American."""
    return base * 2


@config.when_not(region="us")
def price__other(base: int) -> int:
    return base


@config.when_in(tier=[1, 2])
def rebate__low(price: int) -> int:
    return price - 1


@config.when_not_in(tier=[1, 2])
def rebate__high(price: int) -> int:
    return price - 10


@config.when(missing=None)
def absent__key() -> str:
    return "key is absent"


@config.when(region="us")
@config.when_not(tier=2)
def stacked__both(rebate: int) -> int:
    return rebate + 100


@config(lambda found: "region" in found)
def any_config(rebate: int) -> int:
    return rebate


@config.when(name="named_by_hand", region="us")
def something(rebate: int) -> int:
    return -rebate


@config.when(region="us")
def two__dunder__v1(rebate: int) -> int:
    return 7
