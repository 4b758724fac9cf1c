from typing import Optional

from hamilton.function_modifiers import inject, parameterize, source, value


def base_price(price: float, rebate: float = 0.0, code: Optional[str] = None) -> float:
    return price * (1 - rebate) - (5 if code == "FIVE" else 0)


def shipping(base_price: float, express: bool = False) -> float:
    return (10 if express else 4) + (0 if base_price > 50 else 1)


def payable(base_price: float, shipping: float, *, gift_wrap: float = 0.0) -> float:
    return base_price + shipping + gift_wrap
