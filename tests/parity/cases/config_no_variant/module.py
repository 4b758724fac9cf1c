from hamilton.function_modifiers import config


@config.when(currency="eur")
def price__eur(base: int) -> int:
    return base


@config.when(currency="usd")
def price__usd(base: int) -> int:
    return base * 2


@config.when_not(currency="usd", size="xl")
def label__other(price: int) -> str:
    return f"other {price}"


@config.when_in(currency=["usd", "gbp"])
def fee__some() -> int:
    return 3


@config.when_not_in(currency=["usd", "gbp"])
def fee__none() -> int:
    return 0


def bill(price: int, fee: int) -> int:
    return price + fee


def has__dunder(bill: int) -> int:
    return bill
